"""照片: uploading a zip, matching its photos to people, and who has no photo yet."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from tenants.db import db
from tenants.roles import Permission
from webapp.files.receiving import receives
from webapp.guards import allow
from webapp.htmx import asks_for_block, go, page, say
from webapp.jobs import queries as job_queries
from webapp.jobs.models import Job
from webapp.photos import batches, queries, showing
from webapp.photos.blueprint import as_picture, photos
from webapp.photos.keeping import Upload
from webapp.photos.models import BatchState, PhotoBatch
from webapp.photos.words import OUTCOMES, STATES
from webapp.refusals import RuleBroken
from webapp.sessions import actor

KEEP = Permission.PHOTO_KEEP
LARGEST_NUMBER = 2**31 - 1
FORM = 1 << 20  # what a form may weigh beside its file


def job_link(subject_id: int) -> str | None:
    """Where a job's 查看结果 leads; nowhere for whoever doesn't keep photos."""
    if not actor().can(KEEP):
        return None
    batch = db.session.get(PhotoBatch, subject_id)
    return url_for("photos.show", public_id=batch.public_id) if batch else None


def job_labels(subject_ids: list[int]) -> dict[int, str]:
    """The files' names by zip, for the list of jobs."""
    named = select(PhotoBatch.id, PhotoBatch.file_name).where(PhotoBatch.id.in_(subject_ids))
    return {row.id: row.file_name for row in db.session.execute(named)}


def _number(name: str) -> int:
    given = request.args.get(name, 0, type=int)
    return given if 0 <= given <= LARGEST_NUMBER else 0


@photos.get("/photos")
@allow(KEEP)
def index() -> Response:
    """照片: the upload of a zip, who has none yet, and the zips so far."""
    return _index()


def _index(status: int = 200, error: str = "") -> Response:
    found = queries.batches(_number("before") or None)
    return page(
        "photos/index.html", "content", status, error=error, rows=found[: queries.PAGE], states=STATES,
        next_before=found[queries.PAGE - 1].id if len(found) > queries.PAGE else None,
        missing=queries.number_missing(_tenant()), largest=batches.LARGEST >> 30,
    )  # fmt: skip


def _tenant() -> int:
    acting = actor().tenant
    return acting.id if acting else 0


@photos.post("/photos")
@allow(POST=KEEP)
@receives(batches.LARGEST + FORM)
def upload() -> Response:
    """Take a zip in and go to its page, where the reading's bar runs."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _index(422, _("请选择照片压缩包。"))
    try:
        taken = batches.take_in(Upload(file.stream, file.filename, file.mimetype), actor())
    except RuleBroken as broken:
        return _index(422, str(broken))
    if taken.again:
        flash(_("这个压缩包已经上传过，正在核对，没有重复读取。"), "info")
    return go(url_for("photos.show", public_id=taken.batch.public_id))


@photos.get("/photos/missing")
@allow(KEEP)
def missing() -> Response:
    """缺照片的人员: the unit's people without a photo."""
    found = queries.missing(_tenant(), _number("after"))
    return page(
        "photos/missing.html", "list", rows=found[: queries.PAGE], total=queries.number_missing(_tenant()),
        next_after=found[queries.PAGE - 1].id if len(found) > queries.PAGE else None,
    )  # fmt: skip


@photos.get("/photos/<public_id>")
@allow(KEEP)
def show(public_id: str) -> Response:
    """One zip: its progress, whose its photos are, what became of them."""
    return _show(queries.find_batch(public_id))


def _show(batch: PhotoBatch, status: int = 200, error: str = "", wrong: int | None = None) -> Response:
    rows = queries.rows_of(batch)
    view = showing.view_of(request.args.get("view"), rows)
    cards, following = showing.cards(batch, rows, view, _number("after"))
    job = db.session.get(Job, batch.job_id) if batch.job_id else None
    matching = batch.state == BatchState.MATCHING.value
    return page(
        "photos/batch.html", "content", status, batch=batch, state=STATES[batch.state], view=view,
        figures=showing.figures(rows), cards=cards, next_after=following, error=error, wrong=wrong,
        names=showing.names(batch) if matching else [], matching=matching, outcomes=OUTCOMES,
        job=job_queries.card(job, actor()) if job else None,
    )  # fmt: skip


def _back(batch: PhotoBatch) -> Response:
    """To the same view; HTMX gets the block at once."""
    if asks_for_block():
        db.session.flush()
        return _show(batch)
    kept: dict[str, Any] = {name: value for name in ("view", "after") if (value := request.args.get(name))}
    return go(url_for("photos.show", public_id=batch.public_id, **kept))


@photos.get("/photos/<public_id>/files/<int(max=2147483647):place>")
@allow(KEEP)
def row_picture(public_id: str, place: int) -> Response:
    """A file's small picture, to be recognised by."""
    return as_picture(queries.rendition(queries.row_of(queries.find_batch(public_id), place), "thumb"))


@photos.post("/photos/<public_id>/files/<int(max=2147483647):place>")
@allow(POST=KEEP)
def answer(public_id: str, place: int) -> Response:
    """Say whose a photo is, or that it isn't used."""
    batch = batches.for_change(public_id)
    wanted = request.form.get("do", "choose")
    if wanted in ("out", "in"):
        batches.leave_out(batch, place, out=wanted == "out")
        return _back(batch)
    person = request.form.get("person", "") or request.form.get("offered", "")
    try:
        batches.choose(batch, place, person)
    except RuleBroken as broken:
        return _show(batch, 422, str(broken), place)
    return _back(batch)


@photos.post("/photos/<public_id>/accept")
@allow(POST=KEEP)
def accept(public_id: str) -> Response:
    """Take all that can only be one person's."""
    batch = batches.for_change(public_id, request.form.get("version", -1, type=int))
    say(_("已对应 %(n)s 张。", n=batches.accept_likely(batch)))
    return _back(batch)


@photos.post("/photos/<public_id>/confirm")
@allow(POST=KEEP)
def confirm(public_id: str) -> Response:
    """Put the matched photos into their applications."""
    batch = batches.for_change(public_id, request.form.get("version", -1, type=int))
    try:
        done = batches.confirm(batch, actor())
    except RuleBroken as broken:
        return _show(batch, 422, str(broken))
    say(_("已放入 %(n)s 人的报名。", n=done["attached"] + done["replaced"]))
    return _back(batch)


@photos.post("/photos/<public_id>/end")
@allow(POST=KEEP)
def end(public_id: str) -> Response:
    """Finish without what still waits."""
    batch = batches.for_change(public_id, request.form.get("version", -1, type=int))
    batches.end(batch)
    say(_("这批照片已结束核对。"))
    return _back(batch)
