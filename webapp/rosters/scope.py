"""What a roster's row is judged by beside its own cells: 一(二), 一(三), and the filed scope of 三(一)3.

The form's rules (policy.admission), as far as a roster knows the facts: the category is taken from the kind
of unit, and a reviewer looks.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from webapp.policy.admission import Admission, decide_admission
from webapp.policy.categories import assumed_category
from webapp.policy.rules import Policy
from webapp.sheets.checking.admitting import problems_of
from webapp.sheets.checking.rows import CheckedRow, worst
from webapp.sheets.problems import Problem

Covers = Callable[[str, str], bool]  # (occupation, level) → filed on the reference date?
Trained = Callable[[str, str], str | None]  # (occupation, level) → why it can't be trained, None when it can


def anything(_occupation: str, _level: str) -> str | None:
    """For callers without a catalogue: nothing is known against any occupation."""
    return None


@dataclass(slots=True)
class ScopeRule:
    """Judges rows of one employer; each occupation × level is looked up once."""

    policy: Policy
    covers: Covers
    unit_kind: str = "enterprise"
    trained: Trained = anything
    _known: dict[tuple[str, str], tuple[Problem, ...]] = field(default_factory=dict)

    def judge(self, row: CheckedRow, occupation: str | None, level: str | None) -> CheckedRow:
        """The row, refused with `scope_not_filed` where the rule binds and nothing is filed, with
        `not_trainable` where the standard has no such level."""
        if not occupation or not level or self.policy.route(level) is None:
            return row
        found = self._found(occupation, level)
        if not found:
            return row
        problems = (*row.problems, *found)
        return replace(row, outcome=worst(problems), problems=problems)

    def _found(self, occupation: str, level: str) -> tuple[Problem, ...]:
        pair = (occupation, level)
        if pair not in self._known:
            self._known[pair] = problems_of(decide_admission(self._facts(occupation, level), self.policy))
        return self._known[pair]

    def _facts(self, occupation: str, level: str) -> Admission:
        category = assumed_category(self.unit_kind)
        binds = self.policy.binds_scope(level, teacher=category == "teacher")
        against = self.trained(occupation, level)
        return Admission(
            unit_kind=self.unit_kind, category=category, occupation=occupation, level=level,
            scope_filed=self.covers(occupation, level) if binds else None,
            trainable=against is None, not_trainable=against,
        )  # fmt: skip
