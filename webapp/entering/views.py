"""Annex 1 entered by the unit's clerk (三(二)): a new form, a correction, drafts, occupations to choose."""

from __future__ import annotations

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from tenants.roles import Permission
from webapp.catalogue.queries import search_occupations
from webapp.entering import operations, queries
from webapp.entering.blueprint import entering
from webapp.entering.listing import listed
from webapp.entering.models import ApplicationDraft
from webapp.entering.sheet import Sheet, blank, of_application, of_draft, posted, shown
from webapp.guards import allow
from webapp.htmx import go, page
from webapp.refusals import NotFound
from webapp.sessions import actor

MOST_OFFERED = 20


@entering.get("/new")
@allow(Permission.APPLICATION_ENTER)
def new() -> Response:
    """新增报名: an empty form."""
    return shown(blank(actor()))


@entering.post("/new")
@allow(POST=Permission.APPLICATION_ENTER)
def enter() -> Response:
    """Keep it, and check, extend or hand in."""
    who = actor()
    return posted(lambda: blank(who), who)


@entering.get("/<public_id>/edit")
@allow(Permission.APPLICATION_ENTER)
def edit(public_id: str) -> Response:
    """修改: an application that nobody has approved, or that came back."""
    return shown(of_application(actor(), public_id), hide=True)


@entering.post("/<public_id>/edit")
@allow(POST=Permission.APPLICATION_ENTER)
def correct(public_id: str) -> Response:
    """Keep the correction, and check, extend or hand in."""
    who = actor()
    return posted(lambda: of_application(who, public_id), who)


@entering.get("/drafts")
@allow(Permission.APPLICATION_ENTER)
def drafts() -> Response:
    """草稿: what waits to be finished, the latest first."""
    return page("entering/drafts.html", "drafts", drafts=listed(queries.open_drafts()))


def _draft(public_id: str, *, lock: bool = False) -> ApplicationDraft:
    found = queries.draft_of(public_id, lock=lock)
    if found is None:
        raise NotFound(public_id)
    return found


@entering.get("/drafts/<public_id>")
@allow(Permission.APPLICATION_ENTER)
def draft(public_id: str) -> Response:
    """A draft to go on with; one that was handed in leads to its application."""
    found = _draft(public_id)
    sheet = of_draft(actor(), found)
    if found.ended_as == "submitted" and sheet.application is not None:
        return go(url_for("applicants.show", public_id=sheet.application.public_id))
    return shown(sheet, hide=True)


@entering.post("/drafts/<public_id>")
@allow(POST=Permission.APPLICATION_ENTER)
def resume(public_id: str) -> Response:
    """Keep it, and check, extend or hand in."""
    who = actor()

    def load() -> Sheet:
        return of_draft(who, _draft(public_id, lock=True))

    return posted(load, who)


@entering.post("/drafts/<public_id>/delete")
@allow(POST=Permission.APPLICATION_ENTER)
def delete(public_id: str) -> Response:
    """Throw a draft away; the list offers to take it back."""
    operations.end(_draft(public_id, lock=True))
    return go(url_for("entering.drafts", thrown=public_id))


@entering.post("/drafts/<public_id>/restore")
@allow(POST=Permission.APPLICATION_ENTER)
def restore(public_id: str) -> Response:
    """Take a draft back that was thrown away."""
    operations.end(_draft(public_id, lock=True), back=True)
    flash(_("草稿已恢复。"), "success")
    return go(url_for("entering.draft", public_id=public_id))


@entering.get("/occupations")
@allow(Permission.APPLICATION_ENTER)
def occupations() -> Response:
    """What an occupation's field offers while it is typed: by name, code, work type or letters."""
    words = request.args.get("target_occupation", "")
    return page("entering/occupations.html", found=search_occupations(words, MOST_OFFERED))


__all__ = ["entering"]
