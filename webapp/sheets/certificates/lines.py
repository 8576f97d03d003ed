"""The lines of a list of certificates, each read whole or refused with what is wrong and what to do.

Nothing is guessed: a number that can't be one is refused; an old 15-digit one is the person of its 18-digit
form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import orjson

from webapp.people.certificate_numbers import kind_of
from webapp.people.identity import Identity
from webapp.policy.rules import Ages
from webapp.sheets import fields
from webapp.sheets.cells import Cell, Cells
from webapp.sheets.certificates.columns import NEEDED, Place, fields_of
from webapp.sheets.checking.cross import certificate_contradicts, derive_level
from webapp.sheets.fields.plain import is_blank
from webapp.sheets.problems import Outcome, Problem, Reading

# What a line may be asked about and is clear enough for a register: both forms of a number are one person.
CLEAR = frozenset(("id_15_digits", "id_other_document"))


@dataclass(frozen=True, slots=True)
class Line:
    """One line: where it stands (which of the sheets, its row there), what it says by field, or why it isn't
    taken (code and parameters); the cells as they stand for whoever puts a refused one right."""

    sheet: int
    row: int
    said: dict[str, Any]
    refused: tuple[str, dict[str, Any]] | None
    cells: list[str]


class LineReader:
    """Reads the lines of a workbook's lists, one list after the other."""

    def __init__(self, places: Sequence[Place], reference: date, ages: Ages) -> None:
        self._places, self._reference, self._ages = places, reference, ages

    def lines(self, after: tuple[int, int] = (0, 0)) -> Iterator[Line]:
        """The lines after one (sheet, row), in order; empty ones and repeated headers are none."""
        for sheet, place in enumerate(self._places):
            for row, cells in place.sheet.rows() if sheet >= after[0] else ():
                if (sheet, row) <= max(after, (sheet, place.header_row)) or all(map(_empty, cells)):
                    continue
                if len(fields_of(cells)) < len(NEEDED):
                    yield self._line(place, sheet, row, cells)

    def _line(self, place: Place, sheet: int, row: int, cells: Cells) -> Line:
        values = {name: cells[at] if at < len(cells) else None for name, at in place.columns.items()}
        try:
            return Line(sheet, row, self._read(values), None, [])
        except _Refused as refused:
            return Line(sheet, row, {}, refused.said, [_shown(cell) for cell in cells])

    def _read(self, values: dict[str, Cell]) -> dict[str, Any]:
        identity: Identity = _whole(
            fields.read_identity(values["id_number"], reference=self._reference, ages=self._ages), "id_number"
        )
        number: str = _whole(fields.read_certificate_number(values["number"]), "certificate_number")
        level = _optional(fields.read_level(values.get("level")))
        issued = _optional(
            fields.read_date(values.get("issued_on"), "certificate_date", reference=self._reference),
            blank=_empty(values.get("issued_on")),
        )
        found, _source = derive_level(level, number)
        if found is None:
            raise _Refused("certificate_level_unknown", {})
        against = certificate_contradicts(number, level, issued)
        return {
            "name": _whole(fields.read_name(values["name"]), "name"),
            "id_number": identity.number, "person": identity.person,
            "birth": f"{identity.birth:%Y-%m}" if identity.birth else None,
            "number": number, "kind": kind_of(number), "level": found,
            "occupation": _whole(fields.read_text(values["occupation"], "occupation"), "occupation"),
            "issued_on": str(issued) if issued else None, "issued_year": issued.year if issued else None,
            "issuer": fields.read_text(values.get("issuer"), "unit").value,
            "contradicts": orjson.dumps(against.params).decode() if against else None,
        }  # fmt: skip


class _Refused(Exception):
    def __init__(self, code: str, params: dict[str, Any]) -> None:
        super().__init__(code)
        self.said = (code, params)


def _whole(reading: Reading[Any], field: str) -> Any:
    """The value of a cell that must be there; refused with its own reason, or as missing."""
    _refuse(reading.problems)
    if reading.value is None:
        raise _Refused("missing", {"field": field})
    return reading.value


def _optional(reading: Reading[Any], *, blank: bool = False) -> Any:
    """The value of a cell that may be blank."""
    if not blank:
        _refuse(reading.problems)
    return reading.value


def _refuse(problems: tuple[Problem, ...]) -> None:
    for one in problems:
        if one.outcome >= Outcome.ASKED and one.code not in CLEAR:
            raise _Refused(one.code, one.params)


def _empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and is_blank(cell))


def _shown(cell: Cell) -> str:
    return "" if cell is None else cell if isinstance(cell, str) else str(fields.text_of(cell) or "")
