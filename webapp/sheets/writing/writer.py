"""Lists out as .xlsx: streamed, every text cell typed as text (case 62), the watermark in sight (spec 4.6).

What is written here reads back as the same cells (case 65).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, BinaryIO

import xlsxwriter

from webapp.sheets.cells import Cell
from webapp.sheets.writing.typed_cells import write_cell
from webapp.sheets.writing.watermark import Watermark

A4 = 9
NARROWEST, WIDEST = 8, 40
HEADER_ROW = 2


def write_list(
    target: BinaryIO,
    titles: Sequence[str],
    rows: Iterable[Sequence[Cell]],
    watermark: Watermark,
    *,
    name: str = "名单",
    widths: Sequence[int] | None = None,
) -> int:
    """Write a list to `target` row by row as it comes: the watermark in row 1, the titles in row 2, then the
    rows. Returns how many rows went out. Memory doesn't grow with the rows."""
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    try:
        sheet = book.add_worksheet(name)
        _lay_out(sheet, titles, widths, watermark)
        _write_head(book, sheet, titles, watermark)
        return _write_rows(book, sheet, rows)
    finally:
        book.close()


def _lay_out(sheet: Any, titles: Sequence[str], widths: Sequence[int] | None, watermark: Watermark) -> None:
    for column, title in enumerate(titles):
        width = widths[column] if widths else min(max(len(title) * 2 + 2, NARROWEST), WIDEST)
        sheet.set_column(column, column, width)
    sheet.freeze_panes(HEADER_ROW, 0)
    sheet.repeat_rows(0, HEADER_ROW - 1)
    sheet.set_landscape()
    sheet.set_paper(A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L" + watermark.line.replace("&", "&&")[:200] + "&R&P / &N")


def _write_head(book: Any, sheet: Any, titles: Sequence[str], watermark: Watermark) -> None:
    faint = book.add_format({"font_color": "#7F7F7F", "italic": True, "font_size": 9})
    bold = book.add_format({"bold": True, "bg_color": "#E7EEF5", "border": 1, "text_wrap": True})
    write_cell(sheet, 0, 0, watermark.line, faint)
    for column, title in enumerate(titles):
        write_cell(sheet, 1, column, title, bold)


def _write_rows(book: Any, sheet: Any, rows: Iterable[Sequence[Cell]]) -> int:
    text, dated = book.add_format({"num_format": "@"}), book.add_format({"num_format": "yyyy-mm-dd"})
    count = 0
    for count, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            if cell is None:
                continue
            style = text if type(cell) is str else None
            write_cell(sheet, HEADER_ROW + count - 1, column, cell, style, dated)
    return count
