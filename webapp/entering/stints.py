"""Times in the occupation as a form gives them (三(一)): from a month or day to another, or going on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from webapp.policy.spans import PartialDate, Stint
from webapp.sheets.fields import STILL, clean, read_date
from webapp.sheets.problems import Outcome, Problem

FIELD = "stints"
MOST = 12  # rows of one form


def read_stints(
    given: Sequence[Mapping[str, Any]], reference: date
) -> tuple[tuple[Stint, ...], list[Problem]]:
    """The stints that can be read, and what is wrong with the others; rows left empty are passed over."""
    stints, problems = [], []
    for number, one in enumerate(given[:MOST], 1):
        start, end = clean(str(one.get("start") or "")), clean(str(one.get("end") or ""))
        if not start and not end:
            continue
        found = _stint(start, end, number, reference)
        if isinstance(found, Problem):
            problems.append(found)
        else:
            stints.append(found)
    return tuple(stints), problems


def _stint(start: str, end: str, number: int, reference: date) -> Stint | Problem:
    if not start:
        return _wrong("stint_without_start", number)
    first, last = _day(start, reference), None if end in STILL else _day(end, reference)
    if first is None:
        return _wrong("stint_unreadable", number, start)
    if last is None and end not in STILL:
        return _wrong("stint_unreadable", number, end)
    if first.first > reference:
        return _wrong("stint_future", number)
    if last is not None and last.last < first.first:
        return _wrong("stint_reversed", number)
    # A month counts whole at both ends (both ends of a span are included).
    return Stint(first.first, last.last if last is not None else None)


def _day(text: str, reference: date) -> PartialDate | None:
    """The month or day as the roster's cells are read; a lone year can't be told further. An end may lie
    ahead: what is counted ends with the reference date."""
    found = read_date(text, FIELD, reference=reference)
    unread = [one for one in found.problems if one.code not in ("date_future", "date_two_digit_year")]
    return None if unread else found.value


def _wrong(code: str, number: int, value: str = "") -> Problem:
    return Problem(FIELD, code, Outcome.REFUSED, {"n": number, "value": value})
