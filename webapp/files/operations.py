"""Taking a file in and giving it out: the store first, then the row, so that no accepted file is lost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import quote

from flask import Response, current_app
from flask_babel import gettext as _
from werkzeug.http import dump_options_header

from tenants import audit
from tenants.actor import Actor
from tenants.db import db, territory
from webapp.extensions import settings
from webapp.files.models import StoredFile
from webapp.files.names import UNKNOWN, harmless, media_type
from webapp.files.store import Store, TooLarge
from webapp.refusals import RuleBroken

MIB = 1 << 20
LARGEST = 32 * MIB


def store() -> Store:
    """The store of this process's settings."""
    found = current_app.extensions.get("store")
    if found is None:
        found = current_app.extensions["store"] = Store(settings().storage, settings().keyring)
    return found


def accept_upload(
    stream: IO[bytes],
    name: str | None,
    kind: str | None,
    actor: Actor,
    limit: int = LARGEST,
    *,
    field: str = "file",
    owner: Any = None,
) -> StoredFile:
    """Store an upload for the actor's tenant, durably, and add its row and audit event to the transaction.

    `kind` is the media type the browser gave; `owner` the row whose tenant the file is for, where the actor
    has none (an applicant). Refuses more than `limit` bytes and an empty file with RuleBroken on `field`.
    """
    scope = actor.scope() if owner is None else owner
    if scope.tenant_id is None:
        raise ValueError("a file belongs to a tenant")
    try:
        kept = store().put(stream, scope.tenant_id, limit)
    except TooLarge as error:
        raise RuleBroken(field, _("文件超过 %(size)s MB 的上限。", size=limit // MIB)) from error
    if not kept.size:
        raise RuleBroken(field, _("文件是空的。"))
    row = StoredFile(
        **territory(scope), user_id=actor.user_id, name=harmless(name), size=kept.size,
        digest=kept.digest, media_type=media_type(kind),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    # Not the name: people put names and numbers of persons into it.
    audit.record("file.accept", f"file:{row.public_id}", {"size": [None, kept.size]}, owner=row)
    return row


def open_file(file: StoredFile) -> Iterator[bytes]:
    """The content piece by piece, in bounded memory; raises Lost or Tampered, the latter maybe at the end."""
    return store().open(file.digest, file.tenant_id)


def read_file(file: StoredFile) -> bytes:
    """The whole content, checked wholly before it is given; raises Lost or Tampered."""
    return b"".join(open_file(file))


def send_stored(file: StoredFile) -> Response:
    """A download: always an attachment, never sniffed, never kept by a cache between us."""
    return as_attachment(open_file(file), file.name, UNKNOWN, file.size)


def as_attachment(
    content: bytes | Iterator[bytes], name: str, kind: str = UNKNOWN, size: int | None = None
) -> Response:
    """Any bytes as a download under a harmless name (RFC 6266, Chinese too)."""
    answer = Response(content, mimetype=kind)
    shown = harmless(name)
    answer.headers["Content-Disposition"] = _disposition(shown)
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "private, no-store"
    if size is not None:
        answer.content_length = size
    return answer


def _disposition(name: str) -> str:
    plain = name.encode("ascii", "replace").decode().replace("?", "_")
    return dump_options_header("attachment", {"filename": plain}) + f"; filename*=UTF-8''{quote(name)}"
