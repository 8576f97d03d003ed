"""Emptying the outbox (spec 4.3): claim by one UPDATE with a lease, send, note it; at least once each.

Killed between sending and noting, the message goes again under the same key once its lease is over. A try
that fails waits 1, 4, 16, 64 minutes; after the fifth the message is marked failed and shown as such.
Short messages go first; a sign-in code past its life goes no more; what a message said is forgotten with it.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

import orjson
from cryptography.exceptions import InvalidTag
from flask import current_app
from sqlalchemy import func, or_, select, update

from tenants.applicants import LASTS
from tenants.db import db
from tenants.scope import Scope
from webapp.extensions import keyring, settings
from webapp.jobs.lease import NOW
from webapp.jobs.queue import ring_bell
from webapp.notices.gateways import Gateway, NotNow, Parcel, Refused, Spool, smtp_of
from webapp.notices.models import Channel, OutgoingMessage, Sending
from webapp.notices.operations import QUEUE, SEND
from webapp.transaction import separately

log = logging.getLogger(__name__)
ATTEMPTS = 5
LEASE = timedelta(minutes=3)  # longer than one message may take on the slowest server (gateways.WORST)
FIRST_WAIT = timedelta(minutes=1)  # fourfold after each further try
TURN = 20.0  # seconds of one call, after which no other message is begun and the bell is rung again
LASTING = {"account.code": LASTS}  # messages that are worth nothing after so long
FREE = or_(OutgoingMessage.lease_until.is_(None), OutgoingMessage.lease_until < NOW)


FORGOTTEN = b""  # in place of the words, once nobody will send them any more


class Sent(Enum):
    YES = auto()
    NOT_NOW = auto()
    AWAY = auto()
    NEVER = auto()


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
    """Send what is due, short messages first, then the oldest, for TURN seconds or until this worker stops;
    answers how many. When the mail server doesn't answer, the turn goes on without mails."""
    _give_up()
    sent, began, ways = 0, time.monotonic(), [Channel.SMS, Channel.EMAIL]
    while not stopping():
        if time.monotonic() - began >= TURN:
            ring_bell(SEND, QUEUE)
            break
        claimed = next(filter(None, map(_claim, ways)), None)
        if claimed is None:
            break
        done = _send(claimed)
        sent += done is Sent.YES
        if done is Sent.AWAY and claimed.channel == Channel.EMAIL:
            ways = [Channel.SMS]  # the next turn asks the server again
    return sent


def _claim(channel: Channel) -> Claimed | None:
    """Take a channel's oldest due message for one lease: one at a time, since a slow server eats up more."""
    with separately(Scope.of_system("sending what is due")):
        due = (
            select(OutgoingMessage.id)
            .where(OutgoingMessage.state == Sending.QUEUED, OutgoingMessage.next_try_at <= NOW, FREE)
            .where(OutgoingMessage.attempts < ATTEMPTS, OutgoingMessage.channel == channel)
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


def _send(claimed: Claimed) -> Sent:
    try:
        gateway(Channel(claimed.channel)).send(_opened(claimed))
    except Refused as refused:
        _note(claimed, state=Sending.FAILED.value, error=refused.code, body=FORGOTTEN)
        return Sent.NEVER
    except NotNow as trouble:
        _again(claimed, trouble.code)
        return Sent.AWAY if trouble.away else Sent.NOT_NOW
    except OSError as error:
        _again(claimed, type(error).__name__)
        return Sent.AWAY
    else:
        _note(claimed, state=Sending.SENT.value, sent_at=NOW, error=None, body=FORGOTTEN)
        return Sent.YES


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
        _note(claimed, state=Sending.FAILED.value, error=code, body=FORGOTTEN)
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
    """Messages whose fifth try was cut off, and codes that nobody can sign in with any more."""
    with separately(Scope.of_system("giving up spent messages")):
        waiting = update(OutgoingMessage).where(OutgoingMessage.state == Sending.QUEUED, FREE)
        given_up = {"state": Sending.FAILED.value, "lease_until": None, "body": FORGOTTEN}
        spent = waiting.where(OutgoingMessage.attempts >= ATTEMPTS)
        db.session.execute(spent.values(error="cut off", **given_up))
        for event, lasts in LASTING.items():
            late = waiting.where(OutgoingMessage.event == event, OutgoingMessage.created_at < NOW - lasts)
            db.session.execute(late.values(error="too late", **given_up))


def gateway(channel: Channel) -> Gateway:
    """The way out of a channel, by the settings: one made a process. Another one is put into
    `app.extensions["gateways"]`, a dict by channel."""
    made: dict[Channel, Gateway] = current_app.extensions.setdefault("gateways", {})
    if channel not in made:
        made[channel] = _gateway(channel)
    return made[channel]


def _gateway(channel: Channel) -> Gateway:
    if channel is Channel.EMAIL and settings().smtp_url:
        return smtp_of(settings().smtp_url)
    return spools()[channel]


def spools() -> dict[Channel, Spool]:
    """The folders that take a channel's messages where no gateway is set up."""
    given = settings()
    outbox = given.storage / "outbox"
    return {
        Channel.SMS: Spool(given.sms_spool or outbox / "sms", "json"),
        Channel.EMAIL: Spool(outbox / "mail", "eml"),
    }


def oldest_due() -> float:
    """Seconds since the oldest unsent message was due; 0 when none is. Under the system reach."""
    waiting = (OutgoingMessage.state == Sending.QUEUED, OutgoingMessage.next_try_at < NOW)
    since = func.extract("epoch", NOW - func.min(OutgoingMessage.next_try_at))
    return float(db.session.scalar(select(since).where(*waiting)) or 0)
