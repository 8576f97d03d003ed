"""The forms of the two desks: a verdict, a reason for taking one back, to whom something is handed."""

from __future__ import annotations

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length

from webapp.applicants.reasons import REJECTED, RETURNED
from webapp.catalogue.models import Institution
from webapp.refusals import RuleBroken
from webapp.reviews.deciding import Verdict
from webapp.reviews.stages import Stage

LONGEST_NOTE = 200


def _trimmed(value: str | None) -> str:
    return (value or "").strip()


class Versioned(FlaskForm):  # type: ignore[misc]
    """A form that was made for one version of an application."""

    at_version = HiddenField(validators=[InputRequired()])

    @property
    def version(self) -> int:
        """The version the form was made for; 0, which none has, when it was mangled."""
        given = self.at_version.data or ""
        return int(given) if given.isdecimal() and given.isascii() and len(given) < 9 else 0

    def refused(self, refusal: RuleBroken) -> None:
        """Put a rule's refusal where it belongs."""
        field = self._fields.get(refusal.field, self.at_version)
        clause = f"（{refusal.clause}）" if refusal.clause and refusal.clause not in str(refusal) else ""
        field.errors = [f"{refusal}{clause}"]


class VerdictForm(Versioned):
    """审核意见: agree, return or reject; a ground for the latter two, the opinion, what was looked into."""

    verdict = RadioField(_l("审核结论"), [InputRequired(_l("请选择结论。"))])
    ground = SelectField(_l("原因"), validate_choice=False)
    opinion = TextAreaField(_l("意见"), [Length(max=LONGEST_NOTE)], [_trimmed])
    cleared = SelectMultipleField(_l("已核对的提醒"), validate_choice=False)
    attested = BooleanField(_l("本单位证明申请人具有较高的专业知识和操作技能"))
    another_person = BooleanField(_l("申请人与我同名，不是我本人"))
    institution = SelectField(_l("报送复审的培训机构"), validate_choice=False)

    def set_up(self, stage: Stage, institutions: list[Institution]) -> VerdictForm:
        """The choices of a desk; answers itself."""
        self.verdict.choices = [(verb, gettext(word)) for verb, word in stage.verdicts]
        self.ground.choices = grounds()
        self.institution.choices = [(one.public_id, one.name) for one in institutions]
        if not self.is_submitted():
            self.verdict.data = stage.agree
        return self

    def given(self) -> Verdict:
        """The verdict as the form has it."""
        return Verdict(
            verb=self.verdict.data or "",
            opinion=self.opinion.data or "",
            ground=self.ground.data or "",
            cleared=frozenset(self.cleared.data or ()),
            attested=bool(self.attested.data),
            another_person=bool(self.another_person.data),
            institution=self.institution.data or "",
        )


def grounds() -> dict[str, list[tuple[str, str]]]:
    """The coded grounds of a return and of a rejection, in two groups."""
    return {
        "": [("", gettext("同意时不选；退回、不通过时必选"))],
        gettext("退回修改"): [(code, gettext(words)) for code, words in RETURNED.items()],
        gettext("不通过"): [(code, gettext(words)) for code, words in REJECTED.items()],
    }


class ReverseForm(Versioned):
    """收回、重新复审: why."""

    why = TextAreaField(_l("原因"), [DataRequired(_l("请写明原因。")), Length(max=LONGEST_NOTE)], [_trimmed])


class AssignForm(Versioned):
    """分派: to whom; nobody releases."""

    to = SelectField(_l("分派给"), validate_choice=False)

    def set_up(self, people: dict[int, tuple[str, str]]) -> AssignForm:
        self.to.choices = [("", gettext("不指定，谁都可以办理")), *people.values()]
        return self


class BulkForm(FlaskForm):  # type: ignore[misc]
    """批量办理: one verdict, one opinion, one ground for all that were chosen."""

    verdict = RadioField(_l("办理"), [InputRequired(_l("请选择结论。"))])
    ground = SelectField(_l("退回原因"), validate_choice=False)
    opinion = TextAreaField(_l("意见"), [Length(max=LONGEST_NOTE)], [_trimmed])

    def set_up(self, stage: Stage) -> BulkForm:
        """Agree with all or return all; nobody is rejected by the dozen."""
        wanted = [one for one in stage.verdicts if one[0] != "reject"]
        self.verdict.choices = [(verb, gettext(word)) for verb, word in wanted]
        returning = [(code, gettext(words)) for code, words in RETURNED.items()]
        self.ground.choices = [("", gettext("同意时不选；退回时必选")), *returning]
        return self


__all__ = ["AssignForm", "BulkForm", "ReverseForm", "VerdictForm", "grounds"]
