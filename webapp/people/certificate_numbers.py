"""Reads a certificate's number into its parts (requirements 1.5): 22-character level certificates, 16-digit
qualification certificates, and the special technicians' numbers of two letters and 20 digits.

Neither kind has a check digit, so a number is read, never proved; an unknown shape is simply not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from webapp.people.areas import PROVINCES
from webapp.policy.levels import grade_of_level, level_of_digit

LEVEL = "level"
QUALIFICATION = "qualification"
SPECIAL = "special"

_LEVEL = re.compile(r"([YS])([0-9]{4})([0-9]{2})([0-9]{6})([0-9]{2})([1-5])([0-9]{6})")
_QUALIFICATION = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})([0-4])([0-9]{3})([1-5])([0-9]{5})")
_SPECIAL = re.compile(r"([A-Z]{2})([0-9]{20})")

# The same shapes for who groups numbers in the database by their kind.
PATTERNS = {LEVEL: _LEVEL.pattern, QUALIFICATION: _QUALIFICATION.pattern, SPECIAL: _SPECIAL.pattern}

_ISSUERS = {"Y": "企业", "S": "社会培训评价组织"}
_ISSUER_SENTENCES = {"Y": "企业自主评价", "S": "社会培训评价组织评价"}
_PROVINCIAL = "0000"
# Qualification certificates began in 1994; a two-digit year from here on belongs to the last century.
_CENTURY_TURN = 80


@dataclass(frozen=True, slots=True)
class Segment:
    """One run of characters of the number: what they are, and what these stand for."""

    text: str
    label: str
    meaning: str


@dataclass(frozen=True, slots=True)
class CertificateNumber:
    """A number as read: `level` and `year` None where the shape doesn't carry them. The segments and the
    sentence are made only when a page asks: an import reads a hundred thousand numbers and shows none."""

    kind: str
    number: str
    level: str | None
    year: int | None
    parts: tuple[str, ...]

    @property
    def serial(self) -> str:
        """The running number, as its digits stand."""
        return self.parts[-1][-6:]

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The parts in order, each with its label and meaning."""
        return _SEGMENTS[self.kind](self)

    @property
    def sentence(self) -> str:
        """The number read aloud."""
        return _SENTENCES[self.kind](self)

    def contradicts_level(self, level: str | None) -> bool:
        """Whether the number's level is another than the one typed."""
        return self.level is not None and level is not None and self.level != level

    def contradicts_year(self, year: int | None) -> bool:
        """Whether the number's year is another than the typed date's."""
        return self.year is not None and year is not None and self.year != year


@lru_cache(maxsize=4096)
def read_number(number: str) -> CertificateNumber | None:
    """The parts of a number written without spaces and in capitals; None for a shape that isn't known."""
    if match := _LEVEL.fullmatch(number):
        parts = match.groups()
        return CertificateNumber(LEVEL, number, level_of_digit(parts[5]), 2000 + int(parts[4]), parts)
    if match := _QUALIFICATION.fullmatch(number):
        parts = match.groups()
        year = (1900 if int(parts[0]) >= _CENTURY_TURN else 2000) + int(parts[0])
        return CertificateNumber(QUALIFICATION, number, level_of_digit(parts[5]), year, parts)
    if match := _SPECIAL.fullmatch(number):
        return CertificateNumber(SPECIAL, number, None, None, match.groups())
    return None


def kind_of(number: str | None) -> str | None:
    """Which kind of certificate a number is of, for a city that doesn't count all alike (1.11); None where it
    can't be told."""
    found = read_number(number) if number else None
    return found.kind if found else None


def _labelled(
    number: CertificateNumber, labels: tuple[str, ...], meanings: tuple[str, ...]
) -> tuple[Segment, ...]:
    return tuple(Segment(*one) for one in zip(number.parts, labels, meanings, strict=True))


def _level_segments(number: CertificateNumber) -> tuple[Segment, ...]:
    issuer, filed, area, *_ = number.parts
    labels = ("机构类别", "备案", "省份", "评价站点", "年份", "等级", "顺序号")
    meanings = (_ISSUERS[issuer], _filing(filed), _area(area, "地区"), labels[3])
    return _labelled(number, labels, (*meanings, f"{number.year} 年", number.level or "", labels[-1]))


def _qualification_segments(number: CertificateNumber) -> tuple[Segment, ...]:
    area = number.parts[1]
    labels = ("年份", "省份或行业", "地市", "机构类别", "鉴定机构", "等级", "顺序号")
    meanings = (f"{number.year} 年", _area(area, "行业"), *labels[2:5], number.level or "", labels[-1])
    return _labelled(number, labels, meanings)


def _special_segments(number: CertificateNumber) -> tuple[Segment, ...]:
    return _labelled(number, ("证书类别", "编号"), ("证书类别", "编号"))


def _level_sentence(number: CertificateNumber) -> str:
    issuer, filed, area, *_ = number.parts
    place = _area(area, "地区")
    if filed == _PROVINCIAL:
        filing = f"{place}省备案" if area in _CALLED_PROVINCE else f"{place}备案"
    else:
        filing = f"{place}，{_filing(filed)}"
    return f"{_ISSUER_SENTENCES[issuer]}，{filing}，{_tail(number)}"


def _qualification_sentence(number: CertificateNumber) -> str:
    return f"职业资格证书，{_area(number.parts[1], '行业')}，{_tail(number)}"


def _special_sentence(number: CertificateNumber) -> str:
    return f"特级技师一类的证书编号，{number.parts[0]} 开头"


def _tail(number: CertificateNumber) -> str:
    level = number.level or ""
    return f"{number.year} 年，{level}（{grade_of_level(level)}），第 {number.parts[-1]} 号"


def _area(code: str, otherwise: str) -> str:
    return PROVINCES.get(code, f"{otherwise} {code}")


def _filing(filed: str) -> str:
    return "省级备案" if filed == _PROVINCIAL else f"备案机构 {filed}"


# Those that are called 省; the others are municipalities, autonomous or special regions.
_CALLED_PROVINCE = frozenset(PROVINCES) - {
    "11", "12", "15", "31", "45", "50", "54", "64", "65", "71", "81", "82",
}  # fmt: skip
_SEGMENTS = {LEVEL: _level_segments, QUALIFICATION: _qualification_segments, SPECIAL: _special_segments}
_SENTENCES = {LEVEL: _level_sentence, QUALIFICATION: _qualification_sentence, SPECIAL: _special_sentence}
