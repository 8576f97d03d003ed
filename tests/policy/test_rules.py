"""The notice of 2022 as data: its numbers with their clauses, and its way to JSON and back."""

from __future__ import annotations

import json
from datetime import date

import pytest

from webapp.policy.levels import digit_of_level, grade_of_level, level_of_digit
from webapp.policy.load import known_years, policy_for
from webapp.policy.rules import Policy

NOTICE = policy_for(2022)


@pytest.mark.parametrize(
    ("level", "clause", "from_level", "experience_years", "attested", "scope_bound"),
    [
        ("高级工", "三(一)1", "中级工", 10, False, False),
        ("技师", "三(一)2", "高级工", 14, True, False),
        ("高级技师", "三(一)3", "技师", 18, True, True),
    ],
)
def test_the_routes_of_the_notice(level, clause, from_level, experience_years, attested, scope_bound):
    route = NOTICE.route(level)
    assert route is not None
    assert (route.clause, route.from_level, route.certificate_years) == (clause, from_level, 3)
    assert (route.experience_years, route.attested, route.scope_bound) == (
        experience_years,
        attested,
        scope_bound,
    )


def test_a_level_that_is_not_trained_has_no_route():
    assert NOTICE.route("中级工") is None
    assert NOTICE.minimum("中级工") is None
    assert NOTICE.amount("中级工") is None


def test_the_window_includes_both_ends():
    window = NOTICE.window
    assert window.clause == "三(四)"
    assert [window.holds(date(2022, *day)) for day in ((4, 19), (4, 20), (5, 20), (5, 21))] == [
        False,
        True,
        True,
        False,
    ]


@pytest.mark.parametrize(
    ("level", "total", "binding", "civics", "theory", "within", "practice"),
    [
        ("技师", 210, False, 10, 110, False, 90),
        ("高级技师", 210, False, 10, 110, False, 90),
        ("高级工", 100, True, 0, 30, True, 70),
    ],
)
def test_the_least_hours(level, total, binding, civics, theory, within, practice):
    hours = NOTICE.minimum(level)
    assert hours is not None
    assert hours.clause == "四(三)"
    assert (hours.total, hours.total_binding, hours.civics) == (total, binding, civics)
    assert (hours.theory, hours.theory_includes_civics, hours.practice) == (theory, within, practice)


@pytest.mark.parametrize(("level", "yuan"), [("高级工", 2000), ("技师", 2500), ("高级技师", 3000)])
def test_the_amounts(level, yuan):
    amount = NOTICE.amount(level)
    assert amount is not None
    assert (amount.clause, amount.yuan) == ("五", yuan)


def test_photo_ages_and_industries():
    assert (NOTICE.photo.clause, NOTICE.photo.minimum_bytes) == ("三(三)3", 2_000_000)
    assert (NOTICE.ages.least, NOTICE.ages.most) == (16, 70)
    assert len(NOTICE.industries.names) == 10


def test_settings_have_their_defaults_and_an_unknown_one_is_an_error():
    assert NOTICE.setting("reference_date") == "submission"
    assert NOTICE.setting("kinds_count_alike") is True
    assert NOTICE.setting("scope_binds_other_levels") is False
    with pytest.raises(KeyError):
        NOTICE.setting("no_such_setting")


def test_a_policy_goes_through_json_unchanged():
    again = Policy.from_dict(json.loads(json.dumps(NOTICE.to_dict())))
    assert again == NOTICE
    assert hash(again) == hash(NOTICE)


def test_a_policy_that_is_not_whole_is_refused():
    data = NOTICE.to_dict()
    del data["window"]
    with pytest.raises(KeyError):
        Policy.from_dict(data)
    with pytest.raises(TypeError):
        Policy.from_dict({**NOTICE.to_dict(), "ages": {"clause": "1.4"}})


def test_every_number_of_the_notice_carries_a_clause():
    data = NOTICE.to_dict()
    parts = [data["window"], data["photo"], data["ages"], *data["routes"], *data["hours"], *data["amounts"]]
    assert all(part["clause"] for part in [*parts, *data["settings"].values()])


def test_the_newest_notice_not_later_is_in_force():
    assert known_years()[0] == 2022
    assert policy_for(2022).version == "2022"
    assert policy_for(2019) is policy_for(2022)
    assert policy_for(9999).year == known_years()[-1]


@pytest.mark.parametrize(
    ("digit", "level", "grade"),
    [
        ("5", "初级工", "五级"),
        ("4", "中级工", "四级"),
        ("3", "高级工", "三级"),
        ("2", "技师", "二级"),
        ("1", "高级技师", "一级"),
    ],
)
def test_levels_with_their_digit_and_grade(digit, level, grade):
    assert level_of_digit(digit) == level
    assert digit_of_level(level) == digit
    assert grade_of_level(level) == grade


def test_other_digits_are_no_level():
    assert [level_of_digit(digit) for digit in ("0", "6", "", "三")] == [None] * 4
