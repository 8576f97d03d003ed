"""The forms of an applicant's sign-in and of withdrawing: who one is, the code, the reason."""

from __future__ import annotations

from typing import TypeVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from webapp.entering.rules import OTHER_DOCUMENT
from webapp.people.identity import upgrade
from webapp.people.phones import MOBILE
from webapp.policy.programme import programme_year, today
from webapp.programmes.queries import policy_of
from webapp.sheets.fields import read_identity, read_name
from webapp.sheets.messages import sentence
from webapp.sheets.problems import Outcome, Reading

LONGEST_NAME = 40
Read = TypeVar("Read")


def _trimmed(value: str | None) -> str:
    return "".join((value or "").split())


def _stripped(value: str | None) -> str:
    return (value or "").strip()


def _number(value: str | None) -> str:
    """An identity number in its 18-character form; fifteen digits are upgraded (1.4)."""
    number = _trimmed(value).upper()
    return upgrade(number) if len(number) == 15 and number.isascii() and number.isdigit() else number


class ClaimForm(FlaskForm):  # type: ignore[misc]
    """姓名、身份证号码、手机号码: what registration is tied to."""

    name = StringField(
        _l("姓名"),
        [InputRequired(_l("请填写姓名。")), Length(2, LONGEST_NAME, _l("请填写完整姓名。"))],
        [_stripped],
    )
    number = StringField(_l("身份证号码"), [InputRequired(_l("请填写身份证号码。"))], [_number])
    phone = StringField(
        _l("手机号码"),
        [
            InputRequired(_l("请填写手机号码。")),
            Regexp(MOBILE, message=_l("手机号码是 11 位数字。")),
        ],
        [_trimmed],
        description=_l("验证码发到这个号码；以后登录也用它。"),
    )

    document = BooleanField(_l("我用的是这种证件，不是居民身份证"))
    asks_document = False  # whether the number is one of another document, which only the person can say

    def validate_name(self, field: StringField) -> None:
        """Whatever Annex 1 would ask about the name is asked here: nobody types it again there (1.4)."""
        field.data = _answered(read_name(field.data)) or field.data

    def validate_number(self, field: StringField) -> None:
        """As Annex 1 reads it; a residence permit or passport is taken once the person has said so (1.4)."""
        ages = policy_of(None, programme_year()).ages
        reading = read_identity(field.data, reference=today(), ages=ages)
        self.asks_document = any(one.code == OTHER_DOCUMENT for one in reading.problems)
        read = _answered(reading, but=OTHER_DOCUMENT if self.document.data else "")
        field.data = read.person if read is not None else field.data


def _answered(reading: Reading[Read], but: str = "") -> Read | None:
    """What was read; ValidationError with what the reader refuses or asks, but what is answered already."""
    for problem in reading.problems:
        if problem.outcome >= Outcome.ASKED and problem.code != but:
            raise ValidationError(f"{sentence(problem.code, problem.params, gettext)}。")
    return reading.value


class CodeForm(FlaskForm):  # type: ignore[misc]
    """六位验证码。"""

    code = StringField(
        _l("验证码"),
        [InputRequired(_l("请填写验证码。")), Regexp(r"[0-9]{6}\Z", message=_l("验证码是 6 位数字。"))],
        [_trimmed],
    )
