"""三(四), 三(一), 1.11: what the policy binds: hand-in, decisions, settings; never what was decided."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select, text

from tenants.db import db
from tenants.models import Tenant
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from tests.programmes.made import MAKER
from tests.rosters.conftest import STEEL, Clerk
from webapp.applicants.models import Application
from webapp.catalogue.operations import NewScope, file_scope
from webapp.policy.load import policy_for
from webapp.policy.programme import programme_year, today
from webapp.policy.rules import Policy
from webapp.policy.spans import PartialDate
from webapp.programmes import queries
from webapp.programmes.keeping import revise
from webapp.programmes.lateness import Late, open_late
from webapp.rosters.models import Roster, RosterRow
from webapp.sheets.checking.decision import Decider
from webapp.sheets.options import CheckOptions
from webapp.sheets.samples import clean_roster

YEAR = programme_year()
LEVEL_NUMBER, QUALIFICATION_NUMBER = "S000037371102153000123"[:22], "1737001234300012"
Revised = Callable[[Callable[[Policy], Policy]], str]


@pytest.fixture
def clerk(app: Flask, cast: Cast) -> Clerk:
    return Clerk(cast.sign_in(app.test_client(), "steel.org_clerk"), app)


@pytest.fixture
def revised(app: Flask, cast: Cast) -> Revised:
    """Revise the cast's policy, as the city would; answers the new version."""

    def revise_it(edit: Callable[[Policy], Policy]) -> str:
        city = cast.tenants["city"].id
        with app.app_context(), acting_as(Scope.of_system("a test revises")):
            before = queries.policy_of(city, YEAR)
            made = revise(city, YEAR, edit(before), before.version, "试", MAKER)
            db.session.commit()
            return made.label

    return revise_it


def rows(app: Flask, model: type) -> list[object]:
    with app.app_context(), acting_as(Scope.of_system("a test looks")):
        found: list[object] = list(db.session.scalars(select(model).order_by(text("id"))))
        db.session.close()
        return found


def settled(**values: str | bool | int) -> Callable[[Policy], Policy]:
    def edit(policy: Policy) -> Policy:
        named = (replace(one, value=values.get(one.name, one.value)) for one in policy.settings)
        return replace(policy, settings=tuple(named))

    return edit


def closed(policy: Policy) -> Policy:
    opens, closes = today() - timedelta(days=9), today() - timedelta(days=1)
    return replace(policy, window=replace(policy.window, opens=opens, closes=closes))


def test_clause_3_4_a_roster_is_checked_at_any_time_and_handed_in_within_the_window(
    app: Flask, cast: Cast, clerk: Clerk, revised: Revised
) -> None:
    revised(closed)
    page = clerk.upload(clean_roster(unit=STEEL))
    assert "将导入 30 人" in clerk.client.get(page).text
    answer = clerk.confirm(page)
    assert answer.status_code == 422
    assert f"至 {today() - timedelta(days=1)}，已经截止" in answer.text
    assert rows(app, Application) == []
    with app.app_context(), acting_as(Scope.of_system("a test opens late")):
        unit = db.session.get_one(Tenant, cast.tenants["steel"].id)
        open_late(unit, YEAR, Late(today(), today(), "停产检修"), MAKER)
        db.session.commit()
    assert clerk.confirm(page).status_code == 303
    assert len(rows(app, Application)) == 30


def test_clause_3_1_what_was_checked_under_another_version_is_checked_again(
    app: Flask, clerk: Clerk, revised: Revised
) -> None:
    page = clerk.upload(clean_roster(unit=STEEL))
    label = revised(settled(epidemic_plan_required=False))
    answer = clerk.confirm(page)
    assert answer.status_code == 422
    assert f"已修订为 {label}，请重新检查" in answer.text
    assert rows(app, Application) == []


def test_clause_1_head_a_revision_leaves_decisions_and_their_words_as_they_were(
    app: Flask, clerk: Clerk, revised: Revised
) -> None:
    clerk.confirm(clerk.upload(clean_roster(unit=STEEL)))
    before = rows(app, Application)
    one = before[0]
    address = f"/applications/{one.public_id}"  # type: ignore[attr-defined]
    shown = _eligibility(clerk.client.get(address).text)
    revised(
        lambda policy: replace(
            policy, routes=tuple(replace(r, certificate_years=9, experience_years=40) for r in policy.routes)
        )
    )
    after = rows(app, Application)
    kept = ("eligibility", "qualifies_on", "reference_date", "policy_version", "state", "version")
    for old, new in zip(before, after, strict=True):
        assert [getattr(old, name) for name in kept] == [getattr(new, name) for name in kept]
    assert {row.policy_version for row in after} == {f"{YEAR}.1"}  # type: ignore[attr-defined]
    assert _eligibility(clerk.client.get(address).text) == shown
    assert "3 年" in shown


def _eligibility(text: str) -> str:
    start = text.index("申报条件")
    return text[start : text.index("</section>", start)]


@pytest.mark.parametrize(("value", "day"), [("window_opens", date(YEAR, 1, 1)), ("window_closes", None)])
def test_clause_3_1_the_reference_date_binds_rosters(
    app: Flask, clerk: Clerk, revised: Revised, value: str, day: date | None
) -> None:
    revised(settled(reference_date=value))
    page = clerk.upload(clean_roster(unit=STEEL))
    assert clerk.client.get(page).status_code == 200
    (roster,) = rows(app, Roster)
    assert roster.reference_date == (day or date(YEAR, 12, 31))  # type: ignore[attr-defined]


def test_clause_3_1_3_the_scope_binds_other_levels_where_the_city_says_so(
    app: Flask, cast: Cast, clerk: Clerk, revised: Revised
) -> None:
    revised(settled(scope_binds_other_levels=True))
    clerk.upload(clean_roster(unit=STEEL))
    assert {row.outcome for row in rows(app, RosterRow)} == {3}  # type: ignore[attr-defined]
    with app.app_context(), acting_as(Scope.of_system("a test files")):
        unit = db.session.get_one(Tenant, cast.tenants["steel"].id)
        file_scope(unit, NewScope("6-18-02-04", 2, date(YEAR, 1, 1), date(YEAR, 12, 31), "备案"))
        db.session.commit()
    page = clerk.upload(clean_roster(unit=STEEL, seed=5), "再报.xlsx")
    assert "将导入" in clerk.client.get(page).text


def test_clause_1_11_kinds_of_certificates_that_do_not_count_alike() -> None:
    policy = settled(kinds_count_alike=False)(policy_for(2022))
    decider = Decider(CheckOptions(as_of=date(2022, 5, 6), policy=policy))

    def met(number: str | None) -> object:
        held = PartialDate(2015, 6, 1)
        found, _ = decider.decide("技师", "高级工", held, "2015-06-01", 12, "焊工", False, number)
        assert found is not None
        return found["routes"][0]["met"]

    assert met(QUALIFICATION_NUMBER) is True
    assert met(LEVEL_NUMBER) is False
    assert met(None) is None
    alike = Decider(CheckOptions(as_of=date(2022, 5, 6), policy=policy_for(2022)))
    found, _ = alike.decide("技师", "高级工", PartialDate(2015, 6, 1), "2015-06-01", 12, "焊工", False, None)
    assert found is not None
    assert found["eligible"] is True
