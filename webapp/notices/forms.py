"""What a person wants by mail, one choice a group of events."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField

from webapp.notices.events import GROUPS
from webapp.notices.models import ByMail

WAYS = [
    (ByMail.NOW.value, _l("每条即时发送")),
    (ByMail.DAILY.value, _l("每日摘要")),
    (ByMail.NONE.value, _l("不发邮件")),
]


class SettingsForm(FlaskForm):  # type: ignore[misc]
    """邮件通知的方式。站内消息总是有的。"""

    application = RadioField(GROUPS["application"].title, choices=WAYS)
    papers = RadioField(GROUPS["papers"].title, choices=WAYS)
    programme = RadioField(GROUPS["programme"].title, choices=WAYS)

    def wanted(self) -> dict[str, ByMail]:
        """The choices by group."""
        return {field.name: ByMail(field.data) for field in self if field.name in GROUPS}
