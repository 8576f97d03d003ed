"""Lines of a list that are no person, are hidden, or stand in several sheets (spec 2, cases 51 to 57)."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import chain

import pytest
from openpyxl import Workbook

from tests.sheets.rosters import (
    FIRST,
    HEADER_ROW,
    answered,
    asked,
    book,
    codes,
    lines,
    of_rows,
    person,
    persons,
    problem,
    question,
    saved,
)
from webapp.sheets.cells import Cell, Sheet
from webapp.sheets.cells import Workbook as ReadWorkbook
from webapp.sheets.checking.layouts import TITLES
from webapp.sheets.samples import UNIT


def accepted(answer: dict) -> list[str]:
    return [row["outcome"] for row in answer["rows"]]


def test_case_51_merged_data_cells_are_spread() -> None:
    rows = persons(3)
    rows[1]["unit"] = rows[2]["unit"] = None
    made = book(rows)
    made.active.merge_cells(f"D{FIRST}:D{FIRST + 2}")
    answer = answered(saved(made))
    assert accepted(answer) == ["accepted", "warned", "warned"]
    for row in answer["rows"][1:]:
        assert codes(row) == ["merged_cells"]
        assert problem(row, "merged_cells")["column"] == "D"
        assert row["record"]["unit"] == UNIT


def test_case_51_a_sideways_merge_fills_nothing() -> None:
    rows = persons(1)
    rows[0]["education"] = None
    made = book(rows)
    made.active.merge_cells(f"G{FIRST}:H{FIRST}")
    row = answered(saved(made))["rows"][0]
    assert row["record"]["education"] is None
    assert codes(row) == ["missing"]


def test_case_52_a_million_formatted_empty_rows() -> None:
    def rows() -> Iterator[tuple[int, list[Cell]]]:
        empty: list[Cell] = [None] * 13
        return chain(iter(lines(persons(3))), ((row, empty) for row in range(9, 1_000_000)))

    workbook = ReadWorkbook("w.xlsx", "0", "xlsx", [Sheet("Sheet1", rows)])
    started = time.process_time()
    answer = answered(workbook)
    assert len(answer["rows"]) == 3
    assert answer["skipped"] == []
    assert time.process_time() - started < 60  # a bound against running wild, no measure of speed


def test_case_52_formatted_rows_in_a_real_file() -> None:
    made = book(persons(3))
    for row in range(9, 3000):
        for column in range(1, 14):
            made.active.cell(row, column).number_format = "@"
    answer = answered(saved(made))
    assert (len(answer["rows"]), answer["skipped"]) == (3, [])


def test_case_53_rows_after_a_blank_row_are_read() -> None:
    first, second = persons(2)
    answer = of_rows(first, {}, second)
    assert [row["row"] for row in answer["rows"]] == [FIRST, FIRST + 2]
    assert answer["skipped"] == [{"row": FIRST + 1, "reason": "blank"}]


@pytest.mark.parametrize(
    "foot",
    [
        {"serial": "合计：12人"},
        {"serial": "合计", "name": "12人"},
        {"name": "合 计", "experience_months": 144},
        {"serial": "备注：以上人员均为在职职工"},
        {"serial": "制表人：张三", "unit": "审核人：李四", "work_start": "联系电话：0633-2910098"},
        {"name": "制表人：张三", "id_number": "联系电话：13800000000"},
        {"serial": "填表说明：1.本表一式三份"},
        {"id_number": "单位负责人签字：", "phone": "2022年05月10日"},
        {"phone": "2022 年 5 月 10 日"},
        {"serial": "制表人", "name": "张三", "id_number": "13800000000"},
        {"serial": "合计", "name": "12人", "sex": "男8人，女4人"},
    ],
)
def test_case_54_foot_lines_are_skipped(foot: dict) -> None:
    answer = of_rows(*persons(2), foot)
    assert accepted(answer) == ["accepted"] * 2
    assert answer["skipped"] == [{"row": FIRST + 2, "reason": "footer"}]


@pytest.mark.parametrize(
    "changes",
    [
        {"serial": "备注", "id_number": "371102198503121023"},
        {"serial": None, "unit": "合计", "name": "张三"},
        {"name": "总小华"},
        {"id_number": None, "serial": "小计"},
    ],
)
def test_case_54_a_person_is_never_taken_for_a_foot_line(changes: dict) -> None:
    answer = of_rows(person(**changes))
    assert (len(answer["rows"]), answer["skipped"]) == (1, [])


def test_case_54_a_person_below_the_foot_is_read() -> None:
    first, second = persons(2)
    answer = of_rows(first, {"serial": "合计：1人"}, second)
    assert [row["row"] for row in answer["rows"]] == [FIRST, FIRST + 2]


def test_case_54_numbered_empty_lines_and_repeated_headers_are_said() -> None:
    first, second = persons(2)
    answer = of_rows(first, dict(TITLES), second, {"serial": 3}, {"serial": 4})
    assert answer["skipped"] == [
        {"row": FIRST + 1, "reason": "header"},
        {"row": FIRST + 3, "reason": "serial_only"},
        {"row": FIRST + 4, "reason": "serial_only"},
    ]


@pytest.mark.parametrize(
    ("serials", "rows"), [((1, 2, 4), [8]), ((1, 1, 2), [7]), (("1", "2", "3"), []), ((1, None, 2), [])]
)
def test_case_55_serial_gaps_are_told_once(serials: tuple, rows: list[int]) -> None:
    people = [row | {"serial": serial} for row, serial in zip(persons(3), serials, strict=True)]
    answer = of_rows(*people)
    assert accepted(answer) == ["accepted"] * 3
    assert asked(answer) == (["serial_gaps"] if rows else [])
    if rows:
        assert question(answer, "serial_gaps")["rows"] == rows


def test_case_56_hidden_rows_are_read_and_marked() -> None:
    made = book(persons(3))
    made.active.row_dimensions[FIRST + 1].hidden = True
    answer = answered(saved(made))
    assert accepted(answer) == ["accepted"] * 3
    assert [row["hidden"] for row in answer["rows"]] == [False, True, False]
    assert question(answer, "hidden_rows")["rows"] == [FIRST + 1]
    assert question(answer, "hidden_rows")["outcome"] == "asked"


def test_case_56_hidden_columns_are_read_and_asked_about() -> None:
    made = book(persons(1))
    made.active.column_dimensions["F"].hidden = True
    answer = answered(saved(made))
    assert accepted(answer) == ["accepted"]
    assert question(answer, "hidden_columns")["columns"] == ["F"]


def test_case_56_an_active_filter() -> None:
    made = book(persons(3))
    made.active.auto_filter.ref = f"A{HEADER_ROW}:M8"
    made.active.auto_filter.add_filter_column(2, ["女"])
    answer = answered(saved(made))
    assert len(answer["rows"]) == 3
    assert asked(answer) == ["active_filter"]


def test_case_57_the_sheet_with_the_header() -> None:
    made = Workbook()
    made.active.title = "说明"
    made.active["A1"] = "填表说明"
    book(persons(2), sheet=made.create_sheet("名单"))
    answer = answered(saved(made))
    assert (answer["sheet"], len(answer["rows"]), answer["questions"]) == ("名单", 2, [])


def test_case_57_several_lists_are_asked_about() -> None:
    made = book(persons(2))
    made.active.title = "甲"
    book(persons(3), sheet=made.create_sheet("乙"))
    answer = answered(saved(made))
    assert (answer["sheet"], len(answer["rows"])) == ("甲", 2)
    assert "乙" in question(answer, "several_sheets")["message"]
    other = answered(saved(made), sheet="乙")
    assert (other["sheet"], len(other["rows"])) == ("乙", 3)


def test_case_57_an_empty_form_beside_the_list_asks_nothing() -> None:
    made = book([])
    made.active.title = "空表"
    book(persons(2), sheet=made.create_sheet("名单"))
    answer = answered(saved(made))
    assert (answer["sheet"], asked(answer)) == ("名单", [])
