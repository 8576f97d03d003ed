"""What the frame of every page shows: who acts for whom, the menu, the programme, the ways around."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Flask, g, url_for
from flask_babel import get_locale, gettext
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.exc import SQLAlchemyError

from tenants.accounts import MembershipChoice
from tenants.actor import APPLICANT, Actor
from tenants.db import NoScope, db
from tenants.roles import rows_of
from tenants.scope import scope_or_none
from webapp.extensions import LOCALES
from webapp.htmx import asks_for_block
from webapp.menu import menu
from webapp.notices.queries import unread_of
from webapp.policy.programme import today
from webapp.policy.rules import Window
from webapp.programmes import queries as programmes
from webapp.programmes.models import PUBLISHED
from webapp.programmes.rules import days_left
from webapp.reviews.counting import menu_counts
from webapp.sessions import actor_or_none

LINKS = {
    "home": "dashboards.workbench",
    "inbox": "notices.index",
    "switch": "account.switch_tenant",
    "password": "account.change_password",
    "second_factor": "account.enrol_second_factor",
    "sessions": "account.sessions",
    "sign_out": "account.sign_out",
    "sign_in": "account.sign_in",
    "language": "account.language",
}

BELL = "inbox"


def frame() -> dict[str, Any]:
    """The context of `base.html`, as its head comment asks for it."""
    actor = actor_or_none()
    return {
        "actor": actor,
        "acting": actor.tenant if actor else None,
        "role_label": role_label(actor.roles) if actor else "",
        "memberships": [_membership(choice, actor) for choice in _choices()],
        "menu": _counted(menu(), actor),
        "inbox_count": inbox_count(actor),
        "programme": programme(actor),
        "links": {name: url_for(endpoint) for name, endpoint in _links(actor).items()},
        "language": "en" if str(get_locale()) == "en" else "zh_Hans",
        "languages": [
            {"code": code, "name": name, "current": code == str(get_locale())}
            for code, name in LOCALES.items()
        ],
    }


def _links(actor: Actor | None) -> dict[str, str]:
    """An applicant's home is their own matters, and there is no password to change."""
    if actor is None or APPLICANT not in actor.roles:
        return LINKS
    own = {name: endpoint for name, endpoint in LINKS.items() if name not in ("password", "second_factor")}
    return own | {"home": "selfservice.home"}


def inbox_count(actor: Actor | None) -> int:
    """The bell's figure."""
    return _figures(actor).get(BELL, 0)


def _counted(lines: list[dict[str, Any]], actor: Actor | None) -> list[dict[str, Any]]:
    """The menu with what waits at the actor's desks."""
    figures = _figures(actor)
    return [line | {"count": figures.get(line["endpoint"])} for line in lines]


def _figures(actor: Actor | None) -> dict[str, int]:
    """The bell's figure and the menu's: one query a page, none for a block. An error page shows none rather
    than fail."""
    if actor is None or asks_for_block() or scope_or_none() is None:
        return {}
    if "frame_figures" not in g:
        parts = {BELL: unread_of(actor), **menu_counts(actor)}
        try:
            row = db.session.execute(select(*parts.values())).one()
            g.frame_figures = dict(zip(parts, row, strict=True))
        except SQLAlchemyError:
            g.frame_figures = {}
    found: dict[str, int] = g.frame_figures
    return found


def role_label(roles: tuple[str, ...]) -> str:
    return "、".join(gettext(row.label) for row in rows_of(roles))


def programme(actor: Actor | None) -> dict[str, str]:
    """The two lines at the sidebar's foot: the programme's year, and its window as it stands (三(四)).

    A page of an error is drawn when nothing can be asked any more; the window is then left out.
    """
    day = today()
    title = gettext("%(year)s 年度“金蓝领”项目培训", year=day.year)
    if actor is None or actor.tenant is None:
        return {"title": title, "window": ""}
    try:
        with db.session.no_autoflush:
            found = programmes.programme_of(actor.tenant.city_id, day.year)
            window = programmes.policy_of(actor.tenant.city_id, day.year).window
    except (NoScope, SQLAlchemyError):
        return {"title": title, "window": ""}
    published = found is not None and found.state == PUBLISHED
    return {"title": title, "window": _window(window, day) if published else gettext("本年度项目尚未发布")}


def _window(window: Window, day: date) -> str:
    days = {"opens": f"{window.opens:%m-%d}", "closes": f"{window.closes:%m-%d}"}
    words = gettext("报名 %(opens)s 至 %(closes)s", **days)
    left = days_left(window, day)
    if left:
        stands = gettext("还有 %(n)s 天", n=left)
    else:
        stands = gettext("尚未开始") if day < window.opens else gettext("已截止")
    return gettext("%(window)s，%(stands)s", window=words, stands=stands)


def _choices() -> tuple[MembershipChoice, ...]:
    return current_user.memberships if current_user.is_authenticated else ()


def _membership(choice: MembershipChoice, actor: Actor | None) -> dict[str, Any]:
    current = bool(actor and actor.tenant and actor.tenant.id == choice.tenant.id)
    return {
        "id": choice.tenant.public_id,
        "name": choice.tenant.name,
        "role_label": role_label(choice.roles),
        "current": current,
    }


def init_frame(app: Flask) -> None:
    app.context_processor(frame)
