"""三(四): may an application be handed in on this day? The window, and what is opened late for one unit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from webapp.policy.rules import Hours, Policy, Window
from webapp.policy.spans import N_


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


# What a policy's values may not say against each other: the field it is shown at, and the sentence.
ORDER = N_("报名截止日期早于开始日期。")
YEAR = N_("报名时间须在项目年度之内。")
LEAST_MOST = N_("上限小于下限。")
HOURS = N_("总课时少于各部分之和。")
TWICE = N_("同一行业列了两次。")
NOTHING = N_("至少列出一项。")


def faults(policy: Policy, year: int) -> Iterator[tuple[str, str]]:
    """What is wrong between the values of an edited policy: the names of parameters, with sentences."""
    window, photo, ages, names = policy.window, policy.photo, policy.ages, policy.industries.names
    wrong = (
        ("window-closes", ORDER, window.closes < window.opens),
        ("window-opens", YEAR, window.opens.year != year),
        ("window-closes", YEAR, window.closes.year != year),
        ("photo-maximum_bytes", LEAST_MOST, photo.maximum_bytes < photo.minimum_bytes),
        ("photo-most_ratio", LEAST_MOST, photo.most_ratio < photo.least_ratio),
        ("ages-most", LEAST_MOST, ages.most < ages.least),
        ("industries-names", TWICE, len(set(names)) != len(names)),
        ("industries-names", NOTHING, not names),
        *((f"hours-{at}-total", HOURS, _parts(hours) > hours.total) for at, hours in enumerate(policy.hours)),
    )
    return ((name, sentence) for name, sentence, found in wrong if found)


def _parts(hours: Hours) -> int:
    """The least hours of all buckets together (四(三))."""
    return hours.theory + hours.practice + (0 if hours.theory_includes_civics else hours.civics)
