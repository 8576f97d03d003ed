"""A problem found in a cell, a row or a sheet: its code, its weight, and its sentence in Chinese.

The sentence is a template of `webapp.sheets.messages` and its parameters, so that pages can translate it.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as filled_by
from enum import IntEnum
from typing import Any, Generic, TypeVar


class Outcome(IntEnum):
    """What becomes of a row; a row's outcome is its worst problem's."""

    ACCEPTED = 0
    WARNED = 1
    ASKED = 2
    REFUSED = 3

    @property
    def word(self) -> str:
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding. `value` is what stood there, `suggestion` the value proposed, `options` the choices of
    a question. `safe`: the suggestion may be taken for all rows at once (接受全部安全修正)."""

    field: str
    code: str
    outcome: Outcome
    params: dict[str, Any] = filled_by(default_factory=dict)
    value: str | None = None
    suggestion: str | None = None
    options: tuple[str, ...] = ()
    safe: bool = False

    @property
    def message(self) -> str:
        from webapp.sheets.messages import sentence

        return sentence(self.code, self.params)


V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Reading(Generic[V]):
    """A cell as understood: the value (None when it can't be read) and what was found on the way."""

    value: V | None
    problems: tuple[Problem, ...] = ()

    @property
    def refused(self) -> bool:
        return any(problem.outcome is Outcome.REFUSED for problem in self.problems)
