"""The administrators' forms: each names the fields it may change, and no other gets through."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import DataRequired, Length, Optional, Regexp

from tenants.kinds import Kind
from tenants.models import Tenant
from tenants.roles import ROLES, roles_for
from webapp.admin.words import KINDS, REFUSALS
from webapp.policy.programme import programme_year
from webapp.programmes.queries import policy_of
from webapp.sessions import actor

MISSING = _l("此项必填。")


def required(longest: int = 60) -> list[Any]:
    return [DataRequired(MISSING), *optional(longest)[1:]]


def optional(longest: int = 60) -> list[Any]:
    return [Optional(), Length(max=longest, message=_l("最多 %(n)s 个字。", n=longest))]


class Boxes(SelectMultipleField):  # type: ignore[misc]
    """Several choices as boxes."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class ContactForm(FlaskForm):  # type: ignore[misc]
    """单位名称和联系方式。"""

    name = StringField(_l("单位全称"), required())
    short_name = StringField(_l("简称"), required(12), description=_l("显示在右上角和列表里。"))
    industry = SelectField(_l("行业"), [Optional()])
    contact = StringField(_l("联系人"), optional(20))
    phone = StringField(
        _l("电话"), [*optional(30), Regexp(r"^[0-9+() 、，,-]*$", message=_l("电话里只写数字和 + - ( )。"))]
    )
    address = StringField(_l("地址"), optional(100))

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        tenant = actor().tenant
        names = policy_of(tenant.city_id if tenant else None, programme_year()).industries.names
        kept = getattr(values.get("obj"), "industry", None)
        others = [kept] if kept and kept not in names else []
        self.industry.choices = [("", _("不填")), *((name, name) for name in [*names, *others])]

    def values(self) -> dict[str, str | None]:
        """What the form says; empty is nothing."""
        return {name: (self[name].data or "").strip() or None for name in CONTACT}


CONTACT = ("name", "short_name", "industry", "contact", "phone", "address")


class TenantForm(ContactForm):
    """新单位：性质、上级、统一社会信用代码。"""

    kind = SelectField(_l("单位性质"), [DataRequired(MISSING)])
    superior = SelectField(_l("上级"), [DataRequired(MISSING)])
    reporting_unit = StringField(
        _l("统计区划"),
        [*optional(12), Regexp(r"^[0-9A-Za-z]*$", message=_l("只用数字和字母，如 371102。"))],
        description=_l("仅区县、功能区填写；其他单位随上级。"),
    )
    credit_code = StringField(_l("统一社会信用代码"), optional(18))
    is_public_institution = BooleanField(_l("公办（事业单位）"))

    def __init__(self, kinds: list[Kind], superiors: list[Tenant]) -> None:
        super().__init__()
        self.kind.choices = [(kind.value, KINDS[kind.value]) for kind in kinds]
        self.superior.choices = [(one.public_id, one.name) for one in superiors]


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """一件要留下理由的事。"""

    reason = TextAreaField(_l("理由"), required(200), description=_l("写进审计日志。"))


class UserVerbForm(ReasonForm):
    """对一个账号办理的事。"""

    verb = RadioField(_l("办理事项"), [DataRequired(_l("请选择要办理的事项。"))])

    def __init__(self, disabled: bool) -> None:
        super().__init__(prefix="act")
        self.verb.choices = [
            ("enable", _("恢复账号")) if disabled else ("disable", _("停用账号")),
            ("reset_password", _("重置密码")),
            ("reset_second_factor", _("重置两步验证")),
            ("end_sessions", _("退出全部登录")),
        ]


class RolesForm(FlaskForm):  # type: ignore[misc]
    """一个用户在一个单位的岗位；都不选即取消任职。"""

    roles = Boxes(_l("岗位"))

    def __init__(self, kind: str, held: list[str] | None = None, prefix: str = "") -> None:
        if held is None:
            super().__init__(prefix=prefix)
        else:  # shown, not submitted: what was posted belongs to another form of the page
            super().__init__(formdata=None, prefix=prefix, data={"roles": held})
        self.roles.choices = [(role.value, _(ROLES[role].label)) for role in roles_for(Kind(kind))]


class UserForm(RolesForm):
    """新用户；初始密码由系统生成。"""

    name = StringField(_l("姓名"), required(40))
    login = StringField(_l("登录名"), required(64), description=REFUSALS["login"])
    email = StringField(
        _l("邮箱"), [*optional(100), Regexp(r"^[^@\s]+@[^@\s]+$", message=_l("邮箱地址不对。"))]
    )
