"""The desk's forms: a policy's numbers and settings, a programme, a notice, a late opening (1.11, 三(四))."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from webapp.policy.rules import Policy
from webapp.programmes.differing import label, said
from webapp.programmes.parameters import DAY, LINES, NUMBER, YES_NO, Parameter, parameters
from webapp.programmes.rules import faults

MISSING = _l("此项必填。")
BAD_DAY = _l("请填写日期，如 2026-04-20。")
LONGEST = 60_000


def required(longest: int) -> list[Any]:
    return [DataRequired(MISSING), Length(max=longest, message=_l("最多 %(n)s 个字。", n=longest))]


class Day(DateField):  # type: ignore[misc]
    """A day; what can't be read as one is said in our words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(str(BAD_DAY)) from None


class Whole(IntegerField):  # type: ignore[misc]
    """A whole number; what can't be read as one is said in our words."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("请填写整数。")) from None


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """一件要留下理由的事。"""

    reason = TextAreaField(_l("理由"), required(200), description=_l("写进版本记录和审计日志。"))


class PolicyForm(ReasonForm):
    """Every number and setting of a policy; `fields` are added for one policy by `policy_form`."""

    based_on = HiddenField()
    tried = HiddenField()

    def take(self, basis: Policy, year: int) -> None:
        """What the form is about; once, before it is looked at."""
        self.basis, self.year = basis, year
        self.listed = parameters(basis)

    def policy(self) -> Policy:
        """The policy that the form says; only after its fields are valid."""
        plain = deepcopy(self.basis.to_dict())
        for one in self.listed:
            one.write(plain, _value(one, self[one.name].data))
        return Policy.from_dict(plain)

    def fit(self) -> bool:
        """Whether every value is one, and none stands against another. The reason is looked at on saving."""
        fields = [self[one.name] for one in self.listed]
        if not all([field.validate(self) for field in fields]):
            return False
        wrong = list(faults(self.policy(), self.year))
        for name, sentence in wrong:
            self[name].errors = [*self[name].errors, _(sentence)]
        return not wrong

    def check(self, name: str) -> None:
        """Validate for the leaving of one field; the others' errors aren't shown."""
        self.fit()
        for field in self:
            if field.name != name:
                field.errors = ()


def policy_form(basis: Policy, year: int, shown: Policy | None = None) -> PolicyForm:
    """The form for editing `basis`, filled with `shown`'s values (its own when None is given)."""
    listed = parameters(basis)
    made = type("ListedPolicyForm", (PolicyForm,), {one.name: _field(one, basis) for one in listed})
    plain = (shown or basis).to_dict()
    data = {one.name: _shown(one, one.read(plain)) for one in listed}
    form: PolicyForm = made(data={**data, "based_on": basis.version})
    form.take(basis, year)
    return form


def _field(one: Parameter, basis: Policy) -> Field:
    """The field of a value, with what stands now beside it."""
    now = _l("现行：%(value)s", value=said(one, one.read(basis.to_dict())))
    words = label(one) + (f"（{_(one.unit)}）" if one.unit else "")
    if one.kind == NUMBER:
        bounds = NumberRange(
            one.least, one.most, _l("须在 %(least)s 至 %(most)s 之间。", least=one.least, most=one.most)
        )
        return Whole(words, [InputRequired(MISSING), bounds], description=now)
    if one.kind == DAY:
        return Day(words, [InputRequired(MISSING)], description=now)
    if one.kind == LINES:
        return TextAreaField(words, required(2000), description=_l("一行一项。%(now)s", now=now))
    choices = [("yes", _l("是")), ("no", _l("否"))] if one.kind == YES_NO else _choices(one)
    return SelectField(words, choices=choices, description=now)


def _choices(one: Parameter) -> list[tuple[str, str]]:
    return [(value, _(words)) for value, words in one.choices]


def _shown(one: Parameter, value: Any) -> Any:
    """A value as its field shows it."""
    if one.kind == DAY:
        return date.fromisoformat(value)
    if one.kind == LINES:
        return "\n".join(value)
    return ("yes" if value else "no") if one.kind == YES_NO else value


def _value(one: Parameter, data: Any) -> Any:
    """What a field says, as the policy's plain form has it."""
    if one.kind == DAY:
        return data.isoformat()
    if one.kind == LINES:
        return [line.strip() for line in data.splitlines() if line.strip()]
    return data == "yes" if one.kind == YES_NO else data


class NoticeForm(ReasonForm):
    """The notice as it was issued."""

    title = StringField(_l("通知标题"), required(120))
    document_number = StringField(_l("文号"), [Length(max=60)], description=_l("没有文号的留空。"))
    issuer = StringField(_l("发文机关"), required(60))
    issued = Day(_l("发文日期"), [InputRequired(MISSING)])
    body = TextAreaField(
        _l("通知全文和附件"), required(LONGEST),
        description=_l("“一、”“（一）”“1.”开头的行成为条款；单独一行“附件 1”起为附件，各栏用制表符隔开。"),
    )  # fmt: skip


class ProgrammeForm(NoticeForm):
    """A year's programme: its window and its notice."""

    reason = None
    year = Whole(_l("年度"), [InputRequired(MISSING), NumberRange(2000, 2100)])
    name = StringField(_l("项目名称"), required(60))
    opens = Day(_l("报名开始"), [InputRequired(MISSING)])
    closes = Day(_l("报名截止"), [InputRequired(MISSING)], description=_l("首尾两天都在报名时间内。"))


class LateForm(ReasonForm):
    """延期开放: for one unit, from and to."""

    unit = HiddenField()
    first = Day(_l("从"), [InputRequired(MISSING)])
    last = Day(_l("到"), [InputRequired(MISSING)], description=_l("首尾两天都开放。"))


def grouped(listed: Sequence[Parameter]) -> dict[str, list[Parameter]]:
    """The values by the clause they stand in, in the notice's order."""
    found: dict[str, list[Parameter]] = {}
    for one in listed:
        found.setdefault(one.clause, []).append(one)
    return found
