"""The upload form: the workbook, and level and occupation where the clerk wants to say them."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from webapp.policy.levels import TRAINED_LEVELS


class UploadForm(FlaskForm):  # type: ignore[misc]
    """报送名册."""

    file = FileField(_l("附件 2 名册"), validators=[FileRequired(_l("请选择要上传的名册文件。"))])
    level = SelectField(
        _l("培训级别"),
        choices=[("", _l("以表头所写为准")), *((level, level) for level in TRAINED_LEVELS)],
        validators=[Optional()],
    )
    occupation = StringField(_l("培训工种"), validators=[Optional(), Length(max=40)])


class TargetForm(FlaskForm):  # type: ignore[misc]
    """Level and occupation, asked for when the heading doesn't say them."""

    level = SelectField(_l("培训级别"), choices=[("", _l("请选择")), *((one, one) for one in TRAINED_LEVELS)])
    occupation = StringField(_l("培训工种"), validators=[Optional(), Length(max=40)])
