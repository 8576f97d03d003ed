"""What the reviews decide without I/O: the second person (三(二)), names alike, terms of days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from webapp.policy.programme import SHANGHAI
from webapp.policy.spans import N_

ENTERING, APPROVING = ("import", "submit", "correct"), "approve"
ENTERED = N_("本申请由您录入或修改，须由另一位审核人员办理（三(二)：谁录入，谁不审核）。")
ONESELF = N_("这是您本人的申请，须由另一位审核人员办理（三(二)）。")
APPROVED = N_("单位审核由您办理，复审须由另一位人员办理（三(四)）。")


def second_person(
    user_id: int,
    entered_by: int | None,
    applicant_id: int | None,
    moves: Iterable[tuple[str, int | None]],
    *,
    again: bool,
) -> str:
    """Why this user may not review the application, by its moves as (verb, user); empty when they may.

    `again`: at the re-examination, where whoever agreed for the unit is no second person either.
    """
    if user_id == applicant_id:
        return ONESELF
    mine = {verb for verb, who in moves if who == user_id}
    if user_id == entered_by or mine.intersection(ENTERING):
        return ENTERED
    return APPROVED if again and APPROVING in mine else ""


def institution_acted(verbs: Iterable[str]) -> bool:
    """Whether the institution has decided since the unit last agreed, by the verbs of the moves in order:
    what it accepted and opened again lies with it, and the unit takes nothing back any more (1.5)."""
    acted = False
    for verb in verbs:
        acted = verb in ("accept", "reopen") or (acted and verb != APPROVING)
    return acted


def same_name(one: str, other: str) -> bool:
    """Whether two people are called alike, spaces aside: then the reviewer says that it is somebody else."""
    return "".join(one.split()) == "".join(other.split()) != ""


def waited(since: datetime, now: datetime) -> int:
    """Full days since then."""
    return max((now - since).days, 0)


def due(since: datetime, days: int) -> date:
    """The last day of a term that began then, in Shanghai."""
    return (since.astimezone(SHANGHAI) + timedelta(days=days)).date()
