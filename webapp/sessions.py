"""The signed-in person of a request: Flask-Login over the session rows of `tenants.accounts`.

Read afresh at every request, so that a disabled user or a changed role takes effect at once.
"""

from __future__ import annotations

from flask import Flask, g
from flask import session as cookie
from flask_login import LoginManager, UserMixin, current_user

from tenants import accounts
from tenants.accounts import MembershipChoice, Presence
from tenants.actor import Actor
from tenants.db import db
from tenants.scope import acting_as

TOKEN = "_user_id"  # noqa: S105 - Flask-Login's own name for what it keeps in the cookie
manager = LoginManager()
manager.session_protection = None  # the session row is bound to its token; addresses change on phones


class SignedIn(UserMixin):  # type: ignore[misc]
    """Flask-Login's current user: the presence read from the session row."""

    def __init__(self, token: str, presence: Presence) -> None:
        self.token = token
        self.presence = presence

    def get_id(self) -> str:
        return self.token

    @property
    def actor(self) -> Actor:
        return self.presence.actor

    @property
    def name(self) -> str:
        return self.presence.actor.name

    @property
    def memberships(self) -> tuple[MembershipChoice, ...]:
        return self.presence.memberships


@manager.user_loader
def load(token: str) -> SignedIn | None:
    """The person behind a session token; None when it ended, idled out or the user was disabled."""
    presence = _presence(token)
    return SignedIn(token, presence) if presence else None


def _presence(token: str) -> Presence | None:
    with acting_as(accounts.by_token(token).reading()):
        presence = accounts.presence(token)
        db.session.rollback()
    if presence and presence.stale_seen:
        with acting_as(accounts.by_token(token)):
            accounts.touch(presence.sign_in_id, presence.wanted)
            db.session.commit()
    return presence


def actor_or_none() -> Actor | None:
    """The actor of this request, if anybody is signed in."""
    return current_user.actor if current_user.is_authenticated else None


def actor() -> Actor:
    """The actor of this request; only for routes that demand one."""
    found = actor_or_none()
    if found is None:
        raise RuntimeError("this route is open to strangers and has no actor")
    return found


def remember(token: str) -> None:
    """Start the browser's session anew with a fresh session row's token."""
    cookie.clear()
    cookie[TOKEN] = token
    cookie["_fresh"] = True
    g.pop("_login_user", None)


def forget() -> None:
    """Empty the browser's cookie."""
    cookie.clear()
    g.pop("_login_user", None)


def init_sessions(app: Flask) -> None:
    manager.init_app(app)
