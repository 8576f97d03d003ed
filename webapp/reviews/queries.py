"""Reads of the queues: by age, oldest first, keyset pages; row-level security bounds the rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, ScalarSelect, Select, func, literal, or_, select, tuple_
from sqlalchemy.types import DateTime

from tenants.actor import Actor
from tenants.db import db
from webapp.applicants.cursor import Cursor
from webapp.applicants.models import Application, ApplicationFigure, Move
from webapp.reviews.filters import FREE, MINE, QueueFilters
from webapp.reviews.models import InstitutionFigure, Sending
from webapp.reviews.rules import APPROVING, ENTERING
from webapp.reviews.stages import INSTITUTION, UNIT, Stage

PAGE = 50
MARKED = ("blocked", "confirmed", "suspected")
QUEUED = (
    Application.id, Application.public_id, Application.version, Application.state, Application.name,
    Application.id_masked, Application.unit_name, Application.target_occupation, Application.target_level,
    Application.waiting_since, Application.assigned_to, Application.warnings, Application.attested,
    Application.crosscheck,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of a queue: its rows, how many there are in all (None when the figures can't tell), and the
    cursors of its neighbours."""

    rows: Sequence[Row[*tuple[Any, ...]]]
    total: int | None
    previous: Cursor | None
    next: Cursor | None


def queue(stage: Stage, actor: Actor, filters: QueueFilters, cursor: Cursor | None) -> Queue:
    """The page of 50 that begins at `cursor`, of what waits longest first."""
    rows = list(db.session.execute(queue_query(stage, actor, filters, cursor)).all())
    back, more = cursor is not None and cursor.back, len(rows) > PAGE
    rows = rows[:PAGE]
    if back:
        rows.reverse()
    narrowed = filters.occupation or filters.desk or filters.unit or filters.marked
    total = None if narrowed else number(stage, filters.state, filters.level)
    if not rows:
        return Queue((), total, None, None)
    before = cursor is not None and (more or not back)
    after = more or back
    return Queue(
        rows, total, _cursor(rows[0], back=True) if before else None, _cursor(rows[-1]) if after else None
    )


def queue_query(
    stage: Stage, actor: Actor, filters: QueueFilters, cursor: Cursor | None
) -> Select[*tuple[Any, ...]]:
    """The rows of a page and one more, which tells whether there are others."""
    keys = (Application.waiting_since, Application.id)
    back = cursor is not None and cursor.back
    query = select(*QUEUED).where(*_where(stage, actor, filters)).limit(PAGE + 1)
    query = query.order_by(*(key.desc() if back else key.asc() for key in keys))
    if cursor is None:
        return query
    here = tuple_(literal(cursor.moment, DateTime(timezone=True)), cursor.row)
    return query.where(tuple_(*keys) < here if back else tuple_(*keys) > here)


def _where(stage: Stage, actor: Actor, filters: QueueFilters) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = [Application.state == filters.state]
    if filters.level:
        wanted.append(Application.target_level == filters.level)
    if filters.occupation:
        begins = func.left(Application.target_occupation, len(filters.occupation))
        wanted.append(begins == filters.occupation)
    if filters.desk == MINE:
        wanted.append(Application.assigned_to == actor.user_id)
    if filters.desk == FREE:
        wanted.append(Application.assigned_to.is_(None))
    if filters.marked:
        wanted.append(Application.crosscheck.in_(MARKED))
    if filters.unit and stage is not UNIT:
        sent = select(Sending.tenant_id).where(Sending.public_id == filters.unit)
        wanted.append(Application.tenant_id == sent.scalar_subquery())
    return wanted


def _cursor(row: Any, *, back: bool = False) -> Cursor:
    return Cursor(row.waiting_since.isoformat(), row.id, 0, back)


def number(stage: Stage, state: str, level: str = "") -> int:
    """How many lie at a desk in a state, from the figures alone."""
    return db.session.scalar(select(number_of(stage, state, level))) or 0


def number_of(stage: Stage, state: str, level: str = "") -> ScalarSelect[int]:
    """The same as a part of another query."""
    figure: Any = ApplicationFigure if stage is UNIT else InstitutionFigure
    wanted = [figure.state == state, figure.number > 0]
    if level:
        wanted.append(figure.level == level)
    return select(func.coalesce(func.sum(figure.number), 0)).where(*wanted).scalar_subquery()


def oldest_of(stage: Stage, tenant_id: int) -> ScalarSelect[datetime]:
    """Since when the oldest of a desk's queue waits: one end of its index, as a part of another query. Under
    the institution's reach for its queue."""
    whose = Application.tenant_id if stage is UNIT else Application.institution_id
    wanted = (Application.state == stage.state, whose == tenant_id)
    return select(func.min(Application.waiting_since)).where(*wanted).scalar_subquery()


def number_marked(tenant_id: int) -> ScalarSelect[int]:
    """How many of an institution's queue the cross-check holds up or suspects (三(四)), by the index of those
    it marked; as a part of another query."""
    query = select(func.count()).where(
        Application.institution_id == tenant_id, Application.crosscheck.in_(MARKED),
        Application.state == INSTITUTION.state,
    )  # fmt: skip
    return query.scalar_subquery()


def units() -> list[tuple[str, str]]:
    """The units that ever sent papers here, as (public id of the newest sending, name), by name."""
    query = select(Sending.public_id, Sending.unit_name, Sending.tenant_id).order_by(Sending.id.desc())
    seen: dict[int, tuple[str, str]] = {}
    for row in db.session.execute(query):
        seen.setdefault(row.tenant_id, (row.public_id, row.unit_name))
    return sorted(seen.values(), key=lambda one: one[1])


def chosen(numbers: Sequence[str], *, held: bool = False) -> dict[str, Application]:
    """The applications within reach of these numbers, by number; locked, if they are to be `held`."""
    query = select(Application).where(Application.public_id.in_(numbers)).order_by(Application.id)
    found = db.session.scalars(query.with_for_update() if held else query)
    return {one.public_id: one for one in found}


def moves_of_all(ids: Sequence[int]) -> dict[int, list[Move]]:
    """The moves of many applications, by application."""
    found: dict[int, list[Move]] = {}
    for move in db.session.scalars(select(Move).where(Move.application_id.in_(ids)).order_by(Move.id)):
        found.setdefault(move.application_id, []).append(move)
    return found


def following(stage: Stage, actor: Actor) -> str | None:
    """The number of the application that waits longest for the actor: at the desk, on no colleague's, and
    nothing they may not review (三(二)); None when there is none."""
    free = or_(Application.assigned_to.is_(None), Application.assigned_to == actor.user_id)
    query = queue_query(stage, actor, QueueFilters(stage.state), None)
    query = query.where(free, *_not_their_own(stage, actor))
    return db.session.scalars(query.with_only_columns(Application.public_id).limit(1)).first()


def _not_their_own(stage: Stage, actor: Actor) -> list[ColumnElement[bool]]:
    """The rule of the second person as a condition of rows, as `hindrance` says it of one."""
    barred = ENTERING if stage is UNIT else (*ENTERING, APPROVING)
    did = or_(Move.user_id == actor.user_id, Move.typed_by.contains([actor.user_id]))
    mine = select(Move.id).where(Move.application_id == Application.id, did, Move.verb.in_(barred))
    return [
        Application.entered_by.is_distinct_from(actor.user_id),
        Application.applicant_id.is_distinct_from(actor.user_id),
        ~mine.exists(),
    ]
