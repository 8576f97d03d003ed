"""One row from its cells to its answer: fields, unit, conditions, and what other rows say about it.

The list, the preview and the form all call `RowChecker.check`, so a rule lives once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from webapp.sheets.cells import Cell
from webapp.sheets.checking.decision import NO_DECISION, Decider
from webapp.sheets.checking.facts import FactReader, Facts
from webapp.sheets.checking.rows import CheckedRow, raw_of, worst
from webapp.sheets.checking.units import Units, judge_unit
from webapp.sheets.fields import is_ditto
from webapp.sheets.options import CheckOptions
from webapp.sheets.problems import Outcome, Problem

_MORE = ("ethnicity", "politics", "skills")


@dataclass(frozen=True, slots=True)
class ListFacts:
    """What the list says about all of its rows: unit, occupation and level of the heading or the options."""

    unit: str | None = None
    occupation: str | None = None
    level: str | None = None


class RowChecker:
    """Checks rows of one list under one set of options."""

    def __init__(self, options: CheckOptions, listed: ListFacts) -> None:
        self.listed = listed
        self.reader = FactReader(options)
        self._decider = Decider(options)
        self._units = None if options.known_units is None else Units(options.known_units)
        self._judged: dict[str, tuple[Problem, ...]] = {}

    def check(
        self,
        row: int,
        values: Mapping[str, Cell],
        *,
        unit_above: str | None = None,
        others: Sequence[Problem] = (),
        spare: Callable[[Problem], bool] | None = None,
        hidden: bool = False,
    ) -> CheckedRow:
        """A row's answer. `values` has a cell for each column that the list has. `unit_above` fills a ditto;
        `others` are problems that only the whole list shows; `spare` says which questions are settled."""
        facts = self.reader.facts(values)
        problems = facts.problems
        unit = self._unit(values, unit_above, problems)
        level = facts.read.get("target_level") or self.listed.level
        if "target_level" in values or "target_occupation" in values:
            problems.extend(self._strays(facts))
        eligibility, found = self._decide(facts, level)
        problems.extend(problem for problem in found if not _said(problem, problems))
        problems.extend(others)
        if spare is not None:
            problems = [problem for problem in problems if not spare(problem)]
        derived = _derived(facts, level, self.listed)
        for other in others:
            if other.code == "duplicate_row":
                derived["duplicate_of"] = other.params["first"]
        outcome = worst(problems) if problems else Outcome.ACCEPTED
        raw = raw_of(values) if problems else {}
        return CheckedRow(
            row,
            outcome,
            _record(facts, unit),
            derived,
            tuple(problems),
            eligibility,
            hidden,
            raw,
        )

    def unit_of(self, cell: Cell) -> str | None:
        """The unit that a row names itself; None for a ditto mark, a blank or what can't be read."""
        if type(cell) is str and cell in self._judged:
            return cell
        return None if is_ditto(cell) else self.reader.one("unit", cell)[0]

    def _unit(self, values: Mapping[str, Cell], above: str | None, problems: list[Problem]) -> str | None:
        if "unit" not in values:
            return self.listed.unit
        cell = values["unit"]
        if type(cell) is str and (judged := self._judged.get(cell)) is not None:
            problems.extend(judged)
            return cell
        if is_ditto(cell):
            unit = above or self.listed.unit
            problems.append(_ditto(unit, cell))
        else:
            unit, _, found = self.reader.one("unit", cell)
            problems.extend(found)
        if unit is not None:
            problems.extend(self._judge(unit))
        return unit

    def _judge(self, unit: str) -> tuple[Problem, ...]:
        judged = self._judged.get(unit)
        if judged is None:
            judged = self._judged[unit] = judge_unit(unit, self.listed.unit, self._units)
        return judged

    def _strays(self, facts: Facts) -> list[Problem]:
        """A row that applies for another level or occupation than its list (三(三)2)."""
        level, occupation = facts.read.get("target_level"), facts.read.get("target_occupation")
        listed = self.listed
        strays = []
        if level and listed.level and level != listed.level:
            params = {"level": level, "listed": listed.level}
            strays.append(Problem("target_level", "mixed_levels_row", Outcome.ASKED, params, level))
        if occupation and listed.occupation and occupation != listed.occupation:
            params = {"occupation": occupation, "listed": listed.occupation}
            strays.append(
                Problem("target_occupation", "mixed_occupations_row", Outcome.ASKED, params, occupation)
            )
        return strays

    def _decide(self, facts: Facts, level: str | None) -> tuple[dict[str, Any] | None, tuple[Problem, ...]]:
        """No answer about somebody whose ID number can't be read: nobody knows who it would be about."""
        if facts.identity is None:
            return NO_DECISION
        get = facts.read.get
        return self._decider.decide(
            level,
            facts.current_level,
            get("certificate_date"),
            facts.plain.get("certificate_date"),
            get("experience_months"),
            get("target_occupation") or self.listed.occupation or "",
            facts.no_certificate,
            get("certificate_number"),
        )


def _ditto(unit: str | None, cell: Cell) -> Problem:
    value = cell.strip() if isinstance(cell, str) else None
    if unit is None:
        return Problem("unit", "unit_missing", Outcome.ASKED, {}, value)
    return Problem("unit", "unit_ditto", Outcome.WARNED, {"unit": unit}, value, suggestion=unit, safe=True)


def _said(problem: Problem, problems: list[Problem]) -> bool:
    """Whether a missing fact has its own problem already (the cell that couldn't be read)."""
    return problem.code == "fact_missing" and any(
        said.field == problem.field and said.outcome >= Outcome.ASKED for said in problems
    )


def _record(facts: Facts, unit: str | None) -> dict[str, Any]:
    get, identity = facts.plain.get, facts.identity
    record = {
        "name": get("name"),
        "sex": get("sex"),
        "unit": unit,
        "birth": get("birth"),
        "id_number": identity.number if identity else None,
        "id_type": identity.id_type if identity else None,
        "work_start": get("work_start"),
        "education": get("education"),
        "occupation": get("occupation"),
        "experience_months": get("experience_months"),
        "certificate_date": get("certificate_date"),
        "certificate_number": get("certificate_number"),
        "phone": get("phone"),
    }
    for name in _MORE:
        if name in facts.plain:
            record[name] = get(name)
    return record


def _derived(facts: Facts, level: str | None, listed: ListFacts) -> dict[str, Any]:
    derived: dict[str, Any] = {
        "current_level": facts.current_level,
        "current_level_from": facts.level_from,
    }
    if level != listed.level:
        derived["target_level"] = level
    occupation = facts.read.get("target_occupation")
    if occupation and occupation != listed.occupation:
        derived["target_occupation"] = occupation
    return derived
