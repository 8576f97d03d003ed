"""Papers to take away: Annex 1 and 2 as PDF and WORD, Annex 2 as a workbook, sealed scans. Each is audited in
a transaction of its own before a byte leaves."""

from __future__ import annotations

from flask import Response, request, url_for
from flask_babel import gettext as _

from tenants import audit
from tenants.db import db
from tenants.roles import Permission
from tenants.scope import Reach
from webapp.applicants.operations import load
from webapp.documents import annex1, annex2
from webapp.documents.annex1 import Form
from webapp.documents.annex2 import Sheet
from webapp.files.models import StoredFile
from webapp.files.operations import as_attachment, open_file, store
from webapp.guards import allow, reaching
from webapp.htmx import go
from webapp.papers.addresses import key_in
from webapp.papers.blueprint import papers
from webapp.papers.issuing import form_of, sheet_of
from webapp.papers.queries import print_named, sealed_paper
from webapp.papers.workbook import workbook
from webapp.sessions import actor
from webapp.transaction import separately

READ = Permission.PAPER_READ
KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@papers.get("/applications/<public_id>/annex1.<any(pdf, docx):ending>")
@allow(READ)
def annex1_file(public_id: str, ending: str) -> Response:
    """附件1 of one application."""
    return _annex1(public_id, ending, None)


@papers.get("/received/<public_id>/annex1.<any(pdf, docx):ending>")
@allow(Permission.REEXAMINATION_READ)
@reaching(Reach.INSTITUTION)
def received_annex1(public_id: str, ending: str) -> Response:
    """附件1 of an application that one's own institution re-examines."""
    return _annex1(public_id, ending, Reach.INSTITUTION)


def _annex1(public_id: str, ending: str, reach: Reach | None) -> Response:
    who = actor()
    with separately(who.scope(reach)):
        application = load(public_id)
        form, name = form_of(application, who), application.name
    made = _written(form, ending)
    return as_attachment(made, _("附件1-报名表-%(name)s", name=name) + f".{ending}", KINDS[ending])


def _written(form: Form, ending: str) -> bytes:
    return annex1.docx(form) if ending == "docx" else annex1.pdf([form])


@papers.get("/annex2.<any(pdf, docx, xlsx):ending>")
@allow(READ)
def annex2_file(ending: str) -> Response:
    """附件2 of a list."""
    who = actor()
    with separately(who.scope()):
        key, unit = key_in(request.args)
        sheet = sheet_of(key, unit.name, who)
    name = _("附件2-汇总表-%(occupation)s-%(level)s", occupation=key.occupation, level=key.level)
    return as_attachment(_listed(sheet, ending), f"{name}.{ending}", KINDS[ending])


def _listed(sheet: Sheet, ending: str) -> bytes:
    if ending == "xlsx":
        return workbook(sheet)
    return annex2.docx(sheet) if ending == "docx" else annex2.pdf(sheet)


@papers.get("/sealed/<public_id>")
@allow(Permission.APPLICATION_REVEAL)
def scan(public_id: str) -> Response:
    """A sealed scan as it was uploaded."""
    return _scan(public_id, None)


@papers.get("/received/sealed/<public_id>")
@allow(Permission.REEXAMINATION_READ)
@reaching(Reach.INSTITUTION)
def received_scan(public_id: str) -> Response:
    """A sealed scan of an application that one's own institution re-examines."""
    return _scan(public_id, Reach.INSTITUTION)


def _scan(public_id: str, reach: Reach | None) -> Response:
    who = actor()
    with separately(who.scope(reach)):
        paper = sealed_paper(public_id)
        audit.record("paper.scan", f"sealed_paper:{paper.public_id}", reason="print", owner=paper)
        content, name, size = store().open(paper.digest, paper.tenant_id), paper.file_name, paper.size
    return as_attachment(content, name, size=size)


@papers.get("/prints/<public_id>/file")
@allow(Permission.PAPER_SEAL)
def printed_file(public_id: str) -> Response:
    """A finished batch print, for whoever asked for it alone."""
    who = actor()
    with separately(who.scope()):
        asked = print_named(public_id, who.user_id)
        if asked.file_id is None:
            return go(url_for("papers.printed", public_id=public_id))
        file = db.session.get_one(StoredFile, asked.file_id)
        audit.record("paper.print_taken", f"paper_print:{asked.public_id}", reason="print", owner=asked)
        content, name, size = open_file(file), file.name, file.size
    return as_attachment(content, name, KINDS["pdf"], size)
