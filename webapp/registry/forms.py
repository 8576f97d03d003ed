"""The registry's forms: a list to load, a look-up, a reason."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from webapp.crosscheck.forms import read_version
from webapp.people.identity import birth_date, known_area, passes
from webapp.refusals import RuleBroken
from webapp.sheets.fields.plain import clean

LONGEST_REASON = 100


def _trimmed(value: str | None) -> str:
    return (value or "").strip()


def _no_slip(form: FlaskForm, field: StringField) -> None:
    """An identity number with a wrong check digit is nobody's: “nothing is known” would be no answer."""
    number = field.data or ""
    if len(number) == 18 and birth_date(number) and known_area(number) and not passes(number):
        raise ValidationError(_("身份证号码的校验码不对，请核对号码。"))


def _plain(value: str | None) -> str:
    """A number without the spaces and full-width characters that it is pasted with."""
    return clean(value or "").replace(" ", "").upper()


class ListForm(FlaskForm):  # type: ignore[misc]
    """登记名单."""

    title = StringField(
        _l("名单名称"), filters=[_trimmed],
        validators=[DataRequired(_l("请填写名单名称。")), Length(max=60, message=_l("请不超过 60 个字。"))],
    )  # fmt: skip
    file = FileField(_l("证书名单"), validators=[FileRequired(_l("请选择证书名单文件。"))])
    complete = BooleanField(_l("这份名单收全了其中各机构、各年度的全部证书"))

    def refused(self, refusal: RuleBroken) -> None:
        """Put a rule's refusal where it belongs."""
        field = self._fields.get(refusal.field, self.file)
        field.errors = [*field.errors, str(refusal)]


class LookUpForm(FlaskForm):  # type: ignore[misc]
    """查询登记库."""

    number = StringField(
        _l("身份证号码或证书编号"), filters=[_plain],
        validators=[
            DataRequired(_l("请填写身份证号码或证书编号。")),
            Length(min=6, max=30, message=_l("请填写完整的号码。")),
            _no_slip,
        ],
    )  # fmt: skip
    reason = StringField(
        _l("查询事由"), filters=[_trimmed],
        validators=[DataRequired(_l("请填写查询事由。")), Length(max=LONGEST_REASON)],
    )  # fmt: skip

    def refused(self, refusal: RuleBroken) -> None:
        """Put a rule's refusal at the number."""
        self.number.errors = [*self.number.errors, str(refusal)]


class ReasonForm(FlaskForm):  # type: ignore[misc]
    """A reason for what is done to a list or a certificate."""

    at_version = HiddenField(validators=[InputRequired()])
    reason = StringField(
        _l("原因"), filters=[_trimmed],
        validators=[DataRequired(_l("请填写原因。")), Length(max=LONGEST_REASON)],
    )  # fmt: skip

    @property
    def version(self) -> int:
        return read_version(self.at_version)
