"""Spec 2.2, cases 58 to 62: the file and its cells, end to end. (63 to 65 belong to the import.)"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable

import pytest
import xlwt
from openpyxl import load_workbook

from tests.sheets.rosters import (
    ANNEX_2,
    COLUMN,
    FIRST,
    answered,
    book,
    codes,
    lines,
    one,
    only,
    person,
    persons,
    saved,
)
from webapp.sheets.cells import Cell, FileRefused


def rewritten(data: bytes, change: Callable[[str, bytes], bytes | None]) -> bytes:
    """An .xlsx with its parts changed; None takes a part away."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = change(name, old.read(name))
            if part is not None:
                new.writestr(name, part)
    return held.getvalue()


def cells_of(count: int = 3) -> list[tuple[int, list[Cell]]]:
    return lines(persons(count))


def delimited(count: int = 3) -> str:
    rows = {row: cells for row, cells in cells_of(count)}
    last = max(rows)
    return "\r\n".join(
        ",".join("" if cell is None else str(cell) for cell in rows.get(row, []))
        for row in range(1, last + 1)
    )


def test_case_58_a_wrong_stored_dimension() -> None:
    def only_a1(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return part
        assert b"<dimension" in part
        return re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', part)

    answer = answered(rewritten(saved(book(persons(4))), only_a1))
    assert [row["outcome"] for row in answer["rows"]] == ["accepted"] * 4


def test_case_59_xls() -> None:
    made = xlwt.Workbook(encoding="utf-8")
    sheet = made.add_sheet("名单")
    for row, cells in cells_of():
        for column, cell in enumerate(cells):
            if cell is not None:
                sheet.write(row - 1, column, cell)
    held = io.BytesIO()
    made.save(held)
    answer = answered(held.getvalue(), "名单.xls")
    assert answer["file"]["format"] == "xls"
    assert [(row["row"], row["outcome"]) for row in answer["rows"]] == [
        (6, "accepted"),
        (7, "accepted"),
        (8, "accepted"),
    ]


@pytest.mark.parametrize("encoding", ["gbk", "gb18030", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("name", ["名单.csv", "名单.xls"])
def test_case_59_csv_in_chinese_encodings(encoding: str, name: str) -> None:
    answer = answered(delimited().encode(encoding), name)
    assert answer["file"] | {"sha256": ""} == {"name": name, "sha256": "", "format": "csv"}
    assert answer["heading"]["level"] == "技师"
    assert [(row["row"], row["outcome"]) for row in answer["rows"]] == [
        (6, "accepted"),
        (7, "accepted"),
        (8, "accepted"),
    ]


def test_case_59_html_named_xls() -> None:
    rows = "".join(
        "<tr>" + "".join(f"<td>{'' if cell is None else cell}</td>" for cell in cells) + "</tr>"
        for _, cells in cells_of()
    )
    page = f'<html><head><meta charset="utf-8"></head><body><table>{rows}</table></body></html>'
    answer = answered(page.encode(), "名单.xls")
    assert answer["file"]["format"] == "html"
    assert [row["outcome"] for row in answer["rows"]] == ["accepted"] * 3


def test_case_59_xlsx_under_another_name() -> None:
    answer = answered(saved(book(persons(1))), "名单.csv")
    assert (answer["file"]["format"], len(answer["rows"])) == ("xlsx", 1)


def test_case_59_what_cannot_be_read_says_save_as_xlsx() -> None:
    with pytest.raises(FileRefused) as refused:
        answered(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "名单.xlsx")
    assert refused.value.code == "unreadable"
    assert "另存为" in refused.value.message
    assert "xlsx" in refused.value.message


def test_case_60_macro() -> None:
    data = saved(book(persons(1)))
    held = io.BytesIO(data)
    with zipfile.ZipFile(held, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
    with pytest.raises(FileRefused) as refused:
        answered(held.getvalue())
    assert refused.value.code == "macro"


def test_case_60_corrupt() -> None:
    data = saved(book(persons(1)))
    with pytest.raises(FileRefused) as refused:
        answered(data[: len(data) // 2])
    assert refused.value.code == "corrupt"


def test_case_60_entity_expansion() -> None:
    def change(name: str, part: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return part
        return part.replace(b"<worksheet", b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><worksheet', 1)

    with pytest.raises(FileRefused) as refused:
        answered(rewritten(saved(book(persons(1))), change))
    assert refused.value.code == "entity_expansion"


def test_case_60_zip_bomb() -> None:
    def change(name: str, part: bytes) -> bytes:
        return part + b" " * 300_000_000 if name == "xl/worksheets/sheet1.xml" else part

    with pytest.raises(FileRefused) as refused:
        answered(rewritten(saved(book(persons(1))), change))
    assert refused.value.code == "too_large"


def with_values(data: bytes, values: dict[str, bytes]) -> bytes:
    """An .xlsx whose formula cells get the XML that Excel stores beside the formula."""

    def change(name: str, part: bytes) -> bytes:
        if name != "xl/worksheets/sheet1.xml":
            return part
        for cell, xml in values.items():
            part, count = re.subn(rb'<c r="' + cell.encode() + rb'"[^>]*>.*?</c>', xml, part)
            assert count == 1
        return part

    return rewritten(data, change)


def test_case_61_the_cached_value_of_a_formula() -> None:
    cell = f"{COLUMN['education']}{FIRST}"
    data = with_values(
        saved(book([person(education="x")])),
        {cell: f'<c r="{cell}" t="str"><f>A1</f><v>大专</v></c>'.encode()},
    )
    row = answered(data)["rows"][0]
    assert (row["outcome"], row["record"]["education"]) == ("accepted", "大专")


def test_case_61_a_formula_without_value() -> None:
    only(one(education="=A1"), "formula_without_value", "refused", "education")


def test_case_61_an_error_value() -> None:
    cell = f"{COLUMN['education']}{FIRST}"
    data = with_values(
        saved(book([person(education="x")])),
        {cell: f'<c r="{cell}" t="e"><f>A1/0</f><v>#N/A</v></c>'.encode()},
    )
    row = answered(data)["rows"][0]
    only(row, "cell_error", "refused", "education")


def test_case_61_formulas_elsewhere_stop_no_other_row() -> None:
    first, second = persons(2)
    made = book([first | {"phone": "=A1"}, second])
    rows = answered(saved(made))["rows"]
    assert [codes(row) for row in rows] == [["formula_without_value"], []]


@pytest.mark.parametrize("sign", "=+-@")
def test_case_62_text_like_a_formula_is_kept_as_text(sign: str) -> None:
    text = f"{sign}HYPERLINK焊工"
    made = book([person()])
    cell = made.active[f"{COLUMN['occupation']}{FIRST}"]
    cell.value, cell.data_type = text, "s"
    data = saved(made)
    assert load_workbook(io.BytesIO(data)).active[cell.coordinate].value == text
    assert answered(data)["rows"][0]["record"]["occupation"] == text


def test_the_columns_of_annex_2_stand_in_its_order() -> None:
    assert list(COLUMN) == list(ANNEX_2)
