"""回执: a printable page with the application's number, state and time, and the way to ask for its state
without an account."""

from __future__ import annotations

from flask import Response, url_for

from webapp.applicants.operations import load
from webapp.applicants.queries import moves_of
from webapp.applicants.states import STATES, VERBS
from webapp.applicants.timeline import WAITS_FOR
from webapp.htmx import page
from webapp.reviews.stages import Stage


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
        status_url=url_for("public.status", _external=True),
    )
