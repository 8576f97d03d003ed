"""单位审核 (三(二)): the unit's queue, its verdicts one by one, taking back, handing over."""

from __future__ import annotations

from flask import Response

from tenants.roles import Permission
from webapp.guards import allow
from webapp.reviews import bulk_desk, desk, receipts
from webapp.reviews.blueprint import reviews
from webapp.reviews.stages import UNIT

APPROVE = Permission.APPLICATION_APPROVE


@reviews.get("")
@allow(APPROVE)
def index() -> Response:
    """What waits for the unit's review, oldest first."""
    return desk.show_queue(UNIT)


@reviews.post("/<public_id>/decision")
@allow(POST=APPROVE)
def decide(public_id: str) -> Response:
    """Agree, return or reject."""
    return desk.answer_verdict(UNIT, public_id)


@reviews.post("/<public_id>/take-back")
@allow(POST=APPROVE)
def take_back(public_id: str) -> Response:
    """Take the unit's consent back until the institution has acted."""
    return desk.answer_reversal(UNIT, public_id, "take_back")


@reviews.route("/<public_id>/assign", methods=["GET", "POST"])
@allow(GET=APPROVE, POST=APPROVE)
def assign(public_id: str) -> Response:
    """Hand an application to a reviewer of the unit, or release it."""
    return desk.assigning_page(UNIT, public_id)


@reviews.post("/bulk")
@allow(POST=APPROVE)
def bulk() -> Response:
    """What would happen with all that were chosen."""
    return bulk_desk.ask(UNIT)


@reviews.post("/bulk/decision")
@allow(POST=APPROVE)
def bulk_decide() -> Response:
    """Do it, with an answer for each."""
    return bulk_desk.carry_out(UNIT)


@reviews.get("/<public_id>/receipt")
@allow(Permission.APPLICATION_READ)
def receipt(public_id: str) -> Response:
    """回执 of an application as it stands."""
    return receipts.show(public_id, UNIT)
