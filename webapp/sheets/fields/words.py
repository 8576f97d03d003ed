"""Cells that hold a word of a list, cases 47 and 48: level, education, ethnicity, politics; and plain text.

The lists with their synonyms are data beside this package (`webapp/sheets/words`).
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import lru_cache
from pathlib import Path

from webapp.sheets.cells import Cell
from webapp.sheets.fields.plain import broken, clean, is_blank, missing, text_of
from webapp.sheets.problems import Outcome, Problem, Reading

_FOLDER = Path(__file__).parent.parent / "words"
_NEEDED = frozenset(("education", "occupation"))
_MARKS = re.compile(r"(?:[\s()（）\[\]【】/、,，.。:：\-—]|学历)+")
# Said of two levels alike: 高级工 by some, 高级技师 by others.
_AMBIGUOUS = {word: ("高级工", "高级技师") for word in ("高技", "高工")}
_GRADE_BESIDE = re.compile(r"^[一二三四五]级|[一二三四五]级$")
_QUALIFICATION = re.compile(r"国家职业资格|职业资格|职业技能等级|技能等级|证书|证$")


@lru_cache(maxsize=8)
def _list(name: str) -> dict[str, str]:
    """The list as synonym → word, the words themselves first and in their order."""
    words: dict[str, list[str]] = tomllib.loads((_FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    known = {word: word for word in words}
    for word, synonyms in words.items():
        known |= {synonym: word for synonym in synonyms}
    return known


@lru_cache(maxsize=8)
def choices(field: str) -> tuple[str, ...]:
    """The words of a field's list, in its order."""
    return tuple(dict.fromkeys(_list(field).values()))


def read_level(cell: Cell) -> Reading[str]:
    """The current level by title, grade or digit; 高技 is asked (case 47), a blank cell has no level."""
    return _read(cell, "current_level")


def read_education(cell: Cell) -> Reading[str]:
    """The education by any usual name; an unknown word is refused with the list (case 48)."""
    return _read(cell, "education")


def read_ethnicity(cell: Cell) -> Reading[str]:
    """The ethnic group, with or without 族."""
    return _read(cell, "ethnicity")


def read_politics(cell: Cell) -> Reading[str]:
    """The political status by its short or full name."""
    return _read(cell, "politics")


def read_occupation(cell: Cell) -> Reading[str]:
    """The occupation as typed; whether the catalogue knows it isn't asked here."""
    return read_text(cell, "occupation")


def read_text(cell: Cell, field: str) -> Reading[str]:
    """The cell as clean text, None when blank."""
    text = cell if type(cell) is str else text_of(cell)
    if text is None:
        return Reading(None, (broken(field, cell),))
    return _text(text, field)


@lru_cache(maxsize=16384)
def _text(cell: str, field: str) -> Reading[str]:
    text = clean(cell)
    if is_blank(text):
        return Reading(None, (missing(field, text),) if field in _NEEDED else ())
    return Reading(text)


def level_word(text: str) -> str | None:
    """The level that a heading or an option names (技师, 二级, 三级/高级工); None when it names none."""
    return _word(unicodedata.normalize("NFKC", text).strip(), "current_level")


def _read(cell: Cell, field: str) -> Reading[str]:
    text = cell if type(cell) is str else text_of(cell)
    if text is None:
        return Reading(None, (broken(field, cell),))
    return _look_up(text, field)


@lru_cache(maxsize=16384)
def _look_up(cell: str, field: str) -> Reading[str]:
    text = clean(cell)
    plain = unicodedata.normalize("NFKC", text)
    word = _word(plain, field)
    if word is not None:
        return Reading(word)
    if is_blank(text):
        return Reading(None, (missing(field, text),) if field in _NEEDED else ())
    if field == "current_level" and (options := _AMBIGUOUS.get(_MARKS.sub("", plain))):
        params = {"value": text, "choices": "、".join(options)}
        asked = Problem(field, "level_ambiguous", Outcome.ASKED, params, text, options=options)
        return Reading(None, (asked,))
    words = choices(field)
    params = {"field": field, "value": text, "choices": "、".join(words)}
    return Reading(None, (Problem(field, "unknown_word", Outcome.REFUSED, params, text, options=words),))


def _word(plain: str, field: str) -> str | None:
    """The list's word for the text as it is, or without marks and labels around it."""
    known = _list(field)
    bare = _MARKS.sub("", plain)
    found = known.get(plain) or known.get(bare)
    if found is None and field == "current_level":
        titled = _QUALIFICATION.sub("", bare)
        found = known.get(titled) or _beside_grade(titled, known)
    return found


def _beside_grade(text: str, known: dict[str, str]) -> str | None:
    """The level of a title with its grade before or behind it; None when the two say different levels."""
    grade = _GRADE_BESIDE.search(text)
    if grade is None:
        return None
    level = known.get(_GRADE_BESIDE.sub("", text, count=1))
    return level if level == known[grade[0]] else None
