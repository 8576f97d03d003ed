"""Annex 1's fields as a form shows them (1.4): labels, choices and order. What they mean the rules decide;
nothing is validated here, so that a roster, a clerk and an applicant meet the same checks.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Form, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from webapp.entering.content import LONGEST_TEXT
from webapp.entering.rules import NO_CERTIFICATE, REQUIRED
from webapp.policy.categories import CATEGORIES
from webapp.policy.levels import LEVELS, TRAINED_LEVELS, grade_of_level
from webapp.sheets.fields import SEXES, choices

# The groups of the form: what a clerk fills in from one paper, what a phone shows as one step.
GROUPS: dict[str, tuple[str, ...]] = {
    "person": ("name", "id_number", "phone", "sex", "birth", "education", "native_place", "ethnicity",
               "politics"),
    "work": ("category", "key_unit", "occupation", "work_start", "experience_months"),
    "certificate": ("current_level", "certificate_date", "certificate_number"),
    "target": ("target_occupation", "work_type", "target_level", "specialty"),
}  # fmt: skip


class EntryForm(Form):  # type: ignore[misc]
    """The fields of Annex 1; the photo and the unit's opinion have pages of their own."""

    name = StringField(_l("姓名"))
    id_number = StringField(_l("身份证号码"))
    phone = StringField(_l("联系电话"))
    sex = RadioField(_l("性别"))
    birth = StringField(_l("出生年月"))
    education = SelectField(_l("文化程度"))
    native_place = StringField(_l("籍贯"))
    ethnicity = SelectField(_l("民族"))
    politics = SelectField(_l("政治面貌"))
    category = SelectField(_l("人员类别"))
    key_unit = BooleanField(_l("所在单位是高技能人才培养重点支持单位"))
    occupation = StringField(_l("现从事职业（工种）"))
    work_start = StringField(_l("参加工作时间"))
    experience_months = StringField(_l("从事职业（工种）年限"))
    current_level = SelectField(_l("现职业资格（技能）等级"))
    certificate_date = StringField(_l("取得证书时间"))
    certificate_number = StringField(_l("证书编号"))
    target_occupation = StringField(_l("申请参加的职业（工种）"))
    work_type = StringField(_l("职业下的工种"))
    target_level = RadioField(_l("培训级别"))
    specialty = TextAreaField(_l("主要技术特长"), [Length(max=LONGEST_TEXT)])

    def __init__(self, data: dict[str, Any]) -> None:
        super().__init__(data=data)
        self.sex.choices = [(sex, gettext(sex)) for sex in SEXES]
        self.target_level.choices = [(level, gettext(level)) for level in TRAINED_LEVELS]
        self._offer("category", [(code, gettext(word)) for code, word in CATEGORIES.items()])
        levels = [(level, f"{gettext(level)}（{grade_of_level(level)}）") for level in LEVELS]
        self._offer("current_level", [*levels, (NO_CERTIFICATE, gettext("没有证书"))])
        for name in ("education", "ethnicity", "politics"):
            self._offer(name, [(word, word) for word in choices(name)])
        for name in REQUIRED:
            self[name].flags.required = True

    def _offer(self, name: str, offered: list[tuple[str, str]]) -> None:
        """The choices of a field; what was typed elsewhere and is no choice stays to be put right."""
        held = self[name].data
        strange = [(held, held)] if held and held not in dict(offered) else []
        self[name].choices = [("", gettext("请选择")), *offered, *strange]
