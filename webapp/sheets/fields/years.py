"""The years in the occupation, cases 33 and 34: read to full months; a starting year is asked about."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from webapp.sheets.cells import Cell
from webapp.sheets.fields.datewords import YEAR_RANGE, serial_of
from webapp.sheets.fields.plain import broken, is_blank, missing, number_text, text_of
from webapp.sheets.problems import Outcome, Problem, Reading

FIELD = "experience_months"
LONGEST_YEARS = 60
MONTHS = 12

_NUMBER = r"([0-9]+(?:\.[0-9]+)?|[零〇一二两三四五六七八九十]+)"
_YEARS = re.compile(rf"{_NUMBER}(?:周?年|周岁|岁|Y|years?)?(半)?", re.IGNORECASE)
_YEARS_MONTHS = re.compile(rf"{_NUMBER}年[零又加+、,，]?{_NUMBER}个?月")
_MONTHS = re.compile(rf"{_NUMBER}个?月")
_HALF = re.compile(r"半年")
_AROUND = re.compile(
    r"^(?:满|已|共|累计|工龄|约)+|(?:以上|整|多|余|有余|左右|\+|[.。、，])+$|(?<=[0-9十])[多余](?=年)"
)
_YEAR = re.compile(r"(?:自|从|于)?(19[5-9][0-9]|20[0-9]{2})(?![0-9])(?:[年.,、\-/至到~起].*)?")
_DIGITS = {digit: number for number, digit in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def read_experience(cell: Cell, *, reference: date) -> Reading[int]:
    """Full months in the occupation. A starting year is asked, with the years up to `reference` offered."""
    if type(cell) is str:
        return _read(cell, reference)
    if isinstance(cell, date):
        return _date_cell(cell, reference)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _read(number_text(cell), reference)
    text = text_of(cell)
    if text is None:
        return Reading(None, (broken(FIELD, cell),))
    return _read(text, reference)


def write_experience(months: int) -> str:
    """Months as a cell would say them; `read_experience` reads them back."""
    return f"{months // MONTHS}年{months % MONTHS}个月"


def _date_cell(cell: date, reference: date) -> Reading[int]:
    """A number typed into a date-formatted cell: the first days of 1900 are years in the occupation, those
    of 1905 a starting year; any other date is when it began."""
    day = cell.date() if isinstance(cell, datetime) else cell
    serial = serial_of(day, False)
    if 0 < serial <= LONGEST_YEARS:
        return Reading(serial * MONTHS)
    return _started(day.isoformat(), serial if serial in YEAR_RANGE else day.year, reference)


@lru_cache(maxsize=16384)
def _read(cell: str, reference: date) -> Reading[int]:
    text = text_of(cell) or ""
    if is_blank(text):
        return Reading(None, (missing(FIELD, text),))
    plain = _AROUND.sub("", unicodedata.normalize("NFKC", text).replace(" ", ""))
    if match := _YEAR.fullmatch(plain):
        return _started(text, int(match[1]), reference)
    months = _months(plain)
    if months is None:
        return _refused("years_unreadable", text)
    if months > LONGEST_YEARS * MONTHS:
        return _refused("years_too_many", text, most=LONGEST_YEARS)
    return Reading(months)


def _months(text: str) -> int | None:
    """12年3个月, 十二年, 12.5, 半年, 30个月; part months are dropped, so nobody gains by rounding."""
    if _HALF.fullmatch(text):
        return MONTHS // 2
    if match := _YEARS_MONTHS.fullmatch(text):
        years, months = _amount(match[1]), _amount(match[2])
        return None if years is None or months is None else int(years * MONTHS + months)
    if match := _MONTHS.fullmatch(text):
        months = _amount(match[1])
        return None if months is None else int(months)
    if match := _YEARS.fullmatch(text):
        years = _amount(match[1])
        return None if years is None else int(years * MONTHS) + (MONTHS // 2 if match[2] else 0)
    return None


def _amount(text: str) -> Decimal | None:
    """12, 12.5 or 十二 as a number; None for Chinese numerals in no known order."""
    if text[0].isdigit() and text.isascii():
        return Decimal(text)
    tens, ten, ones = text.partition("十")
    if not ten:
        return Decimal(_DIGITS[text]) if text in _DIGITS else None
    if (tens and tens not in _DIGITS) or (ones and ones not in _DIGITS):
        return None
    return Decimal((_DIGITS[tens] if tens else 1) * 10 + (_DIGITS[ones] if ones else 0))


def _started(text: str, year: int, reference: date) -> Reading[int]:
    """A year stands where a number of years is asked (case 34): when it began, most likely."""
    years = reference.year - year
    offered = str(years) if 0 <= years <= LONGEST_YEARS else None
    params = {"value": text, "year": year, "suggestion": offered or "—"}
    options = (offered,) if offered else ()
    asked = Problem(FIELD, "years_as_year", Outcome.ASKED, params, text, offered, options)
    return Reading(None, (asked,))


def _refused(code: str, text: str, **params: int) -> Reading[int]:
    return Reading(None, (Problem(FIELD, code, Outcome.REFUSED, {"value": text, **params}, text),))
