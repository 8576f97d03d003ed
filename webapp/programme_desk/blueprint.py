"""The desk's blueprint, and what all of its pages ask for: the actor's city and its programme of a year."""

from __future__ import annotations

from flask import Blueprint
from wtforms import Form

from tenants.roles import Permission
from webapp.policy.spans import N_
from webapp.programmes import queries
from webapp.programmes.models import CLOSED, DRAFT, PUBLISHED, Programme
from webapp.refusals import NotFound, RuleBroken
from webapp.sessions import actor

programme_desk = Blueprint("programme_desk", __name__, url_prefix="/programme")
READ, EDIT, OPEN = Permission.POLICY_READ, Permission.POLICY_EDIT, Permission.WINDOW_OPEN
# State → its word, and the kind of its badge.
STATES = {
    DRAFT: (N_("起草中"), "waiting"), PUBLISHED: (N_("已发布"), "passed"), CLOSED: (N_("已结束"), "closed"),
}  # fmt: skip
# What a group of values is about, by the clause it stands in.
TITLES = {
    "一": N_("重点行业"), "三(四)": N_("报名方式"), "三(一)1": N_("高级工报名条件"),
    "三(一)2": N_("技师报名条件"), "三(一)3": N_("高级技师报名条件"), "三(三)3": N_("照片"),
    "1.4": N_("年龄"), "四(三)": N_("培训课时和内容"), "五": N_("补贴奖励"), "三(一)": N_("报名条件的计算"),
    "三(二)": N_("资格审核"), "四": N_("培训管理"), "六": N_("培训要求"),
}  # fmt: skip


def own_city() -> int:
    """The city that the actor acts in."""
    tenant = actor().tenant
    if tenant is None:
        raise NotFound("")
    return tenant.city_id


def programme_for(year: int) -> Programme:
    """The own city's programme of a year; NotFound where there is none."""
    found = queries.programme_of(own_city(), year)
    if found is None:
        raise NotFound(str(year))
    return found


def show(form: Form, broken: RuleBroken) -> None:
    """Put a refusal at its field, or at the form's first when the field isn't on it."""
    field = form[broken.field] if broken.field in form else next(iter(form))
    field.errors = [*field.errors, str(broken)]
