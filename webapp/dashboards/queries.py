"""Reads of the workbench: figures from the summary table only, ages from the ends of indexes (spec 5.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import aliased

from tenants.db import db
from tenants.models import Membership, Tenant
from webapp.applicants.models import Application, ApplicationFigure
from webapp.applicants.queries import LISTED
from webapp.applicants.states import ENDED
from webapp.jobs.models import Job, JobState
from webapp.rosters.models import Roster, RosterRow, RosterState

LATEST = 8
FORECASTS, FORECASTS_READ = 6, 30
UNITS = 8


@dataclass(frozen=True, slots=True)
class Figures:
    """A year's applications within reach, counted by month, state and level."""

    cells: Sequence[Row[*tuple[Any, ...]]]

    def number(self, states: Sequence[str] = (), level: str = "", month: date | None = None) -> int:
        """How many are in any of the states (all when none is given), of a level, of a month."""
        return sum(
            cell.number
            for cell in self.cells
            if (not states or cell.state in states)
            and (not level or cell.level == level)
            and (month is None or cell.month == month)
        )

    @property
    def months(self) -> list[date]:
        return sorted({cell.month for cell in self.cells})


def figures(year: int) -> Figures:
    """The year's figures within reach, in one query of the summary table."""
    figure = ApplicationFigure
    query = (
        select(figure.month, figure.state, figure.level, func.sum(figure.number).label("number"))
        .where(figure.programme_year == year, figure.number > 0)
        .group_by(figure.month, figure.state, figure.level)
    )
    return Figures(db.session.execute(query).all())


def by_unit(year: int, column: str, states: Sequence[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    """The units of a bureau with most applications: by `tenant_id` for a district, `district_id` for a city.
    Each with all its applications and those in `states`; what lies in no district has no name."""
    figure = ApplicationFigure
    place = getattr(figure, column)
    total = func.sum(figure.number)
    query = (
        select(
            place.label("id"),
            total.label("number"),
            func.coalesce(total.filter(figure.state.in_(states)), 0).label("of_them"),
        )
        .where(figure.programme_year == year, figure.number > 0)
        .group_by(place)
        .order_by(total.desc())
        .limit(UNITS)
        .subquery()
    )
    named = select(query, Tenant.public_id, Tenant.short_name).outerjoin(Tenant, Tenant.id == query.c.id)
    return db.session.execute(named.order_by(query.c.number.desc())).all()


def oldest(states: Sequence[str]) -> dict[str, datetime | None]:
    """When the oldest application of each state was made: one end of an index each, in one query."""
    firsts = [
        select(func.min(Application.created_at))
        .where(Application.state == state)
        .scalar_subquery()
        .label(state)
        for state in states
    ]
    return dict(db.session.execute(select(*firsts)).one()._mapping) if firsts else {}


def waiting_rosters() -> tuple[int, datetime | None]:
    """How many rosters of the reach wait for their clerk's confirmation, and since when."""
    query = select(func.count(), func.min(Roster.checked_at)).where(Roster.state == RosterState.PREVIEW.value)
    number, since = db.session.execute(query).one()
    return number, since


def jobs_of(user_id: int | None) -> dict[str, tuple[int, datetime]]:
    """A person's running and quarantined jobs (None: the reach's) by state: how many and since when."""
    states = (JobState.QUEUED.value, JobState.RUNNING.value, JobState.QUARANTINED.value)
    query = (
        select(Job.state, func.count(), func.min(Job.created_at))
        .where(Job.state.in_(states))
        .group_by(Job.state)
    )
    if user_id is not None:
        query = query.where(Job.user_id == user_id)
    return {state: (number, since) for state, number, since in db.session.execute(query)}


def latest() -> Sequence[Row[*tuple[Any, ...]]]:
    """The newest applications within reach."""
    newest = (Application.created_at.desc(), Application.id.desc())
    return db.session.execute(select(*LISTED).order_by(*newest).limit(LATEST)).all()


def forecasts(after: date) -> Sequence[Row[*tuple[Any, ...]]]:
    """Whom the tenant's rosters left out for want of years, by the first day they will qualify (三(一)).

    Not from a roster that was called off or replaced, and nobody who has come in since.
    """
    later = aliased(Roster)
    replaced = select(later.id).where(later.replaces_id == Roster.id).exists()
    came_in = select(Application.id).where(
        Application.tenant_id == RosterRow.tenant_id,
        Application.programme_year == Roster.programme_year,
        Application.id_index == RosterRow.id_index,
        Application.state.not_in(sorted(ENDED)),
    )
    query = (
        select(
            RosterRow.name, RosterRow.target_occupation, RosterRow.target_level, RosterRow.qualifies_on,
            RosterRow.id_index, Roster.public_id, RosterRow.row,
        )
        .join(Roster, Roster.id == RosterRow.roster_id)
        .where(RosterRow.qualifies_on > after, RosterRow.imported.is_(False))
        .where(Roster.state.in_([RosterState.PREVIEW.value, RosterState.DONE.value]))
        .where(~replaced, ~came_in.exists())
        .order_by(RosterRow.qualifies_on)
        .limit(FORECASTS_READ)
    )  # fmt: skip
    seen: dict[bytes, Row[*tuple[Any, ...]]] = {}
    for row in db.session.execute(query):
        seen.setdefault(row.id_index or row.name, row)
    return list(seen.values())[:FORECASTS]


def house() -> tuple[int, int]:
    """How many open tenants and present memberships the reach covers: an administrator's figures."""
    tenants = select(func.count()).select_from(Tenant).where(Tenant.closed_at.is_(None)).scalar_subquery()
    people = (
        select(func.count(Membership.user_id.distinct()))
        .where(Membership.ended_at.is_(None))
        .scalar_subquery()
    )
    row = db.session.execute(select(tenants, people)).one()
    return row[0], row[1]
