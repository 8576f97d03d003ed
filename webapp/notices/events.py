"""What people are told of: one table from an event's code to its title, sentence, group and templates.

A sentence names its parameters as %(name)s; one that wasn't given shows as a dash. The known ones are:
name (a person's), unit, number (of an application), occupation, level, reason, clause, fields, count,
dates, days, version, code, minutes. No identity number and no telephone number ever is a parameter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from webapp.notices.models import ByMail


@dataclass(frozen=True, slots=True)
class Group:
    """Events that a person settles together: how they go by mail unless settled otherwise."""

    title: Any
    help: Any
    by_mail: ByMail = ByMail.DAILY


@dataclass(frozen=True, slots=True)
class Event:
    """One kind of event. `ground` colours its badge; `mail` is the stem of its mail template.

    `sms`, if given, is the sentence of a short message.
    """

    group: str
    title: Any
    sentence: Any
    ground: str = "running"
    mail: str = "notices/mail/notice"
    sms: Any = None


GROUPS: dict[str, Group] = {
    "application": Group(_l("报名办理"), _l("提交、审核、退回、复审、撤回和分派"), ByMail.NOW),
    "papers": Group(_l("材料"), _l("盖章件过期、缺照片、待电话确认")),
    "programme": Group(_l("项目与政策"), _l("延期开放、政策修订、备案范围到期")),
    "crosscheck": Group(_l("一人多证查重"), _l("待核查的查重线索")),
    "account": Group(_l("账号"), _l("验证码和每日摘要"), ByMail.NOW),
}

EVENTS: dict[str, Event] = {
    "application.submitted": Event(
        "application", _l("有新的报名待审核"),
        _l("%(name)s 提交了报名（%(occupation)s，%(level)s），请对照报名条件审核。"), "waiting",
    ),
    "application.approved": Event(
        "application", _l("单位审核通过"),
        _l("%(name)s 的报名（%(occupation)s，%(level)s）已经 %(unit)s 审核同意，等待培训机构复审。"),
        "passed",
    ),
    "application.returned": Event(
        "application", _l("报名被退回修改"),
        _l("%(name)s 的报名被退回修改。原因：%(reason)s。改好后请重新提交。"), "refused",
        sms=_l("您的金蓝领报名被退回修改，请登录平台查看原因并重新提交。"),
    ),
    "application.rejected": Event(
        "application", _l("报名审核不通过"),
        _l("%(name)s 的报名审核不通过。原因：%(reason)s。"), "refused",
        sms=_l("您的金蓝领报名审核不通过，请登录平台查看原因。"),
    ),
    "application.accepted": Event(
        "application", _l("复审通过"),
        _l("%(name)s 的报名（%(occupation)s，%(level)s）已经培训机构复审通过，等待编班。"), "passed",
        sms=_l("您的金蓝领报名已复审通过，开班时间另行通知。"),
    ),
    "application.withdrawn": Event(
        "application", _l("报名已撤回"), _l("%(name)s 的报名已撤回。"), "closed",
    ),
    "application.reopened": Event(
        "application", _l("报名重新受理"), _l("%(name)s 的报名已重新受理。原因：%(reason)s。"), "waiting",
    ),
    "application.held": Event(
        "application", _l("报名转查重核查"),
        _l("%(number)s 查重发现需要核查的情况，已转上级核查；可以在报名页面说明情况。"), "waiting",
        sms=_l("您的金蓝领报名查重需要核查，已转上级，请登录平台查看或说明情况。"),
    ),
    "application.released": Event(
        "application", _l("查重核查结束"), _l("%(number)s 的查重已由上级核查，报名继续办理。"), "passed",
    ),
    "case.opened": Event(
        "crosscheck", _l("有查重线索待核查"), _l("新增 %(count)s 条查重线索，请核查。"), "waiting",
    ),
    "case.assigned": Event(
        "crosscheck", _l("有查重线索分派给您"), _l("一条查重线索分派给您核查。"), "waiting",
    ),
    "application.assigned": Event(
        "application", _l("有报名分派给您"), _l("%(count)s 件报名分派给您办理。"), "waiting",
    ),
    "papers.stale": Event(
        "papers", _l("盖章件已过期"),
        _l("%(name)s 的盖章件与现在的信息不一致（%(fields)s 已修改），请重新打印盖章上传。"), "refused",
    ),
    "photos.missing": Event(
        "papers", _l("缺少照片"), _l("%(count)s 人还没有照片，请按“姓名+单位”命名后上传。"), "waiting",
    ),
    "phone.unconfirmed": Event(
        "papers", _l("等待电话确认"),
        _l("%(unit)s 报送材料 %(days)s 天，还没有电话确认，请与单位联系。"), "waiting",
    ),
    "window.late_opened": Event(
        "programme", _l("延期开放报名"), _l("本单位可延期报名：%(dates)s。原因：%(reason)s。"), "running",
    ),
    "window.late_ended": Event(
        "programme", _l("延期开放提前结束"),
        _l("本单位的延期报名（%(dates)s）已提前结束。原因：%(reason)s。"), "closed",
    ),
    "policy.changed": Event(
        "programme", _l("政策有修订"), _l("政策修订为 %(version)s 版。原因：%(reason)s。"), "running",
    ),
    "scope.expiring": Event(
        "programme", _l("备案范围将到期"),
        _l("自主评价备案范围 %(occupation)s（%(level)s）将于 %(dates)s 到期。"), "waiting",
    ),
    "account.code": Event(
        "account", _l("登录验证码"), _l("验证码 %(code)s，%(minutes)s 分钟内有效。"),
        sms=_l("【金蓝领】验证码 %(code)s，%(minutes)s 分钟内有效。请勿告诉他人。"),
    ),
    "digest.daily": Event(
        "account", _l("每日消息摘要"), _l("您有 %(count)s 条新消息。"), mail="notices/mail/digest",
    ),
}  # fmt: skip


class Given(dict[str, str]):
    """An event's parameters; one that nobody gave shows as a dash."""

    def __missing__(self, name: str) -> str:
        return "—"


def title_of(event: str) -> str:
    """The event's title in the language in force; an unknown code shows as it is."""
    known = EVENTS.get(event)
    return str(known.title) if known else event


def sentence_of(event: str, params: Mapping[str, str]) -> str:
    """The event's sentence with its parameters, in the language in force."""
    known = EVENTS.get(event)
    return str(known.sentence) % Given(params) if known else ""
