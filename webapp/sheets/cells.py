"""What a workbook's cell can hold once read, and a sheet as rows of such cells. No I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class CellError:
    """An Excel error value such as #N/A."""

    text: str


@dataclass(frozen=True, slots=True)
class FormulaWithoutValue:
    """A formula cell that carries no cached value."""


# datetime is a date; a cell formatted as a date arrives as one, any other number as int or float.
Cell = str | bool | int | float | date | CellError | FormulaWithoutValue | None
Cells = list[Cell]
Numbered = tuple[int, Cells]


@dataclass(slots=True)
class Sheet:
    """One worksheet. `rows()` yields (row number as Excel shows it, cells from column A on), in order.

    Rows are yielded afresh on every call, so the checker may pass over them twice. Wholly empty rows may
    be left out. Column numbers here count from 0 (A = 0). Merged ranges are (first row, first column,
    last row, last column) with Excel row numbers; their covered cells are not yet spread.
    """

    name: str
    rows: Callable[[], Iterator[Numbered]]
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    filtered: bool = False
    visible: bool = True


@dataclass(slots=True)
class Workbook:
    """A workbook that was read: its sheets in order, its true format by content, and its fingerprint."""

    name: str
    sha256: str
    format: str  # xlsx | xls | ods | csv | html
    sheets: list[Sheet] = field(default_factory=list)


class FileRefused(Exception):
    """The whole file is refused (outcome X of the cases): `code` and a message for the clerk."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
