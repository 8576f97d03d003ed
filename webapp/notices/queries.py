"""Reading one's inbox: for the tenant acted for and one's roles in it, and what is for oneself alone."""

from __future__ import annotations

import base64
from binascii import Error
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import ColumnElement, ScalarSelect, String, and_, cast, exists, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from tenants.actor import Actor
from tenants.db import db
from webapp.jobs.lease import NOW
from webapp.notices.events import EVENTS, GROUPS, Event, sentence_of
from webapp.notices.models import ByMail, Notice, NoticeRead, NoticeSetting, OutgoingMessage
from webapp.refusals import NotFound

PAGE = 30
MOST = 100  # of the bell: beyond it stands 99+
FRESH = timedelta(days=90)  # what is older is no news any more, read or not
UNKNOWN = Event("application", "", "", "closed")


def for_me(actor: Actor) -> ColumnElement[bool]:
    """Which notices are the actor's; row-level security alone would show those of all roles."""
    mine = Notice.user_id == actor.user_id
    if actor.tenant is None:
        return mine
    roles = cast(list(actor.roles), ARRAY(String))
    return or_(and_(Notice.tenant_id == actor.tenant.id, Notice.roles.op("&&")(roles)), mine)


def _read_by(actor: Actor) -> ColumnElement[bool]:
    return exists().where(NoticeRead.user_id == actor.user_id, NoticeRead.notice_id == Notice.id)


def unread(actor: Actor) -> int:
    """How many fresh notices the actor hasn't read, at most MOST."""
    return db.session.scalar(select(unread_of(actor))) or 0


def unread_of(actor: Actor) -> ScalarSelect[int]:
    """The same as a part of the frame's one query; it goes over two indexes."""
    fresh = (for_me(actor), ~_read_by(actor), Notice.at > NOW - FRESH)
    some = select(Notice.id).where(*fresh).limit(MOST).subquery()
    return select(func.count()).select_from(some).scalar_subquery()


@dataclass(frozen=True, slots=True)
class Line:
    """A notice as the inbox shows it."""

    public_id: str
    event: Event
    sentence: str
    link: str | None
    at: datetime
    read: bool


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the inbox; `next` is the place the following page begins after, "" at the end."""

    lines: list[Line]
    next: str


def inbox(actor: Actor, place: str = "", *, only_unread: bool = False) -> Leaf:
    """A page of the inbox, the unread first, then the latest. A mangled place is the beginning."""
    read = _read_by(actor)
    query = select(Notice, read.label("read")).where(for_me(actor)).order_by(read, Notice.id.desc())
    if only_unread:
        query = query.where(~read)
    after = _opened(place)
    if after is not None:
        was_read, last = after
        here = select(Notice.id).where(Notice.public_id == last).scalar_subquery()
        behind = and_(read == was_read, Notice.id < here)
        query = query.where(behind if was_read else or_(behind, read))
    rows = db.session.execute(query.limit(PAGE + 1)).all()
    lines = [_line(row.Notice, row.read) for row in rows[:PAGE]]
    return Leaf(lines, _place(lines[-1]) if len(rows) > PAGE else "")


def _line(notice: Notice, read: bool) -> Line:
    event = EVENTS.get(notice.event, UNKNOWN)
    words = sentence_of(notice.event, notice.params) or notice.event
    return Line(notice.public_id, event, words, notice.link, notice.at, read)


def _place(line: Line) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([line.read, line.public_id])).rstrip(b"=").decode()


def _opened(place: str) -> tuple[bool, str] | None:
    try:
        read, last = orjson.loads(base64.urlsafe_b64decode(place + "=" * (-len(place) % 4)))
    except (ValueError, TypeError, Error):
        return None
    return (read, last) if isinstance(read, bool) and isinstance(last, str) else None


def one(actor: Actor, public_id: str) -> Notice:
    """The actor's notice of this id; NotFound when it is somebody else's as when it isn't."""
    mine = select(Notice).where(Notice.public_id == public_id, for_me(actor))
    found = db.session.scalars(mine).first()
    if found is None:
        raise NotFound("notice")
    return found


def settled(actor: Actor) -> dict[str, ByMail]:
    """What the actor wants by mail, by group: their own choice or the group's default."""
    mine = select(NoticeSetting).where(NoticeSetting.user_id == actor.user_id)
    chosen = {row.event_group: ByMail(row.by_mail) for row in db.session.scalars(mine)}
    return {code: chosen.get(code, group.by_mail) for code, group in GROUPS.items()}


OUTBOX = (
    OutgoingMessage.id, OutgoingMessage.key, OutgoingMessage.channel, OutgoingMessage.event,
    OutgoingMessage.state, OutgoingMessage.attempts, OutgoingMessage.error, OutgoingMessage.created_at,
    OutgoingMessage.next_try_at, OutgoingMessage.sent_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message of the outbox without its address and its words."""

    id: int
    key: str
    channel: str
    event: str
    state: str
    attempts: int
    error: str | None
    created_at: datetime
    next_try_at: datetime
    sent_at: datetime | None


def outbox(state: str = "", after: str = "") -> tuple[list[Outgoing], str]:
    """The messages within the reach, the latest first, and the key the next page begins after."""
    query = select(*OUTBOX).order_by(OutgoingMessage.id.desc()).limit(PAGE + 1)
    if state:
        query = query.where(OutgoingMessage.state == state)
    if after:
        here = select(OutgoingMessage.id).where(OutgoingMessage.key == after).scalar_subquery()
        query = query.where(OutgoingMessage.id < here)
    rows = [Outgoing(*tuple[Any, ...](row)) for row in db.session.execute(query)]
    return rows[:PAGE], rows[PAGE - 1].key if len(rows) > PAGE else ""
