"""三(四): the window to the second, by Shanghai's clock; late openings; refusals in words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import select

from tenants.db import db
from tenants.models import Tenant
from tenants.scope import Reach, Scope, acting_as
from tests.cast import Cast
from tests.programmes.made import MAKER, open_programme
from webapp.notices.models import Notice
from webapp.policy.programme import SHANGHAI
from webapp.programmes import lateness, queries
from webapp.programmes.keeping import close
from webapp.programmes.lateness import Late, end_early, open_late
from webapp.programmes.operations import admit
from webapp.refusals import IllegalMove, RuleBroken

OPENS, CLOSES = date(2022, 4, 20), date(2022, 5, 20)
LATE = Late(date(2022, 6, 1), date(2022, 6, 3), "停产检修，名册未能按时报送")


def at(year: int, month: int, day: int, clock: str = "12:00:00") -> datetime:
    return datetime.fromisoformat(f"{year}-{month:02d}-{day:02d}T{clock}").replace(tzinfo=SHANGHAI)


@contextmanager
def system() -> Iterator[None]:
    with acting_as(Scope.of_system("a test of the window")):
        yield
        db.session.commit()


@pytest.fixture
def unit(app: Flask, cast: Cast) -> Iterator[Tenant]:
    """A unit of the city, whose programme of 2022 has the notice's window."""
    with app.app_context():
        with system():
            open_programme(cast.tenants["city"].id, 2022, OPENS, CLOSES)
        yield cast.tenants["steel"]


def refused(unit: Tenant, moment: datetime) -> str:
    with acting_as(unit_scope(unit)):
        try:
            with pytest.raises(RuleBroken) as broken:
                admit(unit.id, unit.city_id, moment)
        finally:
            db.session.rollback()
    assert (broken.value.field, broken.value.clause) == ("window", "三(四)")
    assert "三(四)" in str(broken.value)
    return str(broken.value)


def admitted(unit: Tenant, moment: datetime) -> None:
    with acting_as(unit_scope(unit)):
        try:
            admit(unit.id, unit.city_id, moment)
        finally:
            db.session.rollback()


def unit_scope(unit: Tenant, reach: Reach = Reach.TENANT) -> Scope:
    return Scope(reach, 1, unit.id, unit.district_id, unit.city_id)


def test_clause_3_4_window_to_the_second(unit: Tenant) -> None:
    early = refused(unit, at(2022, 4, 19, "23:59:59"))
    assert "2022-04-20 至 2022-05-20" in early
    assert "尚未开始" in early
    admitted(unit, at(2022, 4, 20, "00:00:00"))
    admitted(unit, at(2022, 5, 20, "23:59:59"))
    late = refused(unit, at(2022, 5, 21, "00:00:00"))
    assert "已经截止" in late
    assert "延期开放" in late


def test_clause_3_4_window_goes_by_shanghais_midnight(unit: Tenant) -> None:
    admitted(unit, datetime(2022, 4, 19, 16, 0, tzinfo=UTC))  # 00:00 of the 20th in Shanghai
    refused(unit, datetime(2022, 4, 19, 15, 59, 59, tzinfo=UTC))
    refused(unit, datetime(2022, 5, 20, 16, 0, tzinfo=UTC))  # the 21st has begun
    admitted(unit, datetime(2022, 5, 20, 8, 59, tzinfo=timezone(timedelta(hours=-7))))


def test_clause_3_4_window_of_a_year_without_a_programme(unit: Tenant) -> None:
    assert "2021 年度项目尚未发布" in refused(unit, at(2021, 4, 25))


def test_clause_3_4_window_of_a_draft_or_an_ended_programme(cast: Cast, unit: Tenant) -> None:
    with system():
        programme = queries.programme_of(unit.city_id, 2022)
        assert programme is not None
        close(programme)
    assert "已经结束" in refused(unit, at(2022, 4, 25))
    with system():
        programme = queries.programme_of(unit.city_id, 2022)
        assert programme is not None
        programme.state = "draft"
    assert "尚未发布" in refused(unit, at(2022, 4, 25))


def test_clause_3_4_late_opening_holds_for_its_unit_and_its_days(cast: Cast, unit: Tenant) -> None:
    with system():
        open_late(db.session.get_one(Tenant, unit.id), 2022, LATE, MAKER)
    coming = refused(unit, at(2022, 5, 31, "23:59:59"))
    assert "2022-06-01 至 2022-06-03" in coming
    assert "届时" in coming
    admitted(unit, at(2022, 6, 1, "00:00:00"))
    admitted(unit, at(2022, 6, 3, "23:59:59"))
    gone = refused(unit, at(2022, 6, 4, "00:00:00"))
    assert "2022-06-01 至 2022-06-03 也已结束" in gone
    refused(cast.tenants["port"], at(2022, 6, 2))


