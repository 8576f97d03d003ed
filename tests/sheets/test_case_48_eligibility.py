"""Spec 2.2, cases 48a to 48c: a row's eligibility, end to end from a real .xlsx."""

from __future__ import annotations

from tests.sheets.rosters import (
    ANNEX_2,
    answered,
    asked,
    book,
    codes,
    number,
    of_rows,
    one,
    only,
    person,
    problem,
    question,
    saved,
)


def test_case_48a_no_route_met_says_both_shortfalls() -> None:
    row = one(
        experience_months="7", certificate_date="2020-08-01", certificate_number="S000037000294203126615"
    )
    assert codes(row) == ["not_eligible"]
    assert row["outcome"] == "refused"
    found = row["eligibility"]
    assert (found["level"], found["eligible"], found["clause"]) == ("技师", False, "三(一)2")
    certificate, experience = found["routes"]
    assert certificate == {
        "route": "certificate",
        "met": False,
        "qualifies_on": "2023-08-01",
        "shortfall_months": 14,
    }
    assert experience == {
        "route": "experience",
        "met": False,
        "qualifies_on": "2029-05-20",
        "shortfall_months": 84,
    }
    message = row["problems"][0]["message"]
    assert "2023-08-01" in message
    assert "2029-05-20" in message
    assert row["problems"][0]["column"] is None


def test_case_48a_exactly_three_years_pass_and_a_day_less_fails() -> None:
    short = {"experience_months": "7", "certificate_number": "S000037000294193126615"}
    assert one(certificate_date="2019-05-20", **short)["eligibility"]["eligible"] is True
    assert codes(one(certificate_date="2019-05-21", **short)) == ["not_eligible"]


def test_case_48a_a_month_counts_from_its_last_day() -> None:
    short = {"experience_months": "7", "certificate_number": "S000037000294193126615"}
    assert codes(one(certificate_date="2019.05", **short)) == ["not_eligible"]
    assert one(certificate_date="2019.04", **short)["outcome"] == "accepted"


def test_case_48b_experience_route_only() -> None:
    row = one(experience_months="15", certificate_date="无", certificate_number="无")
    assert codes(row) == ["experience_unattested"]
    assert (row["outcome"], row["eligibility"]["eligible"]) == ("warned", True)
    assert [route["met"] for route in row["eligibility"]["routes"]] == [False, True]


def test_case_48b_not_for_senior_workers() -> None:
    answer = of_rows(
        person(experience_months="15", certificate_date="无", certificate_number="无"), level="高级工"
    )
    assert answer["rows"][0]["outcome"] == "accepted"


def test_case_48c_the_current_level_decides_and_is_unknown() -> None:
    row = one(certificate_number="鲁技2016字第18号")
    found = problem(row, "current_level_unknown")
    assert (found["outcome"], row["outcome"]) == ("asked", "asked")
    assert row["eligibility"]["eligible"] is None
    assert row["eligibility"]["level"] == "技师"


def test_case_48c_an_unknown_level_that_decides_nothing_is_not_asked() -> None:
    row = one(certificate_number="鲁技2016字第18号", experience_months="15")
    assert row["eligibility"]["eligible"] is True
    assert "current_level_unknown" not in codes(row)


def test_a_missing_fact_that_decides_is_asked_for() -> None:
    row = one(certificate_date=None)
    found = problem(row, "fact_missing")
    assert (found["field"], found["column"], found["outcome"]) == ("certificate_date", "K", "asked")
    assert row["eligibility"]["eligible"] is None


def test_a_fact_that_was_refused_is_not_asked_for_again() -> None:
    row = one(certificate_date="2019.6.31")
    only(row, "date_impossible", "refused", "certificate_date")
    assert row["eligibility"]["eligible"] is None


def test_what_a_lone_roster_cannot_show_is_named() -> None:
    assert one()["eligibility"]["unchecked"]


def test_a_lower_target_is_judged_by_its_own_clause() -> None:
    answer = of_rows(person(certificate_number="S000037000026164231822"), level="高级工")
    row = answer["rows"][0]
    assert answer["heading"]["level"] == "高级工"
    assert (row["eligibility"]["clause"], row["eligibility"]["eligible"]) == ("三(一)1", True)


def test_mixed_levels_are_to_be_split() -> None:
    rows = [person(target_level="技师"), person(serial=2, target_level="高级工")]
    rows[1] |= {"id_number": number("37110219850312101"), "sex": "男"}
    rows[1] |= {"certificate_number": "S000037000026164231823"}
    answer = answered(saved(book(rows, fields=(*ANNEX_2, "target_level"))))
    assert "mixed_levels" in asked(answer)
    assert question(answer, "mixed_levels")["rows"] == [7]
    first, second = answer["rows"]
    assert (first["outcome"], second["outcome"]) == ("accepted", "asked")
    assert problem(second, "mixed_levels_row")["column"] == "N"
    assert second["derived"]["target_level"] == "高级工"
    assert second["eligibility"]["clause"] == "三(一)1"
