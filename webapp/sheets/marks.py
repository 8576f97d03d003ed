"""What a workbook reader finds beside the values: hidden, merged, filtered, errors, uncached formulas."""

from __future__ import annotations

from dataclasses import dataclass, field

from webapp.sheets.cells import Cell

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

    def trimmed(self) -> Marks:
        """Without the hidden rows and columns that hide nothing: units often hide the sheet's empty rest."""
        self.hidden_rows = {row for row in self.hidden_rows if row <= self.last_row}
        self.hidden_columns = {column for column in self.hidden_columns if column < self.width}
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
