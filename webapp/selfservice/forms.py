"""The forms of an applicant's sign-in and of withdrawing: who one is, the code, the reason."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import InputRequired, Length, Regexp, ValidationError

from webapp.people.identity import birth_date, passes, upgrade

LONGEST_NAME = 40


def _trimmed(value: str | None) -> str:
    return "".join((value or "").split())


def _number(value: str | None) -> str:
    """An identity number in its 18-character form; fifteen digits are upgraded (1.4)."""
    number = _trimmed(value).upper()
    return upgrade(number) if len(number) == 15 and number.isascii() and number.isdigit() else number


class ClaimForm(FlaskForm):  # type: ignore[misc]
    """姓名、身份证号码、手机号码: what registration is tied to."""

    name = StringField(
        _l("姓名"),
        [InputRequired(_l("请填写姓名。")), Length(2, LONGEST_NAME, _l("请填写完整姓名。"))],
        [_trimmed],
    )
    number = StringField(_l("身份证号码"), [InputRequired(_l("请填写身份证号码。"))], [_number])
    phone = StringField(
        _l("手机号码"),
        [
            InputRequired(_l("请填写手机号码。")),
            Regexp(r"1[3-9][0-9]{9}\Z", message=_l("手机号码是 11 位数字。")),
        ],
        [_trimmed],
        description=_l("验证码发到这个号码；以后登录也用它。"),
    )

    def validate_number(self, field: StringField) -> None:
        number: Any = field.data
        shaped = len(number) == 18 and number[:17].isascii() and number[:17].isdigit()
        if not shaped or number[17] not in "0123456789X":
            raise ValidationError(gettext("身份证号码是 18 位。"))
        if not passes(number):
            raise ValidationError(gettext("身份证号码的校验码不对，请核对每一位数字。"))
        if birth_date(number) is None:
            raise ValidationError(gettext("身份证号码中的出生日期不存在，请核对。"))


class CodeForm(FlaskForm):  # type: ignore[misc]
    """六位验证码。"""

    code = StringField(
        _l("验证码"),
        [InputRequired(_l("请填写验证码。")), Regexp(r"[0-9]{6}\Z", message=_l("验证码是 6 位数字。"))],
        [_trimmed],
    )
