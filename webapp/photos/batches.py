"""Verbs on a zip of photos: take it in, say whose a photo is, confirm, end (三(三)3)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from tenants import audit
from tenants.actor import Actor
from tenants.db import db, territory
from webapp.applicants.models import Application
from webapp.applicants.states import ENDED
from webapp.files.models import StoredFile
from webapp.files.operations import accept_upload
from webapp.jobs.models import Job
from webapp.jobs.queue import enqueue, ring
from webapp.photos import queries
from webapp.photos.keeping import Upload, may_change, put_in_place
from webapp.photos.models import BatchState, Match, PhotoBatch, PhotoRow
from webapp.policy.programme import programme_year
from webapp.programmes.queries import policy_of
from webapp.refusals import IllegalMove, RuleBroken, Stale

LARGEST = 2 << 30  # some hundred photos of several megabytes each
OPEN = (BatchState.READING.value, BatchState.MATCHING.value)
NUMBER = re.compile(r"JLL-\d{4}-[2-9A-Z]{5}-[2-9A-Z]{5}", re.IGNORECASE)
PICTURE = (
    "name", "size", "digest", "file_id", "kind", "width", "height", "blue", "thumb_digest",
    "display_digest", "warnings",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Taken:
    """The zip of an upload; `again` when the same content was on its way already."""

    batch: PhotoBatch
    again: bool


def take_in(upload: Upload, actor: Actor) -> Taken:
    """Store the zip, durably, and queue its reading in the same transaction."""
    file = accept_upload(upload.stream, upload.name, upload.media_type, actor, LARGEST)
    known = _on_its_way(file)
    if known is not None:
        return Taken(known, again=True)
    batch = PhotoBatch(
        **territory(actor.scope()), user_id=actor.user_id, file_id=file.id, file_name=file.name,
        digest=file.digest, programme_year=programme_year(), result={},
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(batch)
    except IntegrityError:  # the same file came in beside this one
        raise Stale(_("同一份文件正在上传，请刷新后查看。")) from None
    job = enqueue("photos.match", batch.id, actor, dedupe_key=str(batch.id))
    batch.job_id = job.id
    ring(job)
    audit.record("photos.upload", f"photos:{batch.public_id}", {"file": [None, file.public_id]})
    return Taken(batch, again=False)


def _on_its_way(file: StoredFile) -> PhotoBatch | None:
    same = (
        PhotoBatch.tenant_id == file.tenant_id, PhotoBatch.digest == file.digest, PhotoBatch.state.in_(OPEN)
    )  # fmt: skip
    return db.session.scalars(select(PhotoBatch).where(*same)).first()


def for_change(public_id: str, version: int | None = None) -> PhotoBatch:
    """The zip, locked, while it is being matched; Stale where `version` is given and it was changed since."""
    batch = queries.find_batch(public_id, locked=True)
    if version is not None and batch.version != version:
        raise Stale(_("照片的对应在您打开页面之后有了变化，请刷新后再操作。"))
    if batch.state != BatchState.MATCHING.value:
        raise IllegalMove(_("这批照片当前不在核对中，不能修改。"))
    return batch


def choose(batch: PhotoBatch, place: int, person: str) -> PhotoRow:
    """Say whose a photo is: an application number, or a name that only one of the unit's people has.

    Another photo of the zip that was meant for the same person is asked about again.
    """
    row = _usable(batch, place)
    application_id = _meant(batch, person)
    for other in queries.rows_of(batch):
        if other.id != row.id and other.application_id == application_id and other.outcome is None:
            other.match, other.application_id = Match.SEVERAL.value, None
            other.offered = [application_id]
    row.match, row.application_id, row.left_out = Match.CHOSEN.value, application_id, False
    _answered(batch, row)
    return row


def _meant(batch: PhotoBatch, person: str) -> int:
    """The application of a number, or of a name that stands alone. Refuses a foreign or ended one alike."""
    words = person.strip()
    number = NUMBER.search(words)
    mine = [Application.tenant_id == batch.tenant_id, Application.state.not_in(ENDED)]
    mine.append(Application.public_id == number[0].upper() if number else Application.name == words)
    found = db.session.scalars(select(Application.id).where(*mine).limit(2)).all() if words else []
    if not found:
        raise RuleBroken("person", _("没有找到这个人的报名，请从列表中选择。"))
    if len(found) > 1:
        raise RuleBroken("person", _("有不止一个“%(name)s”，请选带报名编号的一项。", name=words))
    return found[0]


def leave_out(batch: PhotoBatch, place: int, *, out: bool) -> PhotoRow:
    """Use a photo for nobody, or take it back in."""
    row = _usable(batch, place)
    row.left_out = out
    _answered(batch, row)
    return row


def _usable(batch: PhotoBatch, place: int) -> PhotoRow:
    row = queries.row_of(batch, place)
    if row.match == Match.REFUSED or row.outcome is not None:
        raise RuleBroken("person", _("这张照片不能再指定。"))
    return row


def accept_likely(batch: PhotoBatch) -> int:
    """Take every photo that can only be one person's, though its name isn't written as it should be."""
    rows = [row for row in queries.rows_of(batch) if row.match == Match.LIKELY and not row.left_out]
    meant = {row.application_id for row in queries.rows_of(batch) if row.application_id is not None}
    times = Counter(row.offered[0] for row in rows)
    sure = [row for row in rows if times[row.offered[0]] == 1 and row.offered[0] not in meant]
    for row in sure:
        row.match, row.application_id = Match.CHOSEN.value, row.offered[0]
    _answered(batch, None, len(sure))
    return len(sure)


def _answered(batch: PhotoBatch, row: PhotoRow | None, number: int = 1) -> None:
    batch.version += 1
    changes = {"row": [None, row.place]} if row else {"rows": [None, number]}
    audit.record("photos.answer", f"photos:{batch.public_id}", changes)


def ready(rows: Sequence[PhotoRow]) -> list[PhotoRow]:
    """What confirming would put into applications."""
    return [row for row in rows if row.application_id and not row.left_out and row.outcome is None]


def waiting(rows: Sequence[PhotoRow]) -> list[PhotoRow]:
    """What somebody has to answer yet."""
    asked = (Match.LIKELY, Match.SEVERAL, Match.NOBODY)
    return [row for row in rows if row.match in asked and not row.left_out and row.outcome is None]


def confirm(batch: PhotoBatch, actor: Actor) -> Counter[str]:
    """Put every matched photo into its application; answers how each ended. What waits stays to be answered;
    the zip is done when nothing does."""
    rows = queries.rows_of(batch)
    taken = ready(rows)
    if not taken:
        raise RuleBroken("confirm", _("没有已对应的照片：请先选择照片是谁的。"))
    applications = _locked(row.application_id for row in taken)
    for row in taken:
        row.outcome = _put(batch, row, applications.get(row.application_id or 0), actor)
    done = Counter(row.outcome for row in rows if row.outcome)
    batch.result = batch.result | {"outcomes": dict(done)}
    batch.version += 1
    if not waiting(rows):
        batch.state, batch.finished_at = BatchState.DONE.value, func.now()
    counts = dict(Counter(row.outcome for row in taken))
    audit.record("photos.confirm", f"photos:{batch.public_id}", {"counts": [None, counts]})
    return Counter(row.outcome for row in taken if row.outcome)


def _locked(ids: object) -> dict[int, Application]:
    query = select(Application).where(Application.id.in_(list(ids))).order_by(Application.id)  # type: ignore[call-overload]
    held = query.with_for_update().execution_options(populate_existing=True)
    return {row.id: row for row in db.session.scalars(held)}


def _put(batch: PhotoBatch, row: PhotoRow, application: Application | None, actor: Actor) -> str:
    if application is None or application.state in ENDED:
        return "gone"
    current = queries.photo_of(application)
    if not may_change(application, current):
        return "locked"
    version = policy_of(batch.city_id, application.programme_year).version
    put_in_place(application, {name: getattr(row, name) for name in PICTURE}, version, actor, batch.id)
    return "attached" if current is None else "replaced"


def end(batch: PhotoBatch) -> None:
    """Finish without what still waits; the photos and the zip are kept, nothing more is put anywhere."""
    batch.state, batch.version, batch.finished_at = BatchState.DONE.value, batch.version + 1, func.now()
    audit.record("photos.end", f"photos:{batch.public_id}")


def job_ended(job: Job, state: object) -> None:
    """The reading was cancelled or quarantined: the zip follows, in the same transaction."""
    batch = db.session.get(PhotoBatch, job.subject_id, with_for_update=True)
    if batch is None or batch.state != BatchState.READING.value:
        return
    batch.state, batch.version = BatchState.CANCELLED.value, batch.version + 1
    audit.record("photos.end", f"photos:{batch.public_id}", {"state": [None, batch.state]}, owner=batch)
