"""权限表: the one table of roles and permissions on one screen (spec 1.2)."""

from __future__ import annotations

from flask import Response, request

from tenants.roles import ROLES
from tenants.roles import Permission as P
from webapp.admin.blueprint import admin
from webapp.admin.words import KINDS, PERMISSIONS
from webapp.guards import allow
from webapp.htmx import page
from webapp.sessions import actor


@admin.get("/roles")
@allow(P.ROLE_READ)
def roles() -> Response:
    """Role × permission for one kind of tenant, or for all; without a choice, the own kind."""
    me = actor().tenant
    chosen = request.args.get("kind", me.kind.value if me else "")
    chosen = chosen if chosen in KINDS else ""
    shown = [(role, row) for role, row in ROLES.items() if (chosen in row.kinds if chosen else row.kinds)]
    return page("admin/roles.html", "list", roles=shown, permissions=PERMISSIONS, kinds=KINDS, chosen=chosen)
