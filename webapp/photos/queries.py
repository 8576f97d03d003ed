"""Reads of photos: an application's current one, its renditions, who has none yet, a zip's rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, func, select, true

from tenants.db import db
from tenants.models import Tenant
from webapp.applicants.models import Application
from webapp.applicants.states import ENDED
from webapp.files.operations import store
from webapp.photos.models import ApplicationPhoto, BatchState, PhotoBatch, PhotoRow
from webapp.refusals import NotFound

PAGE = 50
RENDITIONS = ("thumb", "display", "original")
CURRENT = ApplicationPhoto.replaced_at.is_(None)
LIVE = Application.state.not_in(ENDED)
LISTED = (
    Application.id, Application.public_id, Application.name, Application.id_masked, Application.unit_name,
    Application.target_occupation, Application.target_level, Application.state, Application.created_at,
)  # fmt: skip


def photo_of(application: Application) -> ApplicationPhoto | None:
    """The application's current photo."""
    mine = (
        ApplicationPhoto.tenant_id == application.tenant_id,
        ApplicationPhoto.application_id == application.id,
    )
    return db.session.scalars(select(ApplicationPhoto).where(*mine, CURRENT)).first()


def photos_of(applications: Iterable[Application]) -> dict[int, ApplicationPhoto]:
    """The current photos of several, by application id."""
    return {one.application_id: one for one in _current([one.id for one in applications])}


def number_warned(applications: Iterable[int]) -> dict[int, int]:
    """Of how many things the current photos of these applications are warned, by application id."""
    return {one.application_id: len(one.warnings) for one in _current(list(applications))}


def _current(applications: list[int]) -> Sequence[ApplicationPhoto]:
    if not applications:
        return ()
    wanted = select(ApplicationPhoto).where(ApplicationPhoto.application_id.in_(applications), CURRENT)
    return db.session.scalars(wanted).all()


def rendition(photo: ApplicationPhoto | PhotoRow, size: str) -> bytes:
    """The bytes of "thumb" (96 pixels wide), "display" (413×579) or "original", byte for byte."""
    digest = {"thumb": photo.thumb_digest, "display": photo.display_digest, "original": photo.digest}[size]
    if digest is None:
        raise NotFound(size)
    return b"".join(store().open(digest, photo.tenant_id))


def has_photo() -> ColumnElement[bool]:
    """Of an application within another query: whether it has a current photo."""
    same = (
        ApplicationPhoto.tenant_id == Application.tenant_id,
        ApplicationPhoto.application_id == Application.id,
    )
    return exists(select(1).where(*same, CURRENT))


def _live(tenant_id: int) -> tuple[ColumnElement[bool], ...]:
    """The unit's own: within a reach that sees several, one unit's all the same."""
    return Application.tenant_id == tenant_id, LIVE


def missing(tenant_id: int, after: int = 0) -> Sequence[Row[*tuple[Any, ...]]]:
    """The unit's live applications without a photo, the oldest first; one more than a page."""
    query = select(*LISTED).where(*_live(tenant_id), ~has_photo(), Application.id > after)
    return db.session.execute(query.order_by(Application.id).limit(PAGE + 1)).all()


def number_missing(tenant_id: int) -> int:
    """How many of the unit's live applications have no photo."""
    query = select(func.count()).select_from(Application).where(*_live(tenant_id), ~has_photo())
    return db.session.scalar(query) or 0


def people(tenant_id: int, most: int | None = None) -> Sequence[Row[*tuple[Any, ...]]]:
    """The unit's live applications, by name, each with whether it has a photo; all, or at most so many."""
    query = select(*LISTED, has_photo().label("has_photo")).where(*_live(tenant_id))
    return db.session.execute(query.order_by(Application.name_pinyin, Application.id).limit(most)).all()


def unit_names(tenant_id: int) -> tuple[str, ...]:
    """What a unit is called; nothing where the reach doesn't show it."""
    row = db.session.execute(select(Tenant.name, Tenant.short_name).where(Tenant.id == tenant_id)).first()
    return tuple(row) if row else ()


def with_photo(applications: Iterable[int]) -> set[int]:
    """Which of these applications have a photo."""
    wanted = select(ApplicationPhoto.application_id).where(
        ApplicationPhoto.application_id.in_(list(applications)), CURRENT
    )
    return set(db.session.scalars(wanted))


def batches(before: int | None = None) -> Sequence[PhotoBatch]:
    """The zips within reach, the latest first; one more than a page."""
    query = select(PhotoBatch).order_by(PhotoBatch.id.desc()).limit(PAGE + 1)
    return db.session.scalars(query if before is None else query.where(PhotoBatch.id < before)).all()


def find_batch(public_id: str, *, locked: bool = False) -> PhotoBatch:
    """The zip within reach; NotFound for a foreign or a nonexistent one, alike."""
    query = select(PhotoBatch).where(PhotoBatch.public_id == public_id)
    found = db.session.scalars(query.with_for_update() if locked else query).first()
    if found is None:
        raise NotFound(public_id)
    return found


def rows_of(batch: PhotoBatch) -> Sequence[PhotoRow]:
    """All of a zip's files, in its order."""
    mine = (PhotoRow.tenant_id == batch.tenant_id, PhotoRow.batch_id == batch.id)
    return db.session.scalars(select(PhotoRow).where(*mine).order_by(PhotoRow.place)).all()


def row_of(batch: PhotoBatch, place: int) -> PhotoRow:
    """One file of a zip; NotFound where there is none."""
    mine = (PhotoRow.tenant_id == batch.tenant_id, PhotoRow.batch_id == batch.id, PhotoRow.place == place)
    found = db.session.scalars(select(PhotoRow).where(*mine)).first()
    if found is None:
        raise NotFound(str(place))
    return found


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits for a unit's clerk: people without a photo, zips to be matched; each with its oldest."""

    missing: int
    missing_since: datetime | None
    zips: int
    zips_since: datetime | None


def desk(tenant_id: int) -> Desk:
    """The unit's desk, in one question."""
    lacking = select(func.count().label("number"), func.min(Application.created_at).label("since")).where(
        *_live(tenant_id), ~has_photo()
    )
    zips = select(func.count().label("number"), func.min(PhotoBatch.created_at).label("since")).where(
        PhotoBatch.tenant_id == tenant_id, PhotoBatch.state == BatchState.MATCHING.value
    )
    one, other = lacking.subquery("lacking"), zips.subquery("zips")
    query = select(one.c.number, one.c.since, other.c.number, other.c.since).select_from(
        one.join(other, true())
    )
    return Desk(*db.session.execute(query).one())
