"""The window of online applications (三(四)) as a stranger reads it: open, not yet, over, unannounced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from webapp.policy.rules import Window
from webapp.programmes.models import PUBLISHED, Programme
from webapp.programmes.rules import Standing, days_left, standing


@dataclass(frozen=True, slots=True)
class WindowState:
    """A badge with its kind, and the sentence below it."""

    word: str
    kind: str
    sentence: str


def window_state(programme: Programme | None, window: Window, day: date) -> WindowState:
    """How the window stands on a day; a programme that isn't published takes nothing."""
    span = {"opens": window.opens, "closes": window.closes}
    if programme is None or programme.state != PUBLISHED:
        return WindowState(_("未开放"), "closed", _("本年度报名尚未公布，请留意通知。"))
    stands = standing(window, [], day)
    if stands is Standing.OPEN:
        said = _("报名时间：%(opens)s 至 %(closes)s，还剩 %(n)s 天。", n=days_left(window, day), **span)
        return WindowState(_("报名中"), "passed", said)
    if stands is Standing.BEFORE:
        return WindowState(_("即将开放"), "waiting", _("报名时间：%(opens)s 至 %(closes)s。", **span))
    said = _("报名时间：%(opens)s 至 %(closes)s，已结束；经批准延期的单位由单位经办人办理。", **span)
    return WindowState(_("已结束"), "closed", said)
