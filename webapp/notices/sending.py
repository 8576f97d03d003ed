"""Emptying the outbox (spec 4.3): claim by one UPDATE with a lease, send, note it; at least once each.

Killed between sending and noting, the message goes again under the same key once its lease is over. A try
that fails waits 1, 4, 16, 64 minutes; after the fifth the message is marked failed and shown as such.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import orjson
from cryptography.exceptions import InvalidTag
from flask import current_app
from sqlalchemy import func, or_, select, update

from tenants.db import db
from tenants.scope import Scope
from webapp.extensions import keyring, settings
from webapp.jobs.lease import NOW
from webapp.notices.gateways import Gateway, NotNow, Parcel, Refused, Spool, smtp_of
from webapp.notices.models import Channel, OutgoingMessage, Sending
from webapp.transaction import separately

log = logging.getLogger(__name__)
ATTEMPTS = 5
LEASE = timedelta(minutes=3)  # longer than one message may take on a slow server
FIRST_WAIT = timedelta(minutes=1)  # fourfold after each further try
TURN = 30.0  # seconds of one call: a slow server must not hold up what else waits in the queue
FREE = or_(OutgoingMessage.lease_until.is_(None), OutgoingMessage.lease_until < NOW)


@dataclass(frozen=True, slots=True)
class Claimed:
    """One message of this worker's, as long as its lease and its attempt are in force."""

    id: int
    attempt: int
    channel: str
    key: str
    address: bytes
    body: bytes


def send_due(stopping: Callable[[], bool] = lambda: False) -> int:
    """Send what is due, the oldest first, for half a minute or until this worker stops; answers how many."""
    _give_up()
    sent, began = 0, time.monotonic()
    while time.monotonic() - began < TURN and not stopping():
        claimed = _claim()
        if claimed is None:
            break
        sent += _send(claimed)
    return sent


def _claim() -> Claimed | None:
    """Take the oldest due message for one lease: one at a time, since a slow server would eat up more."""
    with separately(Scope.of_system("sending what is due")):
        due = (
            select(OutgoingMessage.id)
            .where(OutgoingMessage.state == Sending.QUEUED, OutgoingMessage.next_try_at <= NOW, FREE)
            .where(OutgoingMessage.attempts < ATTEMPTS)
            .order_by(OutgoingMessage.next_try_at, OutgoingMessage.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        taken = update(OutgoingMessage).where(OutgoingMessage.id == due.scalar_subquery())
        taken = taken.values(attempts=OutgoingMessage.attempts + 1, lease_until=NOW + LEASE)
        row = db.session.execute(
            taken.returning(
                OutgoingMessage.id, OutgoingMessage.attempts, OutgoingMessage.channel, OutgoingMessage.key,
                OutgoingMessage.address, OutgoingMessage.body,
            )
        ).first()  # fmt: skip
    return Claimed(*row) if row else None


def _send(claimed: Claimed) -> bool:
    try:
        gateway(Channel(claimed.channel)).send(_opened(claimed))
    except Refused as refused:
        _note(claimed, state=Sending.FAILED.value, error=refused.code)
    except NotNow as trouble:
        _again(claimed, trouble.code)
    except OSError as error:
        _again(claimed, type(error).__name__)
    else:
        _note(claimed, state=Sending.SENT.value, sent_at=NOW, error=None)
        return True
    return False


def _opened(claimed: Claimed) -> Parcel:
    ring = keyring()
    try:
        body = orjson.loads(ring.open(claimed.body))
        address = ring.open_text(claimed.address)
    except (LookupError, InvalidTag):
        raise Refused("sealed with a lost key") from None
    return Parcel(claimed.key, address, body["text"], body.get("subject", ""), body.get("html", ""))


def _again(claimed: Claimed, code: str) -> None:
    if claimed.attempt >= ATTEMPTS:
        _note(claimed, state=Sending.FAILED.value, error=code)
    else:
        wait = FIRST_WAIT * 4 ** (claimed.attempt - 1)
        _note(claimed, next_try_at=NOW + wait, error=code)
    log.warning("message %s, try %s: %s", claimed.id, claimed.attempt, code)


def _note(claimed: Claimed, **values: object) -> None:
    """What became of a try; a worker whose lease was taken over by another one notes nothing."""
    with separately(Scope.of_system("noting what was sent")):
        mine = update(OutgoingMessage).where(OutgoingMessage.id == claimed.id)
        mine = mine.where(
            OutgoingMessage.attempts == claimed.attempt, OutgoingMessage.state == Sending.QUEUED
        )
        db.session.execute(mine.values(lease_until=None, **values))


def _give_up() -> None:
    """Messages whose fifth try was cut off: nobody will try again."""
    with separately(Scope.of_system("giving up spent messages")):
        spent = update(OutgoingMessage).where(OutgoingMessage.state == Sending.QUEUED, FREE)
        spent = spent.where(OutgoingMessage.attempts >= ATTEMPTS)
        db.session.execute(spent.values(state=Sending.FAILED.value, error="cut off", lease_until=None))


def gateway(channel: Channel) -> Gateway:
    """The way out of a channel, by the settings: one made a process. Another one is put into
    `app.extensions["gateways"]`, a dict by channel."""
    made: dict[Channel, Gateway] = current_app.extensions.setdefault("gateways", {})
    if channel not in made:
        made[channel] = _gateway(channel)
    return made[channel]


def _gateway(channel: Channel) -> Gateway:
    given = settings()
    outbox = given.storage / "outbox"
    if channel is Channel.SMS:
        return Spool(given.sms_spool or outbox / "sms", "json")
    return smtp_of(given.smtp_url) if given.smtp_url else Spool(outbox / "mail", "eml")


def oldest_due() -> float:
    """Seconds since the oldest unsent message was due; 0 when none is. Under the system reach."""
    waiting = (OutgoingMessage.state == Sending.QUEUED, OutgoingMessage.next_try_at < NOW)
    since = func.extract("epoch", NOW - func.min(OutgoingMessage.next_try_at))
    return float(db.session.scalar(select(since).where(*waiting)) or 0)
