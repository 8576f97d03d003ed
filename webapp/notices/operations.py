"""Telling (通知): a notice for a unit's people or one user, a short message, an e-mail (spec 4.3).

Each is a row in the caller's transaction, whatever its reach; what goes outside is sent by the worker after
the commit. Nothing here is ever sent from a request.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence

from flask import g, has_request_context
from sqlalchemy import insert

from tenants.db import db
from tenants.models import public_id
from tenants.roles import Role
from tenants.scope import current_scope
from webapp.extensions import keyring
from webapp.jobs.queue import ring_bell
from webapp.notices.events import EVENTS
from webapp.notices.letters import letter_of
from webapp.notices.models import Channel, Notice, OutgoingMessage
from webapp.notices.rules import is_own_path
from webapp.transaction import after_commit

SEND, QUEUE = "notices.send", "sending"  # the task that empties the outbox, and where it waits
# What has the form of an identity, bank or telephone number has no place in a notice.
NUMBER = re.compile(r"(?<!\d)(?:\d{17}[0-9Xx]|\d{15,19}|1[3-9]\d{9})(?!\d)")


class BadNotice(ValueError):
    """A notice that the caller wrote wrongly: an unknown event, no recipient, a foreign link, a number."""


def tell(
    event: str,
    *,
    tenant_id: int | None = None,
    roles: Sequence[Role] = (),
    user_id: int | None = None,
    link: str | None = None,
    params: Mapping[str, str] | None = None,
) -> None:
    """One notice to everybody who holds one of `roles` in a tenant, or to one user; in this transaction.

    Works under any reach with a user, for another tenant's people too. Refuses, by BadNotice, an unknown
    event, a link that isn't a path of ours, and parameters that hold a personal number.
    """
    given = {name: str(value) for name, value in (params or {}).items()}
    _check(event, given, link)
    if (user_id is None) == (tenant_id is None or not roles):
        raise BadNotice(f"{event}: say either a tenant and roles, or a user")
    row = {
        "public_id": public_id(), "tenant_id": None if user_id is not None else tenant_id,
        "roles": [] if user_id is not None else [Role(role).value for role in roles], "user_id": user_id,
        "event": event, "params": given, "link": link, "sender_id": current_scope().user_id,
    }  # fmt: skip
    # Inline: reading the new row back would need to be one of its recipients.
    db.session.execute(insert(Notice).inline().values(**row))
    ring_soon()


def _check(event: str, params: Mapping[str, str], link: str | None) -> None:
    if event not in EVENTS:
        raise BadNotice(f"{event} is not in webapp/notices/events.py")
    if link is not None and not is_own_path(link):
        raise BadNotice(f"{event}: a link is a path of ours")
    if any(NUMBER.search(value) for value in params.values()):
        raise BadNotice(f"{event}: a parameter holds a personal number")


def without_numbers(words: str) -> str:
    """Words that somebody wrote, as a notice may carry them: a personal number in them as dots."""
    return NUMBER.sub("…", words)


def send_sms(phone: str, event: str, params: Mapping[str, str]) -> None:
    """A short message to a telephone, by the worker after the commit. Refuses an event without a sentence."""
    if event not in EVENTS or EVENTS[event].sms is None:
        raise BadNotice(f"{event} has no short message")
    put(Channel.SMS, phone, event, params, f"sms-{secrets.token_hex(12)}")


def send_email(address: str, event: str, params: Mapping[str, str], link: str | None = None) -> None:
    """An e-mail to an address, by the worker after the commit. Refuses an unknown event."""
    if event not in EVENTS:
        raise BadNotice(event)
    put(Channel.EMAIL, address, event, params, f"mail-{secrets.token_hex(12)}", link)


def put(
    channel: Channel, address: str, event: str, params: Mapping[str, str], key: str, link: str | None = None
) -> None:
    """A row of the outbox, everything personal in it sealed; `key` is the message's own for ever."""
    ring, scope = keyring(), current_scope()
    row = {
        "key": key, "tenant_id": scope.tenant_id, "channel": channel.value, "event": event,
        "district_id": scope.district_id if scope.tenant_id else None,
        "city_id": scope.city_id if scope.tenant_id else None,
        "address": ring.seal(address.strip()), "body": ring.seal(letter_of(channel, event, params, link)),
    }  # fmt: skip
    db.session.execute(insert(OutgoingMessage).inline().values(**row))
    ring_soon()


def ring_soon() -> None:
    """Have the outbox emptied once the request is committed, rung once a request; else the beat does it."""
    if has_request_context() and "after_commit" in g and "outbox_rings" not in g:
        g.outbox_rings = True
        after_commit(lambda: ring_bell(SEND, QUEUE))
