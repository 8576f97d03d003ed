"""What a checked row is, and the plain form in which it crosses from the child process (spec 2.1)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from webapp.sheets.cells import Cell, CellError, FormulaWithoutValue
from webapp.sheets.problems import Outcome, Problem

RECORD = (
    "name",
    "sex",
    "unit",
    "birth",
    "id_number",
    "id_type",
    "work_start",
    "education",
    "occupation",
    "experience_months",
    "certificate_date",
    "certificate_number",
    "phone",
)

_JSON_NUMBERS = 2**53


@dataclass(slots=True)
class CheckedRow:
    """A person's row as understood. `record`, `derived` and `eligibility` are plain JSON values of the
    contract. `raw` holds the cells as they stood, by field, for rows that have problems: the preview
    re-reads them with what the clerk types. `hidden`: the row can't be seen in the workbook (case 56)."""

    row: int
    outcome: Outcome
    record: dict[str, Any]
    derived: dict[str, Any]
    problems: tuple[Problem, ...]
    eligibility: dict[str, Any] | None
    hidden: bool = False
    raw: dict[str, Any] = field(default_factory=dict)


def worst(problems: Iterable[Problem]) -> Outcome:
    """A row's outcome: that of its worst problem."""
    return max((problem.outcome for problem in problems), default=Outcome.ACCEPTED)


def cell_to_plain(cell: Cell) -> Any:
    """A cell as JSON can carry it; `cell_from_plain` reads it back."""
    if isinstance(cell, date):
        return {"date": cell.isoformat()[:10]}
    if isinstance(cell, CellError):
        return {"error": cell.text}
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and not abs(cell) < _JSON_NUMBERS:
        return {"number": repr(cell)}  # infinity, no number at all, and whole ones that JSON readers round
    return {"formula": True} if isinstance(cell, FormulaWithoutValue) else cell


def cell_from_plain(value: Any) -> Cell:
    """The cell that `cell_to_plain` wrote; ValueError for anything else."""
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    match value:
        case {"date": str(text)}:
            return date.fromisoformat(text)
        case {"error": str(text)}:
            return CellError(text)
        case {"number": str(text)}:
            return float(text) if not text.lstrip("-").isdecimal() else int(text)
        case {"formula": True}:
            return FormulaWithoutValue()
    raise ValueError("not a cell")


def problem_to_plain(problem: Problem) -> list[Any]:
    """A problem as a list of JSON values."""
    return [
        problem.field,
        problem.code,
        int(problem.outcome),
        problem.params,
        problem.value,
        problem.suggestion,
        list(problem.options),
        problem.safe,
    ]


def problem_from_plain(data: list[Any]) -> Problem:
    """The problem that `problem_to_plain` wrote."""
    name, code, outcome, params, value, suggestion, options, safe = data
    return Problem(name, code, Outcome(outcome), params, value, suggestion, tuple(options), bool(safe))


def row_to_plain(row: CheckedRow) -> list[Any]:
    """A row as a list of JSON values, short since a hundred thousand of them cross the pipe."""
    return [
        row.row,
        int(row.outcome),
        list(row.record.values()) if len(row.record) == len(RECORD) else row.record,
        row.derived,
        [problem_to_plain(problem) for problem in row.problems],
        row.eligibility,
        row.hidden,
        row.raw,
    ]


def row_from_plain(data: list[Any]) -> CheckedRow:
    """The row that `row_to_plain` wrote."""
    number, outcome, record, derived, problems, eligibility, hidden, raw = data
    if isinstance(record, list):
        record = dict(zip(RECORD, record, strict=True))
    found = tuple(map(problem_from_plain, problems)) if problems else ()
    return CheckedRow(number, Outcome(outcome), record, derived, found, eligibility, hidden, raw)


def raw_of(values: Mapping[str, Cell]) -> dict[str, Any]:
    """The cells of a row by field, as `CheckedRow.raw` keeps them."""
    return {name: cell_to_plain(cell) for name, cell in values.items()}
