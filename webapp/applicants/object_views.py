"""One application: its page with the neighbours in its list, revealing its numbers, withdrawing it."""

from __future__ import annotations

from flask import Response, flash, url_for
from flask_babel import gettext as _

from tenants.roles import Permission
from webapp.applicants import operations
from webapp.applicants.blueprint import applicants
from webapp.applicants.forms import RevealForm, WithdrawForm
from webapp.applicants.object_page import Room, listed, object_page
from webapp.guards import allow
from webapp.htmx import go
from webapp.policy.spans import N_
from webapp.sessions import actor

LIST = Room("applicants", N_("报名人员"), by_filters=True)


@applicants.get("/<public_id>")
@allow(Permission.APPLICATION_READ)
def show(public_id: str) -> Response:
    """One application, whole."""
    return object_page(operations.load(public_id), LIST, block="content")


@applicants.post("/<public_id>/reveal")
@allow(POST=Permission.APPLICATION_REVEAL)
def reveal(public_id: str) -> Response:
    """The numbers in full, in this answer only; the audit keeps the reason."""
    return revealing(public_id, LIST)


def revealing(public_id: str, room: Room) -> Response:
    """The same in any room."""
    form = RevealForm()
    if not form.validate_on_submit():
        return object_page(operations.load(public_id), room, 422, "person", reveal=form)
    found = operations.reveal(public_id, actor(), form.reason.data)
    return object_page(operations.load(public_id), room, block="person", revealed=found)


@applicants.post("/<public_id>/withdraw")
@allow(POST=Permission.APPLICATION_ENTER)
def withdraw(public_id: str) -> Response:
    """Withdraw what nobody has approved yet, with a reason."""
    form = WithdrawForm()
    version = form.version.data or ""
    if not form.validate_on_submit() or not version.isdecimal():
        return object_page(operations.load(public_id), LIST, 422, "decision", withdraw=form)
    operations.withdraw(public_id, actor(), int(version), form.reason.data, form.note.data)
    flash(_("已撤回，申请不再办理；记录保留。"), "success")
    return go(url_for("applicants.show", public_id=public_id, **listed()))
