"""试算: how many of this year's applications an edited policy would decide differently, before it is saved.

The database groups the applications by the facts that the conditions of 三(一) look at; each group is decided
once under the version in force and once under the edited one, by the same pure rules as any application.
No decision is changed: what is compared is what either version would say today.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select

from tenants.db import db
from webapp.applicants.explaining import partial
from webapp.applicants.models import Application, ApplicationFigure
from webapp.policy.eligibility import Eligibility, UnknownLevel, decide
from webapp.policy.rules import Policy
from webapp.policy.spans import N_
from webapp.programme_desk.grouping import Group, days_query, groups_query
from webapp.programmes.differing import differences

FIT, UNATTESTED, OPEN, UNFIT, INSIDE, OUTSIDE = "fit", "unattested", "open", "unfit", "inside", "outside"
VERDICTS = {
    FIT: N_("合格"), UNATTESTED: N_("合格，须单位证明"), OPEN: N_("资料不全"), UNFIT: N_("不合格"),
    INSIDE: N_("在报名时间内"), OUTSIDE: N_("在报名时间外"),
}  # fmt: skip
DECIDING = ("kinds_count_alike", "reference_date", "scope_binds_other_levels", "scope_binds_teachers")
LEFT_OUT = ("withdrawn", "draft")


@dataclass(frozen=True, slots=True)
class Turn:
    """So many applications would go from one verdict to another, by a clause."""

    clause: str
    before: str
    after: str
    number: int


@dataclass(frozen=True, slots=True)
class Trial:
    """What an edited version would change: `counted` applications of the year in all, `decided` of them
    decided again, and the clauses that were edited without touching any decision."""

    year: int
    counted: int
    decided: int
    turns: tuple[Turn, ...]
    untouched: tuple[str, ...]

    @property
    def changed(self) -> int:
        """How many verdicts would be others."""
        return sum(turn.number for turn in self.turns)


def try_out(year: int, before: Policy, after: Policy) -> Trial:
    """Count, over the applications of `year` within reach, where `after` would say another thing than
    `before`. Drafts and withdrawn applications are left out."""
    turns: Counter[tuple[str, str, str]] = Counter()
    decided = 0
    levels = affected(before, after)
    if levels:
        for group in _groups(year, levels, before, after):
            decided += group.number
            turn = turn_of(group, before, after)
            if turn is not None:
                turns[turn] += group.number
    turns.update(_window_turns(year, before, after))
    clauses = {turn[0] for turn in turns}
    edited = dict.fromkeys(one.clause for one in differences(before, after))
    found = tuple(Turn(*turn, number) for turn, number in sorted(turns.items(), key=lambda one: one[0]))
    return Trial(year, _counted(year), decided, found, tuple(one for one in edited if one not in clauses))


def affected(before: Policy, after: Policy) -> list[str]:
    """The levels that the two policies may decide differently."""
    settings = any(before.setting(name) != after.setting(name) for name in DECIDING)
    by_window = after.setting("reference_date") != "submission" and before.window != after.window
    return [
        route.level for route in after.routes if settings or by_window or before.route(route.level) != route
    ]


def turn_of(group: Group, before: Policy, after: Policy) -> tuple[str, str, str] | None:
    """The clause and the two verdicts of a group, or None where both versions say the same."""
    found = [_verdict(group, policy) for policy in (before, after)]
    if found[0] is None or found[1] is None:
        return None
    (old, old_answer), (new, new_answer) = found[0], found[1]
    if old == new:
        return None
    # The years say the same, so the filed scope made the difference (三(一)3).
    by_scope = old_answer.eligible == new_answer.eligible and UNFIT in (old, new)
    clause = _scope_clause(after) if by_scope else new_answer.clause
    return clause, old, new


def _verdict(group: Group, policy: Policy) -> tuple[str, Eligibility] | None:
    try:
        found = decide(
            group.level, group.current_level, partial(group.certificate_date), group.experience_months,
            policy.reference_day(group.submitted), policy, no_certificate=group.no_certificate,
            certificate_kind=group.kind, attested=group.attested or None,
        )  # fmt: skip
    except UnknownLevel:
        return None
    if found.eligible and not group.covered and policy.binds_scope(group.level, teacher=group.teacher):
        return UNFIT, found
    if found.eligible:
        return (UNATTESTED if found.unattested else FIT), found
    return (OPEN if found.eligible is None else UNFIT), found


def _scope_clause(policy: Policy) -> str:
    return next(one.clause for one in policy.settings if one.name == "scope_binds_other_levels")


def _groups(year: int, levels: list[str], before: Policy, after: Policy) -> Iterator[Group]:
    query = groups_query(year, levels, before, after, Application.state.not_in(LEFT_OUT))
    for row in db.session.execute(query.execution_options(yield_per=2000)):
        yield Group(*row)


def _window_turns(year: int, before: Policy, after: Policy) -> Counter[tuple[str, str, str]]:
    """三(四): what was handed in on days that only one of the two windows holds."""
    turns: Counter[tuple[str, str, str]] = Counter()
    if before.window == after.window:
        return turns
    for day, number in db.session.execute(days_query(year).where(Application.state.not_in(LEFT_OUT))):
        old, new = (INSIDE if policy.window.holds(day) else OUTSIDE for policy in (before, after))
        if old != new:
            turns[after.window.clause, old, new] += number
    return turns


def _counted(year: int) -> int:
    """All applications of the year within reach, from the figures kept beside them."""
    figure = ApplicationFigure
    wanted = (figure.programme_year == year, figure.state.not_in(LEFT_OUT))
    return db.session.scalar(select(func.coalesce(func.sum(figure.number), 0)).where(*wanted)) or 0
