"""三(一)3: for 高级技师 the occupation must lie in the employer's own filed self-evaluation scope.

The city's settings may bind the other levels too, and teachers (一(三)): a school's list names teachers only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from webapp.policy.rules import Policy
from webapp.sheets.checking.rows import CheckedRow
from webapp.sheets.problems import Outcome, Problem

Covers = Callable[[str, str], bool]  # (occupation, level) → filed on the reference date?


@dataclass(slots=True)
class ScopeRule:
    """Judges rows of one employer; each occupation × level is looked up once."""

    policy: Policy
    covers: Covers
    teachers: bool = False
    _known: dict[tuple[str, str], bool] = field(default_factory=dict)

    def judge(self, row: CheckedRow, occupation: str | None, level: str | None) -> CheckedRow:
        """The row, refused with `scope_not_filed` where the rule binds and nothing is filed."""
        route = self.policy.route(level) if level else None
        if route is None or occupation is None:
            return row
        if not self.policy.binds_scope(route.level, teacher=self.teachers):
            return row
        if self._covered(occupation, route.level):
            return row
        params = {"occupation": occupation, "level": route.level, "clause": route.clause}
        problem = Problem("eligibility", "scope_not_filed", Outcome.REFUSED, params)
        return replace(row, outcome=Outcome.REFUSED, problems=(*row.problems, problem))

    def _covered(self, occupation: str, level: str) -> bool:
        pair = (occupation, level)
        if pair not in self._known:
            self._known[pair] = self.covers(occupation, level)
        return self._known[pair]
