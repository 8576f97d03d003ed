"""A cell as plain text, whatever Excel made of it, and the words that say that nothing is there (case 16).

Invisible characters and outer space go quietly (case 7); what can't be text at all is a problem (case 61).
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime

from webapp.sheets.cells import Cell, CellError, FormulaWithoutValue
from webapp.sheets.problems import Outcome, Problem

# Zero-width and direction marks, soft hyphen, byte order mark: never seen, so never meant.
_INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# The apostrophe that makes Excel keep text, also as it is pasted by word processors.
_APOSTROPHES = "'‘’＇`"
_QUOTES = frozenset(_APOSTROPHES + "=")

_NONE_WORDS = frozenset(("无", "没有", "暂无", "无证", "无证书", "未取得", "/", "\\", "none", "n/a"))
_PENDING_WORDS = frozenset(("待补", "待补充", "待定", "待填", "未知", "不详", "未填", "空", "null"))
_STROKES = frozenset("-—–－―─_…．.·〇○×")

_NEEDED_MOST = frozenset(("name", "id_number"))


def clean(text: str) -> str:
    """The text without invisible characters, outer space (NBSP and full-width space included), and what only
    makes Excel keep it as text: a leading apostrophe, or ="…" in a CSV."""
    if not text.isascii():
        text = _INVISIBLE.sub("", text)
    text = text.strip()
    if text[:1] in _QUOTES:
        text = text[2:-1] if text.startswith('="') and text.endswith('"') else text.lstrip(_APOSTROPHES)
        text = text.strip()
    return text


def says_none(cell: Cell) -> bool:
    """Whether the cell says that there is none (无, —), as against one that is blank or still to come."""
    if not isinstance(cell, str):
        return False
    text = clean(cell).lower()
    return text in _NONE_WORDS or (text != "" and all(character in _STROKES for character in text))


def is_blank(text: str) -> bool:
    """Whether cleaned text says nothing: empty, a stroke, 无, 待补."""
    if not text:
        return True
    if len(text) > 4:
        return False
    lower = text.lower()
    return lower in _NONE_WORDS or lower in _PENDING_WORDS or all(one in _STROKES for one in lower)


def number_text(number: int | float) -> str:
    """A number as it is written without an exponent; 12.0 is "12"."""
    if isinstance(number, float):
        if not math.isfinite(number):
            return str(number)
        if number.is_integer():
            return str(int(number))
    return repr(number)


def text_of(cell: Cell) -> str | None:
    """The cell as clean text; None for an error value or a formula without one."""
    if isinstance(cell, str):
        return clean(cell)
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, (int, float)):
        return number_text(cell)
    if isinstance(cell, date):
        return (cell.date() if isinstance(cell, datetime) else cell).isoformat()
    return None


def broken(field: str, cell: Cell) -> Problem:
    """The problem of a cell that holds an error value or a formula without its value (case 61)."""
    if isinstance(cell, FormulaWithoutValue):
        return Problem(field, "formula_without_value", Outcome.REFUSED, {"field": field})
    shown = cell.text if isinstance(cell, CellError) else str(cell)
    return Problem(field, "cell_error", Outcome.REFUSED, {"field": field, "text": shown}, value=shown)


def missing(field: str, value: str | None = None) -> Problem:
    """Nothing stands there (case 16): refused where the person can't be told without it, else listed."""
    outcome = Outcome.REFUSED if field in _NEEDED_MOST else Outcome.WARNED
    return Problem(field, "missing", outcome, {"field": field}, value=value or None)
