"""What a person does with their inbox: read one, read all, settle what comes by mail."""

from __future__ import annotations

from sqlalchemy import delete, literal, select
from sqlalchemy.dialects.postgresql import insert

from tenants.actor import Actor
from tenants.db import db
from webapp.jobs.lease import NOW
from webapp.notices import queries
from webapp.notices.models import ByMail, Notice, NoticeRead, NoticeSetting


def read(actor: Actor, public_id: str) -> str | None:
    """Mark a notice read and answer where it leads; NotFound for a foreign or nonexistent one."""
    notice = queries.one(actor, public_id)
    seen = insert(NoticeRead).values(user_id=actor.user_id, notice_id=notice.id)
    db.session.execute(seen.on_conflict_do_nothing())
    return notice.link


def read_all(actor: Actor) -> None:
    """Mark everything read that the bell counts; what comes meanwhile stays unread."""
    fresh = select(literal(actor.user_id), Notice.id).where(
        queries.for_me(actor), Notice.at > NOW - queries.FRESH
    )
    seen = insert(NoticeRead).from_select(["user_id", "notice_id"], fresh)
    db.session.execute(seen.on_conflict_do_nothing())


def settle(actor: Actor, wanted: dict[str, ByMail]) -> None:
    """Keep what the actor wants by mail of each group."""
    groups = list(wanted)
    mine = delete(NoticeSetting).where(
        NoticeSetting.user_id == actor.user_id, NoticeSetting.event_group.in_(groups)
    )
    db.session.execute(mine)
    rows = [
        {"user_id": actor.user_id, "event_group": group, "by_mail": way.value}
        for group, way in wanted.items()
    ]
    db.session.execute(insert(NoticeSetting), rows)
