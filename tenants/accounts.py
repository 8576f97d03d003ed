"""A person's own account: signing in, sessions, the second factor, the password, the tenant acted for.

All of it runs under the account reach, which sees one login, one session token or one user, and no tenant's
rows but the memberships of that user.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import undefer

from tenants import audit, passwords
from tenants.actor import APPLICANT, ActingTenant, Actor
from tenants.db import db
from tenants.kinds import Kind
from tenants.models import ApplicantAccount, Membership, SignIn, Tenant, User
from tenants.scope import Reach, Scope
from tenants.sealing import Keyring

IDLE = timedelta(minutes=30)
LONGEST = timedelta(hours=12)
TOUCH_AFTER = timedelta(seconds=60)
HANDLE = 16  # signs of a session's hash; a hash of 256 random bits tells nothing of its token


class FactorStands(RuntimeError):
    """A second factor is in force and this session has not passed it, so it can't be replaced here."""


@dataclass(frozen=True, slots=True)
class MembershipChoice:
    """One tenant the person may act for: what the switcher lists."""

    tenant: ActingTenant
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Presence:
    """A live session: its actor and the tenants to choose from.

    `wanted` is the tenant it acts for; the actor has none when that one is closed or the membership ended.
    """

    sign_in_id: int
    actor: Actor
    memberships: tuple[MembershipChoice, ...]
    stale_seen: bool
    wanted: int | None = None


def by_token(token: str) -> Scope:
    """The account reach that sees the session of this token and its user, and nothing else."""
    return Scope(Reach.ACCOUNT, token=_hash(token))


def by_login(login: str) -> Scope:
    """The account reach that sees the user of this login only."""
    return Scope(Reach.ACCOUNT, login=normal_login(login))


def normal_login(login: str) -> str:
    return login.strip().casefold()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def presence(token: str, now: datetime | None = None) -> Presence | None:
    """The live session of a token with its user's memberships, in one query; None when it is over."""
    moment = now or datetime.now(UTC)
    rows = db.session.execute(
        select(SignIn, User, Membership, Tenant, ApplicantAccount.city_id.label("applies_in"))
        .join(User, User.id == SignIn.user_id)
        .outerjoin(Membership, (Membership.user_id == User.id) & Membership.ended_at.is_(None))
        .outerjoin(Tenant, (Tenant.id == Membership.tenant_id) & Tenant.closed_at.is_(None))
        .outerjoin(ApplicantAccount, ApplicantAccount.user_id == User.id)
        .where(SignIn.token_hash == _hash(token), SignIn.ended_at.is_(None), User.disabled_at.is_(None))
        .order_by(Membership.id)
    ).all()
    if not rows or _over(rows[0].SignIn, moment):
        return None
    sign_in, user = rows[0].SignIn, rows[0].User
    choices = tuple(_choice(row.Tenant, row.Membership) for row in rows if row.Tenant is not None)
    # Once a tenant was acted for, no other takes its place unasked: an open form would change rows there.
    wanted = sign_in.tenant_id or (choices[0].tenant.id if choices else None)
    acting = next((choice for choice in choices if choice.tenant.id == wanted), None)
    stale = moment - sign_in.seen_at > TOUCH_AFTER or sign_in.tenant_id != wanted
    actor = _actor(user, acting, sign_in, rows[0].applies_in)
    return Presence(sign_in.id, actor, choices, stale, wanted)


def _over(sign_in: SignIn, now: datetime) -> bool:
    return now - sign_in.seen_at > IDLE or now - sign_in.created_at > LONGEST


def _choice(tenant: Tenant, membership: Membership) -> MembershipChoice:
    acting = ActingTenant(
        tenant.id, tenant.public_id, Kind(tenant.kind), tenant.name, tenant.short_name,
        tenant.district_id, tenant.city_id, tenant.reporting_unit,
    )  # fmt: skip
    return MembershipChoice(acting, tuple(membership.roles))


def _actor(
    user: User, choice: MembershipChoice | None, sign_in: SignIn, applies_in: int | None = None
) -> Actor:
    alone: tuple[str, ...] = (APPLICANT,) if applies_in is not None else ()
    return Actor(
        user_id=user.id,
        user_public_id=user.public_id,
        name=user.name,
        login=user.login,
        locale=user.locale,
        tenant=choice.tenant if choice else None,
        roles=choice.roles if choice else alone,
        city_id=None if choice else applies_in,
        must_change_password=user.must_change_password,
        has_second_factor=user.totp_confirmed_at is not None,
        passed_second_factor=sign_in.second_factor_at is not None,
    )


def touch(sign_in_id: int, tenant_id: int | None) -> None:
    """Note that the session is in use, which puts off its idle end, and which tenant it began to act for."""
    began = func.coalesce(SignIn.tenant_id, tenant_id)
    seen = update(SignIn).where(SignIn.id == sign_in_id)
    db.session.execute(seen.values(seen_at=datetime.now(UTC), tenant_id=began))


def check_password(login: str, password: str) -> User | None:
    """The user of a login if the password fits and the account is open; as slow for an unknown login."""
    of_login = select(User).where(User.login == normal_login(login)).options(undefer(User.password_hash))
    user = db.session.scalars(of_login).first()
    fits = passwords.matches(user.password_hash if user else None, password)
    return user if user and fits and user.disabled_at is None else None


def begin_session(user: User, address: str, agent: str) -> str:
    """A new session row; answers its token, which is kept nowhere but in the browser's cookie."""
    token = secrets.token_urlsafe(32)
    db.session.add(SignIn(token_hash=_hash(token), user_id=user.id, address=address, agent=agent[:200]))
    audit.record("account.sign_in", f"user:{user.public_id}", owner=user)
    return token


