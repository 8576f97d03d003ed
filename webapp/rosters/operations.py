"""Verbs on a roster: take it in, check it again, confirm it, call it off (三(三)2, 三(四))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tenants import audit
from tenants.actor import Actor
from tenants.db import db, territory
from tenants.kinds import Kind
from webapp.extensions import settings
from webapp.files.models import StoredFile
from webapp.files.operations import accept_upload
from webapp.jobs.models import Job
from webapp.jobs.queue import enqueue, ring
from webapp.policy.programme import programme_year, today
from webapp.programmes.operations import admit
from webapp.programmes.queries import policy_of
from webapp.refusals import IllegalMove, NotFound, RuleBroken, Stale
from webapp.rosters.facts import tenant_of
from webapp.rosters.models import Roster, RosterRow, RosterState
from webapp.rosters.target import refuse_untrainable

CORRECTED = (RosterState.PREVIEW.value, RosterState.DONE.value)
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
    before = replaces if replaces is not None and replaces.state in CORRECTED else None
    roster = _begin(file, level, occupation, actor, before)
    if roster is None:  # the same file came in beside this one
        known = _on_its_way(file.digest, level, occupation)
        if known is None:
            raise Stale(_("同一份文件正在上传，请刷新后查看。"))
        return Taken(known, again=True)
    audit.record("roster.upload", f"roster:{roster.public_id}", {"file": [None, file.public_id]})
    return Taken(roster, again=False)


def _begin(
    file: StoredFile, level: str | None, occupation: str | None, actor: Actor, before: Roster | None
) -> Roster | None:
    """A roster on its way to be checked, in the place of `before`; None where the same is on its way."""
    if before is not None and before.state == RosterState.PREVIEW.value:
        _end(before)
        db.session.flush()
    year = programme_year()
    policy = policy_of(tenant_of(actor).city_id, year)
    roster = Roster(
        **territory(actor.scope()), user_id=actor.user_id, file_id=file.id, file_name=file.name,
        digest=file.digest, programme_year=year, level=level, occupation=occupation,
        reference_date=policy.reference_day(today()), policy_version=policy.version,
        replaces_id=before.id if before else None, state=RosterState.CHECKING.value,
        heading={}, columns={}, questions=[], skipped=[], counts={}, answers={}, result={},
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(roster)
    except IntegrityError:
        return None
    _queue(roster, "rosters.check", actor)
    return roster


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


def roster_for_change(public_id: str) -> Roster:
    """The roster, locked; NotFound beyond reach."""
    query = select(Roster).where(Roster.public_id == public_id).with_for_update()
    roster = db.session.scalars(query).first()
    if roster is None:
        raise NotFound(public_id)
    return roster


def as_read(public_id: str, version: int | None) -> Roster:
    """The roster, locked, as it was when the page was read; Stale when it was changed since."""
    roster = roster_for_change(public_id)
    if roster.version != version:
        raise Stale(_("名册在您打开页面之后有了变化，请刷新后再操作。"))
    return roster


def in_preview(roster: Roster) -> None:
    """Refuse what only makes sense while a roster waits for confirmation."""
    if roster.state != RosterState.PREVIEW.value:
        raise IllegalMove(_("名册当前不在待确认状态，不能修改。"))


def check_again(roster: Roster, actor: Actor, *, level: str | None, occupation: str | None) -> Roster:
    """Check the same file anew, with another level or occupation (case 49) or on another day; answers the
    roster that takes this one's place, with what was answered for unchanged rows."""
    in_preview(roster)
    if level or occupation:
        refuse_untrainable(roster, "occupation", level=level, occupation=occupation)
    file = db.session.get_one(StoredFile, roster.file_id)
    again = _begin(file, level or roster.level, occupation or roster.occupation, actor, roster)
    if again is None:
        raise RuleBroken("level", _("同一份文件已按这个级别和工种上传，请到那一份里处理。"))
    changes = {"target": [[roster.level, roster.occupation], [again.level, again.occupation]]}
    audit.record("roster.check_again", f"roster:{again.public_id}", changes)
    return again


def confirm(
    roster: Roster, actor: Actor, *, all_or_nothing: bool, open_questions: int, fit: int, waiting: int
) -> None:
    """Queue the import of all fit rows. Refuses outside of the window (三(四)) and what was checked on
    another day or under another policy, while a question about the list is open, a target that can't be
    trained (一(二)), while there is nothing to import, and, all or nothing, while a row waits."""
    in_preview(roster)
    admit(roster.tenant_id, roster.city_id)
    _refuse_outdated(roster)
    if open_questions:
        raise RuleBroken("confirm", _("请先回答关于整份名册的问题。"))
    refuse_untrainable(roster, "confirm")
    if not fit:
        raise RuleBroken("confirm", _("没有可以导入的行：请先处理待选择和退回的行，或改好后重新上传。"))
    if all_or_nothing and waiting:
        raise RuleBroken("confirm", _("已选“全部无误才导入”，仍有 %(n)s 行待选择或退回。", n=waiting))
    roster.state = RosterState.IMPORTING.value
    roster.version, roster.confirmed_at = roster.version + 1, func.now()
    audit.record("roster.confirm", f"roster:{roster.public_id}", {"all_or_nothing": [None, all_or_nothing]})
    _queue(roster, "rosters.import", actor)


def _refuse_outdated(roster: Roster) -> None:
    """What was decided at the check must be what would be decided now (三(一))."""
    policy = policy_of(roster.city_id, roster.programme_year)
    if roster.reference_date != policy.reference_day(today()):
        reason = _("名册是 %(day)s 检查的；申报条件算到提交当天，请重新检查。", day=roster.reference_date)
        raise RuleBroken("confirm", reason, "三(一)")
    if roster.policy_version != policy.version:
        reason = _(
            "名册是按政策 %(old)s 检查的，市人社局已修订为 %(new)s，请重新检查。",
            old=roster.policy_version, new=policy.version,
        )  # fmt: skip
        raise RuleBroken("confirm", reason, "三(一)")


def call_off(roster: Roster) -> None:
    """Give a roster up before it is imported; nothing of it reaches the applications. Refuses one whose
    import was stopped half way: its people are in, and withdrawing them is another matter."""
    in_preview(roster)
    taken = select(func.count()).where(RosterRow.roster_id == roster.id, RosterRow.imported)
    if number := db.session.scalar(taken):
        raise RuleBroken("cancel", _("这份名册已导入 %(n)s 人，不能取消；其余的人可以不确认。", n=number))
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
