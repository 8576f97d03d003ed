"""二: a filed scope holds from its first to its last day; who may file; that its end is told of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tenants.db import db
from tenants.models import Tenant
from tenants.scope import Reach, Scope, acting_as
from tests.cast import Cast
from webapp.admin.operations import change_tenant, close_tenant, reopen_tenant
from webapp.catalogue import operations
from webapp.catalogue.contact import ensure_institution
from webapp.catalogue.expiring import mark_of, warn_of_endings
from webapp.catalogue.keeping import NewScarce, add_scarce
from webapp.catalogue.models import FiledScope, Institution
from webapp.catalogue.operations import NewScope, begin_tenant, end_scope, extend_scope, file_scope
from webapp.catalogue.queries import filed_scope_covers, institutions
from webapp.notices.models import Notice
from webapp.refusals import RuleBroken, Stale

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
DAY = timedelta(days=1)
SCOPE = NewScope("6-18-02-04", 2, FIRST, LAST, "日人社备〔2026〕1号")


@pytest.fixture
def steel(app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tenant]:
    """An enterprise with one filed scope; the block acts as the city's filing officer, on 2026-06-01."""
    monkeypatch.setattr(operations, "today", lambda: date(2026, 6, 1))
    with app.app_context(), acting_as(cast.actors["city.city_filing"].scope()):
        tenant = db.session.merge(cast.tenants["steel"])
        file_scope(tenant, SCOPE)
        db.session.commit()
        yield tenant


def filed() -> FiledScope:
    return db.session.scalars(select(FiledScope).order_by(FiledScope.id)).one()


def covers(tenant: Tenant, on: date) -> bool:
    return filed_scope_covers(tenant.id, "焊工", "技师", on)


def test_clause_2_a_scope_holds_on_its_first_and_last_day_and_on_neither_neighbour(steel: Tenant) -> None:
    days = (FIRST - DAY, FIRST, LAST, LAST + DAY)
    assert [covers(steel, day) for day in days] == [False, True, True, False]


def test_clause_2_an_extended_scope_holds_to_its_new_last_day(steel: Tenant) -> None:
    extend_scope(filed().public_id, 1, LAST + 30 * DAY, "日人社备〔2026〕9号", "续期")
    assert covers(steel, LAST + 30 * DAY)
    assert not covers(steel, LAST + 31 * DAY)


def test_clause_2_an_ended_scope_has_lapsed_on_the_day_after(steel: Tenant) -> None:
    end_scope(filed().public_id, 1, date(2026, 6, 1), "单位申请")
    assert covers(steel, date(2026, 6, 1))
    assert not covers(steel, date(2026, 6, 2))
    assert covers(steel, date(2026, 5, 31)), "what was decided on it stands"


@pytest.mark.parametrize("last", [date(2026, 5, 31), LAST, LAST + DAY])
def test_clause_2_a_scope_ends_neither_in_the_past_nor_later_than_filed(steel: Tenant, last: date) -> None:
    with pytest.raises(RuleBroken) as refused:
        end_scope(filed().public_id, 1, last, "试")
    assert (refused.value.field, refused.value.clause) == ("last_day", "二")


@pytest.mark.parametrize("until", [LAST, LAST - DAY])
def test_clause_2_extending_means_later(steel: Tenant, until: date) -> None:
    with pytest.raises(RuleBroken):
        extend_scope(filed().public_id, 1, until, "x", "试")


def test_clause_2_a_page_that_is_stale_changes_nothing(steel: Tenant) -> None:
    with pytest.raises(Stale):
        extend_scope(filed().public_id, 7, LAST + DAY, "x", "试")


@pytest.mark.parametrize(("first", "last"), [(LAST, LAST + DAY), (FIRST - DAY, FIRST), (FIRST, LAST)])
def test_clause_2_the_same_days_arent_filed_twice(steel: Tenant, first: date, last: date) -> None:
    with pytest.raises(RuleBroken) as refused:
        file_scope(steel, NewScope("6-18-02-04", 2, first, last, "x"))
    assert refused.value.field == "valid_from"
    file_scope(steel, NewScope("6-18-02-04", 2, LAST + DAY, LAST + 2 * DAY, "x"))
    file_scope(steel, NewScope("6-18-02-04", 1, first, last, "x"))


