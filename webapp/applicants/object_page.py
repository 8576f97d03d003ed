"""The page of one application, in whatever room it is opened: the applicants' list, or the re-examination's.

The rooms differ in their reach and their addresses; what the page shows and how is the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, request, url_for
from flask_babel import gettext as _

from webapp.applicants import operations, queries
from webapp.applicants.explaining import explain
from webapp.applicants.filters import read_filters
from webapp.applicants.forms import RevealForm, WithdrawForm
from webapp.applicants.models import Application
from webapp.applicants.once import once
from webapp.applicants.parts import parts_of
from webapp.applicants.states import MACHINE, STATES
from webapp.applicants.summary import certificate, checks, facts, level_words, warnings
from webapp.applicants.timeline import timeline
from webapp.htmx import page
from webapp.sessions import actor


@dataclass(frozen=True, slots=True)
class Room:
    """Where an application's page stands: the blueprint with its verbs, and what leads back."""

    blueprint: str
    back: str  # the words of the way back
    by_filters: bool  # whether the page was opened from the applicants' list, whose filters lead on

    def url(self, verb: str, application: Application) -> str:
        """The address of a verb on this page's application, the filters it was opened with kept."""
        return url_for(f"{self.blueprint}.{verb}", public_id=application.public_id, **self.here())

    def receipt_url(self, application: Application) -> str:
        """The address of the application's receipt (回执) in this room's reach."""
        desk = "reviews" if self.by_filters else self.blueprint
        return url_for(f"{desk}.receipt", public_id=application.public_id)

    def list_url(self) -> str:
        kept = filters() if self.by_filters else {}
        return url_for(f"{self.blueprint}.index", **kept)

    def here(self) -> dict[str, Any]:
        return listed() if self.by_filters else {}


def object_page(
    application: Application,
    room: Room,
    status: int = 200,
    block: str | None = None,
    revealed: operations.Revealed | None = None,
    **more: Any,
) -> Response:
    """One application, whole; `more` hands back refused forms (`reveal`, `withdraw`, `parts` by name) and
    `said`, a refusal (title, sentence) that stands above everything."""
    return page(
        "applicants/show.html",
        block,
        status,
        application=application,
        room=room,
        said=more.get("said"),
        state_word=STATES[application.state],
        facts=facts(application, revealed),
        revealed=revealed,
        target=level_words(application.target_level),
        explanation=explain(application),
        certificate=certificate(application),
        warnings=warnings(application),
        checks=checks(application),
        timeline=timeline(application, once(application, "moves", queries.moves_of)),
        around=_around(application) if room.by_filters else None,
        parts=parts_of(application, actor(), **more.get("parts", {})),
        can_correct="correct" in MACHINE.verbs(application.state, actor()),
        can_withdraw="withdraw" in MACHINE.verbs(application.state, actor()),
        reveal_form=more.get("reveal") or RevealForm(),
        withdraw_form=more.get("withdraw") or WithdrawForm(version=application.version),
        breadcrumbs=[(_(room.back), room.list_url())],
    )


def listed() -> dict[str, Any]:
    """The filters of the list that the page was opened from, and the place in it."""
    place = request.args.get("place", type=int)
    return read_filters(request.args).arguments(place=place if place and place > 0 else None)


def filters() -> dict[str, Any]:
    """The filters alone: what leads back to the list."""
    return read_filters(request.args).arguments()


def _around(application: Application) -> dict[str, Any] | None:
    """The neighbours in the list, when it was opened from one: their addresses, the place, of how many."""
    here = listed()
    if "place" not in here:
        return None
    wanted, place = queries.placed(read_filters(request.args)), here["place"]
    found = queries.extent(wanted)
    before, after = queries.neighbours(application, wanted, found)
    others = filters()

    def address(number: str | None, at: int) -> str | None:
        return url_for("applicants.show", public_id=number, place=at, **others) if number else None

    return {
        "previous": address(before, max(place - 1, 1)),
        "next": address(after, place + 1),
        "at": place,
        "of": found.number if found and not (wanted.text or wanted.photo) else None,
    }
