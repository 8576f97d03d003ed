"""一, 一(一), 一(二): what may be trained at which level on which day, to the day, and what is warned of."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.exc import ProgrammingError

from tenants.db import db
from tenants.scope import Reach, Scope, acting_as
from tests.cast import Cast
from webapp.catalogue import rules
from webapp.catalogue.keeping import NewScarce, Said, add_scarce, change_occupation
from webapp.catalogue.queries import (
    Trainable,
    occupation_named,
    search_occupations,
    trainable,
    work_types_of,
)
from webapp.catalogue.rules import Scarce, decide
from webapp.catalogue.tags import TAGS
from webapp.refusals import RuleBroken

FIRST, LAST = date(2026, 3, 1), date(2026, 8, 31)
DAY = timedelta(days=1)
DOCUMENT = "日人社字〔2026〕12号"
ADDED = (Scarce(1, FIRST, LAST, DOCUMENT),)
ALL = (5, 4, 3, 2, 1)


@pytest.mark.parametrize("level", ["高级工", "技师", "高级技师"])
def test_clause_1_2_a_level_of_the_standard_is_trained(level: str) -> None:
    assert decide("焊工", level, FIRST, standard=ALL, industry="先进钢铁制造").allowed


@pytest.mark.parametrize("level", ["初级工", "中级工", "特级技师", ""])
def test_clause_1_2_no_other_level_than_the_three_is_trained(level: str) -> None:
    verdict = decide("焊工", level, FIRST, standard=ALL)
    assert (verdict.allowed, verdict.code) == (False, "not_trained")


def test_clause_1_2_a_level_that_the_standard_lacks_is_refused() -> None:
    verdict = decide("前厅服务员", "高级技师", FIRST, standard=(5, 4, 3, 2))
    assert (verdict.allowed, verdict.code) == (False, "not_in_standard")


def test_clause_1_2_an_occupation_whose_standard_nobody_entered_is_refused_in_other_words() -> None:
    verdict = decide("整模脱模工", "技师", FIRST, standard=())
    assert (verdict.allowed, verdict.code) == (False, "standard_unknown")


@pytest.mark.parametrize(
    ("on", "allowed", "code"),
    [
        (FIRST - DAY, False, "scarce_not_yet"),
        (FIRST, True, None),
        (LAST, True, None),
        (LAST + DAY, False, "scarce_over"),
    ],
)
def test_clause_1_2_a_scarce_addition_holds_from_its_first_to_its_last_day(
    on: date, allowed: bool, code: str | None
) -> None:
    verdict = decide("前厅服务员", "高级技师", on, standard=(3, 2), scarce=ADDED, industry="全域旅游")
    assert (verdict.allowed, verdict.code) == (allowed, code)


def test_clause_1_2_a_scarce_addition_of_another_level_doesnt_help() -> None:
    assert not decide(
        "前厅服务员", "高级技师", FIRST, standard=(3,), scarce=(Scarce(2, FIRST, LAST, "x"),)
    ).allowed


def test_clause_1_2_between_two_additions_the_coming_one_is_named() -> None:
    later = Scarce(1, LAST + 30 * DAY, LAST + 90 * DAY, DOCUMENT)
    verdict = decide("前厅服务员", "高级技师", LAST + DAY, standard=(3,), scarce=(*ADDED, later))
    assert verdict.code == "scarce_not_yet"
    assert verdict.params["first"] == (LAST + 30 * DAY).isoformat()


def test_clause_1_an_occupation_without_an_industry_is_warned_of_and_not_refused() -> None:
    verdict = decide("焊工", "技师", FIRST, standard=ALL, industry=None)
    assert (verdict.allowed, verdict.warning) == (True, "untagged")


def test_clause_1_an_occupation_of_an_industry_is_not_warned_of() -> None:
    assert decide("炼钢工", "技师", FIRST, standard=ALL, industry="先进钢铁制造").warning is None


def test_clause_1_1_the_seven_priority_tags() -> None:
    assert TAGS == ("支柱", "战略性新兴", "智能制造", "高新技术", "现代服务业", "技能传承", "地方特色")


def test_every_verdict_has_a_sentence() -> None:
    codes = {"unknown", "unknown_near", "not_trained", "not_in_standard", "standard_unknown", "untagged"}
    assert codes | {"scarce_not_yet", "scarce_over"} == set(rules.SENTENCES)


@pytest.fixture
def in_the_city(app: Flask, cast: Cast) -> Iterator[int]:
    """The cast's city, with a scarce addition; the block reads and writes as its filing officer."""
    with app.app_context(), acting_as(cast.actors["city.city_filing"].scope()):
        city_id = cast.tenants["city"].id
        new = NewScarce("4-03-01-01", "", (1,), FIRST, LAST, DOCUMENT)
        add_scarce(city_id, new, "旺季缺人")
        add_scarce(city_id, NewScarce(None, "海水养殖装备运维工", (3,), FIRST, LAST, DOCUMENT), "新职业")
        db.session.commit()
        yield city_id


