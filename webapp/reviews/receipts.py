"""回执: a printable page with the application's number, state and time, and the way to ask for its state
without an account."""

from __future__ import annotations

from flask import Response, current_app, url_for

from webapp.applicants.operations import load
from webapp.applicants.queries import moves_of
from webapp.applicants.states import STATES, VERBS
from webapp.applicants.timeline import WAITS_FOR
from webapp.htmx import page
from webapp.reviews.stages import Stage

STATUS_CHECKS = ("public.status", "selfservice.status")  # whichever the public pages have


def show(public_id: str, stage: Stage) -> Response:
    """The receipt of an application as it stands, whichever reach looks at it."""
    application = load(public_id)
    moves = moves_of(application)
    return page(
        "reviews/receipt.html",
        application=application,
        room=stage.room,
        state_word=STATES[application.state],
        last=moves[-1] if moves else None,
        verbs=VERBS,
        waits_for=WAITS_FOR.get(application.state, ""),
        status_url=status_url(),
    )


def status_url() -> str:
    """The address of the public status check; the front page where there is none."""
    known = current_app.view_functions
    found = next((name for name in STATUS_CHECKS if name in known), "public.front")
    return url_for(found, _external=True)
