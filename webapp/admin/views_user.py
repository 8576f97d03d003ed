"""One user: roles given and taken; disabled, enabled, re-keyed, signed out, each with a reason (spec 4.5)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from tenants.actor import Actor
from tenants.models import Tenant, User
from tenants.roles import ROLES
from tenants.roles import Permission as P
from webapp.admin import operations, queries
from webapp.admin.blueprint import admin, show
from webapp.admin.forms import RolesForm, UserVerbForm
from webapp.admin.words import refusal
from webapp.guards import allow
from webapp.htmx import go, page
from webapp.policy.spans import N_
from webapp.refusals import RuleBroken
from webapp.sessions import actor

DONE = {
    "disable": N_("账号已停用，正在使用的登录已退出。"),
    "enable": N_("账号已恢复。"),
    "reset_second_factor": N_("两步验证已重置；岗位要求的，下次登录时重新设置。"),
    "end_sessions": N_("该用户的登录已全部退出。"),
}


@admin.get("/users/<public_id>")
@allow(P.USER_READ)
def user(public_id: str) -> Response:
    """One user with their roles by tenant; `add` names a tenant to give roles in."""
    found = queries.user_of(public_id)
    return _user_page(found, UserVerbForm(found.disabled_at is not None))


def _user_page(
    found: User, act: UserVerbForm, refused: dict[str, RolesForm] | None = None, status: int = 200
) -> Response:
    me = actor()
    held = queries.memberships_of([found.id]).get(found.id, [])
    keeps = queries.keeps(me, found)
    return page(
        "admin/user.html", None, status,
        user=found, act=act, keeps=keeps, manages=me.can(P.USER_MANAGE), oneself=me.user_id == found.id,
        posts=_posts(me, found, held, refused or {}), sessions=queries.open_sessions(found),
        foreign=refusal("foreign"), places=_places(me, found, held) if keeps else [],
    )  # fmt: skip


def _posts(me: Actor, found: User, held: list[Any], refused: dict[str, RolesForm]) -> list[dict[str, Any]]:
    """The tenants in which roles are held, and the one to add, each with its form."""
    posts = [(tenant, list(membership.roles)) for membership, tenant in held]
    added = next(iter(refused), request.args.get("add"))
    if added and added not in {tenant.public_id for tenant, _roles in posts}:
        posts.append((queries.tenant_of(me, added), []))
    return [
        {
            "tenant": tenant,
            "form": refused.get(tenant.public_id) or RolesForm(tenant.kind, roles, prefix=tenant.public_id),
            "labels": [ROLES[role].label for role in ROLES if role.value in roles],
            "new": not roles,
        }
        for tenant, roles in posts
    ]


def _places(me: Actor, found: User, held: list[Any]) -> list[Tenant]:
    """Where else roles can be given: an account of a bureau may serve in the units below it."""
    if me.tenant is None or found.tenant_id != me.tenant.id or not me.can(P.TENANT_MANAGE):
        return []
    taken = {tenant.id for _membership, tenant in held}
    rows = queries.tenants(me, queries.Wanted(state="open")).rows
    return [row.Tenant for row in rows if row.Tenant.id not in taken]


@admin.post("/users/<public_id>/roles/<tenant_id>")
@allow(POST=P.USER_MANAGE)
def user_roles(public_id: str, tenant_id: str) -> Response:
    """Set the user's roles in a tenant of the territory; none ends the membership."""
    found, tenant = queries.user_of(public_id), queries.tenant_of(actor(), tenant_id)
    form = RolesForm(tenant.kind, prefix=tenant.public_id)
    try:
        if form.validate():
            operations.set_roles(actor(), tenant, found, form.roles.data or [])
            flash(_("岗位已更新，对方下一次操作时生效。"), "success")
            return go(url_for("admin.user", public_id=public_id))
    except RuleBroken as broken:
        show(form, broken)
    act = UserVerbForm(found.disabled_at is not None)
    return _user_page(found, act, {tenant.public_id: form}, 422)


@admin.post("/users/<public_id>/act")
@allow(POST=P.USER_MANAGE)
def user_act(public_id: str) -> Response:
    """Disable, enable, reset the password or the second factor, or end the sessions."""
    found = queries.user_of(public_id)
    form = UserVerbForm(found.disabled_at is not None)
    try:
        if form.validate():
            return _done(found, form)
    except RuleBroken as broken:
        show(form, broken)
    return _user_page(found, form, None, 422)


def _done(found: User, form: UserVerbForm) -> Response:
    verb = form.verb.data
    answer = operations.act_on_user(actor(), found, verb, form.reason.data.strip())
    if verb == "reset_password":
        return page("admin/password_once.html", user=found, password=answer, fresh=False)
    flash(_(DONE[verb]), "success")
    return go(url_for("admin.user", public_id=found.public_id))
