"""Reads of applications: lists by reach as Core rows, keyset pages, one application with its moves.

Row-level security bounds the rows; each order has an index that begins with the reach's column. Functions
that aren't leakproof, LIKE among them, lose the index under a policy: names are found by ranges of their key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext
from sqlalchemy import ColumnElement, Row, Select, and_, func, literal, or_, select, tuple_
from sqlalchemy.types import DateTime

from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Tenant
from tenants.sealing import Keyring
from webapp.applicants.cursor import Cursor
from webapp.applicants.filters import NOWHERE, Filters, Territory
from webapp.applicants.models import Application, ApplicationFigure, Move
from webapp.applicants.states import ENDED
from webapp.jobs.kinds import load
from webapp.language import SHANGHAI
from webapp.people.pinyin import beginnings

PAGE = 50
NUMBER_PREFIX = "JLL-"
# What a later stage knows of photos: a condition on an application, and which of many have one.
HAS_PHOTO, WITH_PHOTO = "webapp.photos.queries:has_photo", "webapp.photos.queries:with_photo"
LISTED = (
    Application.id, Application.public_id, Application.programme_year, Application.state, Application.name,
    Application.name_pinyin, Application.id_masked, Application.unit_name, Application.target_occupation,
    Application.target_level, Application.qualifies_on, Application.created_at,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the list: its rows, how many stand before it, how many there are in all (None when the
    figures can't tell), and the cursors of its neighbours."""

    rows: Sequence[Row[*tuple[Any, ...]]]
    place: int
    total: int | None
    previous: Cursor | None
    next: Cursor | None


@dataclass(frozen=True, slots=True)
class Extent:
    """What the figures know of a filter before any row is read: how many, and in which months."""

    number: int
    since: datetime
    until: datetime


def placed(filters: Filters) -> Filters:
    """The filters with what their unit bounds: a bureau's territory, an organisation, or nothing at all."""
    if not filters.unit:
        return filters
    row = db.session.execute(
        select(Tenant.id, Tenant.kind, Tenant.short_name).where(Tenant.public_id == filters.unit)
    ).first()
    if row is None:
        return replace(filters, place=NOWHERE)
    if row.kind == Kind.CITY_BUREAU:
        return replace(filters, place=Territory("district_id", None, gettext("市本级")))
    column = "district_id" if row.kind == Kind.DISTRICT_BUREAU else "tenant_id"
    return replace(filters, place=Territory(column, row.id, row.short_name))


def extent(filters: Filters) -> Extent | None:
    """How many applications have the state, level and year, and since and until when; None for none."""
    figure = ApplicationFigure
    query = select(func.sum(figure.number), func.min(figure.month), func.max(figure.month)).where(
        figure.number > 0, *_of_figures(filters)
    )
    number, first, last = db.session.execute(query).one()
    if not number:
        return None
    return Extent(int(number), _midnight(first), _midnight((last + timedelta(days=31)).replace(day=1)))


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)


def _of_figures(filters: Filters) -> list[ColumnElement[bool]]:
    figure = ApplicationFigure
    wanted: list[ColumnElement[bool]] = []
    if filters.states:
        wanted.append(figure.state.in_(filters.states))
    if filters.level:
        wanted.append(figure.level == filters.level)
    if filters.year:
        wanted.append(figure.programme_year == filters.year)
    if filters.place:
        wanted.append(_bounded(filters.place, figure))
    return wanted


def _bounded(place: Territory, table: Any) -> ColumnElement[bool]:
    column = getattr(table, place.column)
    bound: ColumnElement[bool] = column.is_(None) if place.id is None else column == place.id
    return bound


def programme_years() -> list[int]:
    """The years that have applications within reach, the newest first."""
    years = select(ApplicationFigure.programme_year).where(ApplicationFigure.number > 0).distinct()
    return sorted(db.session.scalars(years), reverse=True)


def applications(filters: Filters, cursor: Cursor | None = None) -> Page:
    """The page of 50 that begins at `cursor`; the figures bound it, and spare it when there is nothing."""
    found = extent(filters)
    if found is None:
        return Page((), 0, 0, None, None)
    rows = db.session.execute(page_query(filters, cursor, found)).all()
    return _page(rows, filters, cursor, None if filters.text or filters.photo else found.number)


def page_query(
    filters: Filters, cursor: Cursor | None, found: Extent | None = None
) -> Select[*tuple[Any, ...]]:
    """The rows of a page and one more, which tells whether there are others."""
    order = _order(filters, reverse=cursor is not None and cursor.back)
    query = select(*LISTED).where(*_where(filters, found)).order_by(*order).limit(PAGE + 1)
    return query if cursor is None else query.where(_beyond(filters, cursor))


def every_one(query: Select[*tuple[Any, ...]], filters: Filters) -> Select[*tuple[Any, ...]]:
    """`query` over all applications of a list, in its order: for exports."""
    return query.where(*_where(filters, None)).order_by(*_order(filters, reverse=False))


