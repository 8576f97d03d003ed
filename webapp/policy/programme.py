"""The programme year and the city's day: the product's clock runs in Asia/Shanghai (spec 1)."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """The city's day: the reference date of a decision made now (三(一), day of submission)."""
    return datetime.now(SHANGHAI).date()


def programme_year() -> int:
    """The programme that applications made now belong to."""
    return today().year
