"""What read_workbook gives for .xlsx: Excel's own row numbers, typed cells, and the marks beside them."""

from __future__ import annotations

import datetime as dt
import io
import tracemalloc
from typing import Any

import pytest
import xlsxwriter
from openpyxl import Workbook as Book

from tests.sheets.containers import HEAD, ONE_ROW, SPREADSHEET, packed, parts, sheet_xml, text_cell, xlsx
from webapp.sheets.cells import CellError, Cells, FormulaWithoutValue, Sheet
from webapp.sheets.reading.reader import read_workbook


def only(data: bytes) -> Sheet:
    (sheet,) = read_workbook(data, "名单.xlsx").sheets
    return sheet


def rows(data: bytes) -> dict[int, Cells]:
    return dict(only(data).rows())


def saved(book: Book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def one_cell(value: Any, number_format: str = "General", epoch: dt.datetime | None = None) -> Any:
    book = Book()
    if epoch:
        book.epoch = epoch
    book.active["C4"] = value
    book.active["C4"].number_format = number_format
    return rows(saved(book))[4][2]


def test_rows_and_columns_keep_their_places_behind_empty_ones() -> None:
    book = Book()
    book.active["C4"], book.active["B7"] = "张三", "李四"
    assert rows(saved(book)) == {4: [None, None, "张三"], 7: [None, "李四", None]}


def test_the_same_rows_come_again_and_sheets_may_be_read_in_turns() -> None:
    book = Book()
    book.active["A1"] = "一"
    book.create_sheet("二")["A2"] = "二"
    first, second = read_workbook(saved(book), "x").sheets
    assert [list(sheet.rows()) for sheet in (first, second, first)] == [
        [(1, ["一"])],
        [(2, ["二"])],
        [(1, ["一"])],
    ]


def test_fingerprint_name_and_format() -> None:
    data = xlsx(ONE_ROW)
    read = read_workbook(data, "随便.csv")
    assert (read.name, read.format, len(read.sha256)) == ("随便.csv", "xlsx", 64)
    assert read.sha256 == read_workbook(bytes(data), "y").sha256 != read_workbook(data + b" ", "x").sha256


# Cases 26 to 31: what is a date and what is a number


@pytest.mark.parametrize(
    ("value", "number_format", "expected"),
    [
        (31107, "yyyy-mm-dd", dt.date(1985, 3, 1)),
        (31107, "General", 31107),
        (2005, "yyyy-mm-dd", dt.date(1905, 6, 27)),
        (1985.1, "General", 1985.1),
        (31107, 'yyyy"年"m"月"', dt.date(1985, 3, 1)),
        (31107, '[$-804]yyyy"年"m"月"d"日";@', dt.date(1985, 3, 1)),
        (31107, "yyyy\\.mm", dt.date(1985, 3, 1)),
        (12, '0"年"', 12),
        (12, "#,##0_);[Red]\\(#,##0\\)", 12),
        (31107.5, "yyyy-mm-dd hh:mm", dt.datetime(1985, 3, 1, 12)),
        (0.5, "hh:mm", "12:00:00"),
    ],
)
def test_dates_are_told_from_numbers_by_the_format(value: Any, number_format: str, expected: Any) -> None:
    found = one_cell(value, number_format)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize("built_in", [14, 27, 28, 31, 36, 50, 57, 58])
def test_the_built_in_date_formats_of_chinese_excel_are_dates(built_in: int) -> None:
    """27 to 36 and 50 to 58 are dates in Chinese Excel and WPS, without any format code in the file."""
    styles = (
        f'{HEAD}<styleSheet xmlns="{SPREADSHEET}"><cellXfs><xf numFmtId="0"/><xf numFmtId="{built_in}"/>'
        "</cellXfs></styleSheet>"
    )
    data = xlsx('<row r="1"><c r="A1" s="1"><v>31107</v></c></row>', {"xl/styles.xml": styles})
    assert rows(data) == {1: [dt.date(1985, 3, 1)]}


def test_the_1904_calendar_is_read_from_the_workbook() -> None:
    mac = dt.datetime(1904, 1, 1)
    assert one_cell(dt.date(1985, 3, 1), "yyyy-mm-dd", mac) == dt.date(1985, 3, 1)
    assert one_cell(29645, "yyyy-mm-dd", mac) == dt.date(1985, 3, 1)
    assert one_cell(29645, "yyyy-mm-dd") == dt.date(1981, 2, 28)


@pytest.mark.parametrize("flag", ["1", "true"])
def test_the_1904_flag_in_both_spellings(flag: str) -> None:
    styles = f'{HEAD}<styleSheet xmlns="{SPREADSHEET}"><cellXfs><xf numFmtId="14"/></cellXfs></styleSheet>'
    sheet = sheet_xml('<row r="1"><c r="A1" s="0"><v>29645</v></c></row>')
    contents = parts(sheet, properties=f'<workbookPr date1904="{flag}"/>') | {"xl/styles.xml": styles}
    assert rows(packed(contents)) == {1: [dt.date(1985, 3, 1)]}


def test_a_long_number_stays_a_number() -> None:
    found = one_cell(371102198503120000)
    assert type(found) is int
    assert found == 371102198503120000


def test_text_is_kept_to_the_letter() -> None:
    for text in ("  张三 ", "第一\n第二", "371102198503120015", "Х×", "3.71102E+17", "0633"):
        assert one_cell(text, "@") == text
    assert one_cell(True) is True


# Case 61


def test_a_formula_gives_its_cached_value_or_says_it_has_none() -> None:
    cells = (
        '<c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>1+1</f></c><c r="C2"><f>1+1</f><v/></c>'
        '<c r="D2"><f>1+1</f><v></v></c><c r="E2" t="str"><f>A1&amp;""</f><v></v></c>'
        '<c r="F2"><f t="shared" si="0"/></c><c r="G2" t="str"><f>"a"</f><v>a</v></c>'
    )
    none = FormulaWithoutValue()
    found = rows(xlsx(f'<row r="2">{cells}</row>'))[2]
    assert found == [2, none, none, none, None, none, "a"]


def test_what_openpyxl_writes_as_a_formula_has_no_value() -> None:
    assert one_cell("=1+1") == FormulaWithoutValue()


def test_error_values_are_told_from_text() -> None:
    cells = '<c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="e"><f>1/0</f><v>#DIV/0!</v></c>'
    found = rows(xlsx(f'<row r="1">{cells}{text_cell("C1", "#N/A")}</row>'))[1]
    assert found == [CellError("#N/A"), CellError("#DIV/0!"), "#N/A"]


def test_a_row_that_holds_only_an_error_is_a_row() -> None:
    data = xlsx(ONE_ROW + '<row r="9"><c r="B9" t="e"><v>#REF!</v></c></row>')
    assert rows(data)[9] == [None, CellError("#REF!")]


# Cases 51 and 56


def test_hidden_rows_columns_filters_and_merged_cells() -> None:
    book = Book()
    for row in range(1, 9):
        book.active.append([row, "x", "y"])
    book.active.row_dimensions[3].hidden = book.active.row_dimensions[5].hidden = True
    book.active.row_dimensions[500].hidden = True
    book.active.column_dimensions["B"].hidden = True
    book.active.merge_cells("A6:B7")
    book.active.auto_filter.ref = "A1:C8"
    book.active.auto_filter.add_filter_column(0, ["1"])
    sheet = only(saved(book))
    assert sheet.hidden_rows == {3, 5}
    assert sheet.hidden_columns == {1}
    assert sheet.merged == ((6, 0, 7, 1),)
    assert sheet.filtered


def test_a_filter_that_hides_nothing_and_hidden_empty_columns_are_no_matter() -> None:
    book = Book()
    book.active["A1"] = "x"
    book.active.auto_filter.ref = "A1:C8"
    data = xlsx(ONE_ROW, before='<cols><col min="14" max="16384" hidden="1"/></cols>')
    assert not only(saved(book)).filtered
    assert only(data).hidden_columns == frozenset()


def test_a_sheet_that_is_hidden_says_so() -> None:
    book = Book()
    book.create_sheet("底稿").sheet_state = "hidden"
    assert [sheet.visible for sheet in read_workbook(saved(book), "x").sheets] == [True, False]


def test_marks_are_found_whatever_the_spelling_of_the_xml() -> None:
    """Other programs write a prefix, single quotes, no references, or attributes in another order."""
    sheet = (
        f"<?xml version='1.0'?><x:worksheet xmlns:x='{SPREADSHEET}'><x:sheetData>"
        "<x:row hidden='true' r='3'><x:c t='e' r='B3'><x:v>#N/A</x:v></x:c></x:row>"
        "<x:row><x:c><x:v>1</x:v></x:c><x:c><x:f>A1</x:f></x:c></x:row>"
        "</x:sheetData><x:mergeCells><x:mergeCell ref='A3:B4'/></x:mergeCells></x:worksheet>"
    )
    found = only(packed(parts(sheet)))
    assert found.hidden_rows == {3}
    assert found.merged == ((3, 0, 4, 1),)
    assert dict(found.rows())[3] == [None, CellError("#N/A")]


def test_marks_across_the_pieces_in_which_the_sheet_is_read() -> None:
    """The sheet is read by the megabyte; a mark on an edge must not be lost."""
    body = "".join(
        f'<row r="{n}"{" hidden=" + chr(34) + "1" + chr(34) if n % 2 else ""}>'
        f'{text_cell(f"A{n}", "字" * 40)}<c r="B{n}"><f>A1</f></c></row>'
        for n in range(1, 20_001)
    )
    sheet = only(xlsx(body))
    assert sheet.hidden_rows == set(range(1, 20_001, 2))
    assert all(cells[1] == FormulaWithoutValue() for _, cells in sheet.rows())


# Cases 52 and 58


def test_the_stored_dimension_is_not_believed() -> None:
    body = "".join(f'<row r="{n}">{text_cell(f"A{n}", str(n))}</row>' for n in range(1, 31))
    assert len(rows(xlsx(body, dimension="A1"))) == 30


def test_a_million_formatted_empty_rows_stop_at_the_last_real_one() -> None:
    empty = "".join(
        f'<row r="{n}" s="1" customFormat="1" ht="20"><c r="A{n}" s="1"/><c r="B{n}" s="1"/></row>'
        for n in range(2, 1_048_577)
    )
    sheet = only(xlsx(ONE_ROW + empty))
    tracemalloc.start()
    assert list(sheet.rows()) == [(1, ["姓名"])]
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_rows_come_one_by_one_and_not_as_a_list() -> None:
    """A sheet of 20,000 rows must not stand in memory as Python lists; calamine's own memory isn't traced."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    sheet = book.add_worksheet()
    for row in range(20_000):
        for column in range(13):
            sheet.write_string(row, column, f"值{row}-{column}")
    book.close()
    read = only(out.getvalue())
    tracemalloc.start()
    assert sum(1 for _ in read.rows()) == 20_000
    assert tracemalloc.get_traced_memory()[1] < 8_000_000
    tracemalloc.stop()