def renew_session(token: str) -> str:
    """The same session under a new token: whoever knew the old one before a second factor or a new password
    has nothing any more."""
    fresh = secrets.token_urlsafe(32)
    db.session.execute(
        update(SignIn).where(SignIn.token_hash == _hash(token)).values(token_hash=_hash(fresh))
    )
    return fresh


def end_session(token: str) -> None:
    """End the session of a token (退出)."""
    mine = select(SignIn, User).join(User, User.id == SignIn.user_id)
    found = db.session.execute(mine.where(SignIn.token_hash == _hash(token))).first()
    if found is None or found.SignIn.ended_at is not None:
        return
    found.SignIn.ended_at = datetime.now(UTC)
    audit.record("account.sign_out", f"user:{found.User.public_id}", owner=found.User)


def end_sessions(user: User, *, but: str | None = None, only: str | None = None) -> int:
    """End all sessions of a user, or all `but` the one of a token, or `only` the one of a handle."""
    mine = update(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None))
    if but is not None:
        mine = mine.where(SignIn.token_hash != _hash(but))
    if only is not None:
        mine = mine.where(func.left(SignIn.token_hash, HANDLE) == only)
    ended = db.session.execute(
        mine.values(ended_at=datetime.now(UTC)), execution_options={"synchronize_session": False}
    )
    number = int(ended.rowcount)  # type: ignore[attr-defined]
    if number:
        audit.record("account.end_sessions", f"user:{user.public_id}", {"sessions": [number, 0]}, owner=user)
    return number


def live_sessions(user_id: int, now: datetime | None = None) -> list[SignIn]:
    """The person's open sessions, the latest first."""
    moment = now or datetime.now(UTC)
    mine = (
        SignIn.user_id == user_id, SignIn.ended_at.is_(None),
        SignIn.seen_at > moment - IDLE, SignIn.created_at > moment - LONGEST,
    )  # fmt: skip
    return list(db.session.scalars(select(SignIn).where(*mine).order_by(SignIn.seen_at.desc())))


def is_own(sign_in: SignIn, token: str) -> bool:
    return sign_in.token_hash == _hash(token)


def handle(sign_in: SignIn) -> str:
    """How a form names a session: its number would tell how many people sign in."""
    return sign_in.token_hash[:HANDLE]


def own_user(user_id: int) -> User:
    """The user of an account reach, locked: two requests at once can't both use one code."""
    # Only `populate_existing` makes the lock worth it: what was read before it may be stale.
    secrets_too = (undefer(User.password_hash), undefer(User.totp_secret))
    mine = select(User).where(User.id == user_id).with_for_update().options(*secrets_too)
    return db.session.scalars(mine.execution_options(populate_existing=True)).one()


def switch_tenant(user: User, token: str, tenant: ActingTenant) -> None:
    """Act for another tenant of one's own from the next request on; `tenant` is one of the memberships."""
    db.session.execute(update(SignIn).where(SignIn.token_hash == _hash(token)).values(tenant_id=tenant.id))
    audit.record(
        "account.switch", f"user:{user.public_id}", {"tenant": [None, tenant.short_name]}, owner=tenant
    )


def change_locale(user: User, locale: str) -> None:
    """The language of the person's pages from the next request on."""
    if user.locale == locale:
        return
    audit.record("account.locale", f"user:{user.public_id}", {"locale": [user.locale, locale]}, owner=user)
    user.locale = locale


def change_password(user: User, password: str) -> None:
    """Set a new password; its strength was checked by the form. Other sessions should be ended with it."""
    user.password_hash = passwords.hashed(password)
    user.password_changed_at = datetime.now(UTC)
    user.must_change_password = False
    audit.record("account.password", f"user:{user.public_id}", owner=user)


def enrol_second_factor(user: User, secret: str, code: str, token: str, keyring: Keyring) -> bool:
    """Put a new TOTP secret in force by its first code; until then the former serves. False: no fit.

    Refuses, by raising, a session that has not passed the second factor that is already there: a stolen
    password would otherwise replace it.
    """
    if user.totp_confirmed_at is not None and not _passed(token):
        raise FactorStands(user.login)
    step = passwords.totp_step(secret, code, None)
    if step is None:
        return False
    user.totp_secret, user.totp_confirmed_at, user.totp_last_step = (
        keyring.seal(secret),
        datetime.now(UTC),
        step,
    )
    _pass(token)
    audit.record("account.second_factor", f"user:{user.public_id}", owner=user)
    return True


def pass_second_factor(user: User, code: str, token: str, keyring: Keyring) -> bool:
    """Accept a code for this session, each code once. False when it doesn't fit."""
    if user.totp_secret is None or user.totp_confirmed_at is None:
        return False
    step = passwords.totp_step(keyring.open_text(user.totp_secret), code, user.totp_last_step)
    if step is None:
        return False
    user.totp_last_step = step
    _pass(token)
    audit.record("account.second_factor_passed", f"user:{user.public_id}", owner=user)
    return True


def _passed(token: str) -> bool:
    mine = select(SignIn.second_factor_at).where(SignIn.token_hash == _hash(token))
    return db.session.scalars(mine).first() is not None


def _pass(token: str) -> None:
    db.session.execute(
        update(SignIn).where(SignIn.token_hash == _hash(token)).values(second_factor_at=datetime.now(UTC))
    )
