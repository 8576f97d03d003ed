"""用户管理: the list of users and a new one, whose first password is shown once (spec 1.2, 4.5)."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _

from tenants.kinds import Kind
from tenants.models import Tenant
from tenants.roles import ROLES, roles_for
from tenants.roles import Permission as P
from webapp.admin import operations, queries
from webapp.admin.blueprint import admin, place_url, show, wanted
from webapp.admin.forms import UserForm
from webapp.guards import allow
from webapp.htmx import page
from webapp.refusals import NotFound, RuleBroken
from webapp.sessions import actor


@admin.get("/users")
@allow(P.USER_READ)
def users() -> Response:
    """The users who are at home or hold a role in the territory."""
    filters = wanted()
    found = queries.users(actor(), filters)
    tenant = queries.tenant_of(actor(), filters.tenant) if filters.tenant else None
    return page(
        "admin/users.html", "list",
        rows=found.rows, posts=queries.memberships_of([row.User.id for row in found.rows]),
        wanted=filters, tenant=tenant, role_options=_role_options(), roles=ROLES,
        previous=place_url(found.previous), next=place_url(found.next),
    )  # fmt: skip


def _role_options() -> list[tuple[str, str]]:
    """The roles that can occur in the territory; of two with one Chinese word, the kinds tell them apart."""
    me = actor().tenant
    seen = list(ROLES) if me and me.kind is Kind.CITY_BUREAU else roles_for(me.kind) if me else []
    if me and me.kind is Kind.DISTRICT_BUREAU:
        seen = [role for role in ROLES if not role.value.startswith("city_")]
    return [(role.value, f"{_(ROLES[role].label)}（{role.value}）") for role in seen if ROLES[role].kinds]


@admin.route("/users/new", methods=["GET", "POST"])
@allow(P.USER_MANAGE, POST=P.USER_MANAGE)
def user_new() -> Response:
    """A new user of the tenant named by `tenant` (default: the own one)."""
    home = _home()
    form = UserForm(home.kind)
    if form.validate_on_submit():
        try:
            made = operations.create_user(
                home,
                form.login.data,
                form.name.data,
                form.roles.data,
                (form.email.data or "").strip() or None,
            )
        except RuleBroken as broken:
            show(form, broken)
        else:
            return page("admin/password_once.html", user=made.user, password=made.password, fresh=True)
    return page("admin/user_new.html", None, 422 if form.is_submitted() else 200, form=form, home=home)


def _home() -> Tenant:
    me = actor()
    if me.tenant is None:
        raise NotFound("")
    home = queries.tenant_of(me, request.args.get("tenant") or me.tenant.public_id)
    if home.closed_at is not None:
        raise NotFound("")
    return home
