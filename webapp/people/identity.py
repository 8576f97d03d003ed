"""Identity numbers by GB 11643: check digit, birth date, sex, the 15-digit form, the masked form (1.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from stdnum.cn.ric import calc_check_digit

from webapp.people.areas import PROVINCES, plausible, province

__all__ = [
    "Identity", "birth_date", "check_digit", "document_kind", "known_area", "mask", "passes", "province",
    "sex_of", "upgrade",
]  # fmt: skip

RESIDENT = "resident"
RESIDENCE_PERMIT = "residence_permit"  # 港澳台居民居住证: 81, 82, 83
PERMANENT_RESIDENCE = "permanent_residence"  # 外国人永久居留身份证: 9, then the province
PASSPORT = "passport"

_PERMIT_AREAS = ("81", "82", "83")
_EARLIEST_YEAR = 1900
_known_area = lru_cache(maxsize=8192)(plausible)
# A passport or travel permit: one to three letters, then digits; or mixed, beginning with a letter.
_PASSPORT = re.compile(r"[A-Z]{1,3}[0-9]{5,10}|[A-Z][A-Z0-9]{5,8}")


@dataclass(frozen=True, slots=True)
class Identity:
    """A document as read. `person` is what two rows of one person share: the 18-digit form, or the number."""

    number: str
    id_type: str
    birth: date | None
    sex: str | None
    person: str


def check_digit(first17: str) -> str:
    """The 18th character that GB 11643 (ISO 7064 MOD 11-2) gives to 17 digits."""
    return calc_check_digit(first17 + "0")


def passes(number: str) -> bool:
    """Whether the last of 18 characters is the check digit of the 17 digits before it."""
    return calc_check_digit(number) == number[-1]


@lru_cache(maxsize=32768)
def _day(digits: str) -> date | None:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return day if day.year >= _EARLIEST_YEAR else None


def birth_date(number: str) -> date | None:
    """The birth date in an 18- or 15-digit number; None when there is no such day since 1900."""
    return _day(number[6:14] if len(number) == 18 else "19" + number[6:12])


def sex_of(number: str) -> str:
    """男 for an odd order code, 女 for an even one; 18 or 15 digits."""
    order = number[16] if len(number) == 18 else number[14]
    return "男" if order in "13579" else "女"


def upgrade(number: str) -> str:
    """The 18-digit form of a 15-digit number: the century put in, the check digit put on."""
    longer = number[:6] + "19" + number[6:]
    return longer + check_digit(longer)


def known_area(number: str) -> bool:
    """Whether the first six digits can be an area code."""
    return _known_area(number[:6])


def document_kind(number: str) -> str | None:
    """What other document than a resident's card the number belongs to; None for a resident's."""
    if _PASSPORT.fullmatch(number):
        return PASSPORT
    if len(number) == 18 and number[:2] in _PERMIT_AREAS:
        return RESIDENCE_PERMIT
    if len(number) == 18 and number[0] == "9" and number[1:3] in PROVINCES:
        return PERMANENT_RESIDENCE
    return None


def mask(number: str) -> str:
    """The number with its middle hidden, for messages and public lists: 371102********1234."""
    if len(number) > 14:
        return f"{number[:6]}{'*' * (len(number) - 10)}{number[-4:]}"
    if len(number) <= 2:
        return "*" * len(number)
    shown = 2 if len(number) > 6 else 1
    return f"{number[:shown]}{'*' * (len(number) - 2 * shown)}{number[-shown:]}"
