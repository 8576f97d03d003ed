"""The form in steps on a phone, and what comes next of an application, in words for the person (6.0)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from webapp.entering.forms import GROUPS


@dataclass(frozen=True, slots=True)
class Step:
    """One step: its address, title, the word of the button that leads to it, and its fields."""

    key: str
    title: Any
    fields: tuple[str, ...]
    template: str = ""


# What the account says of the person stands on the form, and is typed by nobody.
FIXED = ("name", "id_number", "phone")
STEPS = (
    Step("person", _l("本人信息"), tuple(n for n in GROUPS["person"] if n not in FIXED),
         "selfservice/_person.html"),
    Step("work", _l("工作情况"), GROUPS["work"], "selfservice/_work.html"),
    Step("target", _l("申报条件"), (*GROUPS["target"], *GROUPS["certificate"]), "selfservice/_target.html"),
    Step("check", _l("核对提交"), (), "selfservice/_check.html"),
)  # fmt: skip
BY_KEY = {step.key: step for step in STEPS}

# What waits for whom: (title, text); an ended application has nothing that comes next.
NEXT: dict[str, tuple[Any, Any]] = {
    "draft": (_l("填好后提交单位审核"), _l("草稿随时可以接着填写。")),
    "submitted": (_l("等待单位审核"), _l("您现在不用操作；单位对照报名条件审核后，会送培训机构复审。")),
    "held": (_l("查重核查中"), _l("查重发现需要核查的情况，已转上级核查；可以说明情况、上传证明材料。")),
    "returned": (_l("请修改后再次提交"), _l("单位或培训机构退回了您的报名，原因见下面的办理过程。")),
    "unit_approved": (_l("等待培训机构复审"), _l("您现在不用操作；请保持电话畅通。")),
    "accepted": (_l("等待编班"), _l("复审已通过；培训计划备案后通知开班时间。")),
    "enrolled": (_l("等待开班"), _l("已编入班次，请按通知的时间参加培训。")),
    "in_training": (_l("按时参加培训"), _l("课时达到要求后参加考核。")),
    "examined": (_l("等待发证"), _l("考核合格的，由培训机构颁发证书。")),
    "certified": (_l("领取证书"), _l("企业职工可按规定申请技能提升补贴或奖励。")),
}


def place_of(key: str) -> int:
    """The number of a step, from 1; KeyError for none of them."""
    return STEPS.index(BY_KEY[key]) + 1


def first_open(names: set[str]) -> Step:
    """The first step with one of these fields on it; the last step when none has."""
    return next((step for step in STEPS if names & set(step.fields)), STEPS[-1])
