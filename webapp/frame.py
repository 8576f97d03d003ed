"""What the frame of every page shows: who acts for whom, the menu, the programme, the ways around."""

from __future__ import annotations

from typing import Any

from flask import Flask, url_for
from flask_babel import get_locale, gettext
from flask_login import current_user

from tenants.accounts import MembershipChoice
from tenants.actor import Actor
from tenants.roles import rows_of
from webapp.extensions import LOCALES
from webapp.menu import menu
from webapp.policy.load import policy_for
from webapp.policy.programme import programme_year
from webapp.sessions import actor_or_none

LINKS = {
    "home": "dashboards.workbench",
    "switch": "account.switch_tenant",
    "password": "account.change_password",
    "second_factor": "account.enrol_second_factor",
    "sessions": "account.sessions",
    "sign_out": "account.sign_out",
    "sign_in": "account.sign_in",
    "language": "account.language",
}


def frame() -> dict[str, Any]:
    """The context of `base.html`, as its head comment asks for it."""
    actor = actor_or_none()
    return {
        "actor": actor,
        "acting": actor.tenant if actor else None,
        "role_label": role_label(actor.roles) if actor else "",
        "memberships": [_membership(choice, actor) for choice in _choices()],
        "menu": menu(),
        "programme": programme(),
        "links": {name: url_for(endpoint) for name, endpoint in LINKS.items()},
        "language": "en" if str(get_locale()) == "en" else "zh_Hans",
        "languages": [
            {"code": code, "name": name, "current": code == str(get_locale())}
            for code, name in LOCALES.items()
        ],
    }


def role_label(roles: tuple[str, ...]) -> str:
    return "、".join(gettext(row.label) for row in rows_of(roles))


def programme() -> dict[str, str]:
    """The two lines at the sidebar's foot: the programme's year and the notice in force."""
    year = programme_year()
    return {
        "title": gettext("%(year)s 年度“金蓝领”项目培训", year=year),
        "window": gettext("依据 %(year)s 年通知", year=policy_for(year).year),
    }


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
