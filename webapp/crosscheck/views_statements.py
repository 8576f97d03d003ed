"""情况说明: the unit's clerk or the applicant says how it came to a finding, with a paper (1.7)."""

from __future__ import annotations

from flask import Response, flash, url_for
from flask_babel import gettext as _

from tenants.roles import Permission
from webapp.applicants.addresses import own_address
from webapp.applicants.models import Application
from webapp.applicants.object_page import object_page
from webapp.applicants.object_views import LIST
from webapp.applicants.operations import load
from webapp.crosscheck import stating
from webapp.crosscheck.blueprint import crosscheck
from webapp.crosscheck.forms import StatementForm
from webapp.guards import allow
from webapp.htmx import go, page
from webapp.refusals import NotAllowed, RuleBroken
from webapp.sessions import actor


@crosscheck.post("/applications/<public_id>/statement")
@allow(POST=Permission.APPLICATION_ENTER)
def state(public_id: str) -> Response:
    """By the unit's clerk."""
    application, form = load(public_id), StatementForm()
    who = actor()
    if who.tenant is None or who.tenant.id != application.tenant_id:
        raise NotAllowed(Permission.APPLICATION_ENTER.value)
    if _kept(application, form):
        return go(url_for("applicants.show", public_id=public_id))
    return object_page(application, LIST, 422, parts={"crosscheck": {"form": form}})


@crosscheck.route("/my-applications/<public_id>/statement", methods=["GET", "POST"])
@allow(GET=Permission.OWN_APPLICATION_READ, POST=Permission.OWN_APPLICATION_ENTER)
def state_own(public_id: str) -> Response:
    """By the applicant, on a page of its own."""
    application, form = load(public_id), StatementForm()
    if _kept(application, form):
        return go(own_address(application))
    status = 422 if form.is_submitted() else 200
    return page("crosscheck/state_own.html", None, status, application=application, form=form)


def _kept(application: Application, form: StatementForm) -> bool:
    """Whether a posted statement was whole and is kept; else its form says why not."""
    if not form.validate_on_submit():
        return False
    file = form.evidence.data
    upload = None
    if file and getattr(file, "filename", ""):
        upload = stating.Upload(file.stream, file.filename, file.mimetype)
    try:
        stating.state(application, form.words.data, upload, actor())
    except RuleBroken as refusal:
        field = form.evidence if refusal.field == "evidence" else form.words
        field.errors = [*field.errors, str(refusal)]
        return False
    flash(_("情况说明已提交，核查人员会看到。"), "success")
    return True
