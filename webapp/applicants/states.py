"""The way of an application (spec: requirements 1.5) as data: states with their words, and who moves what.

The verbs of later stages join the table with their stage.
"""

from __future__ import annotations

from tenants.roles import Permission
from webapp.policy.spans import N_
from webapp.states import Machine

STATES: dict[str, str] = {
    "draft": N_("草稿"),
    "submitted": N_("待单位审核"),
    "unit_approved": N_("待复审"),
    "accepted": N_("审核通过"),
    "enrolled": N_("待开班"),
    "in_training": N_("培训中"),
    "examined": N_("已考核"),
    "certified": N_("已发证"),
    "closed": N_("已结业"),
    "returned": N_("退回修改"),
    "rejected": N_("审核不通过"),
    "withdrawn": N_("已撤回"),
}
ENDED = frozenset({"closed", "rejected", "withdrawn"})

# Several states as one figure or filter: what waits for a review, and what has passed it.
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "waiting": (N_("待审核"), ("submitted", "unit_approved")),
    "passed": (N_("已通过审核"), ("accepted", "enrolled", "in_training", "examined", "certified", "closed")),
}

MACHINE = Machine(
    "application",
    {
        ("draft", "submit"): ("submitted", Permission.APPLICATION_ENTER),
        ("returned", "submit"): ("submitted", Permission.APPLICATION_ENTER),
        ("draft", "withdraw"): ("withdrawn", Permission.APPLICATION_ENTER),
        ("submitted", "withdraw"): ("withdrawn", Permission.APPLICATION_ENTER),
        ("returned", "withdraw"): ("withdrawn", Permission.APPLICATION_ENTER),
    },
)
# What a move is called in the timeline (办理过程).
VERBS: dict[str, str] = {
    "import": N_("名册导入，提交申请"),
    "submit": N_("提交申请"),
    "correct": N_("修改后再次提交"),
    "approve": N_("单位审核通过"),
    "accept": N_("机构复审通过"),
    "enrol": N_("编入备案班次"),
    "start": N_("开班"),
    "examine": N_("考核"),
    "certify": N_("发放证书"),
    "close": N_("结业归档"),
    "return": N_("退回修改"),
    "reject": N_("审核不通过"),
    "withdraw": N_("撤回申请"),
}
# What an edited re-upload may still change: nobody has reviewed it yet, or it came back.
CORRECTABLE = frozenset({"draft", "submitted", "returned"})
