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
# What an edited re-upload may still change: nobody has reviewed it yet, or it came back.
CORRECTABLE = frozenset({"draft", "submitted", "returned"})
