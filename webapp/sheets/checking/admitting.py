"""The findings of `policy.admission` as problems of a row or form: one way to show and to store both."""

from __future__ import annotations

from collections.abc import Iterable

from webapp.policy.admission import Verdict
from webapp.sheets.problems import Outcome, Problem

WEIGHT = {"E": Outcome.REFUSED, "W": Outcome.WARNED}


def problems_of(verdicts: Iterable[Verdict]) -> tuple[Problem, ...]:
    """Each finding as a problem of its field, refused or warned."""
    return tuple(Problem(one.field, one.code, WEIGHT[one.weight], one.params) for one in verdicts)
