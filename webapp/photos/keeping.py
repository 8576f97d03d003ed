"""Keeping an application's photo (三(三)3): looked at in the child, judged, stored, made the current one."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import IO, Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from webapp.applicants.models import Application
from webapp.applicants.states import CORRECTABLE, ENDED
from webapp.files.inspecting import PictureAnswer, inspect_picture
from webapp.files.operations import accept_upload, store
from webapp.photos import queries
from webapp.photos.matching import People, Person
from webapp.photos.models import ApplicationPhoto
from webapp.photos.rules import MB, Outcome, judge_picture, judge_size
from webapp.photos.words import plain_of, verdict_sentence
from webapp.policy.rules import Photo
from webapp.programmes.queries import policy_of
from webapp.refusals import NotFound, RuleBroken

RENDITION = 4 * MB  # no rendition comes near it


@dataclass(frozen=True, slots=True)
class Upload:
    """What came with the form; `sure`: the person said that it is their photo, whatever its name says."""

    stream: IO[bytes]
    name: str
    media_type: str
    sure: bool = False


def keep(application: Application, upload: Upload, actor: Actor) -> ApplicationPhoto:
    """Make an upload the application's photo; the one before is kept as replaced.

    Refuses, by RuleBroken on `file` with 三(三)3, what is too small or too large, no JPEG or PNG, not
    upright, or named as another of the unit's people until `sure`; and an application past correction.
    """
    refuse_locked(application, queries.photo_of(application))
    policy = policy_of(application.city_id, application.programme_year)
    content = upload.stream.read(policy.photo.maximum_bytes + 1)
    _refuse_size(len(content), policy.photo)
    if actor.tenant is not None and not upload.sure:
        _refuse_anothers(application, upload)
    answer = inspect_picture(content)
    warnings = _judged(answer, policy.photo)
    hold(application)
    refuse_locked(application, queries.photo_of(application))  # again: a reviewer may have been quicker
    owner = application if actor.tenant is None else None
    limit = policy.photo.maximum_bytes
    file = accept_upload(
        io.BytesIO(content), upload.name, f"image/{answer.kind}", actor, limit, owner=owner
    )  # fmt: skip
    columns = picture_columns(answer, warnings, application.tenant_id)
    columns |= {"name": file.name, "size": file.size, "digest": file.digest, "file_id": file.id}
    return put_in_place(application, columns, policy.version, actor)


def hold(application: Application) -> None:
    """Lock the application and read it anew: two uploads, or an upload and a verdict, come one by one."""
    mine = select(Application).where(Application.id == application.id).with_for_update()
    if db.session.scalars(mine.execution_options(populate_existing=True)).first() is None:
        raise NotFound(application.public_id)


def put_in_place(
    application: Application, columns: dict[str, Any], version: str, actor: Actor, batch_id: int | None = None
) -> ApplicationPhoto:
    """The row of a photo, current from now on, of an application that the caller holds. The photo is part of
    what a reviewer agrees to and of what a seal was put on, so that both versions go on."""
    before = queries.photo_of(application)
    if before is not None:
        before.replaced_at = func.now()
        db.session.flush()
    photo = ApplicationPhoto(
        **territory_of(application), application_id=application.id, batch_id=batch_id, policy_version=version,
        uploaded_by=actor.user_id, uploaded_by_name=actor.name, **columns,
    )  # fmt: skip
    db.session.add(photo)
    was, application.version = application.version, application.version + 1
    application.data_version += 1
    application.updated_at = datetime.now(UTC)
    db.session.flush()
    verb = "photo.keep" if before is None else "photo.replace"
    changes = {"size": [before.size if before else None, photo.size], "version": [was, application.version]}
    audit.record(verb, f"application:{application.public_id}", changes, owner=application)
    return photo


def picture_columns(answer: PictureAnswer, warnings: list[Any], tenant_id: int) -> dict[str, Any]:
    """What was found out, with the renditions durably in the store."""
    thumb = store().put(io.BytesIO(answer.thumb), tenant_id, RENDITION)
    display = store().put(io.BytesIO(answer.display), tenant_id, RENDITION)
    return {
        "kind": answer.kind, "width": answer.width, "height": answer.height, "blue": answer.blue,
        "thumb_digest": thumb.digest, "display_digest": display.digest, "warnings": warnings,
    }  # fmt: skip


def may_change(application: Application, current: ApplicationPhoto | None) -> bool:
    """A missing photo can be added while the application lives; one that was reviewed is not exchanged."""
    if application.state in ENDED:
        return False
    return current is None or application.state in CORRECTABLE


def refuse_locked(application: Application, current: ApplicationPhoto | None) -> None:
    """Refuse what `may_change` doesn't allow, in words."""
    if application.state in ENDED:
        raise RuleBroken("file", _("报名已结束，不能再上传照片。"))
    if not may_change(application, current):
        raise RuleBroken("file", _("报名已通过单位审核，照片不能再更换；确需更换的，请先退回修改。"))


def _refuse_size(size: int, photo: Photo) -> None:
    verdict = judge_size(size, photo)
    if not size:
        raise RuleBroken("file", _("文件是空的。"), photo.clause)
    if verdict is not None:
        raise RuleBroken("file", verdict_sentence(verdict), verdict.clause)


def _refuse_anothers(application: Application, upload: Upload) -> None:
    """A file that is named 姓名+单位 of somebody else of the unit is most likely theirs: ask (三(三)3, A)."""
    found = People(unit_people(application.tenant_id)).whose(upload.name)
    if found.kind == "exact" and found.people != (application.id,):
        raise AnothersName(_("文件名写的是别人的姓名和单位。请核对；确是本人照片的，勾选后再上传一次。"))


class AnothersName(RuleBroken):
    """The file's name says somebody else; whoever uploads may say that it is this person's all the same."""

    def __init__(self, message: str) -> None:
        super().__init__("file", message, "三(三)3")


def unit_people(tenant_id: int) -> list[Person]:
    """The unit's people as the matcher knows them, with the names their unit goes by."""
    names = queries.unit_names(tenant_id)
    return [
        Person(row.id, row.name, tuple(name for name in {row.unit_name, *names} if name))
        for row in queries.people(tenant_id)
    ]


def _judged(answer: PictureAnswer, photo: Photo) -> list[Any]:
    """The warnings to keep; a refusal is raised."""
    verdicts = judge_picture(answer.width, answer.height, answer.blue, photo)
    for verdict in verdicts:
        if verdict.outcome is Outcome.REFUSED:
            raise RuleBroken("file", verdict_sentence(verdict), verdict.clause)
    return [plain_of(verdict) for verdict in verdicts]


def territory_of(application: Application) -> dict[str, int | None]:
    return {
        "tenant_id": application.tenant_id, "district_id": application.district_id,
        "city_id": application.city_id,
    }  # fmt: skip
