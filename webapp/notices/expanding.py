"""From notices to e-mails: the holders of the roles, what each of them wants, one message each (spec 4.3).

In the worker, under the system's reach, since whoever told it may not read the other unit's people. A batch
is one transaction: killed in it, the batch is done again; a message's key keeps it from being written twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, cast

from flask_babel import force_locale
from sqlalchemy import Select, func, select, update
from sqlalchemy.dialects.postgresql import insert

from tenants.db import db
from tenants.models import ApplicantAccount, Membership, User
from tenants.scope import Scope
from webapp.extensions import keyring
from webapp.jobs.lease import NOW
from webapp.jobs.periodic import once
from webapp.notices.events import EVENTS, GROUPS, sentence_of, title_of
from webapp.notices.letters import letter_of
from webapp.notices.models import ByMail, Channel, Notice, NoticeRead, NoticeSetting, OutgoingMessage
from webapp.policy.programme import SHANGHAI
from webapp.transaction import separately

BATCH = 50
DIGEST = "notices.digest"
MORNING = time(8, 0)
LINES = 30  # of one digest


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody a notice is for, who has an e-mail address; the territory is that of their home."""

    notice_id: int
    user_id: int
    name: str
    email: str
    locale: str
    tenant_id: int | None
    district_id: int | None
    city_id: int | None
    settled: str | None


def expand() -> int:
    """Write the e-mails of the notices that nobody has looked at yet; answers how many notices."""
    total = 0
    while True:
        with separately(Scope.of_system("writing the e-mails of notices")):
            found = _take()
            if not found:
                return total
            _write({notice.id: notice for notice in found})
            total += len(found)


def _take() -> list[Notice]:
    new = select(Notice).where(Notice.expanded_at.is_(None)).order_by(Notice.id).limit(BATCH)
    found = list(db.session.scalars(new.with_for_update(skip_locked=True)))
    ids = [notice.id for notice in found]
    db.session.execute(
        update(Notice).where(Notice.id.in_(ids)).values(expanded_at=NOW),
        execution_options={"synchronize_session": False},
    )
    return found


def _write(notices: dict[int, Notice]) -> None:
    rows = []
    for reader in readers(notices.values()):
        notice = notices[reader.notice_id]
        if _way(reader, notice) is not ByMail.NOW:
            continue
        params = dict(notice.params) | {"to": reader.name}
        body = letter_of(Channel.EMAIL, notice.event, params, notice.link, locale=reader.locale)
        rows.append(_row(f"notice-{notice.id}-{reader.user_id}", notice.event, reader, body))
    _insert(rows + _short_messages(notices))


def _short_messages(notices: dict[int, Notice]) -> list[dict[str, object]]:
    """To applicants, who have a telephone and no mail, what decides on their application."""
    said = {n.id: n for n in notices.values() if n.event in EVENTS and EVENTS[n.event].sms and n.user_id}
    theirs = (Notice.id.in_(said), User.disabled_at.is_(None))
    query = (
        select(Notice.id, User.id.label("user_id"), User.locale, ApplicantAccount.phone)
        .join(ApplicantAccount, ApplicantAccount.user_id == Notice.user_id)
        .join(User, User.id == ApplicantAccount.user_id)
        .where(*theirs)
    )
    rows: list[dict[str, object]] = []
    for row in db.session.execute(query) if said else ():
        event = said[row.id].event
        body = letter_of(Channel.SMS, event, said[row.id].params, locale=row.locale)
        rows.append({
            "key": f"notice-sms-{row.id}-{row.user_id}", "channel": Channel.SMS.value, "event": event,
            "tenant_id": None, "district_id": None, "city_id": None, "address": row.phone,
            "body": keyring().seal(body), "state": "queued", "attempts": 0,
        })  # fmt: skip
    return rows


def _way(reader: Reader, notice: Notice) -> ByMail:
    """What the reader wants of this one: nothing of what they did themselves."""
    if notice.sender_id == reader.user_id or notice.event not in EVENTS:
        return ByMail.NONE
    return ByMail(reader.settled or GROUPS[EVENTS[notice.event].group].by_mail)


def _row(key: str, event: str, reader: Reader, body: bytes) -> dict[str, object]:
    ring = keyring()
    home = reader.tenant_id is not None
    return {
        "key": key, "channel": Channel.EMAIL.value, "event": event, "tenant_id": reader.tenant_id,
        "district_id": reader.district_id if home else None, "city_id": reader.city_id if home else None,
        "address": ring.seal(reader.email), "body": ring.seal(body), "state": "queued", "attempts": 0,
    }  # fmt: skip


