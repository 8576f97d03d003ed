"""The first pass over a list: what must be known before its first row can be answered.

Skipped lines, hidden rows, serial numbers, the levels asked for, and the keys of persons and certificates.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from webapp.sheets.cells import Cell
from webapp.sheets.checking.duplicates import Keys, Repeats, find_duplicates
from webapp.sheets.checking.facts import FactReader
from webapp.sheets.checking.listing import PERSON, Line, Listing
from webapp.sheets.problems import Problem


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that isn't a person's, and why: blank, footer, header, note, serial_only, column_numbers."""

    row: int
    reason: str


@dataclass(slots=True)
class Survey:
    """What the first pass found."""

    persons: int = 0
    last_row: int = 0
    skipped: list[Skipped] = field(default_factory=list)
    hidden: list[int] = field(default_factory=list)
    gaps: list[int] = field(default_factory=list)
    levels: Counter[str] = field(default_factory=Counter)
    occupations: Counter[str] = field(default_factory=Counter)
    others: dict[int, list[Problem]] = field(default_factory=dict)


def serial_of(cell: Cell) -> int | None:
    """A serial number; None where there is none to be read."""
    if isinstance(cell, str):
        text = cell.strip().rstrip(".、")
        return int(text) if text.isdecimal() and len(text) < 9 else None
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and float(cell).is_integer():
        return int(cell)
    return None


class Surveyor:
    """Reads a list once, and once more where keys repeat."""

    def __init__(self, listing: Listing, reader: FactReader) -> None:
        self._listing = listing
        self._reader = reader
        self._columns = listing.layout.columns
        self._hidden = listing.layout.sheet.hidden_rows
        self._serial = self._columns.get("serial")
        self._expected: int | None = None

    def survey(self) -> Survey:
        """What the list holds; the sheet's rows are read, but no row is judged."""
        found = Survey()
        keys = Keys(self._columns, self._reader)
        people, certificates = Repeats(), Repeats()
        targets = "target_level" in self._columns or "target_occupation" in self._columns
        for line in self._listing:
            if line.reason != PERSON:
                found.skipped.append(Skipped(line.row, line.reason))
                continue
            found.persons += 1
            found.last_row = line.row
            if line.row in self._hidden:
                found.hidden.append(line.row)
            people.add(keys.person(line.cells))
            certificates.add(keys.certificate(line.cells))
            self._count_serial(line, found)
            if targets:
                self._count_targets(line, found)
        if people.twice or certificates.twice:
            twice = people.twice, certificates.twice
            found.others = find_duplicates(self._listing, self._columns, keys, *twice)
        return found

    def _count_serial(self, line: Line, found: Survey) -> None:
        """A number that doesn't follow the one above; a list without numbers asks nothing (case 55)."""
        if self._serial is None or self._serial >= len(line.cells):
            return
        serial = serial_of(line.cells[self._serial])
        if serial is None:
            return
        if self._expected is not None and serial != self._expected:
            found.gaps.append(line.row)
        self._expected = serial + 1

    def _count_targets(self, line: Line, found: Survey) -> None:
        for name, counts in (("target_level", found.levels), ("target_occupation", found.occupations)):
            column = self._columns.get(name)
            if column is None or column >= len(line.cells):
                continue
            value = self._reader.one(name, line.cells[column])[0]
            if value is not None:
                counts[str(value)] += 1
