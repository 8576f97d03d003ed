"""A roster written anew as .xlsx with its remarks, where the clerk's own file can't be written on: .xls,
.ods, .csv, HTML, and rosters too long for it. Values, rows, columns, merged and hidden ones stay in place."""

from __future__ import annotations

import io
import logging
from typing import Any

import xlsxwriter
from xlsxwriter.exceptions import OverlappingRange

from webapp.sheets.cells import Cells, Sheet, Workbook
from webapp.sheets.reading.marks import column_index
from webapp.sheets.writing.annotations import (
    AUTHOR,
    COLOURS,
    CONVERTED,
    LEGEND,
    OUR_TITLES,
    RowRemarks,
    note_text,
    worst_colour,
)
from webapp.sheets.writing.typed_cells import write_cell

logger = logging.getLogger(__name__)

WIDTH, WIDE = 16, 40
PLAIN = ""


def rebuild(workbook: Workbook, listed: Sheet, header_row: int, remarks: dict[int, RowRemarks]) -> bytes:
    """The workbook's sheets in a new .xlsx, with `remarks` on the sheet `listed`."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": True})
    styles = {colour: _styles(book, colour) for colour in (PLAIN, *COLOURS.values())}
    for number, sheet in enumerate(workbook.sheets, 1):
        target = book.add_worksheet(_safe_name(sheet.name, number))
        if not sheet.visible:
            target.hide()
        found = remarks if sheet is listed else {}
        _Copy(target, styles, sheet, found, header_row if sheet is listed else None).write()
    book.close()
    return out.getvalue()


def _styles(book: Any, colour: str) -> dict[str, Any]:
    look = {"bg_color": "#" + colour} if colour else {}
    return {
        "text": book.add_format(look | {"num_format": "@"}),
        "cell": book.add_format(look),
        "dated": book.add_format(look | {"num_format": "yyyy-mm-dd"}),
        "wrapped": book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"}),
    }


def _safe_name(name: str, number: int) -> str:
    kept = "".join("_" if letter in "[]:*?/\\" else letter for letter in name)[:31].strip("'")
    return kept or f"Sheet{number}"


class _Copy:
    """One sheet on its way into the new workbook, row by row."""

    def __init__(
        self,
        target: Any,
        styles: dict[str, dict[str, Any]],
        sheet: Sheet,
        remarks: dict[int, RowRemarks],
        header_row: int | None,
    ) -> None:
        self.target, self.styles, self.sheet = target, styles, sheet
        self.remarks, self.header_row = remarks, header_row
        self.ours = self._our_columns() if header_row else []

    def write(self) -> None:
        self._set_columns()
        for place in self.sheet.merged:
            self._merge(*place)
        for number, cells in self.sheet.rows():
            if number in self.sheet.hidden_rows:
                self.target.set_row(number - 1, None, None, {"hidden": True})
            self._write_row(number, cells, self.remarks.get(number) or RowRemarks())

    def _merge(self, top: int, left: int, bottom: int, right: int) -> None:
        """Notes the range alone: blanks without a format are not written. A range of one cell or over another
        one is dropped, as Excel does when it repairs a workbook."""
        if (top, left) == (bottom, right):
            return
        try:
            self.target.merge_range(top - 1, left, bottom - 1, right, None)
        except OverlappingRange:
            logger.info("overlapping merged range dropped")

    def _our_columns(self) -> list[int]:
        """Our two columns, where the last remarks stand or after the last filled column."""
        last = 0
        for number, cells in self.sheet.rows():
            if number == self.header_row and set(OUR_TITLES) <= set(cells):
                return [cells.index(title) for title in OUR_TITLES]
            last = max(last, len(cells))
        return [last, last + 1]

    def _set_columns(self) -> None:
        self.target.set_column(0, max(self.ours, default=20), WIDTH)
        for column in self.sheet.hidden_columns:
            self.target.set_column(column, column, WIDTH, None, {"hidden": True})
        for column in self.ours:
            self.target.set_column(column, column, WIDE)

    def _write_row(self, number: int, cells: Cells, found: RowRemarks) -> None:
        noted = {column_index(letters): notes for letters, notes in found.cells.items()}
        for column in range(max(len(cells), *(column + 1 for column in noted)) if noted else len(cells)):
            if column not in self.ours:
                cell = cells[column] if column < len(cells) else None
                styles = self.styles[worst_colour(noted[column]) if column in noted else PLAIN]
                style = styles["text" if isinstance(cell, str) else "cell"]
                write_cell(self.target, number - 1, column, cell, style, styles["dated"])
        for column, notes in noted.items():
            self.target.write_comment(number - 1, column, note_text(notes), {"author": AUTHOR})
        if self.ours:
            self._write_ours(number, found)

    def _write_ours(self, number: int, found: RowRemarks) -> None:
        texts = OUR_TITLES if number == self.header_row else (found.problem, found.suggestion)
        for column, text in zip(self.ours, texts, strict=True):
            if text:
                write_cell(self.target, number - 1, column, text, self.styles[PLAIN]["wrapped"])
            if number == self.header_row:
                self.target.write_comment(number - 1, column, LEGEND + CONVERTED, {"author": AUTHOR})
