"""Every warning that a reviewer clears before agreeing (W of 1.3): the decision's, the photo's, the seal's.

The decision's are kept with the application. What another stage keeps or finds out is named by import path,
as the parts of the page are: `warns(applications)` gives (key, code, sentence) of each by the application's
id. Many applications ask as often as one.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from webapp.applicants.models import Application
from webapp.applicants.parts import marks_of
from webapp.applicants.warnings import UNATTESTED, Warned, warned
from webapp.crosscheck.part import mark
from webapp.jobs.kinds import load
from webapp.photos.queries import number_warned

SOURCES: tuple[str, ...] = (
    "webapp.crosscheck.part:suspicions", "webapp.photos.parts:photo_warnings",
    "webapp.papers.part:seal_warnings",
)  # fmt: skip


def standing(application: Application) -> list[Warned]:
    """All warnings of an application that stand now, in the order of the page."""
    return standing_of_all([application])[application.id]


def standing_of_all(applications: Sequence[Application]) -> dict[int, list[Warned]]:
    """The same of many, by id: what was found out for all at once is kept with each."""
    found = {one.id: warned(one) for one in applications}
    for path in SOURCES:
        for key, given in load(path)(applications).items():
            found[key] += [Warned(*one) for one in given]
    return found


def beside(rows: Sequence[Any]) -> tuple[dict[int, int], dict[int, list[str]]]:
    """Beside the rows of a queue: how many warnings stand at each, and the sentences of later stages, each of
    which is one of them. Rows have `id`, `state`, `warnings`, `attested` and `crosscheck`."""
    ids = [row.id for row in rows]
    marks, photos = marks_of(ids), number_warned(ids)
    for row in rows:
        if said := mark(row.crosscheck, row.state):
            marks.setdefault(row.id, []).append(said)
    return {row.id: _kept(row) + photos.get(row.id, 0) + len(marks.get(row.id, ())) for row in rows}, marks


def _kept(row: Any) -> int:
    """The warnings kept with an application, of which the unit's attestation lifts its own."""
    return sum(not (one["code"] == UNATTESTED and row.attested) for one in row.warnings)
