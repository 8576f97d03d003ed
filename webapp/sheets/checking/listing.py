"""The lines below a roster's header: which are people, which aren't and why (cases 51 to 54).

A line is never taken away unsaid: what isn't a person is answered with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from webapp.sheets.cells import Cell, Cells
from webapp.sheets.checking.layout import Layout
from webapp.sheets.checking.layouts import field_of, fold

PERSON = ""
# Empty rows are named one by one up to this many; a hole of a hundred thousand rows is not a list's.
MOST_BLANKS = 1000
# A text of so many characters in a line of its own is a remark, not somebody's name.
LONGEST_NAME = 12

_FOOT = re.compile(
    r"^[(\[【]?(?:合\s*计|总\s*计|共\s*计|小\s*计|累\s*计|总人数|共\s*\d+\s*人|备\s*注|说\s*明|填\s*表|制\s*表|填\s*报|"
    r"审\s*核|复\s*核|审\s*批|批\s*准|负责人|经办人|联系人|单位负责|单位\s*[(:]|单位(?:盖章|公章|意见)|主管|附\s*[:件注]|"
    r"注\s*[:\d]|注$|签\s*[字章名]|盖\s*章|日\s*期|\d{4}\s*年\s*\d{0,2}\s*月|年\s*月\s*日|此表|本表|以上|以下|[*※])"
)
# An ID number has 15 digits or more, one that was cut short still more than half of them.
LEAST_ID = 14
LEAST_PART = 8
# The sort of fields that say something about a person; a serial number or a unit alone doesn't.
_TELLING = (
    "sex",
    "birth",
    "work_start",
    "education",
    "experience_months",
    "certificate_date",
    "certificate_number",
    "phone",
)


@dataclass(slots=True)
class Line:
    """A line below the header: its Excel row, its cells with merged ones spread, why it is no person (or
    ""), and the columns that were filled from a merged cell."""

    row: int
    cells: Cells
    reason: str
    spread: tuple[int, ...] = ()


@dataclass(slots=True)
class Merges:
    """The downward merged cells of the list: (column, row) → the value of the cell they were merged into."""

    tops: dict[int, list[int]] = field(default_factory=dict)
    covered: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    values: dict[tuple[int, int], Cell] = field(default_factory=dict)

    @classmethod
    def of(cls, layout: Layout) -> Merges:
        """Those that lie below the header in one column of it; a sideways merge fills nothing."""
        merges = cls()
        columns = set(layout.columns.values())
        for top, first, bottom, _ in layout.sheet.merged:
            if top <= layout.header_row or bottom == top or first not in columns:
                continue
            merges.tops.setdefault(top, []).append(first)
            for row in range(top + 1, bottom + 1):
                merges.covered.setdefault(row, []).append((first, top))
        return merges

    def spread(self, row: int, cells: Cells) -> tuple[Cells, tuple[int, ...]]:
        """The row's cells with the covered ones filled from above, and which columns were filled."""
        for column in self.tops.get(row, ()):
            self.values[column, row] = cells[column] if column < len(cells) else None
        covered = self.covered.get(row)
        if not covered:
            return cells, ()
        wide = cells + [None] * (max(column for column, _ in covered) + 1 - len(cells))
        filled = []
        for column, top in covered:
            value = self.values.get((column, top))
            if blank(wide[column]) and not blank(value):
                wide[column] = value
                filled.append(column)
        return wide, tuple(filled)


def blank(cell: Cell) -> bool:
    """Whether nothing stands in the cell, or only blanks."""
    return cell is None or (isinstance(cell, str) and not cell.strip(" \t\r\n\u3000\xa0\u200b\ufeff"))


def _digits(cell: Cell) -> int:
    """How many digits an ID number's cell has; a telephone in a foot line has fewer than any ID number."""
    if isinstance(cell, str):
        return sum(character.isdigit() for character in cell)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return 18 if abs(cell) >= 1e14 else 8 * (abs(cell) >= 1e7)
    return 0


def _is_header(layout: Layout, cells: Cells) -> bool:
    texts = [cell for cell in cells if isinstance(cell, str) and len(cell) <= 60]
    return len(texts) >= 3 and sum(field_of(text) is not None for text in texts) >= 3


def _numbered(filled: list[Cell]) -> bool:
    """A line of column numbers (栏次: 1, 2, 3, …) under the header."""
    return len(filled) >= 4 and all(str(cell).strip() == str(at) for at, cell in enumerate(filled, start=1))


class Listing:
    """The lines below the header of a layout; iterating again reads the sheet again."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        columns = layout.columns
        self._id = columns["id_number"]
        self._name = columns["name"]
        self._telling = tuple(columns[name] for name in _TELLING if name in columns)
        self._quiet = {columns[name] for name in ("serial", "unit") if name in columns}

    def __iter__(self) -> Iterator[Line]:
        """Every line that holds something, in order, and the empty rows between them."""
        merges = Merges.of(self.layout)
        after, blanks, identity = self.layout.header_row, 0, self._id
        for row, cells in self.layout.sheet.rows():
            if row <= after:
                continue
            spread: tuple[int, ...] = ()
            if (merges.covered or merges.tops) and not all(map(blank, cells)):
                cells, spread = merges.spread(row, cells)
            cell = cells[identity] if identity < len(cells) else None
            if type(cell) is str and len(cell) == 18:
                reason = PERSON
            else:
                reason = self.reason(cells)
                if reason == "blank":
                    continue
            for hole in range(after + 1, row):
                if (blanks := blanks + 1) > MOST_BLANKS:
                    break
                yield Line(hole, [], "blank")
            after = row
            yield Line(row, cells, reason, spread)

    def reason(self, cells: Cells) -> str:
        """Why a line is no person: blank, serial_only, header, column_numbers, footer, note; or "" if it is.

        Whoever has something like an ID number, or a name and another fact, is a person whatever else the
        line says (case 54).
        """
        at = [column for column, cell in enumerate(cells) if not blank(cell)]
        if not at:
            return "blank"
        filled = [cells[column] for column in at]
        digits = _digits(cells[self._id]) if self._id in at else 0
        if digits >= LEAST_ID:
            return PERSON
        if _is_header(self.layout, cells):
            return "header"
        if _numbered(filled):
            return "column_numbers"
        texts = [fold(cell).strip() for cell in filled if isinstance(cell, str)]
        foot = any(_FOOT.match(text) for text in texts)
        if self._named(cells) and any(column in at for column in self._telling):
            return PERSON
        if foot:
            return "footer"
        return PERSON if digits >= LEAST_PART else self._rest(at, cells)

    def _named(self, cells: Cells) -> bool:
        cell = cells[self._name] if self._name < len(cells) else None
        if not isinstance(cell, str) or blank(cell):
            return False
        text = fold(cell).strip()
        said = ":" in text or any(character.isdigit() for character in text)
        return len(text) <= 2 * LONGEST_NAME and not said and not _FOOT.match(text)

    def _rest(self, at: list[int], cells: Cells) -> str:
        """A line without a foot's word and without a person's mark."""
        only = cells[at[0]]
        if set(at) <= self._quiet and not (isinstance(only, str) and len(only) > LONGEST_NAME):
            return "serial_only"
        if len(at) == 1 and isinstance(only, str) and (at[0] != self._name or len(only) > LONGEST_NAME):
            return "note"
        return PERSON