def test_clause_3_4_late_opening_ended_early_holds_no_longer(
    cast: Cast, unit: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lateness, "today", lambda: LATE.first)
    with system():
        late = open_late(db.session.get_one(Tenant, unit.id), 2022, LATE, MAKER)
        key = late.public_id
    with acting_as(cast.actors["city.city_filing"].scope()):
        end_early(key, "已补齐", cast.actors["city.city_filing"])
        db.session.commit()
    assert "06-01" not in refused(unit, at(2022, 6, 2))


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (date(2022, 6, 3), date(2022, 6, 1), "last"),
        (date(2022, 5, 1), date(2022, 5, 20), "first"),
        (date(2022, 12, 30), date(2023, 1, 2), "last"),
    ],
)
def test_clause_3_4_late_opening_refuses_wrong_days(
    unit: Tenant, first: date, last: date, field: str
) -> None:
    with system(), pytest.raises(RuleBroken) as broken:
        open_late(db.session.get_one(Tenant, unit.id), 2022, Late(first, last, "试"), MAKER)
    assert broken.value.field == field


def test_clause_1_4_no_late_opening_for_a_public_body(cast: Cast, unit: Tenant) -> None:
    with system(), pytest.raises(RuleBroken):
        open_late(db.session.get_one(Tenant, cast.tenants["archive"].id), 2022, LATE, MAKER)


@pytest.mark.parametrize("reach", [Reach.TENANT, Reach.INSTITUTION, Reach.DISTRICT, Reach.CITY, Reach.SYSTEM])
def test_clause_3_4_every_reach_can_ask(cast: Cast, unit: Tenant, reach: Reach) -> None:
    with system():
        open_late(db.session.get_one(Tenant, unit.id), 2022, LATE, MAKER)
    scope = Scope.of_system("a test") if reach is Reach.SYSTEM else unit_scope(unit, reach)
    with acting_as(scope):
        admit(unit.id, unit.city_id, at(2022, 6, 2))
        db.session.rollback()


def test_clause_3_4_an_applicant_without_a_tenant_can_ask(unit: Tenant) -> None:
    with system():
        open_late(db.session.get_one(Tenant, unit.id), 2022, LATE, MAKER)
    with acting_as(Scope(Reach.APPLICANT, user_id=1)):
        admit(unit.id, unit.city_id, at(2022, 6, 2))
        with pytest.raises(RuleBroken):
            admit(unit.id, unit.city_id, at(2022, 6, 4))
        db.session.rollback()


def test_clause_3_4_no_late_opening_twice_over_the_same_days(unit: Tenant) -> None:
    with system():
        open_late(db.session.get_one(Tenant, unit.id), 2022, LATE, MAKER)
    overlapping = Late(LATE.last, date(2022, 6, 9), "再开一次")
    for again in (LATE, overlapping):
        with system(), pytest.raises(RuleBroken, match="不能重叠"):
            open_late(db.session.get_one(Tenant, unit.id), 2022, again, MAKER)
    with system():
        open_late(
            db.session.get_one(Tenant, unit.id), 2022, Late(date(2022, 6, 4), date(2022, 6, 9), "再"), MAKER
        )


def test_clause_3_4_what_has_ended_by_itself_isnt_ended_early(
    cast: Cast, unit: Tenant, monkeypatch: pytest.MonkeyPatch
) -> None:
    with system():
        key = open_late(db.session.get_one(Tenant, unit.id), 2022, LATE, MAKER).public_id
    actor = cast.actors["city.city_filing"]
    monkeypatch.setattr(lateness, "today", lambda: date(2022, 6, 4))
    with acting_as(actor.scope()), pytest.raises(IllegalMove, match="已经到期"):
        end_early(key, "已补齐", actor)
    db.session.rollback()
    monkeypatch.setattr(lateness, "today", lambda: LATE.last)
    with acting_as(actor.scope()):
        end_early(key, "已补齐，联系 13800617001", actor)
        db.session.commit()
    with system():
        told = {one.event: one.params["reason"] for one in db.session.scalars(select(Notice))}
    assert told == {"window.late_opened": LATE.reason, "window.late_ended": "已补齐，联系 …"}


def test_clause_3_4_what_came_in_time_is_corrected_after_the_window(unit: Tenant) -> None:
    after = at(2022, 7, 1)
    with acting_as(unit_scope(unit)):
        admit(unit.id, unit.city_id, after, first_submitted=at(2022, 5, 20, "23:59:59"))
        for too_late in (at(2022, 5, 21, "00:00:00"), at(2022, 6, 2), at(2021, 5, 1)):
            with pytest.raises(RuleBroken):
                admit(unit.id, unit.city_id, after, first_submitted=too_late)
        db.session.rollback()
    with system():
        open_late(db.session.get_one(Tenant, unit.id), 2022, LATE, MAKER)
    with acting_as(unit_scope(unit)):
        admit(unit.id, unit.city_id, after, first_submitted=at(2022, 6, 2))
        db.session.rollback()
    with system():
        programme = queries.programme_of(unit.city_id, 2022)
        assert programme is not None
        close(programme)
    with acting_as(unit_scope(unit)), pytest.raises(RuleBroken, match="已经结束"):
        admit(unit.id, unit.city_id, after, first_submitted=at(2022, 5, 1))
    db.session.rollback()
