"""机构复审 (三(四)): what was sent to the institution, under its own reach, and its verdicts."""

from __future__ import annotations

from flask import Response

from tenants.roles import Permission
from tenants.scope import Reach
from webapp.applicants.object_page import object_page
from webapp.applicants.object_views import revealing
from webapp.applicants.operations import load
from webapp.guards import allow, reaching
from webapp.reviews import bulk_desk, desk, receipts
from webapp.reviews.blueprint import reexaminations
from webapp.reviews.stages import INSTITUTION

READ, REEXAMINE = Permission.REEXAMINATION_READ, Permission.APPLICATION_REEXAMINE


@reexaminations.get("")
@allow(READ)
@reaching(Reach.INSTITUTION)
def index() -> Response:
    """What waits for re-examination, oldest first; what was decided, by its state."""
    return desk.show_queue(INSTITUTION)


@reexaminations.get("/<public_id>")
@allow(READ)
@reaching(Reach.INSTITUTION)
def show(public_id: str) -> Response:
    """One application that was sent to the institution, whole."""
    return object_page(load(public_id), INSTITUTION.room, block="content")


@reexaminations.post("/<public_id>/reveal")
@allow(POST=REEXAMINE)
@reaching(Reach.INSTITUTION)
def reveal(public_id: str) -> Response:
    """The numbers in full, with a reason that the audit keeps."""
    return revealing(public_id, INSTITUTION.room)


@reexaminations.post("/<public_id>/decision")
@allow(POST=REEXAMINE)
@reaching(Reach.INSTITUTION)
def decide(public_id: str) -> Response:
    """Accept, return or reject."""
    return desk.answer_verdict(INSTITUTION, public_id)


@reexaminations.post("/<public_id>/reopen")
@allow(POST=REEXAMINE)
@reaching(Reach.INSTITUTION)
def reopen(public_id: str) -> Response:
    """Re-examine again what was accepted, until it is enrolled."""
    return desk.answer_reversal(INSTITUTION, public_id, "reopen")


@reexaminations.route("/<public_id>/assign", methods=["GET", "POST"])
@allow(GET=REEXAMINE, POST=REEXAMINE)
@reaching(Reach.INSTITUTION)
def assign(public_id: str) -> Response:
    """Hand an application to a colleague, or release it."""
    return desk.assigning_page(INSTITUTION, public_id)


@reexaminations.post("/bulk")
@allow(POST=REEXAMINE)
@reaching(Reach.INSTITUTION)
def bulk() -> Response:
    """What would happen with all that were chosen."""
    return bulk_desk.ask(INSTITUTION)


@reexaminations.post("/bulk/decision")
@allow(POST=REEXAMINE)
@reaching(Reach.INSTITUTION)
def bulk_decide() -> Response:
    """Do it, with an answer for each."""
    return bulk_desk.carry_out(INSTITUTION)


@reexaminations.get("/<public_id>/receipt")
@allow(READ)
@reaching(Reach.INSTITUTION)
def receipt(public_id: str) -> Response:
    """回执 of an application as it stands."""
    return receipts.show(public_id, INSTITUTION)
