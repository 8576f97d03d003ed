"""The identity number's cell, cases 1-13, 15 and 16: read as it was typed, never repaired by guess.

Excel keeps 15 digits of a number, so a number that lost its end is refused even when its check digit passes:
9.1 % of truncated numbers pass by chance.
"""

from __future__ import annotations

import re
from datetime import date, datetime

from webapp.people import identity
from webapp.people.identity import Identity
from webapp.policy.rules import Ages
from webapp.policy.spans import add_years
from webapp.sheets.cells import Cell
from webapp.sheets.fields.plain import broken, clean, is_blank, missing, number_text, text_of
from webapp.sheets.problems import Outcome, Problem, Reading

FIELD = "id_number"

_WELL_FORMED = re.compile(r"[0-9]{17}[0-9X]")
_OLD = re.compile(r"[0-9]{15}")
_EXPONENT = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]{1,2}", re.IGNORECASE)
_PREFIX = re.compile(r"(?:居民)?(?:身份证|公民身份)(?:证)?(?:号码|号)?[::：]?|护照(?:号码|号)?[::：]?")
_SPACES = re.compile(r"\s+")
_DASHES = re.compile(r"[-‐‑‒–—―－]")
_FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)} | {
    0xFF21 + letter: chr(0x41 + letter) for letter in range(26)
} | {0xFF41 + letter: chr(0x41 + letter) for letter in range(26)}  # fmt: skip
# Cyrillic and Greek look-alikes, the multiplication sign: all typed for the X of the check digit.
_CROSSES = "xХхΧχ×✕✖╳"
_LETTERS = str.maketrans("OoОоlI|", "0000111")
_OTHER_DOCUMENTS = "89"  # first digits of permits and of foreigners' cards
_LONGEST_EXACT = 10**15


def read_identity(cell: Cell, *, reference: date, ages: Ages) -> Reading[Identity]:
    """The document in the cell. Refused when it can't be one; asked when only the clerk can tell which."""
    if type(cell) is str:
        if _WELL_FORMED.fullmatch(cell):
            return _resident(cell, (), reference, ages)
        text = _SPACES.sub("", clean(cell))
        if _WELL_FORMED.fullmatch(text):
            return _resident(text, (), reference, ages)
        return _typed(cell, text, reference, ages)
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _number(cell, reference)
    text_or_none = text_of(cell)
    if text_or_none is None:
        return Reading(None, (broken(FIELD, cell),))
    if isinstance(cell, (date, datetime, bool)):
        return _refused("id_characters", text_or_none)
    return Reading(None, (missing(FIELD),))


def _number(number: int | float, reference: date) -> Reading[Identity]:
    """A numeric cell: 15 digits and fewer are exact, more have lost their end (cases 1, 2)."""
    text = number_text(number)
    if abs(number) >= _LONGEST_EXACT:
        return _refused("id_precision_lost", text)
    if _OLD.fullmatch(text):
        return _fifteen(text, text, reference)
    return _wrong_length(text)


def _typed(cell: str, text: str, reference: date, ages: Ages) -> Reading[Identity]:
    """Text that isn't 18 characters as they should be: what is it then?"""
    if is_blank(text):
        return Reading(None, (missing(FIELD, cell),))
    if _EXPONENT.fullmatch(text):
        return _refused("id_precision_lost", text)
    straight = _straight(text)
    if _WELL_FORMED.fullmatch(straight):
        changed = Problem(
            FIELD, "id_normalised", Outcome.WARNED, {"value": identity.mask(straight)},
            value=text, suggestion=straight, safe=True,
        )  # fmt: skip
        return _resident(straight, (changed,), reference, ages)
    if _OLD.fullmatch(straight):
        return _fifteen(text, straight, reference)
    digits = _straight(text.translate(_LETTERS))
    if _WELL_FORMED.fullmatch(digits) or _OLD.fullmatch(digits):
        return _letters(text, digits)
    kind = identity.document_kind(straight)
    if kind is not None:
        return _other(text, straight, kind, None, None)
    return _wrong_length(text) if len(straight) not in (15, 18) else _refused("id_characters", text)


def _straight(text: str) -> str:
    """Full-width made plain, a label and dashes taken off, whatever was typed for the X made an X."""
    plain = _DASHES.sub("", _PREFIX.sub("", text.translate(_FULL_WIDTH), count=1))
    if plain and plain[-1] in _CROSSES:
        plain = plain[:-1] + "X"
    return plain.upper() if plain.isascii() else plain


