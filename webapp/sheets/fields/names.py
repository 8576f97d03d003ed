"""The name's cell, cases 19-22: spaces and interpuncts put right and listed, annotations asked about."""

from __future__ import annotations

import re
from functools import lru_cache

from webapp.sheets.cells import Cell
from webapp.sheets.fields.plain import broken, clean, is_blank, missing, text_of
from webapp.sheets.problems import Outcome, Problem, Reading

FIELD = "name"
LONGEST = 60  # characters; a whole paragraph in the cell is no name and isn't searched for one

_HAN = "\u2e80-\u2fdf\u3007\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
# Spaces beside a Chinese character or an interpunct; between Latin words they belong to the name.
_SPACES = re.compile(rf"\s+(?=[{_HAN}·])|(?<=[{_HAN}·])\s+")
_INTERPUNCTS = re.compile("[.．﹒•‧・･∙⋅⸱●｡。]")
_STANDARD = "·"
_BRACKETS = re.compile(r"[(（\[［【〔<《].*?(?:[)）\]］】〕>》]|$)")
_TITLES = re.compile(
    r"(?:先生|女士|小姐|同志|师傅|老师|经理|主任|工程师|班长|组长|科长|处长|厂长|部长|队长|书记)$"
)
_SIDE_NOTES = re.compile(r"[0-9０-９:：,，、;；/#+=@&*_\"“”!！]+.*$|[0-9０-９]+")
_DASHED_NOTE = re.compile(r"[-‐–—―－~～].*$")
_LABEL = re.compile(r"^姓名[:：]?(?=.)")
_EDGES = " 。·．•‧、，；"
_UNREADABLE = re.compile("[?？\ufffd\ue000-\uf8ff\U000f0000-\U0010ffff□■◇◆*＊\x00-\x08]")


def read_name(cell: Cell) -> Reading[str]:
    """The name. Refused when blank or unreadable; None until the clerk answers what an annotation is."""
    text = cell if type(cell) is str else text_of(cell)
    if text is None:
        return Reading(None, (broken(FIELD, cell),))
    return _read(text)


@lru_cache(maxsize=16384)
def _read(cell: str) -> Reading[str]:
    text = clean(cell)
    if is_blank(text):
        return Reading(None, (missing(FIELD, text),))
    if _UNREADABLE.search(text):
        return Reading(None, (Problem(FIELD, "name_unreadable", Outcome.REFUSED, {"value": text}, text),))
    if len(text) > LONGEST:
        return _annotated(text, "")
    bare = _bare(text)
    if bare != text:
        return _annotated(text, bare)
    return _tidied(text)


def _bare(text: str) -> str:
    """The name without brackets, a title and side notes; a whole name is given back as it is."""
    bare = _SIDE_NOTES.sub("", _BRACKETS.sub("", _LABEL.sub("", text))).strip()
    if not bare.isascii():
        bare = _DASHED_NOTE.sub("", bare).strip(_EDGES)
    return _TITLES.sub("", bare).strip()


def _annotated(text: str, bare: str) -> Reading[str]:
    """More than a name stands there (case 21): asked, with the bare name offered where one is left."""
    offered = _tidied(bare).value if len(bare) > 1 else None
    asked = Problem(
        FIELD, "name_annotation", Outcome.ASKED, {"value": text, "suggestion": offered or "—"},
        value=text, suggestion=offered, options=(offered,) if offered else (),
    )  # fmt: skip
    return Reading(None, (asked,))


def _tidied(text: str) -> Reading[str]:
    """Interpuncts made the standard one (case 20), spaces taken out of Chinese names (case 19)."""
    dotted = text if text.isascii() else _INTERPUNCTS.sub(_STANDARD, text)
    closed = _SPACES.sub("", dotted)
    found = []
    if dotted != text:
        found.append("name_interpunct")
    if closed != dotted:
        found.append("name_spaces")
    value = closed if found else text
    problems = tuple(
        Problem(
            FIELD, code, Outcome.WARNED, {"value": text, "suggestion": value},
            value=text, suggestion=value, safe=True,
        )
        for code in found
    )  # fmt: skip
    return Reading(value, problems)
