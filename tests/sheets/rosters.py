"""Builds Annex 2 workbooks for the cases of spec 2 and gives the contract's answer to them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from webapp.people.identity import check_digit
from webapp.sheets.cells import Cell, Sheet
from webapp.sheets.cells import Workbook as ReadWorkbook
from webapp.sheets.checking.checker import check
from webapp.sheets.checking.layouts import ANNEX_2, TITLES
from webapp.sheets.options import CheckOptions
from webapp.sheets.reading.reader import read_workbook
from webapp.sheets.report import FileFacts, Head, json_parts
from webapp.sheets.samples import UNIT, people

AS_OF = date(2022, 5, 20)
HEADER_ROW = 5
FIRST = HEADER_ROW + 1
COLUMN = {field: "ABCDEFGHIJKLM"[index] for index, field in enumerate(ANNEX_2)}

Row = dict[str, Any]


def number(first17: str) -> str:
    """A whole made-up ID number from its first 17 digits."""
    return first17 + check_digit(first17)


def persons(count: int, **changes: Any) -> list[Row]:
    """So many faultless people as cells by field, each with the same changes."""
    rows = []
    for index, person in enumerate(people(count, seed=5)):
        cells = dict(zip(ANNEX_2, person.cells(index + 1), strict=True))
        rows.append(cells | changes)
    return rows


def person(**changes: Any) -> Row:
    """One faultless person with changes: a woman born 1985-03, welder since 2005, 高级工 since 2016-06."""
    return {
        "serial": 1,
        "name": "王敏",
        "sex": "女",
        "unit": UNIT,
        "birth": "1985.03",
        "id_number": number("37110219850312102"),
        "work_start": "2005.07",
        "education": "大专",
        "occupation": "焊工",
        "experience_months": "12",
        "certificate_date": "2016.06",
        "certificate_number": "S000037000026163231822",
        "phone": "13800000000",
    } | changes


def book(
    rows: Iterable[Row],
    *,
    fields: Sequence[str] = ANNEX_2,
    titles: dict[str, str] | None = None,
    heading: Sequence[str | None] | None = None,
    sheet: Worksheet | None = None,
) -> Workbook:
    """An openpyxl workbook with a list; a field that is not one of Annex 2 is a title of its own."""
    made = sheet.parent if sheet is not None else Workbook()
    page = sheet if sheet is not None else made.active
    lines = (
        heading
        if heading is not None
        else (
            "日照市“金蓝领”项目培训报名人员汇总表",
            f"填报单位（盖章）：{UNIT}",
            "（培训工种：焊工   级别：技师）",
            "2022 年 5 月 10 日",
        )
    )
    for row, text in enumerate(lines, start=1):
        page.cell(row, 1, text)
    header = len(lines) + 1
    for column, field in enumerate(fields, start=1):
        page.cell(header, column, (titles or {}).get(field) or TITLES.get(field, field))
        for index, cells in enumerate(rows := list(rows)):
            page.cell(header + 1 + index, column, cells.get(field))
    return made


def saved(made: Workbook) -> bytes:
    """The workbook as .xlsx bytes."""
    held = io.BytesIO()
    made.save(held)
    return held.getvalue()


def answered(data: bytes | ReadWorkbook, name: str = "附件2.xlsx", **options: Any) -> dict[str, Any]:
    """The contract's JSON for a file, or for a workbook in memory; FileRefused passes through."""
    workbook = read_workbook(data, name) if isinstance(data, bytes) else data
    found = check(workbook, CheckOptions(**{"as_of": AS_OF, **options}))
    facts = FileFacts(workbook.name, workbook.sha256, workbook.format)
    answer: dict[str, Any] = json.loads(b"".join(json_parts(facts, Head.of(found), found.rows())))
    return answer


def of_rows(*rows: Row, **options: Any) -> dict[str, Any]:
    """The answer to a roster with these rows, saved and read as a real .xlsx; they begin in row 6."""
    return answered(saved(book(rows)), **options)


def one(**changes: Any) -> dict[str, Any]:
    """The answer about one person with changes, in a real .xlsx."""
    answer = of_rows(person(**changes))
    assert len(answer["rows"]) == 1
    row: dict[str, Any] = answer["rows"][0]
    assert row["row"] == FIRST
    return row


def codes(row: dict[str, Any]) -> list[str]:
    """The codes of a row's problems."""
    return [problem["code"] for problem in row["problems"]]


def asked(answer: dict[str, Any]) -> list[str]:
    """The codes of the questions about the list."""
    return [question["code"] for question in answer["questions"]]


def question(answer: dict[str, Any], code: str) -> dict[str, Any]:
    """The one question with this code."""
    (found,) = [question for question in answer["questions"] if question["code"] == code]
    return dict(found)


def problem(row: dict[str, Any], code: str) -> dict[str, Any]:
    """The one problem with this code."""
    (found,) = [problem for problem in row["problems"] if problem["code"] == code]
    return dict(found)


def only(row: dict[str, Any], code: str, outcome: str, field: str) -> dict[str, Any]:
    """Asserts that the row has this problem alone, with this weight, at this field's column; gives it."""
    assert codes(row) == [code]
    found = problem(row, code)
    assert (found["outcome"], row["outcome"]) == (outcome, outcome)
    assert (found["field"], found["column"]) == (field, COLUMN[field])
    assert found["message"]
    return found


def in_memory(rows: Iterable[tuple[int, list[Cell]]], **marks: Any) -> ReadWorkbook:
    """A workbook of one sheet whose cells are given, with Excel row numbers."""
    held = list(rows)
    return ReadWorkbook("内存.xlsx", "0" * 64, "xlsx", [Sheet("Sheet1", lambda: iter(held), **marks)])


def lines(rows: Iterable[Row], fields: Sequence[str] = ANNEX_2) -> list[tuple[int, list[Cell]]]:
    """The heading, the header and the rows as numbered cells, for `in_memory`."""
    head: list[tuple[int, list[Cell]]] = [
        (2, [f"填报单位（盖章）：{UNIT}"]),
        (3, ["（培训工种：焊工   级别：技师）"]),
        (HEADER_ROW, [TITLES.get(field, field) for field in fields]),
    ]
    body = [(FIRST + index, [cells.get(field) for field in fields]) for index, cells in enumerate(rows)]
    return head + body
