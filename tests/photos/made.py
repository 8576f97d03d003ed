"""Rows of photos for the matrix: written by the unit itself, with a drawn picture in the store."""

from __future__ import annotations

import io

from tenants.db import db, territory
from tenants.scope import Scope
from tests.photos.pictures import picture
from webapp.files.models import StoredFile
from webapp.files.operations import store
from webapp.photos.models import ApplicationPhoto, PhotoBatch, PhotoRow


def _picture(file: StoredFile) -> dict[str, object]:
    kept = store().put(io.BytesIO(picture()), file.tenant_id, 1_000_000)
    return {
        "name": "照片.jpg", "size": kept.size, "digest": kept.digest, "file_id": file.id, "kind": "jpeg",
        "width": 420, "height": 588, "blue": 100, "thumb_digest": kept.digest, "display_digest": kept.digest,
        "warnings": [],
    }  # fmt: skip


def add_photo(application_id: int, file: StoredFile, scope: Scope) -> None:
    """An application's current photo."""
    db.session.add(
        ApplicationPhoto(
            application_id=application_id, policy_version="2022", uploaded_by_name="某人", **_picture(file),
            **territory(scope),
        )
    )  # fmt: skip
    db.session.flush()


def add_batch(file: StoredFile, scope: Scope) -> PhotoBatch:
    """A zip being matched, with one file that nobody is known for."""
    batch = PhotoBatch(
        user_id=1, file_id=file.id, file_name="照片.zip", digest=file.digest, programme_year=2022,
        state="matching", result={"files": 1}, **territory(scope),
    )  # fmt: skip
    db.session.add(batch)
    db.session.flush()
    row = PhotoRow(
        batch_id=batch.id, place=0, match="nobody", offered=[], left_out=False, **_picture(file),
        **territory(scope),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    return batch
