"""The catalogue's forms: an occupation as the city has it, scarce additions, scopes, contact blocks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    widgets,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp, ValidationError

from webapp.catalogue.contact import ContactBlock
from webapp.catalogue.tags import TAGS
from webapp.policy.levels import LEVELS, TRAINED_LEVELS, digit_of_level

MISSING = _l("此项必填。")
LEVEL_CHOICES = [(int(digit_of_level(level)), level) for level in LEVELS]
TRAINED_CHOICES = [(int(digit_of_level(level)), level) for level in TRAINED_LEVELS]
PHONE = re.compile(r"^[0-9+() -]{5,20}$")
SPLIT = re.compile(r"[、，,;；\n]+")


def required(longest: int = 60) -> list[Any]:
    return [DataRequired(MISSING), *optional(longest)[1:]]


def optional(longest: int = 60) -> list[Any]:
    return [Optional(), Length(max=longest, message=_l("最多 %(n)s 个字。", n=longest))]


def several(text: str | None) -> list[str]:
    """The parts of a cell that lists several things."""
    return list(dict.fromkeys(one.strip() for one in SPLIT.split(text or "") if one.strip()))


class Boxes(SelectMultipleField):  # type: ignore[misc]
    """Several choices as boxes."""

    widget = widgets.ListWidget(prefix_label=False)
    option_widget = widgets.CheckboxInput()


class Reasoned(FlaskForm):  # type: ignore[misc]
    """A change with the version that was read and the reason that the audit keeps."""

    version = HiddenField()
    reason = TextAreaField(_l("理由"), required(200), description=_l("写进审计日志。"))

    @property
    def read_version(self) -> int:
        """The version of the page that was read; one that nothing has where none was sent."""
        given = str(self.version.data or "")
        return int(given) if given.isdecimal() and len(given) < 10 else -1


class OccupationForm(Reasoned):
    """一个职业在本市的产业、重点方向、等级和工种。"""

    industry = SelectField(_l("所属产业"), [Optional()], description=_l("通知一；不标注的，审核时提醒核对。"))
    tags = Boxes(_l("重点方向"))
    levels = Boxes(_l("国家职业技能标准的等级"), coerce=int)
    work_types = StringField(_l("工种"), optional(200), description=_l("几个工种用顿号隔开。"))

    def __init__(self, industries: Sequence[str], **values: Any) -> None:
        super().__init__(**values)
        self.industry.choices = [("", _("不标注")), *((name, name) for name in industries)]
        self.tags.choices = [(tag, _(tag)) for tag in TAGS]
        self.levels.choices = [(digit, _(level)) for digit, level in LEVEL_CHOICES]


class Spanned(FlaskForm):  # type: ignore[misc]
    """What holds from a day to a day, by a document."""

    valid_from = DateField(_l("起始日期"), [InputRequired(MISSING)])
    valid_to = DateField(_l("截止日期"), [InputRequired(MISSING)], description=_l("起止当天都包括在内。"))
    document = StringField(_l("依据文件"), required(80), description=_l("文号，如 日人社字〔2026〕12号。"))


class ScarceForm(Spanned, Reasoned):
    """急需紧缺职业（工种）增补。"""

    occupation = StringField(_l("职业"), required(60), description=_l("名称或代码；目录中没有的按文件填写。"))
    levels = Boxes(_l("增补的等级"), coerce=int)

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self.levels.choices = [(digit, _(level)) for digit, level in TRAINED_CHOICES]

    def validate_levels(self, field: Any) -> None:
        if not field.data:
            raise ValidationError(_("请至少选一个等级。"))


class LastDayForm(Reasoned):
    """A later or earlier last day of what stands; the document where it is changed by one."""

    valid_to = DateField(_l("截止日期"), [InputRequired(MISSING)])
    document = StringField(_l("依据文件"), required(80))


class EndForm(Reasoned):
    """The last day of a filing that ends early."""

    last_day = DateField(_l("最后一天"), [InputRequired(MISSING)])


class ScopeForm(Spanned):
    """自主评价备案。"""

    tenant = SelectField(_l("备案单位"), [DataRequired(MISSING)])
    occupation = StringField(_l("职业"), required(60), description=_l("名称、代码或工种。"))
    level = SelectField(_l("等级"), [DataRequired(MISSING)], coerce=int)

    def __init__(self, units: Sequence[tuple[str, str]], **values: Any) -> None:
        super().__init__(**values)
        self.tenant.choices = [("", _("请选择")), *units]
        self.level.choices = [(digit, _(level)) for digit, level in TRAINED_CHOICES]


class ContactForm(FlaskForm):  # type: ignore[misc]
    """培训机构的公开联系方式：登在公开页面上，不写私人号码。"""

    version = IntegerField(widget=widgets.HiddenInput(), default=-1)
    address = StringField(_l("地址"), optional(100))
    phones = StringField(_l("办公电话"), optional(100), description=_l("几个号码用顿号隔开。"))
    contact = StringField(_l("联系处室或联系人"), optional(40), description=_l("公开显示，建议写处室。"))
    email = StringField(
        _l("电子邮箱"), [*optional(80), Regexp(r"^[^@\s]+@[^@\s]+\.[^@\s]+$", message=_l("邮箱地址不对。"))]
    )
    website = StringField(
        _l("网站"),
        [*optional(120), Regexp(r"^https?://[^\s<>\"']+$", message=_l("网址以 http:// 或 https:// 开头。"))],
    )

    def validate_phones(self, field: Any) -> None:
        wrong = [one for one in several(field.data) if not PHONE.fullmatch(one)]
        if wrong:
            raise ValidationError(_("电话 %(number)s 只能有数字和 + - ( )。", number=wrong[0]))

    def block(self) -> ContactBlock:
        """What the form says; empty is nothing."""
        said = {name: (self[name].data or "").strip() or None for name in ("address", "contact", "email")}
        website = (self.website.data or "").strip() or None
        return ContactBlock(phones=several(self.phones.data), website=website, **said)
