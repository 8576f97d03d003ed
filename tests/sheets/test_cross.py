"""Cases 14, 35, 36 and 38: what two fields of a row say against each other. All numbers are made up."""

from __future__ import annotations

from datetime import date

import pytest

from webapp.people.identity import Identity
from webapp.policy.load import policy_for
from webapp.policy.spans import PartialDate
from webapp.sheets.checking.cross import check_across
from webapp.sheets.problems import Outcome

ID = Identity("371102198503071230", "resident", date(1985, 3, 7), "男", "371102198503071230")
FACTS = {
    "identity": ID,
    "sex": "男",
    "birth": PartialDate(1985, 3),
    "work_start": PartialDate(2005, 7),
    "certificate_date": PartialDate(2018, 6),
    "experience_months": 144,
    "certificate_number": "Y000037000012183000427",
    "current_level": "高级工",
    "reference": date(2022, 5, 20),
    "ages": policy_for(2022).ages,
}


def found(**changes):
    return [(one.field, one.code, one.outcome) for one in check_across(**{**FACTS, **changes})]


def test_a_row_that_agrees_with_itself():
    assert found() == []


def test_nothing_is_said_of_facts_that_are_missing():
    empty = dict.fromkeys((key for key in FACTS if key not in ("reference", "ages")), None)
    assert found(**empty) == []
    for key in empty:
        assert found(**{key: None}) == []


def test_the_sex_differs_from_the_id():  # case 14
    (problem,) = check_across(**{**FACTS, "sex": "女"})
    assert (problem.field, problem.code, problem.outcome) == ("sex", "sex_mismatch", Outcome.REFUSED)
    assert "女" in problem.message
    assert "男" in problem.message


@pytest.mark.parametrize("birth", [PartialDate(1985, 4), PartialDate(1984, 3), PartialDate(1984, 3, 7)])
def test_the_birth_month_differs_from_the_id(birth):  # case 14
    assert found(birth=birth) == [("birth", "birth_mismatch", Outcome.REFUSED)]
    (problem,) = check_across(**{**FACTS, "birth": birth})
    assert "1985-03" in problem.message
    assert str(birth) in problem.message


def test_the_day_of_birth_is_not_asked_for():
    assert found(birth=PartialDate(1985, 3, 1)) == []


@pytest.mark.parametrize("field", ["work_start", "certificate_date"])
@pytest.mark.parametrize(
    ("value", "code", "outcome"),
    [
        (PartialDate(1985, 2), "date_before_birth", Outcome.REFUSED),
        (PartialDate(1985, 3, 6), "date_before_birth", Outcome.REFUSED),
        (PartialDate(1985, 3, 7), "date_before_16", Outcome.WARNED),
        (PartialDate(1985, 3), "date_before_16", Outcome.WARNED),
        (PartialDate(2001, 2), "date_before_16", Outcome.WARNED),
        (PartialDate(2001, 3, 6), "date_before_16", Outcome.WARNED),
    ],
)
def test_too_early(field, value, code, outcome):  # case 35
    assert (field, code, outcome) in found(
        **{field: value, "certificate_number": None, "experience_months": 0}
    )


@pytest.mark.parametrize("value", [PartialDate(2001, 3), PartialDate(2001, 3, 7), PartialDate(2001, 4)])
def test_sixteen_to_the_day_is_old_enough(value):  # case 35
    assert found(work_start=value) == []


def test_the_typed_birth_serves_where_the_id_says_none():
    passport = Identity("E12345678", "passport", None, None, "E12345678")
    assert found(identity=passport, work_start=PartialDate(1984, 1)) == [
        ("work_start", "date_before_birth", Outcome.REFUSED)
    ]


@pytest.mark.parametrize(
    ("work_start", "months", "exceeds"),
    [
        (PartialDate(2010, 5, 20), 144, False),
        (PartialDate(2010, 5, 21), 144, False),  # the 20th itself is worked
        (PartialDate(2010, 5, 22), 144, True),
        (PartialDate(2010, 5), 144, False),
        (PartialDate(2010, 6), 144, True),
        (PartialDate(2010, 6), 143, False),
        (PartialDate(2023, 1), 12, False),  # the date itself is refused as future
    ],
)
def test_more_years_than_since_the_start_of_work(work_start, months, exceeds):  # case 36
    expected = [("experience_months", "years_exceed_work", Outcome.REFUSED)] if exceeds else []
    assert found(work_start=work_start, experience_months=months) == expected


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"current_level": "技师"}, ("高级工", "技师")),
        ({"certificate_date": PartialDate(2019, 1)}, ("2018", "2019")),
        ({"current_level": "技师", "certificate_date": PartialDate(2019, 1)}, ("高级工", "2019")),
    ],
)
def test_the_number_contradicts_the_row(changes, shown):  # case 38
    (problem,) = check_across(**{**FACTS, **changes})
    assert (problem.code, problem.outcome) == ("certificate_contradicts", Outcome.WARNED)
    assert all(word in problem.message for word in shown)


def test_a_number_of_unknown_shape_contradicts_nothing():
    assert found(certificate_number="鲁人社123", current_level="技师") == []
