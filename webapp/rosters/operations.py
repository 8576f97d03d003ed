"""Verbs on a roster: take it in, check it again, confirm it, call it off (三(三)2, 三(四))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from flask_babel import gettext as _
from sqlalchemy import func, select

from tenants import audit
from tenants.actor import Actor
from tenants.db import db, territory
from tenants.kinds import Kind
from webapp.extensions import settings
from webapp.files.operations import accept_upload
from webapp.jobs.models import Job
from webapp.jobs.queue import enqueue, ring
from webapp.policy.load import policy_for
from webapp.policy.programme import programme_year, today
from webapp.refusals import IllegalMove, NotFound, RuleBroken, Stale
from webapp.rosters.facts import tenant_of
from webapp.rosters.models import Roster, RosterRow, RosterState

OPEN = (RosterState.CHECKING.value, RosterState.PREVIEW.value, RosterState.IMPORTING.value)
LARGEST = 20 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Upload:
    """What came with the form: the file, and level and occupation where the clerk chose them."""

    stream: IO[bytes]
    name: str
    media_type: str
    level: str | None = None
    occupation: str | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """The roster of an upload; `again` when the same file was on its way already (case 63)."""

    roster: Roster
    again: bool


def take_in(upload: Upload, actor: Actor, replaces: Roster | None = None) -> Taken:
    """Store the file, durably, and queue its check in the same transaction. Refuses a government body or
    public institution, whose staff are excluded (一(四))."""
    refuse_excluded(actor)
    file = accept_upload(upload.stream, upload.name, upload.media_type, actor, LARGEST)
    level, occupation = upload.level or None, upload.occupation or None
    known = _on_its_way(file.digest, level, occupation)
    if known is not None:
        return Taken(known, again=True)
    if replaces is not None and replaces.state == RosterState.PREVIEW.value:
        _end(replaces)
    year = programme_year()
    roster = Roster(
        **territory(actor.scope()), user_id=actor.user_id, file_id=file.id, file_name=file.name,
        digest=file.digest, programme_year=year, level=level, occupation=occupation,
        reference_date=today(), policy_version=policy_for(year).version,
        replaces_id=replaces.id if replaces else None, state=RosterState.CHECKING.value,
        heading={}, columns={}, questions=[], skipped=[], counts={}, answers={}, result={},
    )  # fmt: skip
    db.session.add(roster)
    db.session.flush()
    audit.record("roster.upload", f"roster:{roster.public_id}", {"file": [None, file.public_id]})
    _queue(roster, "rosters.check", actor)
    return Taken(roster, again=False)


def demo() -> bool:
    """Whether this is a demo city, which offers sample rosters."""
    return settings().demo


def refuse_excluded(actor: Actor) -> None:
    """Refuse the staff of government bodies and public institutions (一(四))."""
    if tenant_of(actor).kind is Kind.PUBLIC_BODY:
        reason = _("机关事业单位职工不纳入项目培训范围（一(四)），本单位不能报送名册。")
        raise RuleBroken("file", reason, "一(四)")


def _on_its_way(digest: str, level: str | None, occupation: str | None) -> Roster | None:
    same = (
        Roster.digest == digest,
        Roster.programme_year == programme_year(),
        Roster.level.is_not_distinct_from(level),
        Roster.occupation.is_not_distinct_from(occupation),
        Roster.state.in_(OPEN),
    )
    return db.session.scalars(select(Roster).where(*same)).first()


def _queue(roster: Roster, kind: str, actor: Actor) -> Job:
    total = roster.counts.get("rows")
    job = enqueue(kind, roster.id, actor, dedupe_key=f"{roster.id}:{roster.version}", total=total)
    roster.job_id = job.id
    ring(job)
    return job


def roster_for_change(public_id: str, version: int | None = None) -> Roster:
    """The roster, locked; NotFound beyond reach, Stale when it was changed since the page was read."""
    query = select(Roster).where(Roster.public_id == public_id).with_for_update()
    roster = db.session.scalars(query).first()
    if roster is None:
        raise NotFound(public_id)
    if version is not None and roster.version != version:
        raise Stale(_("名册在您打开页面之后有了变化，请刷新后再操作。"))
    return roster


def in_preview(roster: Roster) -> None:
    """Refuse what only makes sense while a roster waits for confirmation."""
    if roster.state != RosterState.PREVIEW.value:
        raise IllegalMove(_("名册当前不在待确认状态，不能修改。"))


def check_again(roster: Roster, actor: Actor, *, level: str | None, occupation: str | None) -> None:
    """Check the same file anew, with another level, occupation or sheet (cases 49, 57)."""
    in_preview(roster)
    before = [roster.level, roster.occupation]
    roster.level, roster.occupation = level or roster.level, occupation or roster.occupation
    db.session.execute(RosterRow.__table__.delete().where(RosterRow.roster_id == roster.id))
    roster.state, roster.version = RosterState.CHECKING.value, roster.version + 1
    changes = {"target": [before, [roster.level, roster.occupation]]}
    audit.record("roster.check_again", f"roster:{roster.public_id}", changes)
    _queue(roster, "rosters.check", actor)


def confirm(
    roster: Roster, actor: Actor, *, all_or_nothing: bool, open_questions: int, fit: int, waiting: int
) -> None:
    """Queue the import of all fit rows. Refuses while a question about the list is open, while there is
    nothing to import, and, all or nothing, while a row waits to be answered or put right."""
    in_preview(roster)
    if open_questions:
        raise RuleBroken("confirm", _("请先回答关于整份名册的问题。"))
    if not fit:
        raise RuleBroken("confirm", _("没有可以导入的行：请先处理待选择和退回的行，或改好后重新上传。"))
    if all_or_nothing and waiting:
        raise RuleBroken("confirm", _("已选“全部无误才导入”，仍有 %(n)s 行待选择或退回。", n=waiting))
    roster.state, roster.all_or_nothing = RosterState.IMPORTING.value, all_or_nothing
    roster.version, roster.confirmed_at = roster.version + 1, func.now()
    audit.record("roster.confirm", f"roster:{roster.public_id}", {"all_or_nothing": [None, all_or_nothing]})
    _queue(roster, "rosters.import", actor)


def call_off(roster: Roster) -> None:
    """Give a roster up before it is imported; nothing of it reaches the applications."""
    in_preview(roster)
    _end(roster)


def _end(roster: Roster) -> None:
    roster.state, roster.version = RosterState.CANCELLED.value, roster.version + 1
    audit.record("roster.cancel", f"roster:{roster.public_id}")


def job_ended(job: Job, state: object) -> None:
    """A job of a roster was cancelled or quarantined: the roster follows, in the same transaction.

    A check that stopped is called off; an import goes back to the preview, with what it took in marked.
    """
    roster = db.session.get(Roster, job.subject_id, with_for_update=True)
    if roster is None or roster.state not in (RosterState.CHECKING.value, RosterState.IMPORTING.value):
        return
    checking = roster.state == RosterState.CHECKING.value
    roster.state = (RosterState.CANCELLED if checking else RosterState.PREVIEW).value
    roster.version += 1
    audit.record(
        "roster.stopped", f"roster:{roster.public_id}", {"state": [None, roster.state]}, owner=roster
    )