@pytest.mark.parametrize("kind", ["archive", "school", "donggang"])
def test_clause_2_only_the_college_and_enterprises_are_filed_for(
    steel: Tenant, cast: Cast, kind: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        file_scope(db.session.merge(cast.tenants[kind]), SCOPE)
    assert refused.value.clause == "二"


def test_clause_1_2_a_level_that_only_an_addition_gives_is_filed_while_it_holds(steel: Tenant) -> None:
    wanted = NewScope("4-03-01-01", 1, FIRST, LAST, "x")
    with pytest.raises(RuleBroken):
        file_scope(steel, wanted)
    add_scarce(steel.city_id, NewScarce("4-03-01-01", "", (1,), FIRST, LAST, "x"), "急需")
    assert file_scope(steel, wanted).level == 1


def test_clause_2_whoever_is_filed_for_has_a_contact_block_that_strangers_read(
    app: Flask, steel: Tenant, cast: Cast
) -> None:
    ensure_institution(db.session.merge(cast.tenants["college"]))
    wanted, city_id = [cast.tenants["college"].name, steel.name], steel.city_id
    db.session.commit()
    db.session.rollback()
    for scope in (
        Scope(Reach.PUBLIC),
        Scope(Reach.APPLICANT, user_id=1),
        cast.actors["port.org_clerk"].scope(),
    ):
        with acting_as(scope.reading()):
            names = [one.name for one in institutions(city_id)]
            assert names == wanted, "the College first"
            assert institutions(city_id + 999) == []
            db.session.rollback()


def test_clause_2_no_unit_writes_anothers_block(app: Flask, steel: Tenant, cast: Cast) -> None:
    with acting_as(cast.actors["port.org_admin"].scope()):
        row = db.session.scalars(select(Institution).where(Institution.tenant_id == steel.id)).one()
        row.address = "别处"
        with pytest.raises(Exception, match="row-level security"):
            db.session.flush()
        db.session.rollback()


def test_a_new_city_has_the_shipped_occupations_and_a_college_its_block(app: Flask, cast: Cast) -> None:
    with app.app_context(), acting_as(Scope.of_system("a test begins a college")):
        begin_tenant(db.session.merge(cast.tenants["college"]))
        assert db.session.scalars(select(Institution.name)).all() == [cast.tenants["college"].name]


@pytest.mark.parametrize(
    ("left", "mark"), [(60, 60), (59, 60), (31, 60), (30, 30), (15, 30), (14, 14), (7, 7), (2, 3), (0, 0)]
)
def test_the_marks_at_which_an_end_is_told_of(left: int, mark: int) -> None:
    assert mark_of(left) == mark


def told(app: Flask) -> list[tuple[int | None, tuple[str, ...]]]:
    with acting_as(Scope.of_system("a test looks")):
        rows = db.session.scalars(select(Notice).where(Notice.event == "scope.expiring")).all()
        found = sorted((row.tenant_id or 0, tuple(row.roles)) for row in rows)
        db.session.rollback()
    return found  # type: ignore[return-value]


def test_clause_2_unit_and_city_are_told_60_days_ahead_once_a_mark(app: Flask, cast: Cast) -> None:
    with app.app_context():
        with acting_as(Scope.of_system("a test files")):
            steel = db.session.merge(cast.tenants["steel"])
            file_scope(steel, SCOPE)
            both = sorted([(steel.id, ("inst_admin",)), (steel.city_id, ("city_filing",))])
            db.session.commit()
        assert warn_of_endings(LAST - 61 * DAY) == 0
        assert told(app) == []
        assert warn_of_endings(LAST - 60 * DAY) == 1
        assert told(app) == both
        assert warn_of_endings(LAST - 60 * DAY) == 0, "once a mark, however often the clock strikes"
        assert warn_of_endings(LAST - 45 * DAY) == 0
        assert warn_of_endings(LAST - 30 * DAY) == 1
        assert warn_of_endings(LAST) == 1
        assert warn_of_endings(LAST + DAY) == 0
        assert len(told(app)) == 6


@pytest.mark.parametrize("who", ["city.city_admin", "donggang.district_admin"])
def test_clause_2_the_public_block_follows_its_unit(app: Flask, steel: Tenant, cast: Cast, who: str) -> None:
    city_id, name = steel.city_id, steel.name
    db.session.rollback()

    def shown() -> list[str]:
        with acting_as(Scope(Reach.PUBLIC).reading()):
            names = [one.name for one in institutions(city_id)]
            db.session.rollback()
        return names

    assert shown() == [name]
    with acting_as(cast.actors[who].scope()):
        own = db.session.scalars(select(Tenant).where(Tenant.name == name)).one()
        change_tenant(own, {"name": "日照海岳特钢有限公司"})
        db.session.commit()
        assert shown() == ["日照海岳特钢有限公司"]
        close_tenant(None, own, "并入集团")
        db.session.commit()
        assert shown() == []
        reopen_tenant(own, "恢复")
        db.session.commit()
    assert shown() == ["日照海岳特钢有限公司"]
