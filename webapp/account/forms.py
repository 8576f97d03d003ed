"""The forms of one's own account. What they refuse is said at the field, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import DataRequired, EqualTo, Length, ValidationError

from tenants import passwords

TOO_LONG = _l("密码最多 %(n)s 个字符。", n=passwords.LONGEST)
WEAK = {
    "short": _l("密码至少 %(n)s 位。", n=passwords.SHORTEST),
    "simple": _l("太容易猜到：大写字母、小写字母、数字、符号至少用两类，并且不要反复用同几个字符。"),
    "personal": _l("密码里不要含有自己的登录名或姓名。"),
}


class SignInForm(FlaskForm):  # type: ignore[misc]
    """登录名和密码。"""

    login = StringField(
        _l("登录名"),
        [DataRequired(_l("请填写登录名。")), Length(max=64, message=_l("登录名最多 64 个字符。"))],
    )
    password = PasswordField(
        _l("密码"),
        [
            DataRequired(_l("请填写密码。")),
            Length(max=passwords.LONGEST, message=TOO_LONG),
        ],
    )


class CodeForm(FlaskForm):  # type: ignore[misc]
    """六位动态码。"""

    code = StringField(
        _l("动态码"), [DataRequired(_l("请填写动态码。")), Length(max=12, message=_l("动态码是 6 位数字。"))]
    )


class PasswordForm(FlaskForm):  # type: ignore[misc]
    """原密码一次，新密码两次；弱在哪里要说清。"""

    current = PasswordField(
        _l("原密码"), [DataRequired(_l("请填写原密码。")), Length(max=passwords.LONGEST, message=TOO_LONG)]
    )
    new = PasswordField(
        _l("新密码"),
        [
            DataRequired(_l("请填写新密码。")),
            Length(max=passwords.LONGEST, message=TOO_LONG),
        ],
        description=_l("至少 12 位，大写字母、小写字母、数字、符号至少两类，不含登录名和姓名。"),
    )
    again = PasswordField(
        _l("再输一遍新密码"),
        [DataRequired(_l("请再输一遍新密码。")), EqualTo("new", message=_l("两次输入的新密码不一样。"))],
    )

    def __init__(self, login: str, name: str) -> None:
        super().__init__()
        self._login, self._name = login, name

    def validate_new(self, field: PasswordField) -> None:
        weak = passwords.weakness(field.data or "", self._login, self._name)
        if weak is not None:
            raise ValidationError(WEAK[weak])
        if field.data == self.current.data:
            raise ValidationError(_l("新密码不能和原密码一样。"))
