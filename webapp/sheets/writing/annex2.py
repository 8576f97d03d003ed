"""附件2《日照市“金蓝领”项目培训报名人员汇总表》 as a workbook: blank for the units, or with people in it.

The title, the lines above and the thirteen columns are those of the notice of 2022-04-14. The columns in
which Excel would spoil what is typed (identity numbers, certificate numbers, dates such as 1985.10) are text.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

import xlsxwriter

from webapp.sheets.cells import Cell
from webapp.sheets.checking.layouts import ANNEX_2, TITLES
from webapp.sheets.fields.words import choices
from webapp.sheets.writing.annex2_guide import GUIDE, HINTS
from webapp.sheets.writing.typed_cells import write_cell

TITLE = "日照市“金蓝领”项目培训报名人员汇总表"
HEADER_ROW = 5
BLANK_ROWS = 30
CHECKED_ROWS = 2_000
A4 = 9
WIDTHS = {
    "serial": 5, "name": 10, "sex": 5, "unit": 24, "birth": 10, "id_number": 21, "work_start": 11,
    "education": 9, "occupation": 12, "experience_months": 9, "certificate_date": 14,
    "certificate_number": 26, "phone": 14,
}  # fmt: skip
TEXT_COLUMNS = frozenset(
    ("birth", "id_number", "work_start", "certificate_date", "certificate_number", "phone")
)


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above the list; the blanks of the form where nothing is given."""

    unit: str = ""
    occupation: str = ""
    level: str = ""
    day: date | None = None

    @property
    def lines(self) -> tuple[str, str, str]:
        trade = f"（培训工种：{self.occupation or '________'}　级别：{self.level or '________'}）"
        day = f"{self.day.year} 年 {self.day.month} 月 {self.day.day} 日" if self.day else "    年   月   日"
        return f"填报单位（盖章）：{self.unit}", trade, day


def write_annex2(
    target: BinaryIO,
    head: Head,
    rows: Iterable[Sequence[Cell]] = (),
    *,
    below: Sequence[str] = (),
    footer: str = "",
) -> None:
    """Write Annex 2 to `target`: with `rows` of the thirteen columns in its order, or blank to be filled.

    `below` are lines after the last row (such as the word of clause 六), `footer` stands on every page.
    """
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    try:
        styles = _styles(book)
        sheet = book.add_worksheet("报名人员汇总表")
        _lay_out(sheet, styles)
        _write_head(sheet, head, styles)
        last = _write_rows(sheet, rows, styles)
        _write_below(sheet, last, below, footer)
        _check_entries(sheet, max(last, CHECKED_ROWS))
        _write_guide(book.add_worksheet("填表说明"), styles)
    finally:
        book.close()


def _styles(book: Any) -> dict[str, Any]:
    cell = {"border": 1, "align": "center", "valign": "vcenter", "text_wrap": True}
    return {
        "title": book.add_format({"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}),
        "right": book.add_format({"align": "right"}),
        "header": book.add_format(cell | {"bold": True, "bg_color": "#E7EEF5"}),
        "cell": book.add_format(cell),
        "text": book.add_format(cell | {"num_format": "@"}),
        "dated": book.add_format(cell | {"num_format": "yyyy-mm-dd"}),
        "wrapped": book.add_format({"text_wrap": True, "valign": "top"}),
        "column": book.add_format({"num_format": "@"}),
    }


def _lay_out(sheet: Any, styles: dict[str, Any]) -> None:
    for column, field in enumerate(ANNEX_2):
        sheet.set_column(column, column, WIDTHS[field], styles["column"] if field in TEXT_COLUMNS else None)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.repeat_rows(HEADER_ROW - 1)
    sheet.set_footer("&C第 &P 页，共 &N 页")
    sheet.freeze_panes(HEADER_ROW, 2)
    # Without this Excel marks every identity number with "number stored as text".
    sheet.ignore_errors({"number_stored_as_text": "A1:M10000"})


def _write_head(sheet: Any, head: Head, styles: dict[str, Any]) -> None:
    unit, trade, day = head.lines
    last = len(ANNEX_2) - 1
    sheet.set_row(0, 32)
    sheet.merge_range(0, 0, 0, last, TITLE, styles["title"])
    write_cell(sheet, 1, 0, unit)
    write_cell(sheet, 2, 0, trade)
    write_cell(sheet, 3, last, day, styles["right"])
    sheet.set_row(HEADER_ROW - 1, 34)
    for column, field in enumerate(ANNEX_2):
        write_cell(sheet, HEADER_ROW - 1, column, TITLES[field], styles["header"])
        sheet.write_comment(HEADER_ROW - 1, column, HINTS[field], {"author": TITLE})


def _write_rows(sheet: Any, rows: Iterable[Sequence[Cell]], styles: dict[str, Any]) -> int:
    last = HEADER_ROW
    for last, row in enumerate(rows, HEADER_ROW + 1):
        _write_row(sheet, last, row, styles)
    if last > HEADER_ROW:
        return last
    for blank in range(HEADER_ROW + 1, HEADER_ROW + BLANK_ROWS + 1):
        _write_row(sheet, blank, [None] * len(ANNEX_2), styles)
    return HEADER_ROW + BLANK_ROWS


def _write_below(sheet: Any, last: int, lines: Sequence[str], footer: str) -> None:
    for number, line in enumerate(lines, last + 1):
        write_cell(sheet, number, 0, line)
    if footer:
        sheet.set_footer("&L&7" + footer.replace("&", "&&")[:180] + "&R第 &P 页，共 &N 页")


def _write_row(sheet: Any, number: int, row: Sequence[Cell], styles: dict[str, Any]) -> None:
    for column, (field, cell) in enumerate(zip(ANNEX_2, row, strict=True)):
        style = styles["text" if field in TEXT_COLUMNS or isinstance(cell, str) else "cell"]
        write_cell(sheet, number - 1, column, cell, style, styles["dated"])


def _check_entries(sheet: Any, last: int) -> None:
    """Lists to choose from and hints while typing. A warning, never a bar: synonyms are understood."""
    for field, options in (("sex", ["男", "女"]), ("education", list(choices("education")))):
        _validate(sheet, field, last, {"validate": "list", "source": options, "error_type": "warning"})
    rule = {"validate": "length", "criteria": "==", "value": 18, "error_type": "warning"}
    _validate(sheet, "id_number", last, rule | {"error_message": "居民身份证号码是 18 位。"})
    for field in ("birth", "work_start", "experience_months", "certificate_date", "certificate_number"):
        _validate(sheet, field, last, {"validate": "any"})


def _validate(sheet: Any, field: str, last: int, rule: dict[str, Any]) -> None:
    column = ANNEX_2.index(field)
    hint = {"input_title": TITLES[field][:32], "input_message": HINTS[field][:255]}
    sheet.data_validation(HEADER_ROW, column, last - 1, column, rule | hint)


def _write_guide(sheet: Any, styles: dict[str, Any]) -> None:
    sheet.set_column(0, 0, 100)
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    for row, line in enumerate(GUIDE):
        write_cell(sheet, row, 0, line, styles["wrapped"])
