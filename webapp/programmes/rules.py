"""三(四): may an application be handed in on this day? The window, and what is opened late for one unit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from webapp.policy.rules import Window


class Standing(StrEnum):
    """How a day stands to a window."""

    OPEN = "open"
    LATE = "late"  # outside of the window, inside what was opened late for the unit
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a late opening, both included."""

    first: date
    last: date

    def holds(self, day: date) -> bool:
        """Whether `day` lies in the span."""
        return self.first <= day <= self.last


def standing(window: Window, late: Sequence[Span], day: date) -> Standing:
    """How `day` stands to the window, and for this unit to what was opened late; both ends are included."""
    if window.holds(day):
        return Standing.OPEN
    if any(span.holds(day) for span in late):
        return Standing.LATE
    return Standing.BEFORE if day < window.opens else Standing.AFTER


def days_left(window: Window, day: date) -> int:
    """Days on which one can still hand in, the day itself included; 0 outside of the window."""
    return (window.closes - day).days + 1 if window.holds(day) else 0
