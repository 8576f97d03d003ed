"""The clerk's own workbook back (spec 2.3): same sheets, titles, merged cells and widths, the wrong cells
coloured with a note, and the last column 建议值. We write no formula of ours.

Formulas come back as the values that they showed: openpyxl can keep a formula or its value but not both, and
a formula without its value would be refused on the way back (case 61).
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from zipfile import ZipFile

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill

from webapp.sheets.cells import FormulaWithoutValue, Sheet
from webapp.sheets.reading.limits import DEFAULT_LIMITS, MEGABYTE, Limits
from webapp.sheets.reading.marks import column_index
from webapp.sheets.reading.reader import read_workbook
from webapp.sheets.writing.annotations import (
    AUTHOR,
    LEGEND,
    OUR_TITLES,
    PROBLEM_TITLE,
    SUGGESTION_TITLE,
    Annotation,
    RowRemarks,
    by_row,
    note_text,
    worst_colour,
)
from webapp.sheets.writing.rebuilder import rebuild

logger = logging.getLogger(__name__)

# Bytes of sheet XML, some 20,000 people: openpyxl holds half a kilobyte for each cell, empty ones too.
# Larger rosters are written anew, row by row.
LARGEST_IN_PLACE = 12 * MEGABYTE
# openpyxl's ways of failing on what Excel and WPS accept; the values are read all the same.
NOT_FOR_OPENPYXL = (ValueError, TypeError, KeyError, IndexError, AttributeError)
CLERKS_OWN = "\n—— 原批注 ——\n"
NARROW, WIDE = 24, 50


@dataclass(frozen=True, slots=True)
class Annotated:
    """An .xlsx to hand back. `converted`: it is a new workbook with the same values, not the clerk's own."""

    data: bytes
    name: str
    converted: bool


def annotate(
    data: bytes,
    name: str,
    annotations: Iterable[Annotation],
    *,
    sheet: str,
    header_row: int,
    limits: Limits = DEFAULT_LIMITS,
) -> Annotated:
    """The workbook with its remarks on `sheet`. Raises FileRefused for a file that can't be read, KeyError
    when it has no such sheet."""
    workbook = read_workbook(data, name, limits)
    listed = {found.name: found for found in workbook.sheets}[sheet]
    remarks = by_row(annotations)
    if workbook.format == "xlsx" and _sheet_bytes(data) <= LARGEST_IN_PLACE:
        try:
            marked = _in_place(data, sheet, header_row, remarks, _valueless(listed))
            return Annotated(marked, _returned_name(name), False)
        except NOT_FOR_OPENPYXL as error:
            logger.info("roster written anew: %s", type(error).__name__)
    return Annotated(rebuild(workbook, listed, header_row, remarks), _returned_name(name), True)


def _sheet_bytes(data: bytes) -> int:
    with ZipFile(io.BytesIO(data)) as archive:
        return sum(
            info.file_size for info in archive.infolist() if info.filename.startswith("xl/worksheets/")
        )


def _returned_name(name: str) -> str:
    stem = name.rsplit(".", 1)[0] if "." in name else name
    return f"{stem.removesuffix('（核对）')}（核对）.xlsx"


def _valueless(sheet: Sheet) -> list[tuple[int, int]]:
    """The cells (row, column from 0) whose formula carries no value: emptied, they would look like blanks."""
    return [
        (row, column)
        for row, cells in sheet.rows()
        for column, cell in enumerate(cells)
        if isinstance(cell, FormulaWithoutValue)
    ]


def _in_place(
    data: bytes,
    name: str,
    header_row: int,
    remarks: dict[int, RowRemarks],
    valueless: list[tuple[int, int]],
) -> bytes:
    book = load_workbook(io.BytesIO(data), data_only=True)
    for drawn in book.worksheets:
        _keep_text(drawn)
    sheet = book[name]
    _wipe(sheet)
    columns = _our_columns(sheet, header_row)
    if valueless:
        formulas = load_workbook(io.BytesIO(data))[name]
        for row, column in valueless:
            # The clerk's own formula stays: refused again (case 61) until Excel has worked it out.
            sheet.cell(row, column + 1).value = formulas.cell(row, column + 1).value
    _write_titles(sheet, header_row, columns)
    for row, found in remarks.items():
        _remark(sheet, row, found, columns)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cells(sheet: Any) -> list[Any]:
    """The cells that are there. iter_rows would make all those of the rectangle: a stray format in the
    sheet's last corner costs seventeen billion."""
    return [cell for cell in sheet._cells.values() if not isinstance(cell, MergedCell)]


def _keep_text(sheet: Any) -> None:
    """Text that begins with = stays text: openpyxl would write it as a formula (case 62)."""
    for cell in _cells(sheet):
        if cell.data_type == "f":
            cell.data_type = "s"


def _wipe(sheet: Any) -> None:
    """Takes off what we put on before, so that a cell put right is no longer coloured."""
    for cell in _cells(sheet):
        if cell.comment and cell.comment.author == AUTHOR:
            _, _, own = cell.comment.text.partition(CLERKS_OWN)
            cell.comment = Comment(own, "") if own else None
            cell.fill = PatternFill()


def _our_columns(sheet: Any, header_row: int) -> dict[str, int]:
    """Where our columns are from the last time, else the first ones after everything that is filled."""
    found = {str(cell.value): cell.column for cell in sheet[header_row] if cell.value in OUR_TITLES}
    if set(found) == set(OUR_TITLES):
        for cell in _cells(sheet):
            if cell.row > header_row and cell.column in found.values():
                cell.value = None
        return found
    last = max((cell.column for cell in _cells(sheet) if cell.value is not None), default=0)
    return {title: last + place for place, title in enumerate(OUR_TITLES, 1)}


def _write_titles(sheet: Any, header_row: int, columns: dict[str, int]) -> None:
    for title, column in columns.items():
        cell = sheet.cell(header_row, column)
        _text(cell, title)
        cell.comment = Comment(LEGEND, AUTHOR)
        sheet.column_dimensions[cell.column_letter].width = WIDE if title == PROBLEM_TITLE else NARROW
        sheet.column_dimensions[cell.column_letter].hidden = False


def _remark(sheet: Any, row: int, found: RowRemarks, columns: dict[str, int]) -> None:
    for letters, notes in found.cells.items():
        cell = _writable(sheet, row, column_index(letters) + 1)
        cell.fill = PatternFill("solid", fgColor=worst_colour(notes))
        cell.comment = _comment(cell, note_text(notes))
    for title, text in ((PROBLEM_TITLE, found.problem), (SUGGESTION_TITLE, found.suggestion)):
        cell = _writable(sheet, row, columns[title])
        _text(cell, text)
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _comment(cell: Any, text: str) -> Any:
    """Our note, the clerk's own note kept below it."""
    if cell.comment and cell.comment.text:
        text += CLERKS_OWN + cell.comment.text
    return Comment(text, AUTHOR, width=320, height=60 + 20 * (text.count("\n") + len(text) // 24))


def _writable(sheet: Any, row: int, column: int) -> Any:
    """The cell, or the first cell of the merged range that covers it."""
    cell = sheet.cell(row, column)
    if isinstance(cell, MergedCell):
        for merged in sheet.merged_cells.ranges:
            if cell.coordinate in merged:
                return sheet.cell(merged.min_row, merged.min_col)
    return cell


def _text(cell: Any, text: str) -> None:
    cell.value = text or None
    if text:
        cell.data_type = "s"
