"""The forms of the phone-confirmation pad: one call, and undoing an entry."""

from __future__ import annotations

from datetime import datetime

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateTimeLocalField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from webapp.policy.programme import SHANGHAI
from webapp.refusals import RuleBroken
from webapp.reviews.phone import Call

LONGEST_NOTE = 200


def _trimmed(value: str | None) -> str:
    return (value or "").strip()


class CallForm(FlaskForm):  # type: ignore[misc]
    """电话确认: who, which number, when, what was said."""

    person = StringField(
        _l("确认人（单位联系人）"), [DataRequired(_l("请填写是谁确认的。")), Length(max=40)], [_trimmed]
    )
    phone = StringField(_l("通话号码"), [DataRequired(_l("请填写通话号码。")), Length(max=30)], [_trimmed])
    confirmed_at = DateTimeLocalField(
        _l("确认时间"), [InputRequired(_l("请填写确认时间，如 2022-05-09 10:02。"))]
    )
    note = TextAreaField(_l("备注"), [Length(max=LONGEST_NOTE)], [_trimmed])

    def call(self) -> Call:
        """The call as it was filled in; the time is Shanghai's."""
        at: datetime = self.confirmed_at.data.replace(tzinfo=SHANGHAI)
        return Call(self.person.data, self.phone.data, at, self.note.data or "")

    def refused(self, refusal: RuleBroken) -> None:
        """Put a rule's refusal where it belongs."""
        field = self._fields.get(refusal.field, self.person)
        field.errors = [f"{refusal}（{refusal.clause}）" if refusal.clause else str(refusal)]


class UndoForm(FlaskForm):  # type: ignore[misc]
    """撤销登记: why."""

    reason = StringField(
        _l("撤销原因"), [DataRequired(_l("请写明撤销原因。")), Length(2, LONGEST_NOTE)], [_trimmed]
    )
