"""Whose eyes a database session looks through: a reach, and the ids that bound it (spec: isolation).

A session without a scope can't begin a transaction; a scope can't change while one is open.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from enum import StrEnum


class NoScope(RuntimeError):
    """A transaction was begun by nobody."""


class Reach(StrEnum):
    """How far a session sees; each has a database role of its own, `app_<reach>`."""

    ACCOUNT = "account"  # one person's own account, before a tenant is chosen
    APPLICANT = "applicant"
    TENANT = "tenant"
    INSTITUTION = "institution"  # a training institution: other units' applications that it re-examines
    DISTRICT = "district"
    CITY = "city"
    PUBLIC = "public"
    CROSSCHECK = "crosscheck"  # 查重: a city's ledger of people; of applications how they stand, nothing else
    SYSTEM = "system"  # cross-tenant jobs and commands; always with a reason

    @property
    def role(self) -> str:
        return f"app_{self.value}"


@dataclass(frozen=True, slots=True)
class Scope:
    """One reach with its ids. `login` and `token` only serve the account reach at sign-in."""

    reach: Reach
    user_id: int | None = None
    tenant_id: int | None = None
    district_id: int | None = None
    city_id: int | None = None
    login: str | None = None
    token: str | None = None
    read_only: bool = False
    reason: str | None = None

    @classmethod
    def of_system(cls, reason: str, *, read_only: bool = False, user_id: int | None = None) -> Scope:
        """The reach over all tenants; refuses an empty reason, which the audit quotes."""
        if not reason.strip():
            raise ValueError("the system reach needs a reason")
        return cls(Reach.SYSTEM, user_id=user_id, read_only=read_only, reason=reason)

    @classmethod
    def of_crosscheck(cls, city_id: int, *, user_id: int | None = None) -> Scope:
        """The reach of the check across a city's tenants (1.7): borrowed for single statements, whose results
        no tenant is shown."""
        return cls(Reach.CROSSCHECK, user_id=user_id, city_id=city_id)

    def reading(self) -> Scope:
        """The same eyes, with hands tied: its transactions are READ ONLY."""
        return replace(self, read_only=True)

    def settings(self) -> dict[str, str]:
        """What each transaction is stamped with; a missing id is the empty string and matches no row."""
        stamped = {
            "role": self.reach.role,
            "app.user_id": self.user_id,
            "app.tenant_id": self.tenant_id,
            "app.district_id": self.district_id,
            "app.city_id": self.city_id,
            "app.login": self.login,
            "app.token": self.token,
            "transaction_read_only": "on" if self.read_only else "off",
        }
        return {name: "" if value is None else str(value) for name, value in stamped.items()}


_current: ContextVar[Scope | None] = ContextVar("scope", default=None)


def current_scope() -> Scope:
    """The scope in force; raises NoScope when nobody acts."""
    scope = _current.get()
    if scope is None:
        raise NoScope("open a scope with acting_as(...) before touching the database")
    return scope


def scope_or_none() -> Scope | None:
    return _current.get()


@contextmanager
def acting_as(scope: Scope) -> Iterator[Scope]:
    """Act as `scope` inside the block. Transactions of the block should end inside it."""
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)
