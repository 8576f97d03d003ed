"""Writing cells by their own type, so that no text can turn into a formula (case 62) or lose a zero."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from webapp.sheets.cells import Cell, CellError

LONGEST_TEXT = 32_767


def write_cell(sheet: Any, row: int, column: int, cell: Cell, style: Any = None, dated: Any = None) -> None:
    """One cell of an xlsxwriter sheet, counted from 0; `style` for all, `dated` for dates. An error value
    is written as its text, a formula without value as nothing. ValueError when Excel can't hold the text."""
    if isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, style)
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell, style)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, dated)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), dated)
    elif isinstance(cell, str | CellError):
        _write_text(sheet, row, column, cell if isinstance(cell, str) else cell.text, style)
    elif style is not None:
        sheet.write_blank(row, column, None, style)


def _write_text(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"a cell holds at most {LONGEST_TEXT} characters")
    sheet.write_string(row, column, text, style)