def _resident(number: str, problems: tuple[Problem, ...], reference: date, ages: Ages) -> Reading[Identity]:
    """18 characters in form: the birth date first, since a slip there also spoils the check digit."""
    birth = identity.birth_date(number)
    if birth is None or birth > reference:
        return _refused("id_birth_date", number, birth=f"{number[6:10]}-{number[10:12]}-{number[12:14]}")
    if not identity.passes(number):
        return _refused("id_checksum", number)
    sex = identity.sex_of(number)
    if number[0] in _OTHER_DOCUMENTS and (kind := identity.document_kind(number)):
        return _other(number, number, kind, birth, sex, problems)
    found = problems + _doubts(number, birth, reference, ages)
    return Reading(Identity(number, identity.RESIDENT, birth, sex, number), found)


def _doubts(number: str, birth: date, reference: date, ages: Ages) -> tuple[Problem, ...]:
    """What passes and is yet worth a look: a round end (case 4), unknown area (13), unusual age (1.4)."""
    if not number.endswith("000") and identity.known_area(number) and _of_age(birth, reference, ages):
        return ()
    found: list[Problem] = []
    shown = identity.mask(number)
    if number.endswith("000"):
        found.append(Problem(FIELD, "id_suspicious", Outcome.WARNED, {"value": shown}, value=number))
    if not identity.known_area(number):
        params = {"value": shown, "area": number[:6]}
        found.append(Problem(FIELD, "id_area_unknown", Outcome.WARNED, params, value=number))
    if not _of_age(birth, reference, ages):
        bounds = {"birth": f"{birth:%Y-%m}", "least": ages.least, "most": ages.most}
        found.append(Problem(FIELD, "id_age", Outcome.WARNED, bounds, value=number))
    return tuple(found)


def _of_age(birth: date, reference: date, ages: Ages) -> bool:
    """Whether the full years of age lie between the two, both included."""
    years = reference.year - birth.year
    if ages.least < years < ages.most:
        return True
    return add_years(birth, ages.least) <= reference < add_years(birth, ages.most + 1)


def _fifteen(typed: str, number: str, reference: date) -> Reading[Identity]:
    """15 digits: the 18-digit form is proposed, and both forms are the same person (case 12)."""
    birth = identity.birth_date(number)
    if birth is None or birth > reference:
        return _refused("id_birth_date", typed, birth=f"19{number[6:8]}-{number[8:10]}-{number[10:12]}")
    longer = identity.upgrade(number)
    params = {"value": identity.mask(number), "suggestion": identity.mask(longer)}
    asked = Problem(
        FIELD, "id_15_digits", Outcome.ASKED, params, value=typed, suggestion=longer, options=(longer,)
    )
    value = Identity(number, identity.RESIDENT, birth, identity.sex_of(number), longer)
    return Reading(value, (asked,))


def _letters(typed: str, digits: str) -> Reading[Identity]:
    """O or l typed for 0 or 1 (case 8): asked when the digits make a number, else it is simply wrong."""
    longer = identity.upgrade(digits) if len(digits) == 15 else digits
    if not identity.passes(longer) or identity.birth_date(longer) is None:
        return _refused("id_checksum", typed)
    params = {"value": identity.mask(typed), "suggestion": identity.mask(digits)}
    asked = Problem(
        FIELD, "id_letter_for_digit", Outcome.ASKED, params, value=typed, suggestion=digits, options=(digits,)
    )
    return Reading(None, (asked,))


def _other(
    typed: str, number: str, kind: str, birth: date | None, sex: str | None,
    problems: tuple[Problem, ...] = (),
) -> Reading[Identity]:  # fmt: skip
    """A passport or a permit: kept, and the clerk says which document it is (case 15)."""
    params = {"value": identity.mask(number), "kind": kind}
    asked = Problem(
        FIELD, "id_other_document", Outcome.ASKED, params, value=typed, suggestion=number, options=(kind,)
    )
    return Reading(Identity(number, kind, birth, sex, number), (*problems, asked))


def _wrong_length(text: str) -> Reading[Identity]:
    return _refused("id_length", text, count=len(text))


def _refused(code: str, value: str, **params: str | int) -> Reading[Identity]:
    shown = {"value": identity.mask(value), **params}
    return Reading(None, (Problem(FIELD, code, Outcome.REFUSED, shown, value=value),))
