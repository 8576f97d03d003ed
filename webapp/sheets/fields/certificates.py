"""The certificate number's cell, cases 37, 39-41, 43 and 44: put into its standard writing, never repaired.

There is no check digit, so only the shape can tell; an unknown shape is kept and listed, never refused.
"""

from __future__ import annotations

import re
import unicodedata

from webapp.people import certificate_numbers
from webapp.people.certificate_numbers import read_number
from webapp.sheets.cells import Cell
from webapp.sheets.fields.plain import broken, clean, is_blank, text_of
from webapp.sheets.problems import Outcome, Problem, Reading

FIELD = "certificate_number"

_STANDARD = re.compile(r"[YS][0-9]{4}[0-9]{2}[0-9]{6}[0-9]{2}[1-5][0-9]{6}")
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{1,2}", re.IGNORECASE)
_PREFIX = re.compile(
    r"^(?:(?:职业)?(?:资格|技能)?(?:等级)?(?:证书|证件|证)?(?:编号|号码|号)|编号|No\.?|№)\s*[:：]?\s*",
    re.IGNORECASE,
)
_LOOSE = re.compile(r"[\s\-‐‑‒–—―－_]+")
_BETWEEN = re.compile(r"[、,，;；/|\r\n()（）\[\]【】\"“”]+|\s{2,}|和|及")
_LETTERS = str.maketrans("OoОоQlI|", "00000111")
_LEAST_LENGTH = 8  # shorter runs between marks are remarks, not numbers
_READ_KINDS = frozenset((certificate_numbers.LEVEL, certificate_numbers.QUALIFICATION))


def read_certificate_number(cell: Cell) -> Reading[str]:
    """The number in standard writing; None without a problem when blank or 无 (nobody need hold one)."""
    if type(cell) is str:
        if _STANDARD.fullmatch(cell):
            return Reading(cell)
        return _typed(clean(cell))
    text = text_of(cell)
    if text is None:
        return Reading(None, (broken(FIELD, cell),))
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _lost(text)
    return _typed(text)


def _lost(text: str) -> Reading[str]:
    """A numeric cell keeps 15 digits and no leading 0 (case 39)."""
    problem = Problem(FIELD, "certificate_precision_lost", Outcome.REFUSED, {"value": text}, text)
    return Reading(None, (problem,))


def _typed(text: str) -> Reading[str]:
    if is_blank(text):
        return Reading(None)
    if _EXPONENT.fullmatch(text):
        return _lost(text)
    whole = standard(text)
    if _known(whole):
        return _normalised(text, whole)
    parts = _several(text)
    if len(parts) > 1:
        return _asked("certificate_several", text, None, parts)
    if len(parts) == 1 and _known(parts[0]):
        return _normalised(text, parts[0])
    typed = _bare(text)
    for candidate in (typed[:1].upper() + typed[1:].translate(_LETTERS), typed.translate(_LETTERS)):
        if _known(candidate):
            return _asked("certificate_letter_for_digit", text, candidate, (candidate,))
    return _unknown(text, whole)


def standard(text: str) -> str:
    """The number without a label, dashes and spaces, in plain capitals."""
    return _bare(text).upper()


def _bare(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).strip()
    return _LOOSE.sub("", _PREFIX.sub("", plain))


def _known(number: str) -> bool:
    read = read_number(number)
    return read is not None and read.kind in _READ_KINDS


def _several(text: str) -> tuple[str, ...]:
    """The numbers that stand in one cell; a lone number gives one."""
    parts = tuple(standard(part) for part in _BETWEEN.split(text))
    found = tuple(part for part in parts if len(part) >= _LEAST_LENGTH and _has_digits(part))
    if len(found) > 1:
        return tuple(dict.fromkeys(found))
    spaced = tuple(standard(part) for part in text.split())
    return spaced if len(spaced) > 1 and all(read_number(part) for part in spaced) else found


def _has_digits(part: str) -> bool:
    return sum(character.isdigit() for character in part) >= _LEAST_LENGTH // 2


def _normalised(text: str, number: str) -> Reading[str]:
    """Put into standard writing, and listed when anything but outer space was changed (case 37)."""
    if number == text:
        return Reading(number)
    params = {"value": text, "suggestion": number}
    listed = Problem(
        FIELD, "certificate_normalised", Outcome.WARNED, params, text, suggestion=number, safe=True
    )
    return Reading(number, (listed,))


def _unknown(text: str, whole: str) -> Reading[str]:
    """A shape that isn't known, or a special technician's number: kept as typed (case 44)."""
    value = whole if read_number(whole) else text
    params = {"value": text, "length": len(whole)}
    return Reading(value, (Problem(FIELD, "certificate_unknown_shape", Outcome.WARNED, params, text),))


def _asked(code: str, text: str, suggestion: str | None, options: tuple[str, ...]) -> Reading[str]:
    params = {"value": text, "suggestion": suggestion or "、".join(options), "count": len(options)}
    problem = Problem(FIELD, code, Outcome.ASKED, params, text, suggestion, options)
    return Reading(None, (problem,))
