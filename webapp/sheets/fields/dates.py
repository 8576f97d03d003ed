"""The date cells, cases 26-32 and 35's future: birth, start of work, certificate.

A number that may have lost a 0 is decided by the ID's month or asked; a century is never guessed into the
future; a lone year is asked.
"""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from webapp.policy.spans import PartialDate
from webapp.sheets.cells import Cell
from webapp.sheets.fields.datewords import (
    SERIAL_RANGE,
    YEAR_RANGE,
    Written,
    serial_date,
    serial_of,
    written,
)
from webapp.sheets.fields.plain import broken, clean, is_blank, missing, number_text, text_of
from webapp.sheets.problems import Outcome, Problem, Reading

MAY_BE_BLANK = frozenset(("certificate_date",))


def read_date(
    cell: Cell, field: str, *, reference: date, id_birth: date | None = None, date1904: bool = False
) -> Reading[PartialDate]:
    """The date to the precision given; refused when impossible or after `reference`. `id_birth` decides
    the birth cell's lost zero and century; `date1904` is the workbook's flag."""
    if type(cell) is str:
        return _text(cell, field, reference, id_birth, date1904)
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return _date_cell(day, field, reference, date1904)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        whole = int(cell) if SERIAL_RANGE.start <= cell < SERIAL_RANGE.stop else cell  # no time of day
        return _number(number_text(round(whole, 4)), field, reference, id_birth, date1904)
    if cell is None:
        return _blank(field, "")
    text = text_of(cell)
    problem = broken(field, cell) if text is None else _problem("date_unreadable", field, text)
    return Reading(None, (problem,))


@lru_cache(maxsize=32768)
def _date_cell(day: date, field: str, reference: date, date1904: bool) -> Reading[PartialDate]:
    """A date-formatted cell; the "dates" of 1905 are years typed into it (case 31)."""
    serial = serial_of(day, date1904)
    if serial in YEAR_RANGE:
        return _year_only(field, str(serial))
    return _known(PartialDate.of(day), field, day.isoformat(), reference)


def _text(
    cell: str, field: str, reference: date, id_birth: date | None, date1904: bool
) -> Reading[PartialDate]:
    found = _clear(cell, field, reference)
    born = id_birth if field == "birth" else None
    if found is not None and not (born and found.value and _lost_zero(cell, born)):
        return found
    text = clean(cell)
    return _unclear(text, written(text), field, reference, id_birth, date1904, False)


def _lost_zero(cell: str, born: date) -> bool:
    """A text 1985.1 beside an ID of October: a CSV that dropped the 0 of 1985.10."""
    return cell.endswith(".1") and born.month == 10 and written(cell.strip()).tenth


@lru_cache(maxsize=65536)
def _clear(cell: str, field: str, reference: date) -> Reading[PartialDate] | None:
    """The reading of text that needs nothing beside it; None for the forms that do."""
    text = clean(cell)
    if is_blank(text):
        return _blank(field, text)
    found = written(text)
    if found.form == "full" and found.value is not None:
        return _known(found.value, field, text, reference)
    if found.form == "year_only" and found.value is not None:
        return _year_only(field, str(found.value))
    if found.form in ("impossible", "unreadable"):
        return Reading(None, (_problem(f"date_{found.form}", field, text),))
    return None


def _number(
    text: str, field: str, reference: date, id_birth: date | None, date1904: bool
) -> Reading[PartialDate]:
    """A number in a cell that isn't formatted as a date: a point in it may have lost its last 0 (case 27)."""
    found = written(text)
    if found.form in ("two_digit_year", "serial") or found.tenth:
        return _unclear(text, found, field, reference, id_birth, date1904, True)
    return _clear(text, field, reference) or _blank(field, text)


def _unclear(
    text: str,
    found: Written,
    field: str,
    reference: date,
    id_birth: date | None,
    date1904: bool,
    number: bool,
) -> Reading[PartialDate]:
    """The forms that the ID, the reference date or the workbook's flag decide."""
    born = id_birth if field == "birth" else None
    if found.form == "serial" and int(text.removesuffix(".0")) in SERIAL_RANGE:
        day = serial_date(int(text.removesuffix(".0")), date1904)
        return _known(PartialDate.of(day), field, text, reference, "date_serial")
    year = found.value.year if found.value else _century(found, reference, born)
    if found.tenth and (number or (born is not None and born.month == 10)):
        return _ambiguous(text, year, field, reference, born)
    value = PartialDate(year, found.month, found.day)
    if not _possible(value):
        return Reading(None, (_problem("date_impossible", field, text),))
    return _known(value, field, text, reference, "date_two_digit_year")


def _century(found: Written, reference: date, born: date | None) -> int:
    """The full year of a two-digit one: the ID's where it fits, else the latest that isn't in the future."""
    short = found.short_year or 0
    if born is not None and born.year % 100 == short:
        return born.year
    century = reference.year // 100 * 100
    late = PartialDate(century + short, found.month, found.day)
    return late.year if _possible(late) and late.first <= reference else century - 100 + short


def _possible(value: PartialDate) -> bool:
    try:
        return bool(value.first)
    except ValueError:
        return False


def _ambiguous(text: str, year: int, field: str, reference: date, born: date | None) -> Reading[PartialDate]:
    """1985.1 is January, or October without its 0: the ID's month decides, otherwise the clerk (case 27)."""
    options = tuple(PartialDate(year, month) for month in (1, 10))
    fits = [one for one in options if born and (born.year, born.month) == (one.year, one.month)]
    if fits:
        params = {"field": field, "value": text, "suggestion": str(fits[0])}
        listed = Problem(field, "date_ambiguous", Outcome.WARNED, params, text, str(fits[0]), safe=True)
        return Reading(fits[0], (listed,))
    if born is not None:
        return Reading(None, (mismatch(text, born),))
    open_options = tuple(str(one) for one in options if one.first <= reference)
    params = {"field": field, "value": text, "suggestion": "、".join(open_options)}
    asked = Problem(field, "date_ambiguous", Outcome.ASKED, params, text, options=open_options)
    return Reading(None, (asked,))


def mismatch(shown: str, born: date) -> Problem:
    """The birth cell and the ID's birth month differ, both shown (case 14)."""
    params = {"value": shown, "id_birth": f"{born:%Y-%m}"}
    return Problem("birth", "birth_mismatch", Outcome.REFUSED, params, shown, suggestion=f"{born:%Y-%m}")


def _known(
    value: PartialDate, field: str, text: str, reference: date, code: str | None = None
) -> Reading[PartialDate]:
    """The value with its listing, and refused when it lies after the reference date (case 35)."""
    problems: list[Problem] = []
    if code is not None:
        params = {"field": field, "value": text, "suggestion": str(value)}
        problems.append(Problem(field, code, Outcome.WARNED, params, text, str(value), safe=True))
    if value.first > reference:
        params = {"field": field, "value": str(value), "reference": reference.isoformat()}
        problems.append(Problem(field, "date_future", Outcome.REFUSED, params, text))
    return Reading(value, tuple(problems))


def _year_only(field: str, year: str) -> Reading[PartialDate]:
    """A year without its month can't be told further: asked (case 31)."""
    params = {"field": field, "value": year}
    return Reading(None, (Problem(field, "date_year_only", Outcome.ASKED, params, year),))


def _problem(code: str, field: str, text: str) -> Problem:
    return Problem(field, code, Outcome.REFUSED, {"field": field, "value": text}, text)


def _blank(field: str, text: str) -> Reading[PartialDate]:
    return Reading(None, () if field in MAY_BE_BLANK else (missing(field, text),))
