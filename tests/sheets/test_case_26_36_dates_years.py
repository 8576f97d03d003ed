"""Spec 2.2, cases 26 to 36: dates and years, end to end from real workbooks."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.sheets.rosters import COLUMN, FIRST, answered, book, number, one, only, person, saved


def formatted(field: str, value: Any, style: str, **changes: Any) -> dict[str, Any]:
    """The answer about one person whose cell of `field` has a number format."""
    made = book([person(**changes)])
    cell = made.active[f"{COLUMN[field]}{FIRST}"]
    cell.value, cell.number_format = value, style
    row: dict[str, Any] = answered(saved(made))["rows"][0]
    return row


@pytest.mark.parametrize("typed", ["1985.03", "1985-3", "1985/03", "1985年3月", "198503"])
def test_case_26_ways_to_write_a_month(typed: str) -> None:
    row = one(birth=typed)
    assert (row["outcome"], row["record"]["birth"]) == ("accepted", "1985-03")


def test_case_27_the_number_1985_1_decided_by_the_id() -> None:
    row = one(birth=1985.1, id_number=number("37110219851012102"))
    found = only(row, "date_ambiguous", "warned", "birth")
    assert (row["record"]["birth"], found["suggestion"]) == ("1985-10", "1985-10")


def test_case_27_january_decided_by_the_id() -> None:
    row = one(birth=1985.1, id_number=number("37110219850112102"))
    only(row, "date_ambiguous", "warned", "birth")
    assert row["record"]["birth"] == "1985-01"


def test_case_27_otherwise_asks() -> None:
    row = one(certificate_date=2016.1)
    found = only(row, "date_ambiguous", "asked", "certificate_date") if len(row["problems"]) == 1 else None
    assert found is not None
    assert found["options"] == ["2016-01", "2016-10"]


def test_case_28_serial_in_a_date_cell_is_fixed_quietly() -> None:
    row = formatted("birth", 31107, "yyyy/m/d")
    assert (row["outcome"], row["record"]["birth"]) == ("accepted", "1985-03-01")


def test_case_28_bare_serial_is_listed() -> None:
    row = one(birth=31107)
    found = only(row, "date_serial", "warned", "birth")
    assert row["record"]["birth"] == found["suggestion"] == "1985-03-01"


def test_case_29_1904_date_system() -> None:
    made = book([person(birth=date(1985, 3, 1))])
    made.epoch = CALENDAR_MAC_1904
    made.active[f"{COLUMN['birth']}{FIRST}"].number_format = "yyyy-mm"
    row = answered(saved(made))["rows"][0]
    assert (row["outcome"], row["record"]["birth"]) == ("accepted", "1985-03-01")


def test_case_30_two_digit_year() -> None:
    row = one(birth="85.3")
    only(row, "date_two_digit_year", "warned", "birth")
    assert row["record"]["birth"] == "1985-03"


def test_case_30_never_a_future_year() -> None:
    row = one(work_start="23.7", experience_months="12")
    assert row["record"]["work_start"] == "1923-07"


def test_case_31_a_year_typed_into_a_date_cell() -> None:
    row = formatted("work_start", 2005, "yyyy/m/d")
    only(row, "date_year_only", "asked", "work_start")


def test_case_32_impossible_date() -> None:
    row = one(work_start="2019.6.31")
    only(row, "date_impossible", "refused", "work_start")
    assert row["record"]["work_start"] is None


@pytest.mark.parametrize(
    ("typed", "months"),
    [("十二年", 144), ("12年", 144), ("12.5", 150), ("12年3个月", 147), ("12", 144), (12, 144), (12.5, 150)],
)
def test_case_33_years_in_the_occupation(typed: Any, months: int) -> None:
    row = one(experience_months=typed)
    assert (row["outcome"], row["record"]["experience_months"]) == ("accepted", months)


@pytest.mark.parametrize("typed", [2008, "2008", "2008年"])
def test_case_34_a_starting_year(typed: Any) -> None:
    only(one(experience_months=typed), "years_as_year", "asked", "experience_months")


def test_case_35_future() -> None:
    row = one(certificate_date="2023.01", certificate_number="无")
    found = [problem for problem in row["problems"] if problem["code"] == "date_future"]
    assert [problem["column"] for problem in found] == [COLUMN["certificate_date"]]
    assert row["outcome"] == "refused"


def test_case_35_before_birth() -> None:
    only(one(work_start="1980.07"), "date_before_birth", "refused", "work_start")


def test_case_35_before_sixteen_is_listed() -> None:
    only(one(work_start="1999.07"), "date_before_16", "warned", "work_start")


def test_case_36_more_years_than_since_the_start_of_work() -> None:
    only(one(experience_months="18"), "years_exceed_work", "refused", "experience_months")


def test_case_36_exactly_as_many_pass() -> None:
    assert one(experience_months="16", work_start="2006.05")["outcome"] == "accepted"


def test_a_date_cell_survives_ods() -> None:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    from webapp.sheets.checking.layouts import ANNEX_2, TITLES

    made, table = OpenDocumentSpreadsheet(), Table(name="Sheet1")
    for cells in ([TITLES[field] for field in ANNEX_2], list(person().values())):
        row = TableRow()
        for text in cells:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=str(text)))
            row.addElement(cell)
        table.addElement(row)
    made.spreadsheet.addElement(table)
    held = io.BytesIO()
    made.save(held)
    answer = answered(held.getvalue(), "名单.ods", level="技师", occupation="焊工")
    assert answer["file"]["format"] == "ods"
    assert [row["outcome"] for row in answer["rows"]] == ["accepted"]
