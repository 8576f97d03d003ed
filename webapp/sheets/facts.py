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
from webapp.sheets.cross import check_across, derive_level
from webapp.sheets.options import CheckOptions
from webapp.sheets.problems import Problem, Reading

Reader = Callable[[Cell], Reading[Any]]
# A column of words has few values; one of names or numbers has as many as rows and must not be kept.
MOST_REMEMBERED = 4096
_UNREPEATED = ("certificate_number", "phone")


@dataclass(slots=True)
class Facts:
    """What a row's cells say, each None where it can't be read, and the problems found on the way."""

    identity: Identity | None = None
    read: dict[str, Any] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    current_level: str | None = None
    level_from: str | None = None
    no_certificate: bool = False


def _remembering(reader: Reader) -> Reader:
    """The reader, with its answers for texts kept. Numbers and dates go past: 1, 1.0 and True are one key."""
    known: dict[str, Reading[Any]] = {}

    def read(cell: Cell) -> Reading[Any]:
        if type(cell) is not str:
            return reader(cell)
        found = known.get(cell)
        if found is None:
            if len(known) >= MOST_REMEMBERED:
                known.clear()
            found = known[cell] = reader(cell)
        return found

    return read


class FactReader:
    """Reads rows under one reference date and policy."""

    def __init__(self, options: CheckOptions) -> None:
        self._reference = options.as_of
        self._ages = options.rules.ages
        readers = self._readers()
        self._read = {
            name: reader if name in _UNREPEATED else _remembering(reader) for name, reader in readers.items()
        }

    def _readers(self) -> dict[str, Reader]:
        reference = self._reference

        def dated(name: str) -> Reader:
            return lambda cell: fields.read_date(cell, name, reference=reference)

        return {
            "name": fields.read_name,
            "sex": fields.read_sex,
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
            "target_level": fields.read_level,
            "target_occupation": lambda cell: fields.read_text(cell, "target_occupation"),
            "unit": fields.read_unit,
        }

    def identity(self, cell: Cell) -> Reading[Identity]:
        """The ID number (cases 1 to 16)."""
        return fields.read_identity(cell, reference=self._reference, ages=self._ages)

    def one(self, name: str, cell: Cell) -> Reading[Any]:
        """One field but the ID number."""
        return self._read[name](cell)

    def birth(self, cell: Cell, born: date | None) -> Reading[PartialDate]:
        """The month of birth; what is ambiguous in it the ID number decides (case 27)."""
        return fields.read_date(cell, "birth", reference=self._reference, id_birth=born)

    def facts(self, values: Mapping[str, Cell]) -> Facts:
        """All of a row's fields but the unit, and what they say against each other (cases 14, 35, 36, 38)."""
        facts = Facts()
        read, problems, readers = facts.read, facts.problems, self._read
        document = self.identity(values["id_number"])
        facts.identity = identity = document.value
        problems.extend(document.problems)
        found: Reading[Any]
        for name, cell in values.items():
            if name == "birth":
                found = self.birth(cell, identity.birth if identity else None)
            elif name in _ELSEWHERE:
                continue
            else:
                found = readers[name](cell)
            read[name] = found.value
            if found.problems:
                problems.extend(_named(found.problems, name))
        facts.no_certificate = fields.says_none(values.get("certificate_number"))
        self._across(facts)
        return facts

    def _across(self, facts: Facts) -> None:
        get, identity = facts.read.get, facts.identity
        level = get("current_level")
        facts.problems.extend(
            check_across(
                identity=identity,
                sex=get("sex"),
                birth=get("birth"),
                work_start=get("work_start"),
                certificate_date=get("certificate_date"),
                experience_months=get("experience_months"),
                certificate_number=get("certificate_number"),
                current_level=level,
                reference=self._reference,
                ages=self._ages,
            )
        )
        facts.current_level, facts.level_from = derive_level(level, get("certificate_number"))


_ELSEWHERE = frozenset({"id_number", "unit", "serial"})


def _named(problems: tuple[Problem, ...], name: str) -> tuple[Problem, ...]:
    """Problems of a level column under that column's own name: the reader calls every level current_level."""
    if name != "target_level":
        return problems
    return tuple(replace(problem, field=name) for problem in problems)
