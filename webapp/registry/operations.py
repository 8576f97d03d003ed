"""Verbs on a list of certificates: take it in, take it down again; on one certificate: strike it, restore it.

The city's own matters, each with its audit event (1.7, 4.2).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import IO

from flask_babel import gettext as _
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from tenants.roles import Permission
from webapp.crosscheck.checking import check
from webapp.crosscheck.telling import tell_settled
from webapp.files.operations import accept_upload
from webapp.jobs.models import Job, JobState
from webapp.jobs.queue import enqueue, ring
from webapp.people.models import KnownCertificate
from webapp.refusals import IllegalMove, NotAllowed, NotFound, RuleBroken, Stale
from webapp.registry import queries
from webapp.registry.models import CertificateList, ListState
from webapp.sheets.sandbox.certificates import LARGEST

LOAD, WITHDRAW = "registry.load", "registry.withdraw"
STANDING = (ListState.READING.value, ListState.DONE.value, ListState.WITHDRAWING.value)
BUSY = (ListState.READING.value, ListState.WITHDRAWING.value)
MAY_WITHDRAW = (ListState.DONE.value, ListState.STOPPED.value)


@dataclass(frozen=True, slots=True)
class Upload:
    """What came with the form: the file, what the list is called, whether it is complete (1.7 rule 7)."""

    stream: IO[bytes]
    name: str
    media_type: str
    title: str
    complete: bool


def take_in(upload: Upload, actor: Actor) -> CertificateList:
    """Store the list, durably, and queue its reading in the same transaction. Refuses with NotAllowed, and
    with RuleBroken on `file` where the same file is being registered or stands already."""
    city_id = _city(actor)
    file = accept_upload(upload.stream, upload.name, upload.media_type, actor, LARGEST)
    found = CertificateList(
        city_id=city_id, user_id=actor.user_id, actor=actor.signature, title=upload.title,
        complete=upload.complete, file_id=file.id, file_name=file.name, digest=file.digest,
        state=ListState.READING.value, head={}, counts={},
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(found)
    except IntegrityError:
        standing = select(CertificateList.title).where(
            CertificateList.digest == file.digest, CertificateList.state.in_(STANDING)
        )
        title = db.session.scalar(standing)
        raise RuleBroken("file", _("这份文件已经登记为“%(title)s”，没有重复登记。", title=title)) from None
    _queue(LOAD, found, actor)
    changes = {"file": [None, file.public_id], "title": [None, upload.title]}
    audit.record(LOAD, f"certificates:{found.public_id}", changes)
    return found


def withdraw(public_id: str, version: int, reason: str, actor: Actor) -> CertificateList:
    """Take a list down: the certificates that came in by it are struck, step by step, and what they held up
    goes on. Refuses with NotAllowed, Stale, and IllegalMove for one that doesn't stand."""
    _city(actor)
    query = select(CertificateList).where(CertificateList.public_id == public_id).with_for_update()
    found = db.session.scalars(query).first()
    if found is None:
        raise NotFound(public_id)
    if found.version != version:
        raise Stale(_("名单在您打开页面之后有了变化，请刷新后再操作。"))
    if found.state not in MAY_WITHDRAW:
        raise IllegalMove(_("名单当前不能撤下。"))
    found.state, found.reason = ListState.WITHDRAWING.value, reason
    found.version += 1
    _queue(WITHDRAW, found, actor)
    audit.record(WITHDRAW, f"certificates:{public_id}", reason=reason)
    return found


def strike(certificate_id: int, reason: str, actor: Actor, *, back: bool = False) -> KnownCertificate:
    """Strike one certificate from the registry (作废), or take that back; what hung on it is checked again at
    once. Refuses with NotAllowed, and with IllegalMove where that is so already."""
    city_id = _city(actor)
    found = queries.certificate(certificate_id, locked=True)
    if (found.revoked_at is None) == back:
        raise IllegalMove(_("这本证书的状态已经变了，请重新查询。"))
    found.revoked_at, found.struck_by = (None, None) if back else (func.now(), "hand")
    db.session.flush()
    tell_settled(check(city_id, (), [found.id]))
    verb = "registry.restore" if back else "registry.strike"
    audit.record(verb, f"certificate:{found.number}", reason=reason)
    return found


def job_ended(job: Job, state: JobState) -> None:
    """A list's job was cancelled or quarantined: what was done until then stays, the list says so."""
    stopped = update(CertificateList).where(
        CertificateList.id == job.subject_id,
        CertificateList.state.in_(BUSY),
    )
    values = {"state": ListState.STOPPED.value, "version": CertificateList.version + 1}
    if job.kind == LOAD:
        values["counts"] = dict(job.counts)
    db.session.execute(stopped.values(**values, finished_at=func.now()))


def _queue(kind: str, found: CertificateList, actor: Actor) -> None:
    job = enqueue(kind, found.id, actor, dedupe_key=f"{found.id}:{found.version}")
    found.job_id = job.id
    ring(job)


def _city(actor: Actor) -> int:
    """The actor's city; NotAllowed for whoever doesn't keep its registry."""
    if not actor.can(Permission.REGISTRY_KEEP) or actor.tenant is None:
        raise NotAllowed(Permission.REGISTRY_KEEP.value)
    return actor.tenant.city_id
