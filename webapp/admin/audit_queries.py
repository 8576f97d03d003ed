"""The audit log as it is read: filtered, a page at a time, with names for people and rows (spec 4.4, 11)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, or_, select

from tenants import audit
from tenants.audit import AuditEvent, AuditSeal
from tenants.db import db
from tenants.models import Tenant, User
from tenants.scope import Scope
from webapp.admin.queries import contains
from webapp.keyset import Leaf, leaf
from webapp.policy.programme import SHANGHAI
from webapp.transaction import separately


@dataclass(frozen=True, slots=True)
class Sought:
    """The filters of the log; a day is Shanghai's, both ends included."""

    who: str = ""
    action: str = ""
    subject: str = ""
    since: date | None = None
    until: date | None = None
    place: str = ""


def events(sought: Sought) -> Leaf:
    """A page of the events within reach, the latest first, with the name of who did it where visible."""
    query = select(AuditEvent.id, AuditEvent, User.name.label("who"), User.login).outerjoin(
        User, User.id == AuditEvent.user_id
    )
    if sought.who:
        query = query.where(or_(contains(User.name, sought.who), contains(User.login, sought.who)))
    if sought.action:
        query = query.where(AuditEvent.action == sought.action)
    if sought.subject:
        whole = ":" in sought.subject
        query = query.where(
            AuditEvent.subject == sought.subject
            if whole
            else AuditEvent.subject.startswith(f"{sought.subject}:", autoescape=True)
        )
    if sought.since:
        query = query.where(AuditEvent.at >= _midnight(sought.since))
    if sought.until:
        query = query.where(AuditEvent.at < _midnight(sought.until + timedelta(days=1)))
    return leaf(query, (AuditEvent.id,), sought.place, falling=True)


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SHANGHAI)


def names_of(subjects: Iterable[str]) -> dict[str, str]:
    """The names of the users and tenants among `subjects`, by subject, as far as they are within reach."""
    ids: dict[str, set[str]] = {}
    for subject in subjects:
        table, _, public_id = subject.partition(":")
        ids.setdefault(table, set()).add(public_id)
    users = select(User.public_id, User.name).where(User.public_id.in_(ids.get("user", ())))
    tenants = select(Tenant.public_id, Tenant.short_name).where(Tenant.public_id.in_(ids.get("tenant", ())))
    return {f"user:{id_}": name for id_, name in db.session.execute(users)} | {
        f"tenant:{id_}": name for id_, name in db.session.execute(tenants)
    }


@dataclass(frozen=True, slots=True)
class SealState:
    """How far the chain is sealed, and whether its latest range still gives its hash."""

    sealed_at: datetime | None = None
    ranges: int = 0
    sealed: int = 0
    holds: bool = True


def seal_state() -> SealState:
    """The chain's state, its latest range worked out anew. The whole chain is the command's to verify.

    A transaction of its own: only the system reach sees the seals. Call it before the request's own queries.
    """
    with separately(Scope.of_system("the seals' state on the audit page", read_only=True)):
        totals = select(
            func.count(), func.coalesce(func.sum(AuditSeal.events), 0), func.max(AuditSeal.sealed_at)
        )
        ranges, sealed, at = db.session.execute(totals).one()
        return SealState(at, ranges, int(sealed), audit.verify_latest())
