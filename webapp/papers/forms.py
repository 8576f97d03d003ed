"""The upload of sealed scans: the files, and what they are where no code can be read."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileRequired, MultipleFileField
from wtforms import SelectField
from wtforms.validators import Optional

LIST = "list"  # the choice that means Annex 2 of the list


class SealForm(FlaskForm):  # type: ignore[misc]
    """上传盖章件. `target` is an application's number, or the list."""

    files = MultipleFileField(_l("盖章扫描件"), validators=[FileRequired(_l("请选择要上传的扫描件。"))])
    target = SelectField(_l("没有二维码时，这是谁的"), validators=[Optional()], validate_choice=False)
