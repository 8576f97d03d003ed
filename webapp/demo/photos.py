"""The demo's photos: most people have one, some are missing, and one zip waits to be matched (三(三)3)."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select

from tenants.db import db
from tenants.models import Tenant
from webapp.applicants.models import Application
from webapp.applicants.states import CORRECTABLE
from webapp.demo.accounts import Signers, Tenants
from webapp.demo.acting import acting
from webapp.demo.city import BY_KEY, UNITS
from webapp.demo.portraits import LARGE, LOOKS, portrait
from webapp.files.inspecting import inspect_picture
from webapp.files.models import StoredFile
from webapp.files.operations import store
from webapp.photos import queries
from webapp.photos.batches import take_in
from webapp.photos.keeping import Upload, picture_columns
from webapp.photos.models import ApplicationPhoto
from webapp.photos.rules import judge_picture
from webapp.photos.words import plain_of
from webapp.policy.rules import Photo
from webapp.programmes.queries import policy_of

SENDER = "haiyue.clerk"
WITHOUT = 3  # of those not reviewed yet only every third has a photo
PALE_UNIT, PALE = "haiyue", 13  # here every so manieth stands before a white wall
IN_ZIP = 5


def add_photos(tenants: Tenants, signers: Signers, now: datetime) -> int:
    """Photos for most applications; a unit's people share three drawn ones. Answers how many."""
    answers = {name: inspect_picture(portrait(name)) for name in LOOKS}
    rows: list[dict[str, Any]] = []
    for unit in UNITS:
        if unit.people:
            tenant = tenants[unit.key]
            looks = answers if unit.key == PALE_UNIT else {name: answers[name] for name in ("男", "女")}
            kept = _kept(tenant, looks, policy_of(tenant.city_id, now.year).photo)
            rows += _rows(tenant, kept, signers[(unit.key, "clerk")])
    db.session.execute(insert(ApplicationPhoto.__table__), rows)
    return len(rows)


def _kept(tenant: Tenant, answers: dict[str, Any], photo: Photo) -> dict[str, dict[str, Any]]:
    """The drawn photos in the tenant's store, as a row's columns."""
    found = {}
    for name, answer in answers.items():
        kept = store().put(io.BytesIO(portrait(name)), tenant.id, photo.maximum_bytes)
        file = StoredFile(
            **_place(tenant), name="照片.jpg", size=kept.size, digest=kept.digest, media_type="image/jpeg"
        )  # fmt: skip
        db.session.add(file)
        db.session.flush()
        verdicts = judge_picture(answer.width, answer.height, answer.blue, photo)
        columns = picture_columns(answer, [plain_of(one) for one in verdicts], tenant.id)
        found[name] = columns | {"digest": kept.digest, "size": kept.size, "file_id": file.id}
    return found


def _rows(tenant: Tenant, kept: dict[str, dict[str, Any]], clerk: tuple[int, str]) -> list[dict[str, Any]]:
    """A photo for each of the unit's people; some of those not reviewed yet still lack theirs."""
    wanted = (
        Application.id, Application.name, Application.sex, Application.state, Application.created_at,
        Application.policy_version,
    )  # fmt: skip
    query = select(*wanted).where(Application.tenant_id == tenant.id).order_by(Application.id)
    rows = []
    for number, one in enumerate(db.session.execute(query)):
        if one.state in CORRECTABLE and number % WITHOUT:
            continue
        look = "white" if "white" in kept and number % PALE == PALE - 1 else one.sex
        rows.append(
            kept[look] | _place(tenant)
            | {"application_id": one.id, "policy_version": one.policy_version, "created_at": one.created_at,
               "name": f"{one.name}{tenant.name}.jpg", "uploaded_by": clerk[0],
               "uploaded_by_name": clerk[1].rpartition("·")[2]}
        )  # fmt: skip
    return rows


def _place(tenant: Tenant) -> dict[str, Any]:
    return {"tenant_id": tenant.id, "district_id": tenant.district_id, "city_id": tenant.city_id}


def send_photos() -> int:
    """Upload a zip as its clerk would, with everything that happens in one; commits."""
    with acting(SENDER) as clerk:
        content = _zip(clerk.tenant.id if clerk.tenant else 0, BY_KEY[SENDER.partition(".")[0]].name)
        take_in(Upload(io.BytesIO(content), "照片-第二批.zip", "application/zip"), clerk)
    return 1


def _zip(tenant_id: int, unit: str) -> bytes:
    """Photos of people who lack one: as they should be, named loosely, of nobody, too small."""
    names = [row.name for row in queries.missing(tenant_id)][:IN_ZIP]
    files = {f"{name}{unit}.jpg": portrait("男", LARGE + number) for number, name in enumerate(names[1:])}
    if names:
        files[f"{names[0]}.jpg"] = portrait("女")
    files["IMG_2034.jpg"] = portrait("女", LARGE + 99)
    files[f"钱多多{unit}.jpg"] = portrait("男", 800_000)
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return sink.getvalue()
