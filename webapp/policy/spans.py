"""Date arithmetic of the notice's spans: full years, months and stints (三(一)); both ends are included."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ALWAYS_THERE = 28  # every month has this day
DAYS_IN_A_COUNTED_MONTH = 30  # odd days of several stints are added up by thirties


def N_(text: str) -> str:
    """Marks a text for the translators and leaves it as it is."""
    return text


_UNITS = (N_("%(count)s 年"), N_("%(count)s 个月"), N_("%(count)s 天"))


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date to the precision that was given: a year, a month, or a day. `str` is its ISO form."""

    year: int
    month: int | None = None
    day: int | None = None

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """The whole date as a PartialDate."""
        return cls(day.year, day.month, day.day)

    @property
    def first(self) -> date:
        """The earliest day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> date:
        """The latest day it can mean; a month-only certificate date counts from this day (spec 2.1)."""
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def __str__(self) -> str:
        if self.month is None:
            return f"{self.year:04d}"
        if self.day is None:
            return f"{self.year:04d}-{self.month:02d}"
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"


@dataclass(frozen=True, slots=True)
class Stint:
    """A time in the occupation, both days included; `end` None means it still goes on."""

    start: date
    end: date | None = None


def add_months(day: date, months: int) -> date:
    """The same day of the month so many months on; 31 becomes the month's last day, 29 Feb becomes 28."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if day.day <= ALWAYS_THERE:
        return date(year, month + 1, day.day)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def add_years(day: date, years: int) -> date:
    """The same day so many years on: what is dated 29 Feb matures on 28 Feb (三(一))."""
    return add_months(day, years * 12)


def between(start: date, end: date) -> tuple[int, int]:
    """Full months and odd days from `start` to `end`; (0, 0) when `end` isn't later."""
    if end <= start:
        return 0, 0
    months = (end.year - start.year) * 12 + end.month - start.month
    if add_months(start, months) > end:
        months -= 1
    return months, (end - add_months(start, months)).days


def stint_months(stints: Iterable[Stint], reference: date) -> tuple[int, bool]:
    """Full months up to `reference`, and whether stints overlap; time that overlaps counts once."""
    months = days = 0
    overlapping = False
    covered: date | None = None
    for stint in sorted(stints, key=lambda one: (one.start, one.end or date.max)):
        end = min(stint.end or reference, reference)
        start = stint.start
        if covered is not None and start <= covered:
            overlapping = True
            start = covered + timedelta(days=1)
        more_months, more_days = between(start, end + timedelta(days=1)) if start <= end else (0, 0)
        months, days = months + more_months, days + more_days
        covered = end if covered is None else max(covered, end)
    return months + days // DAYS_IN_A_COUNTED_MONTH, overlapping


def wording(months: int, days: int = 0, translate: Callable[[str], str] = str) -> str:
    """A span in words, Chinese unless translated: "12 年 2 个月 3 天"; "0 天" for nothing."""
    years, rest = divmod(months, 12)
    counts = zip(_UNITS, (years, rest, days), strict=True)
    parts = [translate(unit) % {"count": count} for unit, count in counts if count]
    return " ".join(parts) or translate(_UNITS[-1]) % {"count": 0}
