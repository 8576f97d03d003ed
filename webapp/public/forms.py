"""The status check's form; it is posted, so that the digits stand in no address and no log."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import DataRequired, Length, Regexp


class StatusForm(FlaskForm):  # type: ignore[misc]
    """申报进度查询."""

    number = StringField(
        _l("报名编号"),
        [DataRequired(_l("请填写报名编号。")), Length(max=40, message=_l("报名编号不对。"))],
        description=_l("如 JLL-2026-ABCDE-FGHJK，见提交回执或单位的名单。"),
    )
    last_four = StringField(
        _l("证件号码后四位"),
        [
            DataRequired(_l("请填写证件号码后四位。")),
            Regexp(r"^\s*[0-9A-Za-z]{4}\s*$", message=_l("请填写四位，末位是 X 的填 X。")),
        ],
    )
