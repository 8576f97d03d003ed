"""The window on the workbench (三(四)): how it stands today, and for the city what waits about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from tenants.actor import Actor
from tenants.roles import Permission
from webapp.policy.programme import today
from webapp.programmes import queries
from webapp.programmes.models import PUBLISHED
from webapp.programmes.rules import days_left


def window(actor: Actor) -> dict[str, Any] | None:
    """The days, the state in words with its badge's kind, and the way there; None without a city."""
    if actor.tenant is None or not actor.can(Permission.POLICY_READ):
        return None
    day = today()
    programme = queries.programme_of(actor.tenant.city_id, day.year)
    window = queries.policy_of(actor.tenant.city_id, day.year).window
    url = url_for("programme_desk.index")
    if programme is None or programme.state != PUBLISHED:
        return {
            "days": "",
            "words": _("%(year)s 年度项目尚未开放", year=day.year),
            "kind": "closed",
            "url": url,
        }
    left = days_left(window, day)
    if left:
        words, kind = _("正在报名，还有 %(n)s 天", n=left), "passed"
    elif day < window.opens:
        words, kind = _("%(n)s 天后开始", n=(window.opens - day).days), "waiting"
    else:
        words, kind = _("已截止"), "closed"
    days = _("%(opens)s 至 %(closes)s", opens=window.opens, closes=window.closes)
    return {"days": days, "words": words, "kind": kind, "url": url}


def about_window(actor: Actor) -> Iterator[tuple[str, int, str]]:
    """What waits about the window for who keeps it: words, number, and the way there."""
    if actor.tenant is None or not actor.can(Permission.WINDOW_OPEN):
        return
    day = today()
    programme = queries.programme_of(actor.tenant.city_id, day.year)
    if programme is None or programme.state != PUBLISHED:
        yield _("%(year)s 年度项目尚未发布", year=day.year), 1, url_for("programme_desk.index")
    if programme is not None:
        late = queries.late_openings_in_force(actor.tenant.city_id, day)
        yield _("延期开放的单位"), late, url_for("programme_desk.late", year=day.year)
