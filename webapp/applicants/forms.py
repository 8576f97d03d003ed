"""The forms of an application's page: finding one by an identity number, revealing, withdrawing."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from webapp.applicants.reasons import OTHER, WITHDRAWN

LONGEST_NOTE = 200


def _trimmed(value: str | None) -> str:
    return (value or "").strip()


class IdentityForm(FlaskForm):  # type: ignore[misc]
    """按证件号码查找: posted, so that the number stands in no address, log or history."""

    number = StringField(_l("证件号码"), [InputRequired(_l("请填写证件号码。")), Length(max=40)], [_trimmed])


class RevealForm(FlaskForm):  # type: ignore[misc]
    """查看原文: the reason goes to the audit."""

    reason = StringField(
        _l("查看事由"), [InputRequired(_l("请写明查看事由，事由记入审计日志。")), Length(4, 100)], [_trimmed]
    )


class WithdrawForm(FlaskForm):  # type: ignore[misc]
    """撤回: a coded reason; 其他 wants words (spec 1.5)."""

    version = HiddenField(validators=[InputRequired()])
    reason = SelectField(_l("撤回原因"), [InputRequired(_l("请选择撤回原因。"))])
    note = TextAreaField(_l("说明"), [Length(max=LONGEST_NOTE)], [_trimmed])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(code, gettext(sentence)) for code, sentence in WITHDRAWN.items()]
        self.reason.choices = [("", gettext("请选择")), *words]

    def validate_note(self, field: TextAreaField) -> None:
        if self.reason.data == OTHER and not field.data:
            raise ValidationError(gettext("选择“其他原因”时请写明说明。"))
