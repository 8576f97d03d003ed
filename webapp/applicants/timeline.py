"""The way of an application as a vertical timeline: what happened, where it stands, what comes (spec 6.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext

from webapp.applicants.models import Application, Move
from webapp.applicants.reasons import REASONS
from webapp.applicants.states import ENDED, VERBS
from webapp.language import short_minute
from webapp.policy.spans import N_
from webapp.sheets.messages import LABELS

# What a state waits for, and the step that each state leads to.
WAITS_FOR = {
    "draft": N_("提交申请"),
    "submitted": N_("待单位审核"),
    "held": N_("待上级查重核查"),
    "unit_approved": N_("待机构复审"),
    "accepted": N_("编入备案班次"),
    "enrolled": N_("开班"),
    "in_training": N_("培训中"),
    "examined": N_("发放证书"),
    "certified": N_("结业归档"),
    "returned": N_("待修改后再次提交"),
}
AFTER = {
    "draft": "submitted", "held": "submitted", "returned": "submitted",
    "submitted": "unit_approved", "unit_approved": "accepted",
    "accepted": "in_training", "enrolled": "in_training", "in_training": "examined", "examined": "certified",
}  # fmt: skip
HOW_MANY_AHEAD = 2
RINGS = {
    "approve": "passed", "accept": "passed", "certify": "passed", "close": "passed", "return": "refused",
    "reject": "refused", "hold": "waiting", "release": "passed", "refuse": "refused", "send_back": "refused",
}  # fmt: skip


def timeline(application: Application, moves: Sequence[Move], *, names: bool = True) -> list[dict[str, Any]]:
    """The items of `ui.timeline`: the moves, then the step it waits for, then the next ones, dashed.

    Units and institutions see who acted by name; with `names` off only the unit and role stand there.
    """
    items = [_happened(move, names=names) for move in moves]
    if application.state in ENDED:
        return items
    since = moves[-1].at if moves else application.created_at
    return [*items, _now(application.state, since), *_ahead(application.state)]


def _happened(move: Move, *, names: bool) -> dict[str, Any]:
    title = gettext(VERBS.get(move.verb, move.verb))
    return {
        "title": title,
        "who": _who(move, names=names),
        "at": short_minute(move.at),
        "note": _note(move),
        "state": RINGS.get(move.verb, "done"),
    }


def _who(move: Move, *, names: bool) -> str:
    """Unit, role and name as they were, and the policy that held."""
    who = move.actor if names else move.actor.rpartition("·")[0]
    policy = gettext("依据政策 %(version)s", version=move.policy_version)
    return "　".join(part for part in (who, policy) if part)


def _note(move: Move) -> str:
    """The coded reason, the opinion, how many warnings were looked into; of a correction, what it changed."""
    reason = gettext(REASONS[move.reason_code]) if move.reason_code in REASONS else move.reason_code
    note = move.note
    if move.verb == "correct" and note:
        note = gettext("修改了：") + "、".join(gettext(LABELS.get(field, field)) for field in note.split(","))
    looked_at = gettext("已核对 %(n)s 条提醒", n=len(move.cleared)) if move.cleared else ""
    return "；".join(part for part in (reason, note, looked_at) if part)


def _now(state: str, since: datetime) -> dict[str, Any]:
    days = (datetime.now(UTC) - since).days
    waited = gettext("已等 %(n)s 天", n=days) if days else gettext("今天")
    return {"title": gettext(WAITS_FOR[state]), "at": waited, "state": "now"}


def _ahead(state: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = []
    while state in AFTER and len(items) < HOW_MANY_AHEAD:
        state = AFTER[state]
        at = "" if items else gettext("下一步")
        items.append({"title": gettext(WAITS_FOR[state]), "at": at, "state": "future"})
    return items
