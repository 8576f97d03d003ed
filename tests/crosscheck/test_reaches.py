"""What each reach sees of the ledger and the cases (4.1): units, institutions and applicants nothing,
districts what they decide, the city its own; the check itself how applications stand, and no more."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from tenants.db import db, looking_through
from tenants.models import Tenant
from tenants.scope import Reach, Scope, acting_as
from tests.crosscheck.desk import a_double
from tests.crosscheck.made import SYSTEM, Check
from webapp.crosscheck.models import Case, CaseEvent, Finding
from webapp.people.models import KnownApplication

SECRET = (
    "crosscheck_case", "finding", "case_event", "crosscheck_run", "look_up", "finding_figure",
    "known_application", "known_certificate", "person_merge", "covered_series", "certificate_list",
    "refused_line",
)  # fmt: skip
OUTSIDE = (Reach.TENANT, Reach.INSTITUTION, Reach.APPLICANT, Reach.ACCOUNT, Reach.PUBLIC)
# What a district may not read although it decides cases: everybody's entries, and the city's own matters.
CITYS = ("known_application", "person_merge", "covered_series", "certificate_list", "refused_line", "look_up",
         "crosscheck_run")  # fmt: skip


@pytest.mark.parametrize("reach", OUTSIDE)
@pytest.mark.parametrize("table", SECRET)
def test_units_institutions_and_applicants_read_nothing_of_it(
    ledger: Check, reach: Reach, table: str
) -> None:
    scope = Scope(
        reach, user_id=1, tenant_id=ledger.tenant("steel").id, district_id=ledger.tenant("donggang").id,
        city_id=ledger.city,
    )  # fmt: skip
    with (
        ledger.app.app_context(),
        acting_as(scope),
        pytest.raises(ProgrammingError, match="permission denied"),
    ):
        db.session.execute(text(f"select count(*) from {table}"))


@pytest.mark.parametrize("table", CITYS)
def test_a_district_reads_none_of_the_citys_own(ledger: Check, table: str) -> None:
    scope = ledger.cast.actors["donggang.district_reviewer"].scope()
    with (
        ledger.app.app_context(),
        acting_as(scope),
        pytest.raises(ProgrammingError, match="permission denied"),
    ):
        db.session.execute(text(f"select count(*) from {table}"))


def test_a_district_sees_the_cases_it_decides_and_the_city_all(ledger: Check) -> None:
    *_near, near = a_double(ledger, "steel", "school")
    *_far, far = a_double(ledger)
    seen = {who: cases_of(ledger, who) for who in ("city.city_filing", "donggang.district_reviewer",
                                                   "lanshan.district_reviewer")}  # fmt: skip
    assert {near.id, far.id} <= seen["city.city_filing"]
    assert near.id in seen["donggang.district_reviewer"]
    assert far.id not in seen["donggang.district_reviewer"]
    assert not seen["lanshan.district_reviewer"] & {near.id, far.id}


def cases_of(ledger: Check, who: str) -> set[int]:
    """The cases that somebody's reach has, by the rows of all three tables alike."""
    with ledger.app.app_context(), acting_as(ledger.cast.actors[who].scope().reading()):
        cases = set(db.session.scalars(select(Case.id)))
        assert set(db.session.scalars(select(Finding.case_id))) <= cases
        assert set(db.session.scalars(select(CaseEvent.case_id))) <= cases
        db.session.rollback()
    return cases


def test_another_city_sees_nothing_and_its_check_neither(ledger: Check) -> None:
    a_double(ledger)
    elsewhere = ledger.city + 9_000_000
    for scope in (
        Scope(Reach.CITY, user_id=1, tenant_id=elsewhere, city_id=elsewhere), Scope.of_crosscheck(elsewhere),
    ):  # fmt: skip
        with ledger.app.app_context(), acting_as(scope.reading()):
            assert db.session.scalars(select(Case.id)).all() == []
            db.session.rollback()
    with ledger.app.app_context(), acting_as(Scope.of_crosscheck(elsewhere).reading()):
        assert db.session.scalars(select(KnownApplication.application_id)).all() == []
        db.session.rollback()


@pytest.mark.parametrize("statement", [
    "select phone from application", "select name from application",
    "update application set name = 'x'", "insert into application (name) values ('x')",
    "select * from tenant", "select * from stored_file", "delete from finding",
    "delete from crosscheck_case", "delete from look_up",
    "update look_up set held = 0", "select * from user_account",
])  # fmt: skip
def test_the_check_itself_can_do_no_more_than_it_needs(ledger: Check, statement: str) -> None:
    scope = Scope.of_crosscheck(ledger.city)
    with (
        ledger.app.app_context(),
        acting_as(scope),
        pytest.raises(ProgrammingError, match="permission denied"),
    ):
        db.session.execute(text(statement))


@pytest.mark.parametrize("change", [
    "state = 'submitted', sole = false", "state = 'unit_approved', sole = false", "crosscheck = 'clear'",
])  # fmt: skip
def test_no_hand_but_the_checks_lets_go_what_is_held_up(ledger: Check, change: str) -> None:
    _first, second, _case = a_double(ledger, "school", "steel")
    scope = ledger.cast.actors["steel.org_clerk"].scope()
    statement = text(f"update application set {change} where public_id = :number")
    with ledger.app.app_context(), acting_as(scope), pytest.raises(DBAPIError) as refused:
        db.session.execute(statement, {"number": second})
    assert refused.value.orig is not None
    assert refused.value.orig.sqlstate == "42501"  # type: ignore[attr-defined]
    assert "held up by the cross-check" in str(refused.value.orig)


def test_events_are_only_ever_added(ledger: Check) -> None:
    *_both, case = a_double(ledger)
    for statement in ("update case_event set note = 'x'", "delete from case_event"):
        with (
            ledger.app.app_context(),
            acting_as(Scope.of_system(SYSTEM)),
            pytest.raises(DBAPIError) as refused,
        ):
            db.session.execute(text(f"{statement} where case_id = :case"), {"case": case.id})
        assert refused.value.orig.sqlstate == "42501"  # type: ignore[union-attr]


def test_a_borrowed_reach_is_given_back_whatever_happens_within(ledger: Check) -> None:
    mine = ledger.cast.actors["steel.org_clerk"].scope()
    with ledger.app.app_context(), acting_as(mine):
        with looking_through(Scope.of_crosscheck(ledger.city)):
            db.session.execute(select(KnownApplication.application_id).limit(1)).all()
        refused(ledger)
        with pytest.raises(KeyError), looking_through(Scope.of_crosscheck(ledger.city)):
            raise KeyError("in the middle")
        refused(ledger)
        assert ledger.tenant("steel").id in db.session.scalars(select(Tenant.id)).all()
        db.session.rollback()


def refused(ledger: Check) -> None:
    """The unit's own reach is on again: the ledger is closed to it. In a savepoint, so that it goes on."""
    with pytest.raises(ProgrammingError, match="permission denied"), db.session.begin_nested():
        db.session.execute(select(KnownApplication.application_id).limit(1)).all()


def test_a_reading_request_borrows_no_writing_reach(ledger: Check) -> None:
    mine = ledger.cast.actors["city.city_filing"].scope().reading()
    with ledger.app.app_context(), acting_as(mine):
        db.session.execute(select(Tenant.id)).all()
        with looking_through(Scope.of_crosscheck(ledger.city)), pytest.raises(DBAPIError, match="read-only"):
            db.session.execute(text("update known_certificate set revoked_at = now()"))
        db.session.rollback()
