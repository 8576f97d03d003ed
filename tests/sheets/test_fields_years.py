"""Years in the occupation as they are really written (cases 33 and 34)."""

from __future__ import annotations

from datetime import date

import pytest

from webapp.sheets.cells import CellError
from webapp.sheets.fields import read_experience
from webapp.sheets.problems import Outcome

DAY = date(2022, 5, 20)


def codes(reading):
    return [(one.code, one.outcome) for one in reading.problems]


@pytest.mark.parametrize(
    ("cell", "months"),
    [
        ("12", 144),
        (12, 144),
        (12.0, 144),
        ("12.0", 144),
        ("12年", 144),
        ("12 年", 144),
        ("十二年", 144),
        ("十二", 144),
        ("12.5", 150),
        (12.5, 150),
        ("12年3个月", 147),
        ("12年零3个月", 147),
        ("十二年零三个月", 147),
        ("12年3月", 147),
        ("12年半", 150),
        ("半年", 6),
        ("30个月", 30),
        ("满12年", 144),
        ("12年以上", 144),
        ("12+", 144),
        ("二十", 240),
        ("十", 120),
        ("二十一年", 252),
        ("两年", 24),
        ("１２", 144),
        (0, 0),
        ("12周年", 144),
        (date(1900, 1, 11), 144),
        ("20多年", 240),
        ("12.", 144),
    ],
)
def test_years_become_months_quietly(cell, months):  # case 33
    found = read_experience(cell, reference=DAY)
    assert (found.value, found.problems) == (months, ())


@pytest.mark.parametrize(
    "cell",
    [
        2008,
        2008.0,
        "2008",
        "2008年",
        "2008年7月",
        "2008.7",
        "2008-07",
        "自2008年",
        "2008年至今",
        "2008-2022",
        "2008,7",
        date(2008, 7, 1),
        date(1905, 6, 30),
    ],
)
def test_a_starting_year_is_asked(cell):  # case 34
    found = read_experience(cell, reference=DAY)
    assert found.value is None
    assert codes(found) == [("years_as_year", Outcome.ASKED)]
    assert found.problems[0].suggestion == "14"


def test_a_starting_year_in_the_future_has_no_suggestion():
    assert read_experience(2030, reference=DAY).problems[0].suggestion is None


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("abc", "years_unreadable"),
        (-3, "years_unreadable"),
        ("近12年", "years_unreadable"),
        ("一二", "years_unreadable"),
        (True, "years_unreadable"),
        (61, "years_too_many"),
        ("144", "years_too_many"),
    ],
)
def test_years_that_cannot_be(cell, code):
    assert codes(read_experience(cell, reference=DAY)) == [(code, Outcome.REFUSED)]


def test_blank_years_are_listed_and_errors_refused():
    assert codes(read_experience(None, reference=DAY)) == [("missing", Outcome.WARNED)]
    assert codes(read_experience(CellError("#N/A"), reference=DAY)) == [("cell_error", Outcome.REFUSED)]
