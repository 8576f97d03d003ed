"""The way of an application (spec: requirements 1.5) as data: states with their words, and who moves what.

The verbs of later stages join the table with their stage.
"""

from __future__ import annotations

from tenants.roles import Permission
from webapp.states import Machine

STATES: dict[str, str] = {
    "draft": "草稿",
    "submitted": "待单位审核",
    "unit_approved": "待复审",
    "accepted": "审核通过",
    "enrolled": "待开班",
    "in_training": "培训中",
    "examined": "已考核",
    "certified": "已发证",
    "closed": "已结业",
    "returned": "退回修改",
    "rejected": "审核不通过",
    "withdrawn": "已撤回",
}
ENDED = frozenset({"closed", "rejected", "withdrawn"})

# Several states as one figure or filter: what waits for a review, and what has passed it.
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "waiting": ("待审核", ("submitted", "unit_approved")),
    "passed": ("已通过审核", ("accepted", "enrolled", "in_training", "examined", "certified", "closed")),
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
    "import": "名册导入，提交申请",
    "submit": "提交申请",
    "correct": "修改后再次提交",
    "approve": "单位审核通过",
    "accept": "机构复审通过",
    "enrol": "编入备案班次",
    "start": "开班",
    "examine": "考核",
    "certify": "发放证书",
    "close": "结业归档",
    "return": "退回修改",
    "reject": "审核不通过",
    "withdraw": "撤回申请",
}
# What an edited re-upload may still change: nobody has reviewed it yet, or it came back.
CORRECTABLE = frozenset({"draft", "submitted", "returned"})
