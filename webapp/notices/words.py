"""The outbox's words: states, channels, and what went wrong with a message."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from webapp.notices.models import Channel, Sending

STATES: dict[str, Any] = {
    Sending.QUEUED.value: _l("待发送"),
    Sending.SENT.value: _l("已发送"),
    Sending.FAILED.value: _l("发送失败"),
}
GROUNDS = {Sending.QUEUED.value: "waiting", Sending.SENT.value: "passed", Sending.FAILED.value: "refused"}
CHANNELS: dict[str, Any] = {Channel.EMAIL.value: _l("邮件"), Channel.SMS.value: _l("短信")}


def trouble(code: str | None) -> str:
    """A message's error code as a sentence; empty without one."""
    if not code:
        return ""
    if code.startswith("smtp 5"):
        return str(_("对方邮件服务器拒收（%(code)s），请核对该用户的邮箱地址。", code=code))
    if code.startswith("smtp 4"):
        return str(_("对方邮件服务器暂时不收（%(code)s），会自动重试。", code=code))
    if code == "address":
        return str(_("邮箱地址不正确，请更正该用户的邮箱。"))
    return str(_("没能送达（%(code)s），请检查邮件或短信服务的设置。", code=code))
