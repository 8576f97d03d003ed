"""What a person does with their own account, each in a transaction of its own under the account reach.

Tries are committed before anything is verified, so that no error and no refusal un-counts one.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from tenants import accounts, audit, lockout, passwords
from tenants.actor import Actor
from tenants.db import db
from tenants.models import SignIn, User
from tenants.scope import Reach, Scope
from webapp.extensions import keyring
from webapp.transaction import separately


class Locked(Exception):
    """Too many failures: nothing was verified. `wait` says for how long."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(str(wait))
        self.wait = wait


def account_of(actor: Actor) -> Scope:
    """The reach of the person's own account."""
    return Scope(Reach.ACCOUNT, user_id=actor.user_id)


def sign_in(login: str, password: str, address: str, agent: str) -> str | None:
    """The token of a new session, or None; raises Locked. Equally slow for a known and an unknown login."""
    key = _key("login", accounts.normal_login(login))
    with separately(accounts.by_login(login)):
        _admit(key, address)
    with separately(accounts.by_login(login)):
        user = accounts.check_password(login, password)
        if user is not None:
            lockout.succeeded(key, address)
        else:
            _note_failure("account.sign_in_failed", accounts.normal_login(login), key, address)
    return _begin(user, address, agent) if user is not None else None


def _note_failure(action: str, login: str, key: str, address: str) -> None:
    """Leave a failed try in the audit (4.7), and the lock-out when it begins one; nothing of what was typed.

    For a login of nobody's the same is written without a subject or an owner, so that it takes as long.
    """
    user = db.session.scalars(select(User).where(User.login == login)).first()
    subject = f"user:{user.public_id}" if user else "user:-"
    audit.record(action, subject, owner=user)
    if lockout.locked_for(key, address, datetime.now(UTC)):
        audit.record("account.locked_out", subject, owner=user)


def _begin(user: User, address: str, agent: str) -> str:
    with separately(Scope(Reach.ACCOUNT, user_id=user.id)):
        return accounts.begin_session(user, address, agent)


def sign_out(token: str) -> None:
    """End the session of this browser."""
    with separately(accounts.by_token(token)):
        accounts.end_session(token)


def pass_second_factor(actor: Actor, code: str, token: str, address: str) -> str | None:
    """The session's new token when the code fits, else None; raises Locked."""
    key = _key("code", actor.login)
    with separately(account_of(actor)):
        _admit(key, address)
    with separately(account_of(actor)):
        user = accounts.own_user(actor.user_id)
        if not accounts.pass_second_factor(user, code, token, keyring()):
            _note_failure("account.code_failed", user.login, key, address)
            return None
        lockout.succeeded(key, address)
        return accounts.renew_session(token)


def enrol_second_factor(actor: Actor, secret: str, code: str, token: str) -> str | None:
    """Put a new secret in force by its first code; answers the session's new token, else None."""
    with separately(account_of(actor)):
        user = accounts.own_user(actor.user_id)
        if not accounts.enrol_second_factor(user, secret, code, token, keyring()):
            return None
        fresh = accounts.renew_session(token)
        accounts.end_sessions(user, but=fresh)
        return fresh


def change_password(actor: Actor, current: str, new: str, token: str, address: str) -> str | None:
    """Change the password and end all other sessions; None when `current` is wrong; raises Locked."""
    key = _key("login", actor.login)
    with separately(account_of(actor)):
        _admit(key, address)
    with separately(account_of(actor)):
        user = accounts.own_user(actor.user_id)
        if not passwords.matches(user.password_hash, current):
            return None
        lockout.succeeded(key, address)
        accounts.change_password(user, new)
        fresh = accounts.renew_session(token)
        accounts.end_sessions(user, but=fresh)
        return fresh


def end_others(actor: Actor, token: str) -> int:
    """End all of the person's sessions but this one; answers how many."""
    with separately(account_of(actor)):
        return accounts.end_sessions(accounts.own_user(actor.user_id), but=token)


def end_one(actor: Actor, handle: str) -> int:
    """End the person's own session of this handle; 0 when there is none, or it is somebody else's."""
    with separately(account_of(actor)):
        return accounts.end_sessions(accounts.own_user(actor.user_id), only=handle)


def own_sessions(actor: Actor) -> list[SignIn]:
    """The person's open sessions, the latest first."""
    with separately(account_of(actor).reading()):
        return accounts.live_sessions(actor.user_id)


def switch(actor: Actor, choices: tuple[accounts.MembershipChoice, ...], wanted: str, token: str) -> bool:
    """Act for the membership's tenant of that public id; False when it is none of the person's own."""
    chosen = next((choice.tenant for choice in choices if choice.tenant.public_id == wanted), None)
    if chosen is None:
        return False
    with separately(account_of(actor)):
        accounts.switch_tenant(accounts.own_user(actor.user_id), token, chosen)
    return True


def speak(actor: Actor, locale: str) -> None:
    """Keep the language of the person's pages."""
    with separately(account_of(actor)):
        accounts.change_locale(accounts.own_user(actor.user_id), locale)


def _key(kind: str, login: str) -> str:
    return keyring().index(f"{kind}:{login}").hex()


def _admit(key: str, address: str) -> None:
    wait = lockout.admit(key, address, datetime.now(UTC))
    if wait:
        raise Locked(wait)
