"""Cell values by calamine, given Excel's own row numbers and the marks that calamine leaves out.

Values stay in calamine's compact form and become Python rows one by one: a sheet of 100,000 rows as Python
lists would cost several times its memory.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetVisibleEnum

from webapp.sheets.cells import Cell, Cells, Numbered, Sheet
from webapp.sheets.reading.marks import Marks
from webapp.sheets.reading.refusals import refuse

MIDNIGHT = time(0, 0)


@contextmanager
def opened(data: bytes) -> Iterator[CalamineWorkbook]:
    """The workbook opened. Refuses password_protected, and corrupt when calamine can't make it out."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            yield book
    except PasswordError:
        refuse("password_protected")
    except (CalamineError, ValueError, OSError) as error:
        refuse("corrupt", type(error).__name__)
    except BaseException as error:
        # A panic in Rust arrives as a BaseException of a class that can't be imported.
        if type(error).__name__ != "PanicException":
            raise
        refuse("corrupt", "内部数据有误")


def sheets_of(data: bytes, marks: dict[str, Marks]) -> list[Sheet]:
    """The workbook's sheets in order; their values are read when their rows are first asked for."""
    source = _Source(data)
    return [_sheet(source, index, name, visible, marks) for index, name, visible in source.listed()]


def _sheet(source: _Source, index: int, name: str, visible: bool, marks: dict[str, Marks]) -> Sheet:
    found = marks.get(name) or Marks()
    return Sheet(
        name=name,
        rows=lambda: source.rows(index, found.overlay),
        hidden_rows=frozenset(found.hidden_rows),
        hidden_columns=frozenset(found.hidden_columns),
        merged=tuple(found.merged),
        filtered=found.filtered,
        visible=visible,
    )


class _Source:
    """Holds the values of one sheet at a time: the one last asked for."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._index = -1
        self._values: CalamineSheet | None = None

    def listed(self) -> list[tuple[int, str, bool]]:
        with opened(self.data) as book:
            return [
                (index, sheet.name, sheet.visible == SheetVisibleEnum.Visible)
                for index, sheet in enumerate(book.sheets_metadata)
            ]

    def rows(self, index: int, overlay: dict[int, dict[int, Cell]]) -> Iterator[Numbered]:
        values = self._load(index)
        # Calamine gives the empty rows above the first cell but not the empty columns before it.
        left: Cells = [None] * (values.start[1] if values.start else 0)
        number = 0
        for number, raw in enumerate(values.iter_rows(), 1):
            laid = overlay.get(number)
            if laid is None and raw.count("") == len(raw):
                continue
            yield number, _cells(left, raw, laid)
        for later in sorted(row for row in overlay if row > number):
            yield later, _cells(left, [], overlay[later])

    def _load(self, index: int) -> CalamineSheet:
        if self._values is None or self._index != index:
            self._values = None
            self._values, self._index = _read(self.data, index), index
        return self._values


def _read(data: bytes, index: int) -> CalamineSheet:
    with opened(data) as book:
        return book.get_sheet_by_index(index)


def _cells(left: Cells, raw: list[Any], laid: dict[int, Cell] | None) -> Cells:
    cells = [value if type(value) is str and value else cell_of(value) for value in raw]
    if left:
        cells = left + cells
    for column, cell in (laid or {}).items():
        cells.extend([None] * (column + 1 - len(cells)))
        cells[column] = cell
    return cells


def cell_of(value: Any) -> Cell:
    """A value of calamine as a cell: nothing for the empty text, whole numbers as int, dates as they are."""
    if value == "" and isinstance(value, str):
        return None
    if isinstance(value, float):
        return int(value) if value.is_integer() else value
    if isinstance(value, datetime):
        return value.date() if value.time() == MIDNIGHT else value
    if isinstance(value, str | bool | int | date):
        return value
    # A time of day or a duration is no value of a roster; it is kept as the text that Excel shows.
    return str(value) if isinstance(value, time | timedelta) else None
