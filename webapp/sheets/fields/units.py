"""The unit's cell: （盖章） comes off (case 24), and the marks that mean "as above" (case 23)."""

from __future__ import annotations

import re
from functools import lru_cache

from webapp.sheets.cells import Cell
from webapp.sheets.fields.plain import broken, clean, is_blank, text_of
from webapp.sheets.problems import Reading

FIELD = "unit"

_SEAL = re.compile(r"[(（\[［【]\s*(?:加?盖章?|公章|单位公?章|印章|章)\s*[)）\]］】]\s*[:：]?")
_DITTOS = frozenset(
    ("同上", "同前", "上同", "同", "〃", "″", '"', "''", "“", "”", "＂", "~", "～", "..", "·")
)


@lru_cache(maxsize=4096)
def strip_seal(text: str) -> str:
    """The text without （盖章） and its like; only the mark goes, never part of the name."""
    return _SEAL.sub("", text).strip()


def is_ditto(cell: Cell) -> bool:
    """Whether the cell leaves the unit to the row above: blank, 同上, 〃."""
    text = text_of(cell)
    return text is not None and (is_blank(text) or strip_seal(text) in _DITTOS or not strip_seal(text))


def read_unit(cell: Cell) -> Reading[str]:
    """The unit's name as typed, without the seal mark; None for a blank or ditto cell, which isn't a fault
    of its own (the checker takes the unit from above)."""
    text = cell if type(cell) is str else text_of(cell)
    if text is None:
        return Reading(None, (broken(FIELD, cell),))
    return _read(text)


@lru_cache(maxsize=4096)
def _read(cell: str) -> Reading[str]:
    text = clean(cell)
    return Reading(None if is_ditto(text) else strip_seal(text))
