"""All papers of a list in one PDF (三(三)1-2): a job in steps, each a few forms set and kept aside; the last
puts them behind one another. Killed anywhere it goes on after the last step."""

from __future__ import annotations

import io
from collections.abc import Iterable

import pypdfium2
from flask_babel import gettext as _
from sqlalchemy import func, select

from tenants import audit
from tenants.actor import Actor
from tenants.db import db, territory
from tenants.models import Tenant
from webapp.applicants.models import Application
from webapp.documents import annex1, annex2
from webapp.files.operations import accept_upload, store
from webapp.jobs.models import Job
from webapp.jobs.queue import enqueue, ring
from webapp.jobs.work import Step, Work
from webapp.papers.issuing import PRINT, forms_of, kept_list, sheet_for, taker_of
from webapp.papers.models import PaperList, PaperPrint
from webapp.papers.queries import Key, key_of, people_on
from webapp.refusals import RuleBroken
from webapp.transaction import after_commit

AT_A_TIME = 25
MOST = 1000  # people in one print
MIB = 1 << 20
LARGEST = 512 * MIB


def begin(key: Key, actor: Actor) -> PaperPrint:
    """Queue a print of a list for `actor`. Refuses more than a thousand people at once."""
    people = people_on(key)
    if len(people) > MOST:
        raise RuleBroken("print", _("一次最多打印 %(n)s 人，请逐份打印。", n=MOST))
    kept = kept_list(key, people[0])
    asked = PaperPrint(**territory(actor.scope()), user_id=actor.user_id, list_id=kept.id, people=len(people))
    db.session.add(asked)
    db.session.flush()
    ids = [one.id for one in people]
    cursor = {"ids": ids, "done": 0, "parts": []}
    job = enqueue("papers.print", asked.id, actor, dedupe_key=asked.public_id, total=len(ids), cursor=cursor)
    asked.job_id = job.id
    changes = {"rows": [None, len(ids)]}
    audit.record("paper.print", f"paper_list:{kept.public_id}", changes, reason=PRINT, owner=kept)
    ring(job)
    return asked


def run(work: Work) -> None:
    """The runner of `papers.print`."""
    for step in work.steps():
        with step:
            asked = db.session.get_one(PaperPrint, work.subject_id)
            assert step.actor is not None  # a print is somebody's
            if step.cursor["done"] < len(step.cursor["ids"]):
                _set_some(step, asked, step.actor)
            else:
                _finish(step, asked, step.actor)


def _set_some(step: Step, asked: PaperPrint, actor: Actor) -> None:
    """The next forms, as a PDF of their own in the store."""
    ids, done = step.cursor["ids"], step.cursor["done"]
    wanted = ids[done : done + AT_A_TIME]
    found = {one.id: one for one in db.session.scalars(select(Application).where(Application.id.in_(wanted)))}
    forms = forms_of([found[one] for one in wanted if one in found], taker_of(actor, asked.tenant_id))
    parts = list(step.cursor["parts"])
    if forms:
        parts.append(_kept_aside(annex1.pdf(forms), asked, len(parts)))
    done += len(wanted)
    step.advance({"ids": ids, "done": done, "parts": parts}, done=done, total=len(ids))


def _kept_aside(part: bytes, asked: PaperPrint, number: int) -> str:
    """The address of a part in the store: its own, whatever else was printed alike, since it is removed."""
    unlike = part + f"\n% {asked.public_id} {number}\n".encode()
    return store().put(io.BytesIO(unlike), asked.tenant_id, LARGEST).digest


def _finish(step: Step, asked: PaperPrint, actor: Actor) -> None:
    parts: list[str] = step.cursor["parts"]
    kept = db.session.get_one(PaperList, asked.list_id)
    key = key_of(kept)
    unit = db.session.get_one(Tenant, asked.tenant_id).name
    sheet = sheet_for(key, unit, people_on(key), taker_of(actor, asked.tenant_id))
    whole = joined([annex2.pdf(sheet), *(_read(digest, asked.tenant_id) for digest in parts)])
    name = _("%(occupation)s-%(level)s-报名表和汇总表", occupation=kept.occupation, level=kept.level)
    file = accept_upload(io.BytesIO(whole), f"{name}.pdf", "application/pdf", actor, LARGEST)
    asked.file_id = file.id
    after_commit(lambda: _discard(parts))
    step.advance({"ids": [], "done": 0, "parts": []}, done=asked.people)
    step.finish()


def _read(digest: str, tenant_id: int) -> bytes:
    return b"".join(store().open(digest, tenant_id))


def joined(parts: Iterable[bytes]) -> bytes:
    """The pages of several PDFs behind one another in one."""
    whole = pypdfium2.PdfDocument.new()
    for part in parts:
        document = pypdfium2.PdfDocument(part)
        whole.import_pages(document)
        document.close()
    target = io.BytesIO()
    whole.save(target)
    whole.close()
    return target.getvalue()


def _discard(parts: list[str]) -> None:
    """Parts of a print that is over: they were never anybody's file."""
    for digest in parts:
        store().path(digest).unlink(missing_ok=True)


def job_ended(job: Job, state: object) -> None:
    """A print that was cancelled or quarantined: it says so, and its parts go."""
    asked = db.session.get(PaperPrint, job.subject_id, with_for_update=True)
    if asked is None or asked.file_id is not None:
        return
    asked.stopped_at = func.now()
    parts = list(job.cursor.get("parts", []))
    _discard(parts)
