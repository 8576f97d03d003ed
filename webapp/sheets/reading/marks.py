"""What a workbook reader finds beside the values: hidden, merged, filtered, errors, uncached formulas."""

from __future__ import annotations

from dataclasses import dataclass, field

from webapp.sheets.cells import Cell
from webapp.sheets.reading.limits import Limits
from webapp.sheets.reading.refusals import refuse

Merged = tuple[int, int, int, int]


@dataclass(slots=True)
class Marks:
    """The marks of one sheet. Rows as Excel numbers them; columns from 0. `overlay` holds, by row and
    column, the cells whose value the value reader can't tell (cases 56, 51 and 61)."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[Merged] = field(default_factory=list)
    filtered: bool = False
    overlay: dict[int, dict[int, Cell]] = field(default_factory=dict)
    last_row: int = 0
    width: int = 0

    def reach(self, row: int, column: int) -> None:
        """A cell with content stands here."""
        self.last_row = max(self.last_row, row)
        self.width = max(self.width, column + 1)

    def put(self, row: int, column: int, cell: Cell) -> None:
        self.overlay.setdefault(row, {})[column] = cell
        self.reach(row, column)

    def trimmed(self, limits: Limits) -> Marks:
        """Without what lies beyond the contents: units often hide or merge the sheet's empty rest. Refuses
        too_large where the merged ranges cover more cells than a sheet may have."""
        self.hidden_rows = {row for row in self.hidden_rows if row <= self.last_row}
        self.hidden_columns = {column for column in self.hidden_columns if column < self.width}
        self.merged = [
            (top, left, min(bottom, self.last_row), min(right, limits.max_columns - 1))
            for top, left, bottom, right in self.merged
            if top <= min(bottom, self.last_row) and left <= min(right, limits.max_columns - 1)
        ]
        covered = sum((bottom - top + 1) * (right - left + 1) for top, left, bottom, right in self.merged)
        if covered > limits.max_cells:
            refuse("too_large", "合并的单元格过多")
        return self


def column_index(letters: str) -> int:
    """0 for A, 25 for Z, 26 for AA."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


def column_letters(index: int) -> str:
    """A for 0: the inverse of `column_index`."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
