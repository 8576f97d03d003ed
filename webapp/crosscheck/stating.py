"""情况说明: what the unit or the applicant says about their own application, for whoever decides about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from flask_babel import gettext as _

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from webapp.applicants.models import Application
from webapp.applicants.states import ENDED
from webapp.crosscheck.models import Statement
from webapp.files.inspecting import inspect_scan
from webapp.files.models import StoredFile
from webapp.files.operations import accept_upload
from webapp.refusals import IllegalMove, RuleBroken

LARGEST = 10 << 20
STATED = ("blocked", "suspected", "confirmed")
CLAUSE = "三(四)"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a form: a scan or a picture of a paper."""

    stream: IO[bytes]
    name: str
    media_type: str


def state(application: Application, words: str, upload: Upload | None, actor: Actor) -> Statement:
    """Keep what is said about an application that the cross-check has marked, with a paper as evidence.

    Refuses with RuleBroken nothing said and a file that is no scan, with IllegalMove an application about
    which nobody asks.
    """
    if application.crosscheck not in STATED or application.state in ENDED:
        raise IllegalMove(_("这件报名没有待核查的查重情况，不需要说明。"))
    if not words.strip():
        raise RuleBroken("words", _("请写明情况。"), CLAUSE)
    file = keep_evidence(upload, actor, application) if upload else None
    said = Statement(
        tenant_id=application.tenant_id, district_id=application.district_id, city_id=application.city_id,
        application_id=application.id, words=words.strip(), file_id=file.id if file else None,
        user_id=actor.user_id, actor=actor.signature,
    )  # fmt: skip
    db.session.add(said)
    db.session.flush()
    subject = f"application:{application.public_id}"
    changes = {"file": [None, file.public_id]} if file else {}
    audit.record("application.state", subject, changes, owner=application)
    return said


def keep_evidence(upload: Upload, actor: Actor, owner: Application | None = None) -> StoredFile:
    """Store a paper that proves something: a PDF, JPEG or PNG that opens, of 10 MB at most."""
    data = upload.stream.read(LARGEST + 1)
    upload.stream.seek(0)
    if len(data) > LARGEST:
        raise RuleBroken("evidence", _("文件超过 %(size)s MB 的上限。", size=LARGEST >> 20))
    inspect_scan(data, field="evidence", pages=1)
    kept = None if actor.tenant is not None else owner
    return accept_upload(
        upload.stream, upload.name, upload.media_type, actor, LARGEST, field="evidence", owner=kept
    )
