"""The sex's cell: 男 or 女, also as 男性, M or the standard's digits (GB/T 2261.1)."""

from __future__ import annotations

from webapp.policy.spans import N_
from webapp.sheets.cells import Cell
from webapp.sheets.fields.plain import broken, is_blank, missing, text_of
from webapp.sheets.problems import Outcome, Problem, Reading

FIELD = "sex"
SEXES = (N_("男"), N_("女"))

_WORDS = {
    "男": "男", "男性": "男", "男士": "男", "M": "男", "MALE": "男", "1": "男",
    "女": "女", "女性": "女", "女士": "女", "F": "女", "FEMALE": "女", "2": "女",
}  # fmt: skip
_READ = {sex: Reading(sex) for sex in SEXES}


def read_sex(cell: Cell) -> Reading[str]:
    """男 or 女; an unknown word is refused with the list, a blank cell is listed."""
    if type(cell) is str and cell in _READ:
        return _READ[cell]
    text = text_of(cell)
    if text is None:
        return Reading(None, (broken(FIELD, cell),))
    word = _WORDS.get(text) or _WORDS.get(text.upper())
    if word is not None:
        return _READ[word]
    if is_blank(text):
        return Reading(None, (missing(FIELD, text),))
    params = {"field": FIELD, "value": text, "choices": "、".join(SEXES)}
    return Reading(None, (Problem(FIELD, "unknown_word", Outcome.REFUSED, params, text, options=SEXES),))
