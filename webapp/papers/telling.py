"""Telling a unit that a seal went stale (三(三)1, W): once for each state of the data, by whatever way they
changed."""

from __future__ import annotations

import contextlib
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import exists, or_, select

from tenants.db import db
from tenants.roles import Role
from tenants.scope import Scope
from webapp.applicants.models import Application
from webapp.notices.operations import BadNotice, tell
from webapp.papers.models import PaperList, SealedPaper
from webapp.papers.queries import STANDS, key_of, people_on
from webapp.papers.states import list_standing, standings_of
from webapp.refusals import NotFound
from webapp.transaction import separately

AT_A_TIME = 200
LISTS_AT_A_TIME = 50
# A change is noted under the time its transaction began: what was open then is seen by looking back so far.
OVERLAP = timedelta(minutes=10)
MOST_NAMED = 6  # changes that a notice names; the page names all
KEEPERS = (Role.ORG_CLERK, Role.ORG_REVIEWER)
SYSTEM = Scope.of_system("telling of stale seals")


def tell_stale() -> int:
    """Tell of the seals that went stale since they were last looked at; answers how many.

    What another beat has in hand is passed over, so that nobody is told twice. A turn is bounded: what is
    left comes with the next.
    """
    with separately(SYSTEM):
        told = _tell_of_forms(_changed_forms()) + sum(_tell_of_list(*found) for found in _changed_lists())
    db.session.close()
    return told


def _changed_forms() -> Sequence[Application]:
    """Applications whose data version is neither the sealed one nor the one last told of."""
    query = (
        select(Application)
        .join(SealedPaper, (SealedPaper.application_id == Application.id) & STANDS)
        .where(SealedPaper.data_version != Application.data_version)
        .where(SealedPaper.told_version.is_distinct_from(Application.data_version))
        .order_by(Application.id)
        .limit(AT_A_TIME)
        .with_for_update(skip_locked=True, of=SealedPaper)
    )
    return db.session.scalars(query).all()


def _tell_of_forms(applications: Sequence[Application]) -> int:
    standings, told = standings_of(applications), 0
    for one in applications:
        standing = standings[one.id]
        if standing.changed:
            _tell(one.tenant_id, one.name, standing.changed, f"/applications/{one.public_id}")
            told += 1
        if standing.paper is not None:
            standing.paper.told_version = one.data_version
    return told


def _tell(tenant_id: int, name: str, changed: Sequence[str], link: str) -> None:
    fields = "、".join(changed[:MOST_NAMED]) + ("…" if len(changed) > MOST_NAMED else "")
    params = {"name": name, "fields": fields}
    # A name with the form of a number goes into no notice, and must not keep the other units' back.
    with contextlib.suppress(BadNotice):
        tell("papers.stale", tenant_id=tenant_id, roles=KEEPERS, link=link, params=params)


def _changed_lists() -> list[tuple[SealedPaper, PaperList]]:
    """Sealed lists that nobody looked at yet, or in whose unit and year something happened since: whoever
    left a list for another occupation changed it too."""
    later = exists().where(
        Application.tenant_id == PaperList.tenant_id,
        Application.programme_year == PaperList.programme_year,
        Application.updated_at > SealedPaper.looked_at,
    )
    query = (
        select(SealedPaper, PaperList)
        .join(PaperList, PaperList.id == SealedPaper.list_id)
        .where(STANDS, or_(SealedPaper.looked_at.is_(None), later))
        .order_by(SealedPaper.looked_at.nulls_first(), SealedPaper.id)
        .limit(LISTS_AT_A_TIME)
        .with_for_update(skip_locked=True, of=SealedPaper)
    )
    return [(row[0], row[1]) for row in db.session.execute(query)]


def _tell_of_list(paper: SealedPaper, paper_list: PaperList) -> int:
    paper.looked_at = datetime.now(UTC) - OVERLAP
    try:
        people = people_on(key_of(paper_list))
    except NotFound:
        people = []
    changed = list_standing(paper_list, people).changed
    state = zlib.crc32("；".join(changed).encode()) >> 1 if changed else None
    if state is None or paper.told_version == state:
        return 0
    paper.told_version = state
    words = {"occupation": paper_list.occupation, "level": paper_list.level}
    _tell(paper.tenant_id, _("%(occupation)s（%(level)s）汇总表", **words), changed, "/papers")
    return 1
