"""三(四), 1.11 as pure functions: the window's days, the list of all values, what may not stand together."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from webapp.policy.load import policy_for
from webapp.policy.rules import Policy, Window
from webapp.programmes.clauses import ANNEX, CLAUSE, ITEM, ROW, SECTION, passages
from webapp.programmes.parameters import CHOICE, SETTINGS, parameters
from webapp.programmes.rules import Span, Standing, days_left, faults, standing
from webapp.programmes.shipped import shipped_notice

NOTICE = policy_for(2022)
WINDOW = NOTICE.window
DAY = timedelta(days=1)
DAYS = st.dates(date(2022, 1, 1), date(2022, 12, 31))


@pytest.mark.parametrize(
    ("day", "stands", "left"),
    [
        (WINDOW.opens - DAY, Standing.BEFORE, 0), (WINDOW.opens, Standing.OPEN, 31),
        (WINDOW.closes, Standing.OPEN, 1), (WINDOW.closes + DAY, Standing.AFTER, 0),
    ],
)  # fmt: skip
def test_clause_3_4_both_ends_of_the_window_are_in_it(day: date, stands: Standing, left: int) -> None:
    assert standing(WINDOW, [], day) is stands
    assert days_left(WINDOW, day) == left


@given(DAYS, DAYS, DAYS)
def test_clause_3_4_a_late_opening_adds_its_own_days_and_no_other(first: date, last: date, day: date) -> None:
    late = [Span(*sorted((first, last)))]
    stands = standing(WINDOW, late, day)
    assert (stands in (Standing.OPEN, Standing.LATE)) == (WINDOW.holds(day) or late[0].holds(day))


def _leaves(plain: Any, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    """The paths of all values of a policy's plain form but what names and cites."""
    if isinstance(plain, dict):
        return {leaf for name, value in plain.items() for leaf in _leaves(value, (*path, name))}
    if isinstance(plain, list) and plain and isinstance(plain[0], dict):
        return {leaf for at, value in enumerate(plain) for leaf in _leaves(value, (*path, at))}
    return {path}


def test_clause_1_11_no_number_or_setting_is_missing_from_the_list() -> None:
    named = {"version", "year", "title", "issuer", "issued", "clause", "level", "from_level", "levels"}
    values = {path for path in _leaves(NOTICE.to_dict()) if path[-1] not in named | {"scheme"}}
    assert {one.path for one in parameters(NOTICE)} == values
    assert {setting.name for setting in NOTICE.settings} <= set(SETTINGS)


def test_clause_1_11_every_value_can_be_read_and_written_back() -> None:
    plain = NOTICE.to_dict()
    for one in parameters(NOTICE):
        one.write(plain, one.read(plain))
        if one.kind == CHOICE:
            assert one.read(plain) in dict(one.choices), one.name
    assert Policy.from_dict(plain) == NOTICE


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"window": Window("三(四)", date(2022, 5, 2), date(2022, 5, 1))}, "window-closes"),
        ({"window": Window("三(四)", date(2021, 5, 2), date(2022, 5, 1))}, "window-opens"),
        ({"photo": replace(NOTICE.photo, maximum_bytes=1)}, "photo-maximum_bytes"),
        ({"ages": replace(NOTICE.ages, most=3)}, "ages-most"),
        ({"hours": (replace(NOTICE.hours[0], total=209), NOTICE.hours[1])}, "hours-0-total"),
        ({"industries": replace(NOTICE.industries, names=("甲", "甲"))}, "industries-names"),
        ({"industries": replace(NOTICE.industries, names=())}, "industries-names"),
    ],
)
def test_clause_1_11_values_that_contradict_each_other(change: dict[str, Any], name: str) -> None:
    assert name in dict(faults(replace(NOTICE, **change), 2022))


def test_clause_1_11_the_notice_contradicts_itself_nowhere() -> None:
    assert list(faults(NOTICE, 2022)) == []


def test_clause_3_1_3_settings_bind_other_levels_and_teachers() -> None:
    def bound(name: str) -> Policy:
        settings = tuple(replace(one, value=True) if one.name == name else one for one in NOTICE.settings)
        return replace(NOTICE, settings=settings)

    assert [NOTICE.binds_scope(level) for level in ("高级工", "技师", "高级技师", "初级工")] == [
        False, False, True, False,
    ]  # fmt: skip
    assert not NOTICE.binds_scope("高级技师", teacher=True)
    assert bound("scope_binds_other_levels").binds_scope("高级工")
    assert not bound("scope_binds_other_levels").binds_scope("高级工", teacher=True)
    assert bound("scope_binds_teachers").binds_scope("高级技师", teacher=True)
    assert not bound("scope_binds_teachers").binds_scope("技师", teacher=True)


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("submission", date(2022, 5, 6)), ("window_opens", WINDOW.opens), ("window_closes", WINDOW.closes),
    ],
)  # fmt: skip
def test_clause_3_1_the_reference_date_is_a_setting(value: str, day: date) -> None:
    settings = tuple(
        replace(one, value=value) if one.name == "reference_date" else one for one in NOTICE.settings
    )
    assert replace(NOTICE, settings=settings).reference_day(date(2022, 5, 6)) == day


def test_clause_6_the_notice_is_read_into_its_clauses() -> None:
    read = passages(shipped_notice(2026).body)
    begun = {one.clause: one.kind for one in read if one.begins}
    sections = ["一", "二", "三", "四", "五", "六"]
    assert [clause for clause, kind in begun.items() if kind == SECTION] == sections
    assert begun["一(四)"] == begun["三(四)"] == begun["四(五)"] == CLAUSE
    assert begun["三(一)3"] == begun["三(三)3"] == ITEM
    assert begun["附件1"] == begun["附件2"] == ANNEX
    assert sum(len(one.cells) == 13 for one in read if one.kind == ROW) == 1
    assert all(route.clause in begun for route in NOTICE.routes)


def test_the_shipped_notice_names_no_person() -> None:
    body = shipped_notice(2022).body
    for private in ("侯永光", "王伟", "李翠", "13181183926", "hyg6503"):
        assert private not in body
