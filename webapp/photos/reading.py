"""The job `photos.match`: a zip through the child, photo by photo into the store, each matched by its name.

Killed anywhere it goes on after the last file kept. A photo in the store that no row names is nobody's; the
next attempt finds it under the same address.
"""

from __future__ import annotations

import io
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, insert, select

from tenants.actor import Actor
from tenants.db import db
from webapp.files.inspecting import Entry, NotTaken, Pictures
from webapp.files.models import StoredFile
from webapp.files.names import harmless
from webapp.files.operations import store
from webapp.jobs.work import Step, Work
from webapp.photos.keeping import picture_columns, unit_people
from webapp.photos.matching import People
from webapp.photos.models import BatchState, Match, PhotoBatch, PhotoRow
from webapp.photos.rules import Outcome, judge_picture, judge_size
from webapp.photos.words import plain_of
from webapp.policy.rules import Photo
from webapp.programmes.queries import policy_of

STEP_SECONDS = 2.0
STEP_FILES = 25


@dataclass(frozen=True, slots=True)
class Reader:
    """What a file is judged by, read once at the beginning of an attempt."""

    batch: PhotoBatch
    photo: Photo
    people: People

    def row(self, entry: Entry) -> dict[str, Any]:
        """A file's row; what was accepted lies in the store by then."""
        row: dict[str, Any] = {
            "place": entry.place, "name": harmless(entry.name), "size": entry.size, "warnings": [],
            "match": Match.REFUSED.value, "offered": [], "application_id": None, "refused": None,
            "left_out": False,
        }  # fmt: skip
        row |= dict.fromkeys(("digest", "file_id", "kind", "width", "height", "blue"))
        row |= dict.fromkeys(("thumb_digest", "display_digest"))
        if entry.answer is None:
            return row | {"refused": list(entry.refused or ("broken", {}))}
        return row | self._accepted(entry)

    def _accepted(self, entry: Entry) -> dict[str, Any]:
        answer, content = entry.answer, entry.content
        assert answer is not None
        size = judge_size(len(content), self.photo)
        found = judge_picture(answer.width, answer.height, answer.blue, self.photo)
        for verdict in [size, *found]:
            if verdict is not None and verdict.outcome is Outcome.REFUSED:
                return {"refused": plain_of(verdict)}
        tenant = self.batch.tenant_id
        kept = store().put(io.BytesIO(content), tenant, self.photo.maximum_bytes)
        columns = picture_columns(answer, [plain_of(verdict) for verdict in found], tenant)
        whose = self.people.whose(entry.name)
        certain = whose.people[0] if whose.kind == Match.EXACT else None
        return columns | {
            "digest": kept.digest, "size": kept.size, "match": whose.kind, "offered": list(whose.people),
            "application_id": certain,
        }  # fmt: skip


def run(work: Work) -> None:
    """The runner of `photos.match`."""
    with work.reading():
        batch = db.session.get_one(PhotoBatch, work.subject_id)
        file = db.session.get_one(StoredFile, batch.file_id)
        photo = policy_of(batch.city_id, batch.programme_year).photo
        reader = Reader(batch, photo, People(unit_people(batch.tenant_id)))
    after = work.job.cursor.get("place", -1)
    try:
        with store().parts(file.digest) as part:
            with work.alive():
                opened = Pictures(file.size, part, largest=photo.maximum_bytes, after=after)
            with closing(opened):
                _read_all(work, reader, opened)
    except NotTaken as refused:
        _refuse(work, str(refused))


def _read_all(work: Work, reader: Reader, pictures: Pictures) -> None:
    entries = pictures.entries()
    rows: list[dict[str, Any]] | None = None
    for step in work.steps():
        if rows is None:  # else the step collided with another and comes again
            with work.alive():
                rows = list(_some(reader, entries))
        with step:
            batch = db.session.get_one(PhotoBatch, work.subject_id)
            _add(batch, rows, step.actor)
            _move_on(step, batch, pictures.total, rows)
        if step.committed:
            rows = None


def _some(reader: Reader, entries: Iterator[Entry]) -> Iterator[dict[str, Any]]:
    """As many files as a step should hold; each is in the store before the next is asked for."""
    until = time.monotonic() + STEP_SECONDS
    for number, entry in enumerate(entries, 1):
        yield reader.row(entry)
        if number >= STEP_FILES or time.monotonic() > until:
            return


def _add(batch: PhotoBatch, rows: list[dict[str, Any]], actor: Actor | None) -> None:
    if not rows:
        return
    owned = territory_of(batch)
    taken = [row for row in rows if row["digest"]]
    files = [
        owned | {"user_id": actor.user_id if actor else None, "name": row["name"], "size": row["size"],
                 "digest": row["digest"], "media_type": f"image/{row['kind']}"}
        for row in taken
    ]  # fmt: skip
    if files:
        table = StoredFile.__table__
        adding = insert(StoredFile).returning(table.c.id, sort_by_parameter_order=True)
        for row, own_id in zip(taken, db.session.scalars(adding, files), strict=True):
            row["file_id"] = own_id
    db.session.execute(insert(PhotoRow), [row | owned | {"batch_id": batch.id} for row in rows])


def territory_of(batch: PhotoBatch) -> dict[str, Any]:
    return {"tenant_id": batch.tenant_id, "district_id": batch.district_id, "city_id": batch.city_id}


def _move_on(step: Step, batch: PhotoBatch, total: int, rows: list[dict[str, Any]]) -> None:
    if rows:
        counts = Counter(step.counts)
        counts.update(_counted(row) for row in rows)
        cursor = {"place": rows[-1]["place"]}
        step.advance(cursor, done=step.done + len(rows), total=total, counts=dict(counts))
        return
    _ask_about_doubles(batch)
    batch.state, batch.version = BatchState.MATCHING.value, batch.version + 1
    batch.result = {"files": total}
    step.finish()


def _counted(row: dict[str, Any]) -> str:
    return row["match"] if row["match"] in (Match.EXACT, Match.REFUSED) else "asked"


def _ask_about_doubles(batch: PhotoBatch) -> None:
    """Two photos that both name one person: neither is certain."""
    mine = (PhotoRow.tenant_id == batch.tenant_id, PhotoRow.batch_id == batch.id)
    rows = db.session.scalars(select(PhotoRow).where(*mine, PhotoRow.application_id.is_not(None))).all()
    times = Counter(row.application_id for row in rows)
    for row in rows:
        if times[row.application_id] > 1:
            row.match, row.application_id = Match.SEVERAL.value, None


def _refuse(work: Work, sentence: str) -> None:
    for step in work.steps():
        with step:
            batch = db.session.get_one(PhotoBatch, work.subject_id)
            batch.state, batch.refused = BatchState.REFUSED.value, sentence
            batch.finished_at = func.now()
            step.finish()
