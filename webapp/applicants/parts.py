"""The parts that later stages put on an application's page: named by import path, as the kinds of jobs are.

A part's context is `part(application, actor) -> dict | None`; None leaves the part out. Its template is
included in the page, which has that context as `part` beside its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tenants.actor import Actor
from webapp.applicants.models import Application
from webapp.jobs.kinds import load


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its name, where it stands ("top" before all else, "person" beside the facts, "main", "rail"
    above the timeline), its context and template."""

    name: str
    region: str
    context: str
    template: str


PARTS: tuple[Part, ...] = (
    Part("photo", "person", "webapp.photos.parts:part", "photos/_person.html"),
    Part("crosscheck", "top", "webapp.crosscheck.part:part", "crosscheck/_verdict.html"),
    Part("papers", "main", "webapp.papers.part:paper_part", "papers/_part.html"),
    Part("phone", "main", "webapp.reviews.cards:confirmation", "reviews/_phone.html"),
    Part("decision", "rail", "webapp.reviews.cards:decision", "reviews/_decision.html"),
    Part("reversal", "rail", "webapp.reviews.cards:reversal", "reviews/_reversal.html"),
)


# What later stages warn of beside an application in a queue: `marks(ids) -> {id: sentence}`; each is one of
# the warnings that its reviewer clears.
MARKS: tuple[str, ...] = ("webapp.papers.part:seal_marks",)


def marks_of(applications: Sequence[int]) -> dict[int, list[str]]:
    """The sentences that belong beside these applications' rows, by id."""
    said: dict[int, list[str]] = {}
    for path in MARKS if applications else ():
        for key, sentence in load(path)(applications).items():
            said.setdefault(key, []).append(sentence)
    return said


def parts_of(application: Application, actor: Actor, **forms: Any) -> dict[str, list[dict[str, Any]]]:
    """The parts of a page by region, in the table's order; `forms` hands refused forms back to their part."""
    shown: dict[str, list[dict[str, Any]]] = {"top": [], "person": [], "main": [], "rail": []}
    for part in PARTS:
        context = load(part.context)(application, actor, **forms.get(part.name, {}))
        if context is not None:
            shown[part.region].append({"name": part.name, "template": part.template, **context})
    return shown
