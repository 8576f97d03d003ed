"""How a filed scope stands on a day, and which filing of a level counts."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from webapp.catalogue.grid import ending, lines, standing

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)


@pytest.mark.parametrize(
    ("today", "stands"),
    [
        (date(2024, 12, 31), "coming"),
        (FIRST, "in_force"),
        (date(2026, 10, 31), "in_force"),
        (date(2026, 11, 1), "ending"),
        (LAST, "ending"),
        (date(2027, 1, 1), "over"),
    ],
)
def test_both_days_are_included_and_the_end_is_warned_of(today: date, stands: str) -> None:
    assert standing(FIRST, LAST, today) == stands


def row(first: date, last: date) -> SimpleNamespace:
    return SimpleNamespace(
        tenant_id=1, code="6-18-02-04", name="焊工", industry=None, level=1, valid_from=first, valid_to=last,
        document="日人社备〔2025〕1号", public_id="scope",
    )  # fmt: skip


def test_the_filing_in_force_counts_before_an_older_or_a_coming_one() -> None:
    rows = [
        row(date(2022, 1, 1), date(2024, 12, 31)),
        row(FIRST, LAST),
        row(date(2027, 1, 1), date(2029, 1, 1)),
    ]
    grid = lines(rows, date(2026, 11, 22))[1]
    assert [cell.valid_from for cell in grid[0].cells.values()] == [FIRST]
    assert ending(grid) == 1
