"""One application: its page with the neighbours in its list, revealing its numbers, withdrawing it."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from tenants.roles import Permission
from webapp.applicants import operations, queries
from webapp.applicants.blueprint import applicants
from webapp.applicants.explaining import explain
from webapp.applicants.filters import read_filters
from webapp.applicants.forms import RevealForm, WithdrawForm
from webapp.applicants.models import Application
from webapp.applicants.parts import parts_of
from webapp.applicants.states import MACHINE, STATES
from webapp.applicants.summary import certificate, checks, facts, level_words, warnings
from webapp.applicants.timeline import timeline
from webapp.guards import allow
from webapp.htmx import go, page
from webapp.sessions import actor


@applicants.get("/<public_id>")
@allow(Permission.APPLICATION_READ)
def show(public_id: str) -> Response:
    """One application, whole."""
    return _show(operations.load(public_id))


def _show(
    application: Application,
    status: int = 200,
    block: str = "content",
    revealed: operations.Revealed | None = None,
    **forms: Any,
) -> Response:
    return page(
        "applicants/show.html",
        block,
        status,
        application=application,
        state_word=STATES[application.state],
        facts=facts(application, revealed),
        revealed=revealed,
        target=level_words(application.target_level),
        explanation=explain(application),
        certificate=certificate(application),
        warnings=warnings(application),
        checks=checks(application),
        timeline=timeline(application, queries.moves_of(application)),
        around=_around(application),
        parts=parts_of(application, actor(), **forms.get("parts", {})),
        can_withdraw="withdraw" in MACHINE.verbs(application.state, actor()),
        reveal_form=forms.get("reveal") or RevealForm(),
        withdraw_form=forms.get("withdraw") or WithdrawForm(version=application.version),
        breadcrumbs=[(_("报名人员"), url_for("applicants.index", **_filters()))],
        list_arguments=_filters(),
        here=_listed(),
    )


def _listed() -> dict[str, Any]:
    """The filters of the list that the page was opened from, and the place in it."""
    place = request.args.get("place", type=int)
    return read_filters(request.args).arguments(place=place if place and place > 0 else None)


def _filters() -> dict[str, Any]:
    """The filters alone: what leads back to the list."""
    return read_filters(request.args).arguments()


def _around(application: Application) -> dict[str, Any] | None:
    """The neighbours in the list, when it was opened from one: their addresses, the place, of how many."""
    here = _listed()
    if "place" not in here:
        return None
    filters, place = queries.placed(read_filters(request.args)), here["place"]
    found = queries.extent(filters)
    before, after = queries.neighbours(application, filters, found)
    others = _filters()

    def address(number: str | None, at: int) -> str | None:
        return url_for("applicants.show", public_id=number, place=at, **others) if number else None

    return {
        "previous": address(before, max(place - 1, 1)),
        "next": address(after, place + 1),
        "at": place,
        "of": found.number if found and not filters.text else None,
    }


@applicants.post("/<public_id>/reveal")
@allow(POST=Permission.APPLICATION_REVEAL)
def reveal(public_id: str) -> Response:
    """The numbers in full, in this answer only; the audit keeps the reason."""
    form = RevealForm()
    if not form.validate_on_submit():
        return _show(operations.load(public_id), 422, "person", reveal=form)
    found = operations.reveal(public_id, actor(), form.reason.data)
    return _show(operations.load(public_id), block="person", revealed=found)


@applicants.post("/<public_id>/withdraw")
@allow(POST=Permission.APPLICATION_ENTER)
def withdraw(public_id: str) -> Response:
    """Withdraw what nobody has approved yet, with a reason."""
    form = WithdrawForm()
    version = form.version.data or ""
    if not form.validate_on_submit() or not version.isdecimal():
        return _show(operations.load(public_id), 422, "decision", withdraw=form)
    operations.withdraw(public_id, actor(), int(version), form.reason.data, form.note.data)
    flash(_("已撤回，申请不再办理；记录保留。"), "success")
    return go(url_for("applicants.show", public_id=public_id, **_listed()))
