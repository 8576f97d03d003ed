"""A row's cells read field by field with the field readers; repeated values are read once (spec 5.1)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from webapp.people.identity import Identity
from webapp.policy.spans import PartialDate
from webapp.sheets import fields
from webapp.sheets.cells import Cell
from webapp.sheets.checking.cross import check_across, derive_level
from webapp.sheets.options import CheckOptions
from webapp.sheets.problems import Problem, Reading

Reader = Callable[[Cell], Reading[Any]]
# A column of words has few values; one of names or numbers has as many as rows and must not be kept.
MOST_REMEMBERED = 4096
_UNREPEATED = ("certificate_number", "phone")


@dataclass(slots=True)
class Facts:
    """What a row's cells say, each None where it can't be read, and the problems found on the way. `plain`
    holds the same values as JSON carries them."""

    identity: Identity | None = None
    read: dict[str, Any] = field(default_factory=dict)
    plain: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    current_level: str | None = None
    level_from: str | None = None
    no_certificate: bool = False


# A cell as read: its value, the value as JSON carries it, and its problems.
Read = tuple[Any, Any, tuple[Problem, ...]]


def _kept(found: Reading[Any]) -> Read:
    value = found.value
    return value, str(value) if isinstance(value, PartialDate) else value, found.problems


class _Column:
    """A field's reader with its answers for texts kept. Numbers and dates go past: 1, 1.0 and True are one
    key of a dictionary and different cells."""

    __slots__ = ("known", "reader", "repeats")

    def __init__(self, reader: Reader, repeats: bool) -> None:
        self.reader = reader
        self.repeats = repeats
        self.known: dict[str, Read] = {}

    def read(self, cell: Cell) -> Read:
        """The answer for a cell that isn't known yet; kept when it is a text that may come again."""
        found = _kept(self.reader(cell))
        if self.repeats and type(cell) is str:
            if len(self.known) >= MOST_REMEMBERED:
                self.known.clear()
            self.known[cell] = found
        return found


class FactReader:
    """Reads rows under one reference date and policy."""

    def __init__(self, options: CheckOptions) -> None:
        self._reference = options.as_of
        self._ages = options.rules.ages
        self._columns = {
            name: _Column(reader, name not in _UNREPEATED) for name, reader in self._readers().items()
        }

    def _readers(self) -> dict[str, Reader]:
        reference = self._reference

        def dated(name: str) -> Reader:
            return lambda cell: fields.read_date(cell, name, reference=reference)

        return {
            "name": fields.read_name,
            "sex": fields.read_sex,
            "unit": fields.read_unit,
            "birth": dated("birth"),
            "work_start": dated("work_start"),
            "education": fields.read_education,
            "occupation": fields.read_occupation,
            "experience_months": lambda cell: fields.read_experience(cell, reference=reference),
            "certificate_date": dated("certificate_date"),
            "certificate_number": fields.read_certificate_number,
            "phone": fields.read_phone,
            "current_level": fields.read_level,
            "ethnicity": fields.read_ethnicity,
            "politics": fields.read_politics,
            "skills": lambda cell: fields.read_text(cell, "skills"),
            "target_level": lambda cell: _renamed(fields.read_level(cell), "target_level"),
            "target_occupation": lambda cell: fields.read_text(cell, "target_occupation"),
        }

    def identity(self, cell: Cell) -> Reading[Identity]:
        """The ID number (cases 1 to 16)."""
        return fields.read_identity(cell, reference=self._reference, ages=self._ages)

    def one(self, name: str, cell: Cell) -> Read:
        """One field but the ID number: its value, the value for JSON, its problems."""
        column = self._columns[name]
        return (column.known.get(cell) if type(cell) is str else None) or column.read(cell)

    def _birth(self, cell: Cell, born: date | None) -> Read:
        """The month of birth; what is open in it the ID number decides: a lost 0, a century (case 27)."""
        found = self.one("birth", cell)
        if born is None or not (found[2] or found[0] is None or str(cell).endswith(".1")):
            return found
        return _kept(fields.read_date(cell, "birth", reference=self._reference, id_birth=born))

    def facts(self, values: Mapping[str, Cell]) -> Facts:
        """All of a row's fields but the unit, and what they say against each other (cases 14, 35, 36, 38)."""
        facts = Facts()
        read, plain, problems, columns = facts.read, facts.plain, facts.problems, self._columns
        document = self.identity(values["id_number"])
        facts.identity = identity = document.value
        if document.problems:
            problems.extend(document.problems)
        for name, cell in values.items():
            if name in _ELSEWHERE:
                continue
            column = columns[name]
            found = column.known.get(cell) if type(cell) is str else None
            if name == "birth":
                found = self._birth(cell, identity.birth if identity else None)
            elif found is None:
                found = column.read(cell)
            read[name], plain[name], more = found
            if more:
                problems.extend(more)
        self._across(facts)
        if read.get("certificate_number") is None:
            facts.no_certificate = fields.says_none(values.get("certificate_number"))
        return facts

    def _across(self, facts: Facts) -> None:
        get = facts.read.get
        level, number = get("current_level"), get("certificate_number")
        found = check_across(
            identity=facts.identity,
            sex=get("sex"),
            birth=get("birth"),
            work_start=get("work_start"),
            certificate_date=get("certificate_date"),
            experience_months=get("experience_months"),
            certificate_number=number,
            current_level=level,
            reference=self._reference,
            ages=self._ages,
        )
        if found:
            facts.problems.extend(found)
        facts.current_level, facts.level_from = derive_level(level, number)


_ELSEWHERE = frozenset({"id_number", "unit", "serial"})


def _renamed(found: Reading[str], name: str) -> Reading[str]:
    """A reading whose problems are about another column: the reader calls every level current_level."""
    return Reading(found.value, tuple(replace(problem, field=name) for problem in found.problems))
