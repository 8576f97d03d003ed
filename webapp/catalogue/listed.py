"""The shipped occupation list: codes and names of the 2022 classification, the notice's industry, the levels
of the national standard as digits, priority tags, work types (notice 一, 一(一), 一(二)).

`note` says where a row's levels are from: "standard" (the published standard was seen) or "assumed" (a trade
whose standard is commonly known to have them; the city corrects what differs). A trade of no single
industry has none.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "occupations.csv"
BETWEEN = ";"  # between the parts of a cell


@dataclass(frozen=True, slots=True)
class Listed:
    """One occupation; `levels` are digits from 5 (初级工) to 1 (高级技师), as the standard has them."""

    code: str
    name: str
    industry: str | None
    levels: tuple[int, ...]
    tags: tuple[str, ...] = ()
    work_types: tuple[str, ...] = ()
    note: str | None = None


def parts(cell: str) -> tuple[str, ...]:
    """The parts of a cell, without what is empty."""
    return tuple(part.strip() for part in cell.split(BETWEEN) if part.strip())


def _row(row: Mapping[str, str]) -> Listed:
    return Listed(
        row["code"], row["name"], row["industry"] or None, tuple(map(int, row["levels"])),
        parts(row["tags"]), parts(row["work_types"]), row["note"] or None,
    )  # fmt: skip


@lru_cache(maxsize=1)
def listed() -> tuple[Listed, ...]:
    """The shipped occupations in the file's order; a malformed row raises ValueError."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(_row(row) for row in csv.DictReader(lines))
