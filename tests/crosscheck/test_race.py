"""Two tenants hand in the same person in the same moment, a thousand times: each time one application is
live, the other is held, and there is a case (三(四), 1.7 rule 1)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from flask import g
from sqlalchemy import insert, select, text

from tenants.db import db
from tenants.models import public_id
from tenants.scope import Scope, acting_as
from tests.crosscheck.made import SYSTEM, Check, name_of, somebody
from tests.crosscheck.policies import policy
from tests.entering.conftest import a_form
from webapp.applicants.models import Application
from webapp.crosscheck.models import Case, Finding
from webapp.entering.content import seal
from webapp.entering.models import ApplicationDraft
from webapp.entering.operations import submit
from webapp.entering.queries import draft_of, unit_of
from webapp.extensions import keyring
from webapp.people.models import KnownApplication
from webapp.transaction import separately

TIMES = 1000
UNITS = ("steel", "port")


@pytest.fixture
def forms(ledger: Check) -> dict[str, list[str]]:
    """A thousand people's forms, begun in both units; their keys by unit."""
    people = [person(order) for order in range(1, TIMES + 1)]
    keys: dict[str, list[str]] = {}
    for unit in UNITS:
        clerk = ledger.cast.actors[f"{unit}.org_clerk"]
        with ledger.app.app_context(), acting_as(clerk.scope()):
            rows = [
                {
                    "public_id": public_id(), "entered_by": clerk.user_id, "saved_by": clerk.user_id,
                    "typed_by": [clerk.user_id], "version": 1, "content": seal(one, keyring()),
                    **unit_of(ledger.tenant(unit).id).territory,
                }
                for one in people
            ]  # fmt: skip
            db.session.execute(insert(ApplicationDraft), rows)
            db.session.commit()
        keys[unit] = [row["public_id"] for row in rows]
    return keys


def person(order: int) -> dict[str, str]:
    """Somebody's form, whose name and month of birth few others share."""
    number = somebody(f"19{75 + order % 15}{1 + order // 15 % 12:02d}12")
    return a_form(
        order, id_number=number, name=name_of(number), birth=f"{number[6:10]}-{number[10:12]}",
        sex="男" if int(number[16]) % 2 else "女",
    )  # fmt: skip


def test_a_thousand_races_of_two_tenants_leave_one_live_application_each_and_a_case(
    ledger: Check, forms: dict[str, list[str]]
) -> None:
    together, failed = threading.Barrier(len(UNITS), timeout=60), []

    def clerk_of(unit: str) -> Callable[[], None]:
        clerk = ledger.cast.actors[f"{unit}.org_clerk"]

        def hand_in() -> None:
            try:
                with ledger.app.app_context():
                    for key in forms[unit]:
                        g.after_commit = []
                        together.wait()
                        with separately(clerk.scope()):
                            draft = draft_of(key)
                            assert draft is not None
                            submit(draft, clerk, unit_of(ledger.tenant(unit).id))
                        db.session.close()
            except BaseException as error:
                failed.append(error)
                together.abort()
                raise

        return hand_in

    with policy(ledger, crosscheck_clerk_people=100_000, crosscheck_unit_held=100_000):
        threads = [threading.Thread(target=clerk_of(unit)) for unit in UNITS]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert failed == []
    outcomes(ledger, forms)


def outcomes(ledger: Check, forms: dict[str, list[str]]) -> None:
    """One live and one held application of each person, with an open case between them; both tenants came
    first now and then."""
    with ledger.app.app_context(), acting_as(Scope.of_system(SYSTEM, read_only=True)):
        keys = [key for each in forms.values() for key in each]
        made = db.session.execute(
            select(Application.id_index, Application.state, Application.tenant_id, Application.id)
            .join(ApplicationDraft, ApplicationDraft.application_id == Application.id)
            .where(ApplicationDraft.public_id.in_(keys))
        ).all()
        held = {row.id for row in made if row.state == "held"}
        cases = db.session.execute(
            select(Case.application_id, Case.other_application_id, Finding.concerned_id)
            .join(Finding, Finding.case_id == Case.id)
            .where(Finding.rule == 1, Finding.outcome == "open", Case.state == "open", Case.blocks)
        ).all()
        known = db.session.scalar(
            select(text("count(*)")).select_from(KnownApplication)
            .where(KnownApplication.application_id.in_([row.id for row in made]))
        )  # fmt: skip
        db.session.rollback()
    assert len(made) == known == 2 * TIMES
    assert Counter(row.state for row in made) == {"submitted": TIMES, "held": TIMES}
    assert len({row.id_index for row in made if row.state == "submitted"}) == TIMES
    ours = [one for one in cases if one.concerned_id in held]
    assert len(ours) == len({one.concerned_id for one in ours}) == TIMES
    winners = Counter(row.tenant_id for row in made if row.state == "submitted")
    assert len(winners) == len(UNITS), winners
