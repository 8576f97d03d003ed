"""The shapes in which people write a date, each read to year, month and day and to what is odd about it.

Only shapes: whether the date is in the future or the ID's month decides is the business of `dates`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from webapp.policy.spans import PartialDate

SERIAL_RANGE = range(10_000, 60_000)  # 1927 to 2064: what a date of this programme can be
STILL = frozenset(("", "至今", "现在", "今", "在职"))  # the end of what still goes on
YEAR_RANGE = range(1900, 2101)
_EPOCH = date(1899, 12, 30)
_EPOCH_1904_SHIFT = 1462


@dataclass(frozen=True, slots=True)
class Written:
    """A date as written. `form`: full, two_digit_year, serial, year_only, impossible or unreadable; `tenth`:
    the month stands as a lone 1 after a point, so it may be a 10 that lost its 0."""

    form: str
    value: PartialDate | None = None
    short_year: int | None = None
    month: int | None = None
    day: int | None = None
    tenth: bool = False


UNREADABLE = Written("unreadable")
IMPOSSIBLE = Written("impossible")

_MARK = r"[-./\\年,，、。·_ ]"
_ENDING = r"(?: ?[T ]? ?[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?Z?)?"
_LONG = re.compile(
    rf"([0-9]{{4}}) ?{_MARK} ?([0-9]{{1,2}}) ?(?:月份?)?"
    rf"(?: ?[-./\\月,，、。·_ ] ?([0-9]{{1,2}})? ?[日号]?)?{_ENDING}"
)
_SHORT = re.compile(
    rf"([0-9]{{2}}) ?{_MARK} ?([0-9]{{1,2}}) ?(?:月份?)?(?: ?[-./\\月,，、。·_ ] ?([0-9]{{1,2}}) ?[日号]?)?"
)
_SIX = re.compile(r"([0-9]{4})([0-9]{2})")
_SIX_SHORT = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})")
_EIGHT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_YEAR = re.compile(r"((?:19|20)[0-9]{2}) ?年?份?")
_MONTH_FIRST = re.compile(r"([0-9]{1,2}) ?[-./月] ?([0-9]{4}) ?年?")
_ENGLISH = re.compile(r"(?:([0-9]{1,2})[- ])?([A-Za-z]{3})[a-z]*[- .,']{1,2}([0-9]{4}|[0-9]{2})")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CHINESE_DIGITS = {digit: str(number) for number, digit in enumerate("零一二三四五六七八九")} | {
    "〇": "0", "○": "0",
}  # fmt: skip
_CHINESE_TENS = re.compile(r"([二三]?)十([一二三四五六七八九]?)")
_STRAY = re.compile(r"^(?:约|于|自|从)|(?:左右|起|毕业|参加工作|取得|生)$")


def serial_date(serial: int, date1904: bool) -> date:
    """The day of a workbook's serial number, by the workbook's date system (cases 28, 29)."""
    return _EPOCH + timedelta(days=serial + (_EPOCH_1904_SHIFT if date1904 else 0))


def serial_of(day: date, date1904: bool) -> int:
    """The serial number behind a date cell."""
    return (day - _EPOCH).days - (_EPOCH_1904_SHIFT if date1904 else 0)


@lru_cache(maxsize=32768)
def written(text: str) -> Written:
    """What the cleaned text says."""
    plain = _STRAY.sub("", unicodedata.normalize("NFKC", text)).strip()
    if any(character in plain for character in "一二三四五六七八九十〇○"):
        plain = _arabic(plain)
    if plain.endswith(".0") and plain[:-2].isdigit():
        plain = plain[:-2]  # a CSV written by a program
    return _digits(plain) if plain.isdigit() else _marked(plain)


def _digits(text: str) -> Written:
    """A run of digits: 198503, 19850315, a serial number, a lone year, 850315."""
    if not text.isascii():
        return UNREADABLE
    if match := _EIGHT.fullmatch(text):
        return _whole(*match.groups())
    if match := _SIX.fullmatch(text):
        if int(match[1]) in YEAR_RANGE:
            return _whole(match[1], match[2], None)
        short = _SIX_SHORT.fullmatch(text)
        return _short(*short.groups()) if short else UNREADABLE
    if _YEAR.fullmatch(text):
        return Written("year_only", PartialDate(int(text)))
    if len(text) == 5 and int(text) in SERIAL_RANGE:
        return Written("serial")
    return UNREADABLE


def _marked(text: str) -> Written:
    """Numbers with marks between: 1985.03, 1985年3月, 85.3, 3/1985, Mar-85."""
    if match := _LONG.fullmatch(text):
        year, month, day = match.groups()
        found = _whole(year, month, day)
        tenth = month == "1" and day is None and text == f"{year}.1"
        return Written(found.form, found.value, tenth=True) if tenth and found.value else found
    if match := _MONTH_FIRST.fullmatch(text):
        return _whole(match[2], match[1], None)
    if match := _SHORT.fullmatch(text):
        return _short(*match.groups())
    if match := _YEAR.fullmatch(text):
        return Written("year_only", PartialDate(int(match[1])))
    if match := _ENGLISH.fullmatch(text):
        return _english(*match.groups())
    return UNREADABLE


def _whole(year: str, month: str, day: str | None) -> Written:
    value = _partial(int(year), int(month), int(day) if day else None)
    if value is None:
        return IMPOSSIBLE
    return Written("full", value) if value.year in YEAR_RANGE else UNREADABLE


def _short(year: str, month: str, day: str | None = None) -> Written:
    """A two-digit year; the century is the reader's to choose."""
    if _partial(2000, int(month), int(day) if day else None) is None:
        return IMPOSSIBLE
    tenth = month == "1" and day is None
    return Written("two_digit_year", None, int(year), int(month), int(day) if day else None, tenth)


def _english(day: str | None, name: str, year: str) -> Written:
    if name.lower() not in _MONTHS:
        return UNREADABLE
    month = str(_MONTHS.index(name.lower()) + 1)
    if len(year) == 4:
        return _whole(year, month, day)
    found = _short(year, month, day)
    return Written(found.form, None, found.short_year, found.month, found.day)


def _partial(year: int, month: int, day: int | None) -> PartialDate | None:
    if not 1 <= month <= 12:
        return None
    try:
        date(max(year, 1), month, day if day is not None else 1)
    except ValueError:
        return None
    return PartialDate(year, month, day)


def _arabic(text: str) -> str:
    """Chinese numerals as digits: 一九八五年十二月 is 1985年12月."""
    text = _CHINESE_TENS.sub(lambda match: _tens(match[1], match[2]), text)
    return "".join(_CHINESE_DIGITS.get(character, character) for character in text)


def _tens(tens: str, ones: str) -> str:
    return f"{_CHINESE_DIGITS.get(tens, '1')}{_CHINESE_DIGITS.get(ones, '0')}"
