"""The forms of cases: a verdict, a reason, to whom a case is handed, a statement, the rules' levels (1.7)."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import Field, HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from webapp.applicants.models import Application
from webapp.crosscheck.deciding import Decision
from webapp.crosscheck.merging import FIRST, OTHER
from webapp.crosscheck.rules import (
    CONFIRM,
    DISMISS,
    EXPLAIN,
    GOES_ON,
    GROUNDS,
    REFUSE,
    SAME_PERSON,
    SEND_BACK,
)
from webapp.policy.crosscheck import LEVELS, RULES
from webapp.policy.spans import N_
from webapp.refusals import RuleBroken

LONGEST_NOTE = 200
VERDICTS = ((CONFIRM, N_("属实")), (EXPLAIN, N_("情况已说明")), (DISMISS, N_("不成立")))
FATES = ((GOES_ON, N_("继续办理")), (SEND_BACK, N_("退回修改")), (REFUSE, N_("不予通过")))
FATE = "fate_"


def _trimmed(value: str | None) -> str:
    return (value or "").strip()


def read_version(field: HiddenField) -> int:
    """The version a form was made for; 0, which none has, when it was mangled."""
    given = field.data or ""
    return int(given) if given.isdecimal() and given.isascii() and len(given) < 9 else 0


class CaseForm(FlaskForm):  # type: ignore[misc]
    """A form that was made for one version of a case."""

    at_version = HiddenField(validators=[InputRequired()])

    @property
    def version(self) -> int:
        return read_version(self.at_version)

    def refused(self, refusal: RuleBroken) -> None:
        """Put a rule's refusal where it belongs."""
        field = self._fields.get(refusal.field, self.at_version)
        field.errors = [*field.errors, str(refusal)]


class DecisionForm(CaseForm):
    """核查结论: the verdict, its ground and opinion, whose number is right, a paper as evidence; what becomes
    of each application is a field of its own, see `decision_form`."""

    verdict = RadioField(
        _l("核查结论"), [InputRequired(_l("请选择结论。"))],
        choices=[(value, _l(words)) for value, words in VERDICTS],
    )  # fmt: skip
    ground = SelectField(_l("理由"), [InputRequired(_l("请选择理由。"))], validate_choice=False)
    right = RadioField(_l("正确的身份证号"), validate_choice=False)
    opinion = TextAreaField(
        _l("核查意见和依据"),
        [DataRequired(_l("请写明核查意见和依据。")), Length(max=LONGEST_NOTE)],
        [_trimmed],
    )
    evidence = FileField(_l("证明材料"))
    fates: Sequence[tuple[Application, Field]] = ()

    def given(self, file_id: int | None) -> Decision:
        """The decision as the form has it."""
        return Decision(
            verdict=self.verdict.data or "",
            ground=self.ground.data or "",
            opinion=self.opinion.data or "",
            fates={one.public_id: field.data or GOES_ON for one, field in self.fates},
            right=self.right.data or "",
            file_id=file_id,
        )


def decision_form(applications: Sequence[Application], *, numbers: Sequence[str] = ()) -> DecisionForm:
    """The form for a case with these applications; `numbers` are both sides' masked where they differ."""
    fields = {FATE + str(place): _fate(one) for place, one in enumerate(applications)}
    made = type("OneDecisionForm", (DecisionForm,), fields)
    form: DecisionForm = made()
    form.fates = [(one, form[FATE + str(place)]) for place, one in enumerate(applications)]
    form.ground.choices = _grounds(merging=len(numbers) == 2)
    named = zip((FIRST, OTHER), (N_("左侧"), N_("右侧")), numbers, strict=False)
    form.right.choices = [(side, f"{_(words)} {number}") for side, words, number in named]
    return form


def _fate(application: Application) -> Field:
    label = _l("属实时，%(unit)s的报名", unit=application.unit_name or application.public_id)
    choices = [(value, _l(words)) for value, words in FATES]
    return RadioField(label, choices=choices, default=GOES_ON, validate_choice=False)


def _grounds(*, merging: bool = False) -> dict[str, list[tuple[str, str]]]:
    """The grounds by their verdict; that two numbers are one person only where such a thing was found."""
    found = {"": [("", _("请选择与结论相应的理由"))]}
    for verdict, words in VERDICTS:
        found[_(words)] = [
            (code, _(sentence))
            for code, sentence in GROUNDS[verdict].items()
            if merging or code != SAME_PERSON
        ]
    return found


class WhyForm(CaseForm):
    """撤销结论: why."""

    why = TextAreaField(_l("原因"), [DataRequired(_l("请写明原因。")), Length(max=LONGEST_NOTE)], [_trimmed])


class AssignForm(CaseForm):
    """分派: to whom; nobody releases."""

    to = SelectField(_l("分派给"), validate_choice=False)


class LookForm(FlaskForm):  # type: ignore[misc]
    """查看原文: the reason goes to the audit."""

    reason = StringField(
        _l("查看事由"), [InputRequired(_l("请写明查看事由，事由记入审计日志。")), Length(4, 100)], [_trimmed]
    )


class StatementForm(FlaskForm):  # type: ignore[misc]
    """情况说明: words, and a paper."""

    words = TextAreaField(
        _l("情况说明"), [DataRequired(_l("请写明情况。")), Length(max=LONGEST_NOTE)], [_trimmed]
    )
    evidence = FileField(_l("证明材料（可不传）"))


class BulkForm(FlaskForm):  # type: ignore[misc]
    """批量了结: one verdict that lets go on, its ground and opinion, for all that were chosen."""

    verdict = RadioField(
        _l("结论"), [InputRequired(_l("请选择结论。"))],
        choices=[(value, _l(words)) for value, words in VERDICTS if value != CONFIRM],
    )  # fmt: skip
    ground = SelectField(_l("理由"), [InputRequired(_l("请选择理由。"))], validate_choice=False)
    opinion = TextAreaField(
        _l("核查意见和依据"),
        [DataRequired(_l("请写明核查意见和依据。")), Length(max=LONGEST_NOTE)],
        [_trimmed],
    )

    def set_up(self) -> BulkForm:
        """The grounds of the two verdicts; nobody is refused by the dozen."""
        found = _grounds()
        found.pop(_("属实"))
        self.ground.choices = found
        return self


class RulesForm(FlaskForm):  # type: ignore[misc]
    """查重规则: the level of each, saved as another version of the year's policy, with a reason."""

    based_on = HiddenField()
    reason = TextAreaField(
        _l("理由"), [DataRequired(_l("请写明修订理由。")), Length(max=LONGEST_NOTE)], [_trimmed]
    )


def rules_form(levels: dict[int, str], version: str) -> RulesForm:
    """The form with a field for each rule, filled with the levels that hold."""
    choices = [(value, _l(words)) for value, words in LEVELS.items()]
    fields = {
        rule.setting: SelectField(_l(rule.title), choices=choices, default=levels[rule.number])
        for rule in RULES
    }
    made = type("AllRulesForm", (RulesForm,), fields)
    form: RulesForm = made(data={"based_on": version})
    return form
