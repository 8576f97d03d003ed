"""What administrators do to tenants and users; each refusal carries its field and its sentence.

Pages and commands call the same operations; `actor` is None for a command, which runs under the system reach
with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import select

from tenants import registry, staff
from tenants.actor import Actor
from tenants.db import db
from tenants.models import Membership, Tenant, User
from tenants.registry import BadTenant, NewTenant
from tenants.staff import BadUser, NewUser
from webapp.admin import queries, rules
from webapp.admin.words import refusal
from webapp.catalogue.contact import follow_tenant
from webapp.catalogue.operations import begin_tenant
from webapp.refusals import RuleBroken


def create_tenant(new: NewTenant, superior: Tenant | None) -> Tenant:
    """A new tenant under `superior`; raises RuleBroken at the field."""
    try:
        made = registry.create_tenant(new, superior)
    except BadTenant as bad:
        raise RuleBroken(bad.field, refusal(bad.code)) from bad
    begin_tenant(made)
    return made


def change_tenant(tenant: Tenant, values: dict[str, str | None]) -> bool:
    """Change the contact block and names; whether anything changed."""
    try:
        changed = bool(registry.change_tenant(tenant, values))
    except BadTenant as bad:
        raise RuleBroken(bad.field, refusal(bad.code)) from bad
    follow_tenant(tenant)
    return changed


def close_tenant(actor: Actor | None, tenant: Tenant, reason: str) -> None:
    """Close a tenant; never one's own (its superior does)."""
    if actor is not None and actor.tenant is not None and actor.tenant.id == tenant.id:
        raise RuleBroken("reason", refusal("own"))
    if tenant.closed_at is None:
        registry.close_tenant(tenant, reason)
        follow_tenant(tenant)


def reopen_tenant(tenant: Tenant, reason: str) -> None:
    """Take a closing back; nothing happens to an open one."""
    if tenant.closed_at is not None:
        registry.reopen_tenant(tenant, reason)
        follow_tenant(tenant)


def create_user(tenant: Tenant, login: str, name: str, roles: Sequence[str], email: str | None) -> NewUser:
    """A user at home in `tenant` with a generated first password; raises RuleBroken at the field."""
    try:
        return staff.create_user(tenant, login, name, roles, email)
    except BadUser as bad:
        raise RuleBroken(bad.field, refusal(bad.code)) from bad


def set_roles(
    actor: Actor | None, tenant: Tenant, user: User, roles: Sequence[str], reason: str | None = None
) -> None:
    """A user's roles in a tenant; an empty list ends the membership. Raises RuleBroken at `roles`."""
    membership = _membership(tenant, user)
    before = list(membership.roles) if membership is not None and membership.ended_at is None else []
    refused = rules.refuses_roles(before, roles, oneself=_oneself(actor, user))
    if (
        refused is None
        and roles
        and not rules.covers(user.tenant_id, tenant.id, tenant.district_id, tenant.city_id)
    ):
        refused = None if set(roles) <= set(before) else "home"
    if refused is not None:
        raise RuleBroken("roles", refusal(refused))
    if roles:
        _give(tenant, user, roles)
    elif membership is not None and before:
        staff.end_membership(membership, user, reason)


def _membership(tenant: Tenant, user: User) -> Membership | None:
    mine = select(Membership).where(Membership.tenant_id == tenant.id, Membership.user_id == user.id)
    return db.session.scalars(mine.with_for_update()).first()


def _give(tenant: Tenant, user: User, roles: Sequence[str]) -> None:
    try:
        staff.give_roles(tenant, user, roles)
    except BadUser as bad:
        raise RuleBroken(bad.field, refusal(bad.code)) from bad


VERBS: dict[str, Callable[[User, str], Any]] = {
    "disable": staff.disable,
    "enable": staff.enable,
    "reset_password": staff.reset_password,
    "reset_second_factor": staff.reset_second_factor,
    "end_sessions": staff.end_sessions,
}


def act_on_user(actor: Actor | None, user: User, verb: str, reason: str) -> Any:
    """Do one of VERBS with its reason; a reset password is answered. Raises RuleBroken at `verb`."""
    kept = actor is None or queries.keeps(actor, user)
    refused = rules.refuses_verb(verb, oneself=_oneself(actor, user), keeps=kept)
    if refused is not None:
        raise RuleBroken("verb", refusal(refused))
    return VERBS[verb](user, reason)


def _oneself(actor: Actor | None, user: User) -> bool:
    return actor is not None and actor.user_id == user.id
