"""The menu of the public pages, and the city whose programme they show."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from sqlalchemy import func, select

from tenants.db import db
from webapp.catalogue.models import Institution
from webapp.programmes.models import Programme
from webapp.sessions import actor_or_none


def public_menu() -> list[dict[str, Any]]:
    """The pages open to everybody, the present one marked."""
    pages = (
        ("public.front", _("首页")),
        ("public.notice", _("通知")),
        ("public.forms", _("表格下载")),
        ("public.status", _("进度查询")),
        ("public.contacts", _("联系我们")),
    )
    return [
        {"label": label, "url": url_for(name), "active": request.endpoint == name} for name, label in pages
    ]


def shown_city() -> int | None:
    """The city of the pages: the one that whoever is signed in acts in, else the deployment's first; None
    while there is none."""
    actor = actor_or_none()
    if actor is not None and actor.tenant is not None:
        return actor.tenant.city_id
    first = db.session.scalar(select(func.min(Programme.city_id)))
    return first or db.session.scalar(select(func.min(Institution.city_id)))
