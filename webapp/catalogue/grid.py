"""The filed-scope grid of an organisation: occupation × level, each with its span and standing (6.4)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from webapp.policy.levels import TRAINED_LEVELS, digit_of_level
from webapp.policy.spans import N_

WARN_BEFORE = timedelta(days=60)
DIGITS = tuple(int(digit_of_level(level)) for level in TRAINED_LEVELS)
# How a scope stands: its word and the kind of its badge.
STANDS = {
    "in_force": (N_("有效"), "passed"),
    "ending": (N_("即将到期"), "waiting"),
    "over": (N_("已过期"), "refused"),
    "coming": (N_("尚未生效"), "running"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A level's filing that counts: the one in force, else the latest."""

    valid_from: date
    valid_to: date
    document: str
    stands: str
    days_left: int
    public_id: str


@dataclass(slots=True)
class Line:
    """One occupation with its cells by level digit."""

    code: str
    name: str
    industry: str | None
    cells: dict[int, Cell] = field(default_factory=dict)


def standing(valid_from: date, valid_to: date, today: date) -> str:
    """How a scope stands on a day; both its days are included, and 60 days ahead of its end it warns."""
    if today > valid_to:
        return "over"
    if today < valid_from:
        return "coming"
    return "ending" if valid_to - today <= WARN_BEFORE else "in_force"


def lines(rows: Iterable[Any], today: date) -> dict[int, list[Line]]:
    """The grids of the tenants in `rows` (see queries.scopes_of), by tenant id."""
    grids: dict[int, dict[str, Line]] = {}
    for row in rows:
        grid = grids.setdefault(row.tenant_id, {})
        line = grid.setdefault(row.code, Line(row.code, row.name, row.industry))
        found = standing(row.valid_from, row.valid_to, today)
        cell = Cell(
            row.valid_from, row.valid_to, row.document, found, (row.valid_to - today).days, row.public_id
        )
        known = line.cells.get(row.level)
        if known is None or known.stands not in ("in_force", "ending"):
            line.cells[row.level] = cell
    return {tenant: list(grid.values()) for tenant, grid in grids.items()}


def ending(grid: Iterable[Line]) -> int:
    """How many of an organisation's filings end within 60 days."""
    return sum(cell.stands == "ending" for line in grid for cell in line.cells.values())
