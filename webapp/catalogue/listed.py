"""The shipped occupation list: codes and names of the 2022 classification, the notice's industry, the levels
of the national standard as digits (notice 一, 一(二)). A trade of no single industry has none."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "occupations.csv"


@dataclass(frozen=True, slots=True)
class Listed:
    """One occupation; `levels` holds 3 (高级工), 2 (技师), 1 (高级技师), as far as the standard has them."""

    code: str
    name: str
    industry: str | None
    levels: tuple[int, ...]


@lru_cache(maxsize=1)
def listed() -> tuple[Listed, ...]:
    """The shipped occupations in the file's order; a malformed row raises ValueError."""
    with _FILE.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Listed(row["code"], row["name"], row["industry"] or None, tuple(map(int, row["levels"])))
            for row in csv.DictReader(lines)
        )
