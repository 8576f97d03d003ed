"""One row again, with what the clerk typed in the preview (spec 2.3): the same readers, the same answer."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from webapp.sheets.cells import Cell
from webapp.sheets.checking.evaluate import ListFacts, RowChecker
from webapp.sheets.checking.rows import CheckedRow, cell_from_plain
from webapp.sheets.fields import write_experience
from webapp.sheets.options import CheckOptions
from webapp.sheets.problems import Outcome, Problem

# Problems that the row alone can't show; they stand until the field they are about is typed anew.
FROM_THE_LIST = frozenset({"duplicate_row", "duplicate_id", "certificate_shared", "merged_cells"})
# A question and its field, once the clerk has said that the value is right as it stands.
Settled = Collection[tuple[str, str]]


def recheck(
    before: CheckedRow,
    overrides: Mapping[str, str | None],
    options: CheckOptions,
    listed: ListFacts,
    settled: Settled = (),
) -> CheckedRow:
    """The row's answer when `overrides` (field → typed text, None for an emptied cell) stand in its cells.

    Problems against other rows stay while their field isn't typed anew; the caller looks for new ones.
    `settled` takes away questions (`asked`) that the clerk answered with "as it stands"; what is refused or
    warned about can't be settled so. Fields that the row has no column for may be typed too.
    """
    values: dict[str, Cell] = {name: cell_from_plain(value) for name, value in raw_values(before).items()}
    values.update(overrides)
    kept = [
        problem
        for problem in before.problems
        if problem.code in FROM_THE_LIST and problem.field not in overrides
    ]
    answered = frozenset(settled)

    def spare(problem: Problem) -> bool:
        return problem.outcome is Outcome.ASKED and (problem.field, problem.code) in answered

    checker = RowChecker(options, listed)
    return checker.check(
        before.row,
        values,
        unit_above=before.record.get("unit"),
        others=kept,
        spare=spare,
        hidden=before.hidden,
    )


def raw_values(row: CheckedRow) -> dict[str, Any]:
    """The row's cells by field: as they stood, or as they were read where nothing was found wrong."""
    if row.raw:
        return dict(row.raw)
    record = {name: value for name, value in row.record.items() if name != "id_type"}
    months = record.get("experience_months")
    if months is not None:
        record["experience_months"] = write_experience(months)
    if row.derived.get("current_level_from") == "level_column":
        record["current_level"] = row.derived["current_level"]
    return record
