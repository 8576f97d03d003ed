"""The way of an application (spec: requirements 1.5) as data: states with their words, and who moves what.

The verbs of later stages join the table with their stage.
"""

from __future__ import annotations

from tenants.roles import Permission
from webapp.policy.spans import N_
from webapp.states import Machine, to

STATES: dict[str, str] = {
    "draft": N_("草稿"),
    "submitted": N_("待单位审核"),
    "held": N_("查重待核"),
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

# What counts as nobody's application of the year: over, not handed in, or held up by the cross-check (1.7).
NOT_LIVE = ENDED | {"draft", "held"}

# Several states as one figure or filter: what waits for a review, and what has passed it.
GROUPS: dict[str, tuple[str, tuple[str, ...]]] = {
    "waiting": (N_("待审核"), ("submitted", "unit_approved")),
    "passed": (N_("已通过审核"), ("accepted", "enrolled", "in_training", "examined", "certified", "closed")),
}

UNDER_WAY = ("held", "submitted", "returned", "unit_approved", "accepted")
_ENTERING = (Permission.APPLICATION_ENTER, Permission.OWN_APPLICATION_ENTER)
_UNIT = Permission.APPLICATION_APPROVE
_INSTITUTION = Permission.APPLICATION_REEXAMINE
_SUPERIOR = Permission.CASE_DECIDE
MACHINE = Machine(
    "application",
    {
        ("draft", "submit"): to("submitted", *_ENTERING),
        ("returned", "correct"): to("submitted", *_ENTERING),
        ("submitted", "correct"): to("submitted", *_ENTERING),
        ("held", "correct"): to("held", *_ENTERING),
        ("held", "withdraw"): to("withdrawn", *_ENTERING),
        ("draft", "withdraw"): to("withdrawn", *_ENTERING),
        ("submitted", "withdraw"): to("withdrawn", *_ENTERING),
        ("returned", "withdraw"): to("withdrawn", *_ENTERING),
        # 三(二): the own unit reviews against the conditions; the step can't be skipped.
        ("submitted", "approve"): to("unit_approved", _UNIT),
        ("submitted", "return"): to("returned", _UNIT),
        ("submitted", "reject"): to("rejected", _UNIT),
        ("unit_approved", "take_back"): to("submitted", _UNIT),
        # 三(四): the institution re-examines.
        ("unit_approved", "accept"): to("accepted", _INSTITUTION),
        ("unit_approved", "return"): to("returned", _INSTITUTION),
        ("unit_approved", "reject"): to("rejected", _INSTITUTION),
        ("accepted", "reopen"): to("unit_approved", _INSTITUTION),
        # 三(四), 1.7: a case that proves true ends an application, or sends it back, wherever it lies until
        # enrolment.
        **{(state, "refuse"): to("rejected", _SUPERIOR) for state in UNDER_WAY},
        **{(state, "send_back"): to("returned", _SUPERIOR) for state in UNDER_WAY if state != "returned"},
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
    "take_back": N_("单位收回审核意见"),
    "reopen": N_("机构重新复审"),
    "hold": N_("转上级查重核查"),
    "release": N_("查重核查后继续办理"),
    "refuse": N_("查重核查不予通过"),
    "send_back": N_("查重核查退回修改"),
}
# What an edited re-upload may still change: nobody has reviewed it yet, or it came back.
CORRECTABLE = frozenset({"draft", "submitted", "held", "returned"})
