"""Append-only events (审计日志): who did what to which row, before and after, sealed in a hash chain.

An event is written in the transaction of its change. Sealing runs later over ranges that no open
transaction can still add to; `verify` names the first range whose events were altered.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Any

import orjson
from sqlalchemy import BigInteger, Index, LargeBinary, insert, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Key, Model, db, key, moment
from tenants.scope import current_scope


class AuditEvent(Model):
    """One change. `subject` is "<table>:<public id>"; `changes` maps a field to [before, after]."""

    __tablename__ = "audit_event"

    id: Mapped[Key] = key()
    at: Mapped[datetime] = moment(default_now=True)
    # Which transaction wrote it: the sealer only takes those that are over.
    transaction: Mapped[int] = mapped_column(
        BigInteger, server_default=text("(pg_current_xact_id()::text)::bigint")
    )
    tenant_id: Mapped[int | None] = mapped_column(BigInteger)
    district_id: Mapped[int | None] = mapped_column(BigInteger)
    city_id: Mapped[int | None] = mapped_column(BigInteger)
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    reach: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    changes: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    reason: Mapped[str | None]

    __table_args__ = (
        Index("ix_audit_event_tenant_id", "tenant_id", text("id desc")),
        Index("ix_audit_event_district_id", "district_id", text("id desc")),
        Index("ix_audit_event_city_id", "city_id", text("id desc")),
        Index("ix_audit_event_transaction", "transaction", "id"),
        Index("ix_audit_event_subject", "subject", text("id desc")),
    )


class AuditSeal(Model):
    """A sealed range of transactions: the hash of their events' contents and of the seal before it."""

    __tablename__ = "audit_seal"

    id: Mapped[Key] = key()
    after: Mapped[int] = mapped_column(BigInteger)  # exclusive
    upto: Mapped[int] = mapped_column(BigInteger, unique=True)  # inclusive
    events: Mapped[int]
    hash: Mapped[bytes] = mapped_column(LargeBinary)
    sealed_at: Mapped[datetime] = moment(default_now=True)


def record(
    action: str,
    subject: str,
    changes: dict[str, Any] | None = None,
    *,
    reason: str | None = None,
    owner: Any = None,
) -> None:
    """Add the one event of a change to the open transaction.

    `owner` is the row (or tenant) whose territory the event belongs to; without it, the actor's own.
    Personal data never stands in `changes`: pass masked values.
    """
    scope = current_scope()
    source: Any = scope if owner is None else owner
    event = {
        "tenant_id": source.tenant_id if hasattr(source, "tenant_id") else source.id,
        "district_id": source.district_id,
        "city_id": source.city_id,
        "user_id": scope.user_id,
        "reach": scope.reach.value,
        "action": action,
        "subject": subject,
        "changes": changes or {},
        "reason": reason or scope.reason,
    }
    # Inline: reading the new row back would need a reach that may read events.
    db.session.execute(insert(AuditEvent).inline().values(**event))


SEALED = (
    AuditEvent.id, AuditEvent.at, AuditEvent.tenant_id, AuditEvent.district_id, AuditEvent.city_id,
    AuditEvent.user_id, AuditEvent.reach, AuditEvent.action, AuditEvent.subject, AuditEvent.changes,
    AuditEvent.reason,
)  # fmt: skip
# Ids are drawn at insert and transactions end in any order, so a range of ids may still fill up; a range
# of transactions that lies wholly below the oldest one still open can't.
HORIZON = text("select (pg_snapshot_xmin(pg_current_snapshot())::text)::bigint - 1")


def seal() -> int:
    """Seal all events of finished transactions; answers how many. Call under the system reach."""
    # One sealer at a time, or two would chain to the same predecessor.
    db.session.execute(text("select pg_advisory_xact_lock(hashtext('audit_seal'))"))
    previous = db.session.scalars(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(1)).first()
    after, before = (previous.upto, previous.hash) if previous else (0, b"")
    upto = db.session.execute(HORIZON).scalar_one()
    events, digest = _chain(before, after, upto)
    if events:
        db.session.add(AuditSeal(after=after, upto=upto, events=events, hash=digest))
    return events


def _chain(before: bytes, after: int, upto: int) -> tuple[int, bytes]:
    """How many events the range holds, and the hash over them that continues `before`."""
    within = (AuditEvent.transaction > after) & (AuditEvent.transaction <= upto)
    query = select(*SEALED).where(within).order_by(AuditEvent.transaction, AuditEvent.id)
    digest, events = hashlib.sha256(before), 0
    for event in db.session.execute(query.execution_options(yield_per=2000)):
        at = event.at.astimezone(UTC).isoformat()
        digest.update(orjson.dumps([event.id, at, *event[2:]]))
        events += 1
    return events, digest.digest()


def verify() -> AuditSeal | None:
    """The first seal whose events no longer give its hash, or None when the chain holds."""
    before = b""
    for sealed in db.session.scalars(select(AuditSeal).order_by(AuditSeal.id)).all():
        if _chain(before, sealed.after, sealed.upto) != (sealed.events, sealed.hash):
            return sealed
        before = sealed.hash
    return None


def verify_latest() -> bool:
    """Whether the latest seal still gives its hash: cheap, since a range is what one sealing took."""
    latest = db.session.scalars(select(AuditSeal).order_by(AuditSeal.id.desc()).limit(2)).all()
    if not latest:
        return True
    before = latest[1].hash if len(latest) > 1 else b""
    return _chain(before, latest[0].after, latest[0].upto) == (latest[0].events, latest[0].hash)