@pytest.mark.parametrize(
    ("on", "allowed"), [(FIRST - DAY, False), (FIRST, True), (LAST, True), (LAST + DAY, False)]
)
def test_clause_1_2_scarce_days_in_the_database(in_the_city: int, on: date, allowed: bool) -> None:
    found = trainable(in_the_city, "前厅服务员", "高级技师", on)
    assert (found.allowed, found.clause) == (allowed, "一(二)")
    assert allowed or (found.reason and DOCUMENT in found.reason)


def test_clause_1_2_an_occupation_that_only_the_city_knows(in_the_city: int) -> None:
    assert trainable(in_the_city, "海水养殖装备运维工", "高级工", FIRST).allowed
    assert not trainable(in_the_city, "海水养殖装备运维工", "高级工", LAST + DAY).allowed
    assert not trainable(in_the_city, "海水养殖装备运维工", "技师", FIRST).allowed


def test_clause_1_2_another_citys_addition_is_none_here(in_the_city: int) -> None:
    assert not trainable(in_the_city + 1, "前厅服务员", "高级技师", FIRST).allowed
    assert not trainable(None, "前厅服务员", "高级技师", FIRST).allowed


def answer(app: Flask, cast: Cast, named: str, level: str = "技师") -> Trainable:
    with app.app_context(), acting_as(cast.actors["steel.org_clerk"].scope().reading()):
        return trainable(cast.tenants["city"].id, named, level, FIRST)


@pytest.mark.parametrize(
    "named", ["焊工", " 焊工 ", "6-18-02-04", "电焊工", "焊工（电焊工）", "焊工(氩弧)", "焊接（电焊工）"]
)
def test_clause_1_2_a_name_a_code_and_a_work_type_mean_the_occupation(
    app: Flask, cast: Cast, named: str
) -> None:
    found = answer(app, cast, named)
    assert found.allowed
    assert found.occupation
    assert found.occupation.name == "焊工"


@pytest.mark.parametrize(
    ("named", "near"),
    [("汽车装配工", "汽车装调工"), ("hangong", "焊工"), ("汉工", "焊工"), ("炼钢", "炼钢工")],
)
def test_clause_1_2_an_unknown_occupation_is_asked_with_the_nearest(
    app: Flask, cast: Cast, named: str, near: str
) -> None:
    found = answer(app, cast, named)
    assert not found.allowed
    assert found.code == "unknown_near"
    assert near in found.near
    assert found.reason
    assert near in found.reason


def test_clause_1_2_nonsense_is_near_to_nothing(app: Flask, cast: Cast) -> None:
    found = answer(app, cast, "龘龘")
    assert (found.allowed, found.near, found.occupation) == (False, (), None)


