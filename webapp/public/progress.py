"""What a stranger with a number and four digits is told of an application: its state, what happened when,
what to do next. No officer's name, no opinion, and of the person a surname."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from webapp.applicants.models import Application, Move
from webapp.applicants.reasons import REASONS
from webapp.applicants.states import STATES
from webapp.applicants.timeline import timeline
from webapp.policy.spans import N_

NEXT: dict[str, str] = {
    "draft": N_("申请还没有提交，请填写完整后提交。"),
    "submitted": N_("等待所在单位审核（三(二)），暂时不需要办理；可向单位经办人了解进度。"),
    "held": N_("查重发现需要核查的情况（三(四)），已转上级核查；结果由单位告知，也可以补充说明情况。"),
    "unit_approved": N_("单位已审核同意，等待培训机构复审（三(四)）；请保持电话畅通。"),
    "accepted": N_("复审通过，等待编入备案的培训班次；开班时间由培训机构通知。"),
    "enrolled": N_("已编入备案班次，请按培训机构通知的时间参加培训。"),
    "in_training": N_("正在培训，请按课程安排参加，课时不足不能参加考核（四(三)）。"),
    "examined": N_("考核已结束，等待公布成绩和颁发证书（四(四)）。"),
    "certified": N_("证书已颁发，请按通知领取；符合条件的可以申请补贴或奖励（五）。"),
    "closed": N_("培训已结业归档，不需要办理。"),
    "returned": N_("请按退回原因修改或补充，由本人或单位经办人再次提交。"),
    "rejected": N_("本次申请没有通过；有疑问的，请向所在单位或培训机构询问。"),
    "withdrawn": N_("申请已撤回；仍要参加的，在报名时间内可以重新申请。"),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """The answer of the status check."""

    number: str
    name: str
    state: str
    next: str
    items: list[dict[str, Any]]


def progress_of(application: Application, moves: Sequence[Move]) -> Progress:
    """The application's way without people: of each step what, when, and its coded reason."""
    items = timeline(application, moves)
    for item, move in zip(items, moves, strict=False):
        item["note"] = _(REASONS[move.reason_code]) if move.reason_code in REASONS else ""
    for item in items:
        item.pop("who", None)
    return Progress(
        application.public_id, masked_name(application.name), STATES[application.state],
        _(NEXT[application.state]), items,
    )  # fmt: skip


def masked_name(name: str) -> str:
    """王* for 王小明: the first sign alone, and no count of the others."""
    return f"{name.strip()[:1]}*"
