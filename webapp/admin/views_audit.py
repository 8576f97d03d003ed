"""审计日志: who did what to which row, before and after, and whether the chain holds (spec 4.4, 11)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from tenants.audit import AuditEvent
from tenants.roles import Permission as P
from webapp.admin import audit_queries
from webapp.admin.audit_queries import Sought
from webapp.admin.blueprint import admin, place_url
from webapp.admin.words import ACTIONS, FIELDS, REACHES, SUBJECTS, action_word, value_word
from webapp.guards import allow
from webapp.htmx import page
from webapp.sessions import actor


@admin.get("/audit")
@allow(P.AUDIT_READ)
def audit() -> Response:
    """The events of the territory, the latest first."""
    seals = audit_queries.seal_state()
    sought, wrong = _sought()
    found = audit_queries.events(sought)
    names = audit_queries.names_of(row.AuditEvent.subject for row in found.rows)
    return page(
        "admin/audit.html", "list", 422 if wrong else 200,
        lines=[_line(row.AuditEvent, row.who, names) for row in found.rows],
        sought=sought, wrong=wrong, seals=seals,
        actions=list(ACTIONS.items()), subjects=list(SUBJECTS.items()),
        previous=place_url(found.previous), next=place_url(found.next),
    )  # fmt: skip


def _sought() -> tuple[Sought, list[str]]:
    """The filters of the URL, and what of them can't be understood."""
    given = {name: request.args.get(name, "").strip()[:200] for name in ("who", "action", "subject", "place")}
    days: dict[str, date | None] = {}
    wrong: list[str] = []
    for name, label in (("since", _("从")), ("until", _("到"))):
        try:
            days[name] = date.fromisoformat(request.args[name]) if request.args.get(name) else None
        except ValueError:
            wrong.append(_("“%(label)s”不是日期，请写成 2022-04-20。", label=label))
    return Sought(**given, since=days.get("since"), until=days.get("until")), wrong


def _line(event: AuditEvent, who: str | None, names: dict[str, str]) -> dict[str, Any]:
    table, _colon, public_id = event.subject.partition(":")
    return {
        "at": event.at,
        "who": who or _someone(event),
        "action": action_word(event.action),
        "subject": names.get(event.subject) or f"{SUBJECTS.get(table, table)} {public_id}",
        "url": _url(table, public_id) if event.subject in names else "",
        "subject_filter": event.subject,
        "changes": [_change(name, values) for name, values in event.changes.items()],
        "reason": event.reason or "",
    }


def _someone(event: AuditEvent) -> str:
    """Who acted, when the name isn't within reach: a superior, or the system."""
    if event.user_id is None:
        # Only a try to sign in has nobody behind it yet under an account's reach.
        return str(_("未登录的人") if event.reach == "account" else _("系统"))
    return str(
        _("上级单位人员") if event.reach in ("city", "district") else REACHES.get(event.reach, event.reach)
    )


def _change(name: str, values: Any) -> tuple[str, str, str]:
    before, after = values if isinstance(values, list) and len(values) == 2 else (None, values)
    return str(FIELDS.get(name, name)), value_word(before), value_word(after)


def _url(table: str, public_id: str) -> str:
    me = actor()
    if table == "user" and me.can(P.USER_READ):
        return url_for("admin.user", public_id=public_id)
    return url_for("admin.tenant", public_id=public_id) if table == "tenant" and me.can(P.TENANT_READ) else ""
