"""The telephone's cell, cases 45 and 46: numbers as digits, the lost 0 of an area code put back."""

from __future__ import annotations

import re
import unicodedata

from webapp.sheets.cells import Cell
from webapp.sheets.fields.plain import broken, is_blank, missing, text_of
from webapp.sheets.problems import Outcome, Problem, Reading

FIELD = "phone"

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
# Area codes of the long-distance plan: 010, 02x with eight digits, 03xx-09xx with seven or eight.
_LANDLINE = re.compile(r"0(?:10[2-9][0-9]{7}|2[0-9][2-9][0-9]{7}|[3-9][0-9]{2}[2-9][0-9]{6,7})")
_EXTENSION = re.compile(r"(?:转|-|#|ext\.?)[0-9]{1,5}$", re.IGNORECASE)
_COUNTRY = re.compile(r"^(?:\+|00)?86(?=1[3-9][0-9]{9}$|0?[1-9][0-9]{8,10}$)")
_LABEL = re.compile(r"^(?:手机|电话|联系电话|手机号码?|固话|办公|Tel)[.:：]?", re.IGNORECASE)
_BETWEEN = re.compile(r"[、,，;；/|\r\n]+|或|和")
_LOOSE = re.compile(r"[\s\-‐‑‒–—―－_.·()（）]+")


def read_phone(cell: Cell) -> Reading[str]:
    """The number as digits. Two numbers: the first is kept and both are shown; nothing is refused."""
    if type(cell) is str and _MOBILE.fullmatch(cell):
        return Reading(cell)
    text = text_of(cell)
    if text is None:
        return Reading(None, (broken(FIELD, cell),))
    if is_blank(text):
        return Reading(None, (missing(FIELD, text),))
    return _typed(text)


def _typed(text: str) -> Reading[str]:
    plain = unicodedata.normalize("NFKC", text)
    whole = _digits(plain)
    if _whole_number(whole):
        return Reading(whole)
    if _LANDLINE.fullmatch("0" + whole):
        return _listed("phone_normalised", text, "0" + whole)
    several = _several(plain)
    if len(several) > 1:
        return _listed("phone_normalised", text, several[0])
    bare = _digits(_EXTENSION.sub("", plain))
    return _listed("phone_normalised", text, bare) if _LANDLINE.fullmatch(bare) else _unknown(text)


def _digits(text: str) -> str:
    """The number without marks, label and country code; a program's .0 goes too (case 45)."""
    plain = text.removesuffix(".0")
    return _COUNTRY.sub("", _LOOSE.sub("", _LABEL.sub("", plain.strip())))


def _whole_number(digits: str) -> bool:
    return bool(_MOBILE.fullmatch(digits) or _LANDLINE.fullmatch(digits))


def _several(text: str) -> tuple[str, ...]:
    """The numbers in one cell, mobiles first since that is where a message can be sent."""
    parts = [_digits(part) for part in _BETWEEN.split(text)]
    if len(parts) < 2:
        parts = [_digits(part) for part in text.split()]
    found = [part if _whole_number(part) else "0" + part for part in parts]
    known = [part for part in found if _whole_number(part)]
    return tuple(sorted(known, key=lambda part: _MOBILE.fullmatch(part) is None))


def _listed(code: str, text: str, number: str) -> Reading[str]:
    params = {"value": text, "suggestion": number}
    return Reading(number, (Problem(FIELD, code, Outcome.WARNED, params, text, number, safe=True),))


def _unknown(text: str) -> Reading[str]:
    """Not a number of the plan: kept as typed and listed, the unit is called to be confirmed (三(四))."""
    problem = Problem(FIELD, "phone_unknown_shape", Outcome.WARNED, {"value": text}, text)
    return Reading(text, (problem,))