def _where(filters: Filters, found: Extent | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    if filters.states:
        wanted.append(Application.state.in_(filters.states))
    if filters.place:
        wanted.append(_bounded(filters.place, Application))
    if filters.level:
        wanted.append(Application.target_level == filters.level)
    if filters.year:
        wanted.append(Application.programme_year == filters.year)
    if filters.photo:
        wanted += [Application.state.not_in(ENDED), ~load(HAS_PHOTO)()]
    if filters.text:
        wanted += _beginning_with(filters.text)
    elif found is not None and not filters.by_name and (filters.level or filters.year):
        # A rare level or an old year would else be looked for through every newer application.
        wanted += [Application.created_at >= found.since, Application.created_at < found.until]
    return wanted


def _beginning_with(text: str) -> list[ColumnElement[bool]]:
    """An application's number, or the beginning of a name as ONE range of the index, then exactly."""
    if text.upper().startswith(NUMBER_PREFIX):
        return [Application.public_id == text.upper()]
    keys = beginnings(text)
    key = Application.name_pinyin
    wanted = [key >= min(keys), key < _after(max(keys))]
    if len(keys) > 1:
        wanted.append(or_(*(and_(key >= one, key < _after(one)) for one in keys)))
    if not text.isascii():
        plain = "".join(text.split())
        wanted.append(func.left(func.replace(Application.name, " ", ""), len(plain)) == plain)
    return wanted


def _after(key: str) -> str:
    """The first key that no longer begins with `key`."""
    return key[:-1] + chr(ord(key[-1]) + 1)


def _order(filters: Filters, *, reverse: bool) -> list[ColumnElement[Any]]:
    columns = _keys(filters)
    falling = filters.falling != reverse
    return [column.desc() if falling else column.asc() for column in columns]


def _keys(filters: Filters) -> tuple[Any, Any]:
    return (Application.name_pinyin if filters.by_name else Application.created_at, Application.id)


def _beyond(filters: Filters, cursor: Cursor) -> ColumnElement[bool]:
    """Past the cursor's row, in the direction of the page."""
    value = cursor.value if filters.by_name else literal(cursor.moment, DateTime(timezone=True))
    keys, at = tuple_(*_keys(filters)), tuple_(value, cursor.row)
    return keys < at if filters.falling != cursor.back else keys > at


def _page(
    rows: Sequence[Row[*tuple[Any, ...]]], filters: Filters, cursor: Cursor | None, total: int | None
) -> Page:
    more, shown = len(rows) > PAGE, list(rows[:PAGE])
    back = cursor is not None and cursor.back
    if back:
        shown.reverse()
    if not shown:
        return Page((), 0, total, None, None)
    place = 0 if cursor is None else max(cursor.place - len(shown), 0) if back else cursor.place
    at_start = cursor is None or (back and not more)
    at_end = not more and not back
    return Page(
        rows=shown,
        place=0 if at_start else place,
        total=total,
        previous=None if at_start else _cursor(shown[0], filters, place, back=True),
        next=None if at_end else _cursor(shown[-1], filters, (0 if at_start else place) + len(shown)),
    )


def _cursor(row: Any, filters: Filters, place: int, *, back: bool = False) -> Cursor:
    value = row.name_pinyin if filters.by_name else row.created_at.isoformat()
    return Cursor(value, row.id, place, back)


def neighbours(
    application: Application, filters: Filters, found: Extent | None
) -> tuple[str | None, str | None]:
    """The numbers of the applications before and after this one in its list, which is `found` long."""
    beside = []
    for back in (True, False):
        here = _cursor(application, filters, 0, back=back)
        one = page_query(filters, here, found).with_only_columns(Application.public_id).limit(1)
        beside.append(one.scalar_subquery())
    before, after = db.session.execute(select(*beside)).one()
    return before, after


def by_identity(number: str, keyring: Keyring) -> Sequence[Row[*tuple[Any, ...]]]:
    """The applications within reach of exactly this identity number, by its blind index, the newest first."""
    index = keyring.index(number)
    mine = (Application.id_fingerprint == keyring.fingerprint(index), Application.id_index == index)
    query = select(*LISTED).where(*mine).order_by(Application.created_at.desc(), Application.id.desc())
    return db.session.execute(query.limit(PAGE)).all()


def lacking_photo(rows: Sequence[Any]) -> set[int]:
    """Which of a page's live applications have no photo (三(三)3)."""
    live = [row.id for row in rows if row.state not in ENDED]
    return set(live) - load(WITH_PHOTO)(live) if live else set()


def application_of(public_id: str) -> Application | None:
    """One application within reach; a foreign number answers as an unknown one does."""
    return db.session.scalars(select(Application).where(Application.public_id == public_id)).first()


def moves_of(application: Application) -> Sequence[Move]:
    """What happened to an application, oldest first."""
    mine = select(Move).where(Move.application_id == application.id).order_by(Move.id)
    return db.session.scalars(mine).all()
