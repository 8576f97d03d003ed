"""What only the whole list shows: one person twice, one certificate number on two persons (17, 18, 42).

Keys are gathered in a first pass; only where a key came twice is the list read again to say what repeats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from webapp.sheets.cells import Cell, Cells
from webapp.sheets.checking.facts import FactReader
from webapp.sheets.checking.layouts import plain
from webapp.sheets.checking.listing import PERSON, Line
from webapp.sheets.fields import clean
from webapp.sheets.problems import Outcome, Problem

# Rows named in a message; a number on a thousand rows is told by its first ones.
MOST_NAMED = 10
_ID = re.compile(r"[0-9]{17}[0-9X]")
_CERTIFICATE = re.compile(r"[A-Z][0-9]{21}|[0-9]{16}")


def _cell(cells: Cells, column: int | None) -> Cell:
    return cells[column] if column is not None and column < len(cells) else None


class Keys:
    """What a person and a certificate are compared by: the 15- and 18-digit forms are one person (12)."""

    def __init__(self, columns: dict[str, int], reader: FactReader) -> None:
        self._id = columns["id_number"]
        self._certificate = columns.get("certificate_number")
        self._reader = reader

    def person(self, cells: Cells) -> str | None:
        """The person's key; None where a number was lost or nothing stands, which never makes a pair."""
        cell = _cell(cells, self._id)
        if type(cell) is not str:
            return None
        if _ID.fullmatch(cell):
            return cell
        identity = self._reader.identity(cell).value
        if identity is not None:
            return identity.person
        text = clean(cell).upper()
        return text if len(text) >= 15 and text.isalnum() and text[:6].isdigit() else None

    def certificate(self, cells: Cells) -> str | None:
        """The certificate number's key, as the field reader writes the number."""
        cell = _cell(cells, self._certificate)
        if type(cell) is str and _CERTIFICATE.fullmatch(cell):
            return cell
        if cell is None or cell == "":
            return None
        number: str | None = self._reader.one("certificate_number", cell)[0]
        return number


@dataclass(slots=True)
class Repeats:
    """The keys that came more than once, and those that came."""

    seen: set[str] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)

    def add(self, key: str | None) -> None:
        """Count a key once more."""
        if key is None:
            return
        if key in self.seen:
            self.twice.add(key)
        else:
            self.seen.add(key)


@dataclass(slots=True)
class _Group:
    """The rows of one key; `differ` once any two of them say different things."""

    rows: list[int] = field(default_factory=list)
    content: object = None
    differ: bool = False

    def add(self, row: int, content: object) -> None:
        if self.rows and content != self.content:
            self.differ = True
        self.content = content
        self.rows.append(row)


def _content(cells: Cells, columns: list[int]) -> tuple[object, ...]:
    """What a row says, without its serial number and without differences of blanks and width."""
    found = (_cell(cells, column) for column in columns)
    return tuple(plain(cell) if isinstance(cell, str) else cell or "" for cell in found)


def find_duplicates(
    lines: Iterable[Line], columns: dict[str, int], keys: Keys, people: set[str], certificates: set[str]
) -> dict[int, list[Problem]]:
    """The problems that rows have with one another, by row. `people` and `certificates` came twice."""
    compared = [column for name, column in columns.items() if name != "serial"]
    persons: dict[str, _Group] = {}
    holders: dict[str, _Group] = {}
    for line in lines:
        if line.reason != PERSON:
            continue
        person, certificate = keys.person(line.cells), keys.certificate(line.cells)
        if person in people:
            persons.setdefault(str(person), _Group()).add(line.row, _content(line.cells, compared))
        if certificate in certificates:
            holders.setdefault(str(certificate), _Group()).add(line.row, person or line.row)
    found: dict[int, list[Problem]] = {}
    for group in persons.values():
        _tell_persons(group, found)
    for group in holders.values():
        if group.differ:
            _tell(group.rows, "certificate_number", "certificate_shared", found)
    return found


def _tell_persons(group: _Group, found: dict[int, list[Problem]]) -> None:
    if group.differ:
        _tell(group.rows, "id_number", "duplicate_id", found)
        return
    first = group.rows[0]
    for row in group.rows[1:]:
        repeated = Problem("id_number", "duplicate_row", Outcome.WARNED, {"rows": str(first), "first": first})
        found.setdefault(row, []).append(repeated)


def _tell(rows: list[int], name: str, code: str, found: dict[int, list[Problem]]) -> None:
    """Tells each row of the first others; a number on a thousand rows is not told a thousand times each."""
    first = rows[: MOST_NAMED + 1]
    for row in rows:
        others = [other for other in first if other != row][:MOST_NAMED]
        named = "、".join(map(str, others)) + ("…" if len(rows) - 1 > len(others) else "")
        params = {"rows": named, "others": others}
        found.setdefault(row, []).append(Problem(name, code, Outcome.REFUSED, params))