def test_clause_1_untagged_is_said_with_the_answer(app: Flask, cast: Cast) -> None:
    assert "没有标注所属产业" in (answer(app, cast, "焊工").warning or "")
    assert answer(app, cast, "炼钢工").warning is None


def test_clause_1_and_1_1_what_the_city_says_stands_before_the_shared_list(in_the_city: int) -> None:
    said = Said("现代海洋", ["地方特色"], [5, 4, 3], ["水下焊工"])
    changes = change_occupation(in_the_city, "6-18-02-04", 0, said, "按本市实际")
    assert set(changes) == {"industry", "tags", "levels", "work_types"}
    db.session.commit()
    found = occupation_named("水下焊工", in_the_city)
    assert found is not None
    assert (found.industry, found.tags, found.levels) == ("现代海洋", ("地方特色",), (5, 4, 3))
    assert trainable(in_the_city, "焊工", "技师", FIRST).allowed is False
    assert trainable(None, "焊工", "技师", FIRST).allowed is True
    assert "水下焊工" in work_types_of("6-18-02-04")


def test_a_change_that_changes_nothing_is_none(in_the_city: int) -> None:
    found = occupation_named("炼钢工", in_the_city)
    assert found
    assert found.code
    said = Said(found.industry or "", found.tags, found.levels, found.work_types)
    assert change_occupation(in_the_city, found.code, 0, said, "无") == {}


@pytest.mark.parametrize(
    ("new", "field"),
    [
        (NewScarce("4-03-01-01", "", (1,), LAST, FIRST, "x"), "valid_to"),
        (NewScarce("4-03-01-01", "", (2,), FIRST, LAST, "x"), "levels"),
        (NewScarce("4-03-01-01", "", (1,), LAST, LAST + DAY, "x"), "valid_from"),
        (NewScarce("9-99-99-99", "", (1,), FIRST, LAST, "x"), "occupation"),
    ],
)
def test_clause_1_2_additions_that_make_no_sense_are_refused(
    in_the_city: int, new: NewScarce, field: str
) -> None:
    with pytest.raises(RuleBroken) as refused:
        add_scarce(in_the_city, new, "试")
    assert (refused.value.field, refused.value.clause) == (field, "一(二)")


@pytest.mark.parametrize(
    ("typed", "first"), [("hangong", "焊工"), ("hg", "焊工"), ("6-18-02-04", "焊工"), ("电焊", "焊工")]
)
def test_search_by_letters_code_and_work_type(app: Flask, cast: Cast, typed: str, first: str) -> None:
    with app.app_context(), acting_as(Scope(Reach.PUBLIC).reading()):
        assert first in [row.name for row in search_occupations(typed, 20)]
        assert search_occupations("  ", 20) == []


@pytest.mark.parametrize("reach", [reach for reach in Reach if reach is not Reach.CROSSCHECK])
def test_clause_1_2_is_answered_under_every_reach(in_the_city: int, cast: Cast, reach: Reach) -> None:
    db.session.rollback()
    scope = cast.actors["steel.org_clerk"].scope(reach)
    if reach is Reach.SYSTEM:
        scope = Scope.of_system("a test asks")
    with acting_as(scope.reading()):
        assert trainable(in_the_city, "前厅服务员", "高级技师", FIRST).allowed
        assert trainable(in_the_city, "炼钢工", "技师", FIRST).allowed
        assert work_types_of("6-17-02-02") == ["转炉炼钢工", "电炉炼钢工"]
        db.session.rollback()


def test_clause_1_2_no_city_takes_occupations_in_for_another(in_the_city: int, cast: Cast) -> None:
    db.session.rollback()
    foreign = Scope(Reach.CITY, user_id=1, tenant_id=in_the_city + 1, city_id=in_the_city + 1)
    new = NewScarce("4-03-01-02", "", (1,), FIRST, LAST, DOCUMENT)
    with acting_as(foreign), pytest.raises(ProgrammingError, match="row-level security"):
        add_scarce(in_the_city, new, "试")
    db.session.rollback()
