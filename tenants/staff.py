"""Users and their roles in a tenant, kept by that tenant's administrators or its superiors."""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from tenants import audit, passwords
from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Membership, SignIn, Tenant, User
from tenants.roles import roles_for, stand_apart

LOGIN = re.compile(r"[a-z0-9][a-z0-9._@-]{2,63}")


class BadUser(ValueError):
    """The user or the roles are refused: `field` and a code ("login", "taken", "roles", "name")."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code


@dataclass(frozen=True, slots=True)
class NewUser:
    """A user with their first password, which they must change at the first sign-in."""

    user: User
    password: str


def create_user(
    tenant: Tenant, login: str, name: str, roles: Sequence[str], email: str | None = None
) -> NewUser:
    """A user at home in `tenant` with a generated first password; refuses a bad or taken login."""
    login = login.strip().casefold()
    if not LOGIN.fullmatch(login):
        raise BadUser("login", "login")
    if not name.strip():
        raise BadUser("name", "missing")
    password = secrets.token_urlsafe(12)
    user = User(
        login=login, name=name.strip(), email=email, password_hash=passwords.hashed(password),
        must_change_password=True,
        tenant_id=tenant.id, district_id=tenant.district_id, city_id=tenant.city_id,
    )  # fmt: skip
    _insert(user)
    audit.record("user.create", f"user:{user.public_id}", {"login": [None, login]}, owner=user)
    give_roles(tenant, user, roles)
    return NewUser(user, password)


def _insert(user: User) -> None:
    """Logins are unique over all tenants; the constraint tells, since other tenants' users aren't visible."""
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError as error:
        raise BadUser("login", "taken") from error


def give_roles(tenant: Tenant, user: User, roles: Sequence[str]) -> Membership:
    """Set a user's roles in a tenant; refuses roles that its kind doesn't have, none,
    and two of which one approves what the other enters."""
    offered = [role.value for role in roles_for(Kind(tenant.kind))]
    if not roles or not set(roles) <= set(offered):
        raise BadUser("roles", "roles")
    if not stand_apart(roles):
        raise BadUser("roles", "apart")
    roles = [role for role in offered if role in roles]
    mine = select(Membership).where(Membership.tenant_id == tenant.id, Membership.user_id == user.id)
    membership = db.session.scalars(mine.with_for_update()).first()
    before = list(membership.roles) if membership and membership.ended_at is None else []
    if membership is None:
        membership = Membership(
            tenant_id=tenant.id, district_id=tenant.district_id, city_id=tenant.city_id, user_id=user.id
        )
        db.session.add(membership)
    membership.roles, membership.ended_at = list(roles), None
    db.session.flush()
    changes = {"roles": [before, list(roles)], "tenant": [None, tenant.short_name]}
    audit.record("user.roles", f"user:{user.public_id}", changes, owner=tenant)
    return membership


def end_membership(membership: Membership, user: User, reason: str | None = None) -> None:
    """Take a user's roles in a tenant away, from the next request on."""
    membership.ended_at = datetime.now(UTC)
    changes = {"roles": [list(membership.roles), []]}
    audit.record("user.leave", f"user:{user.public_id}", changes, reason=reason, owner=membership)


def disable(user: User, reason: str) -> None:
    """Disable an account and end its sessions; takes effect at the next request and job."""
    user.disabled_at = datetime.now(UTC)
    _end_sessions(user)
    audit.record("user.disable", f"user:{user.public_id}", reason=reason, owner=user)


def enable(user: User, reason: str) -> None:
    """Take a disabling back."""
    user.disabled_at = None
    audit.record("user.enable", f"user:{user.public_id}", reason=reason, owner=user)


def reset_password(user: User, reason: str) -> str:
    """A generated password that must be changed at the next sign-in; ends the user's sessions."""
    password = secrets.token_urlsafe(12)
    user.password_hash, user.must_change_password = passwords.hashed(password), True
    user.password_changed_at = datetime.now(UTC)
    _end_sessions(user)
    audit.record("user.reset_password", f"user:{user.public_id}", reason=reason, owner=user)
    return password


def reset_second_factor(user: User, reason: str) -> None:
    """Forget a lost second factor; the next sign-in enrols a new one where the role demands it."""
    user.totp_secret, user.totp_confirmed_at, user.totp_last_step = None, None, None
    _end_sessions(user)
    audit.record("user.reset_second_factor", f"user:{user.public_id}", reason=reason, owner=user)


def end_sessions(user: User, reason: str) -> int:
    """End all of a user's sessions; answers how many."""
    number = _end_sessions(user)
    audit.record(
        "user.end_sessions", f"user:{user.public_id}", {"sessions": [number, 0]}, reason=reason, owner=user
    )
    return number


def _end_sessions(user: User) -> int:
    open_ones = update(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None))
    # A keeper may not read a session's token, so the rows in memory are left alone.
    ended = db.session.execute(
        open_ones.values(ended_at=datetime.now(UTC)), execution_options={"synchronize_session": False}
    )
    return int(ended.rowcount)  # type: ignore[attr-defined]