def _insert(rows: list[dict[str, object]]) -> None:
    if rows:
        db.session.execute(insert(OutgoingMessage).on_conflict_do_nothing(index_elements=["key"]), rows)


def readers(notices: Iterable[Notice]) -> list[Reader]:
    """Everybody with an e-mail address whom the notices are for, each once a notice; call as the system."""
    found = list(notices)
    groups = defaultdict(list)
    for notice in found:
        groups[EVENTS[notice.event].group if notice.event in EVENTS else ""].append(notice.id)
    read: list[Reader] = []
    for group, ids in groups.items():
        for query in (_holders(group, ids), _users(group, ids)):
            read += [Reader(*cast(Any, row)) for row in db.session.execute(query)]
    return read


def _columns() -> tuple[object, ...]:
    return (
        Notice.id, User.id, User.name, User.email, User.locale, User.tenant_id, User.district_id,
        User.city_id, NoticeSetting.by_mail,
    )  # fmt: skip


def _holders(group: str, ids: list[int]) -> Select[*tuple[object, ...]]:
    """Who holds one of the roles in the tenant."""
    holds = (Membership.tenant_id == Notice.tenant_id) & Membership.roles.op("&&")(Notice.roles)
    query = select(*_columns()).select_from(Notice).join(Membership, holds & Membership.ended_at.is_(None))  # type: ignore[call-overload]
    return _reachable(query.join(User, User.id == Membership.user_id), group, ids)


def _users(group: str, ids: list[int]) -> Select[*tuple[object, ...]]:
    query = select(*_columns()).select_from(Notice).join(User, User.id == Notice.user_id)  # type: ignore[call-overload]
    return _reachable(query, group, ids)


def _reachable(query: Select[*tuple[object, ...]], group: str, ids: list[int]) -> Select[*tuple[object, ...]]:
    mine = (NoticeSetting.user_id == User.id) & (NoticeSetting.event_group == group)
    query = query.outerjoin(NoticeSetting, mine)
    return query.where(Notice.id.in_(ids), User.disabled_at.is_(None), func.coalesce(User.email, "") != "")


def digest(now: datetime | None = None) -> int:
    """Once a day from eight in the morning (Shanghai): to whoever wants one, the unread notices that no
    digest has looked at yet. Answers how many digests were written; 0 when it was done or it is too early."""
    moment = (now or datetime.now(UTC)).astimezone(SHANGHAI)
    if moment.time() < MORNING:
        return 0
    until = datetime.combine(moment.date(), MORNING, SHANGHAI)
    with separately(Scope.of_system("writing the daily digests")):
        if not once(DIGEST, until.date().isoformat()):
            return 0
        rows = [_digest(unread, until) for unread in _unread(_undigested(until)).values()]
        _insert(rows)
        return len(rows)


def _undigested(until: datetime) -> dict[int, Notice]:
    """The notices from before `until` that no digest has looked at yet, now marked. By a mark on each: one
    committed after a digest may be older than it, and a day without a worker is made up for."""
    left = (Notice.digested_at.is_(None), Notice.at < until)
    found = db.session.scalars(select(Notice).where(*left).order_by(Notice.id).with_for_update())
    notices = {notice.id: notice for notice in found}
    db.session.execute(
        update(Notice).where(Notice.id.in_(notices)).values(digested_at=NOW),
        execution_options={"synchronize_session": False},
    )
    return notices


def _unread(notices: dict[int, Notice]) -> dict[int, list[tuple[Reader, Notice]]]:
    """By user: which of the notices they want by digest and haven't read."""
    of_span = select(NoticeRead.user_id, NoticeRead.notice_id).where(NoticeRead.notice_id.in_(notices))
    read = {(user_id, notice_id) for user_id, notice_id in db.session.execute(of_span)}
    wanted: dict[int, list[tuple[Reader, Notice]]] = defaultdict(list)
    for reader in sorted(readers(notices.values()), key=lambda reader: reader.notice_id):
        notice = notices[reader.notice_id]
        if (reader.user_id, notice.id) not in read and _way(reader, notice) is ByMail.DAILY:
            wanted[reader.user_id].append((reader, notice))
    return wanted


def _digest(unread: list[tuple[Reader, Notice]], until: datetime) -> dict[str, object]:
    reader = unread[0][0]
    with force_locale(reader.locale):
        lines = [
            (title_of(notice.event), sentence_of(notice.event, notice.params)) for _, notice in unread[:LINES]
        ]
        params = {"count": str(len(unread)), "to": reader.name}
        body = letter_of(Channel.EMAIL, "digest.daily", params, "/notices", lines=lines)
    return _row(f"digest-{until:%Y%m%d}-{reader.user_id}", "digest.daily", reader, body)
