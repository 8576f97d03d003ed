"""A zip's page as plain data: its files by what is to be done with them, whose they may be, the figures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import select

from tenants.db import db
from webapp.applicants.models import Application
from webapp.photos import batches, queries
from webapp.photos.models import Match, PhotoBatch, PhotoRow
from webapp.photos.words import ASKED, MATCHES, OUTCOMES, said, short_facts

PAGE = 48  # pictures of a page: whole rows of a grid of two, three, four or six
MOST_LISTED = 2000  # names offered while typing; more are found by typing the number
ASKING = (Match.LIKELY.value, Match.SEVERAL.value, Match.NOBODY.value)
VIEWS: dict[str, tuple[str, ...]] = {
    "asked": ASKING,
    "matched": (Match.EXACT.value, Match.CHOSEN.value),
    "refused": (Match.REFUSED.value,),
    "all": (),
}


def view_of(name: str | None, rows: Sequence[PhotoRow]) -> str:
    """The view asked for; else what has to be answered, if anything has."""
    if name in VIEWS:
        return str(name)
    return "asked" if batches.waiting(rows) else "matched"


def cards(
    batch: PhotoBatch, rows: Sequence[PhotoRow], view: str, after: int
) -> tuple[list[dict[str, Any]], int]:
    """A page of files for a view, and the place the next page begins after (0: there is none)."""
    wanted = [row for row in rows if _shown(row, view) and row.place >= after]
    shown = wanted[:PAGE]
    people = _people({one for row in shown for one in [*row.offered, row.application_id or 0]})
    having = queries.with_photo(people)
    found = [_card(batch, row, people, having) for row in shown]
    return found, (wanted[PAGE].place if len(wanted) > PAGE else 0)


def _shown(row: PhotoRow, view: str) -> bool:
    return not VIEWS[view] or row.match in VIEWS[view]


def _people(ids: set[int]) -> dict[int, Any]:
    query = select(*queries.LISTED).where(Application.id.in_(ids))
    return {row.id: row for row in db.session.execute(query)}


def _card(batch: PhotoBatch, row: PhotoRow, people: dict[int, Any], having: set[int]) -> dict[str, Any]:
    person = people.get(row.application_id or 0)
    word, kind = MATCHES[row.match]
    if row.left_out:
        word, kind = _("不使用"), "closed"
    if row.outcome:
        word, kind = OUTCOMES[row.outcome]
    return {
        "row": row,
        "url": url_for("photos.row_picture", public_id=batch.public_id, place=row.place)
        if row.digest
        else "",
        "facts": short_facts(row),
        "badge": (str(word), kind),
        "person": label(person) if person is not None else "",
        "person_url": url_for("applicants.show", public_id=person.public_id) if person is not None else "",
        "replaces": row.outcome is None and row.application_id in having,
        "said": said(row.refused) if row.refused else str(ASKED.get(row.match, "")),
        "warnings": [said(kept) for kept in row.warnings],
        "offered": [
            (people[one].public_id, label(people[one]), one in having) for one in row.offered if one in people
        ],
        "open": row.match != Match.REFUSED and row.outcome is None,
    }


def label(person: Any) -> str:
    """王小明　焊工・技师　371102********1234."""
    return f"{person.name}　{person.target_occupation}・{_(person.target_level)}　{person.id_masked}"


def names(batch: PhotoBatch) -> list[tuple[str, str]]:
    """The unit's people to choose of while typing: name with number, and what they apply for."""
    found = queries.people(batch.tenant_id, MOST_LISTED)
    return [
        (f"{row.name} {row.public_id}", label(row) + ("" if row.has_photo else "　" + _("缺照片")))
        for row in found
    ]


def figures(rows: Sequence[PhotoRow]) -> dict[str, int]:
    """How many files there are of each view, and what confirming would do."""
    return {
        "all": len(rows),
        "asked": len(batches.waiting(rows)),
        "matched": sum(row.match in VIEWS["matched"] for row in rows),
        "refused": sum(row.match == Match.REFUSED for row in rows),
        "ready": len(batches.ready(rows)),
        "left_out": sum(row.left_out for row in rows),
        "likely": sum(row.match == Match.LIKELY and not row.left_out for row in rows),
    }
