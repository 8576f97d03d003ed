"""The demo city: whole, made once, decided by the real rules, and never put beside anybody's data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pyotp
import pytest
from flask import Flask
from sqlalchemy import func, select

from tenants import passwords
from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Tenant, User
from tenants.roles import ROLES, Role
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from tests.conftest import app_of
from webapp.applicants.models import Application, ApplicationFigure, Move
from webapp.catalogue.queries import filed_scope_covers
from webapp.crosscheck.models import Case, Statement
from webapp.demo.acting import actor_of
from webapp.demo.marker import NotOurs
from webapp.demo.people import PASSWORD, PEOPLE, sign_ins
from webapp.demo.samples import roster
from webapp.demo.seed import seed
from webapp.entering.content import unseal
from webapp.entering.operations import answer
from webapp.entering.queries import open_drafts, unit_of
from webapp.extensions import keyring
from webapp.local.for_tests import TestServers
from webapp.people.identity import passes
from webapp.policy.categories import assumed_category
from webapp.sheets.options import CheckOptions
from webapp.sheets.problems import Outcome
from webapp.sheets.sandbox.parent import CheckedFile

SYSTEM = Scope.of_system("a test looks at the demo", read_only=True)


@pytest.fixture(scope="module")
def seeded(servers: TestServers, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The demo city in a database of its own, at which the tests only look."""
    with app_of(servers, migrated, tmp_path_factory.mktemp("demo")) as app:
        with app.app_context():
            assert seed() is not None
        yield app


def test_the_city_is_whole(seeded: Flask) -> None:
    with seeded.app_context(), acting_as(SYSTEM):
        kinds = Counter(db.session.scalars(select(Tenant.kind)))
        units = set(db.session.scalars(select(Tenant.reporting_unit)))
    assert kinds == {
        Kind.CITY_BUREAU: 1, Kind.DISTRICT_BUREAU: 7, Kind.COLLEGE: 1, Kind.ENTERPRISE: 10, Kind.SCHOOL: 1,
        Kind.PUBLIC_BODY: 1,
    }  # fmt: skip
    assert len(units) == 8


def test_every_role_signs_in(seeded: Flask) -> None:
    assert {role for person in PEOPLE for _, role in person.roles} == set(ROLES) - {Role.APPLICANT}
    assert any(len(person.roles) > 1 for person in PEOPLE)
    assert all(passwords.weakness(PASSWORD, person.login, person.name) is None for person in PEOPLE)
    with seeded.app_context(), acting_as(SYSTEM):
        users = {user.login: user for user in db.session.scalars(select(User))}
        assert passwords.matches(users[PEOPLE[0].login].password_hash, PASSWORD)
        assert len({user.password_hash for user in users.values()}) == 1
        for one in sign_ins():
            user = users[one.login]
            if one.code:
                assert pyotp.TOTP(keyring().open_text(user.totp_secret)).verify(one.code, valid_window=1)


def test_applications_are_decided_by_the_rules(seeded: Flask) -> None:
    with seeded.app_context(), acting_as(SYSTEM):
        everybody = db.session.scalars(select(Application)).all()
        assert 280 <= len(everybody) <= 330
        assert all(one.eligibility["eligible"] for one in everybody)
        assert len({one.state for one in everybody}) >= 8
        assert len({one.created_at.date().replace(day=1) for one in everybody}) >= 5
        for one in everybody:
            number = keyring().open_text(one.id_number)
            assert passes(number)
            assert one.id_index == keyring().index(number)
            if one.target_level == "高级技师":
                assert filed_scope_covers(
                    one.tenant_id, one.target_occupation, one.target_level, one.reference_date
                )


def test_everybody_has_the_category_of_their_unit_and_some_a_form(seeded: Flask) -> None:
    with seeded.app_context(), acting_as(SYSTEM):
        kinds = dict(db.session.execute(select(Tenant.id, Tenant.kind)).all())
        everybody = db.session.scalars(select(Application)).all()
        assert all(one.category == assumed_category(kinds[one.tenant_id]) for one in everybody)
        assert {one.category for one in everybody} == {"employee", "teacher"}
        formed = [one for one in everybody if one.native_place]
        assert len(everybody) / 4 < len(formed) < len(everybody) / 2
        assert all(one.specialty and one.ethnicity and one.politics for one in formed)


def test_clerks_have_begun_forms(seeded: Flask) -> None:
    with seeded.app_context():
        for login, whole in (("haiyue.clerk", 1), ("wangchao.clerk", 0)):
            clerk = actor_of(login)
            with acting_as(clerk.scope()):
                drafts = open_drafts()
                unit = unit_of(drafts[0].tenant_id)
                held = [unseal(one.content, keyring()) for one in drafts]
                fit = [one for one in held if not answer(unit, one)[0].blocking]
                db.session.rollback()
            assert (len(drafts), len(fit)) == (2, whole)


def test_three_people_are_entered_twice_and_one_of_them_is_explained(seeded: Flask) -> None:
    with seeded.app_context(), acting_as(SYSTEM):
        cases = db.session.scalars(select(Case).where(Case.application_id.is_not(None))).all()
        twice = [one for one in cases if 1 in one.rules and one.other_application_id]
        assert sorted(one.state for one in twice) == ["decided", "open", "open"]
        assert {one.district_id is None for one in twice} == {True, False}  # the city's, and a district's
        said = db.session.scalars(select(Statement)).all()
        assert len(said) == 1
        held = [one for one in db.session.scalars(select(Application)) if one.state == "held"]
        assert {one.crosscheck for one in held} == {"blocked"}
        assert len(held) == 2


def test_every_state_is_the_last_moves(seeded: Flask) -> None:
    with seeded.app_context(), acting_as(SYSTEM):
        states = dict(db.session.execute(select(Application.id, Application.state)).all())
        ends = dict(db.session.execute(select(Move.application_id, Move.to_state).order_by(Move.id)).all())
        counted = db.session.scalar(select(func.sum(ApplicationFigure.number)))
    assert ends == states
    assert counted == len(states)


def test_a_second_seeding_does_nothing(seeded: Flask) -> None:
    with seeded.app_context():
        assert seed() is None
        with acting_as(SYSTEM):
            assert db.session.scalar(select(func.count()).select_from(Tenant)) == 21


def test_a_database_of_others_is_refused(app: Flask, cast: Cast) -> None:
    with app.app_context(), pytest.raises(NotOurs):
        seed()


def test_seeding_hashes_once(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """What makes seeding fast: one slow hash, not one for each user."""
    calls = []
    monkeypatch.setattr(passwords, "hashed", lambda password: calls.append(password) or "hash")
    with app.app_context():
        seed()
    assert calls == [PASSWORD]


def test_the_sent_roster_holds_people_who_qualify_later() -> None:
    """By the real checker: nine fit rows, and six that lack time, each with the day it will be enough."""
    on = date(2026, 11, 22)
    data = roster("日照海岳钢铁集团有限公司", "焊工", "技师", on, 31)
    with CheckedFile(data, "附件2.xlsx", CheckOptions(as_of=on)) as checked:
        rows = list(checked.rows())
    refused = [row for row in rows if row.outcome is Outcome.REFUSED]
    assert len(rows) == 15
    assert len(refused) == 6
    for row in refused:
        assert {problem.code for problem in row.problems if problem.outcome is Outcome.REFUSED} == {
            "not_eligible"
        }
        days = [route["qualifies_on"] for route in row.eligibility["routes"] if route["qualifies_on"]]
        assert min(days) > on.isoformat()
