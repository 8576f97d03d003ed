"""证书登记库: the lists so far, one to load, one with its progress and its refused lines; taking one down."""

from __future__ import annotations

from flask import Response, flash, request, send_file, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from tenants.db import db
from webapp.files.receiving import receives
from webapp.guards import allow
from webapp.htmx import go, page, polls
from webapp.jobs import queries as jobs
from webapp.jobs.models import Job
from webapp.refusals import RuleBroken
from webapp.registry import exporting, operations, queries
from webapp.registry.blueprint import KEEP, READ, registry
from webapp.registry.forms import ListForm, ReasonForm
from webapp.registry.models import CertificateList
from webapp.registry.operations import Upload
from webapp.registry.words import STATES
from webapp.sessions import actor
from webapp.sheets.messages_certificates import CERTIFICATE_TITLES
from webapp.sheets.sandbox.certificates import LARGEST
from webapp.transaction import separately

FORM = 1 << 20  # what a form may weigh beside its file
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def job_link(subject_id: int) -> str | None:
    """Where a job's 查看结果 leads."""
    found = db.session.get(CertificateList, subject_id)
    return url_for("registry.show", public_id=found.public_id) if found else None


def job_labels(subject_ids: list[int]) -> dict[int, str]:
    """The lists' titles, for the list of jobs."""
    named = select(CertificateList.id, CertificateList.title).where(CertificateList.id.in_(subject_ids))
    return {row.id: row.title for row in db.session.execute(named)}


@registry.get("")
@allow(READ)
def index() -> Response:
    """The lists, the latest first, and the form to load another."""
    return _index(ListForm(formdata=None))


def _index(form: ListForm, status: int = 200) -> Response:
    return page(
        "registry/index.html", "lists", status, form=form, may_keep=actor().can(KEEP), states=STATES,
        shown=queries.lists(request.args.get("at", "")), largest=LARGEST >> 20,
    )  # fmt: skip


@registry.post("")
@allow(POST=KEEP)
@receives(LARGEST + FORM)
def upload() -> Response:
    """Take a list in and go to its page, where the bar runs."""
    form = ListForm()
    if not form.validate_on_submit():
        return _index(form, 422)
    file = form.file.data
    given = Upload(file.stream, file.filename, file.mimetype, form.title.data, form.complete.data)
    try:
        found = operations.take_in(given, actor())
    except RuleBroken as broken:
        form.refused(broken)
        return _index(form, 422)
    return go(url_for("registry.show", public_id=found.public_id))


@registry.get("/<public_id>")
@allow(READ)
def show(public_id: str) -> Response:
    """One list: its progress, what became of its lines, those that weren't taken."""
    if polls("list") and queries.find(public_id).state not in operations.BUSY:  # over: so is its badge's word
        return go(url_for("registry.show", public_id=public_id))
    return _show(public_id, ReasonForm(formdata=None))


def _show(public_id: str, form: ReasonForm, status: int = 200) -> Response:
    found = queries.find(public_id)
    form.at_version.data = str(found.version)
    job = db.session.get(Job, found.job_id) if found.job_id else None
    return page(
        "registry/list.html", "content", status, found=found, form=form, state=STATES[found.state],
        job=jobs.card(job, actor()) if job else None, titles=CERTIFICATE_TITLES,
        lines=list(queries.refused_lines(found, queries.SHOWN)), most=queries.SHOWN,
        may_withdraw=actor().can(KEEP) and found.state in operations.MAY_WITHDRAW,
    )  # fmt: skip


@registry.get("/<public_id>/refused")
@allow(READ)
def refused(public_id: str) -> Response:
    """The lines that weren't taken, as a workbook in the list's own columns, with what is wrong of each."""
    who = actor()
    with separately(who.scope()):
        exporting.note_export(queries.find(public_id))
    made = exporting.workbook(queries.find(public_id), who)
    name = _("未登记的行") + ".xlsx"
    return send_file(made, SPREADSHEET, as_attachment=True, download_name=name)


@registry.post("/<public_id>/withdraw")
@allow(POST=KEEP)
def withdraw(public_id: str) -> Response:
    """Take the list down."""
    form = ReasonForm()
    if not form.validate_on_submit():
        return _show(public_id, form, 422)
    operations.withdraw(public_id, form.version, form.reason.data, actor())
    flash(_("正在撤下名单，可以离开本页。"), "success")
    return go(url_for("registry.show", public_id=public_id))
