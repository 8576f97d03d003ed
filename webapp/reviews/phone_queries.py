"""Reads of the phone-confirmation pad (三(四)): sendings of a year, who of them is confirmed, what waits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, ScalarSelect, Select, and_, func, literal, select, tuple_
from sqlalchemy.types import DateTime

from tenants.db import db
from webapp.applicants.cursor import Cursor
from webapp.reviews.models import InstitutionFigure, PhoneConfirmation, Sending
from webapp.reviews.stages import INSTITUTION

PAGE = 50
OPEN, DONE, ALL = "open", "done", "all"
VIEWS = (OPEN, DONE, ALL)
_STANDING = and_(PhoneConfirmation.sending_id == Sending.id, PhoneConfirmation.undone_at.is_(None))
_NUMBER = (
    select(func.coalesce(func.sum(InstitutionFigure.number), 0))
    .where(
        InstitutionFigure.institution_id == Sending.institution_id,
        InstitutionFigure.unit_id == Sending.tenant_id,
        InstitutionFigure.programme_year == Sending.programme_year,
        InstitutionFigure.state == INSTITUTION.state,
    )
    .correlate(Sending)
    .scalar_subquery()
)
_WAITING = _NUMBER.label("waiting")
# 未电话确认, wherever it is listed, counted or reminded of: papers of the unit wait, and no call stands.
UNCONFIRMED = and_(~select(PhoneConfirmation.id).where(_STANDING).correlate(Sending).exists(), _NUMBER > 0)


def sendings(
    year: int, view: str, cursor: Cursor | None
) -> tuple[Sequence[Row[*tuple[Any, ...]]], Cursor | None]:
    """A page of the year's sendings at the acting institution, oldest first, with their standing
    confirmation and how many applications wait; and the cursor of the next page."""
    query = _sendings(year, view).order_by(Sending.sent_at, Sending.id).limit(PAGE + 1)
    if cursor is not None:
        here = tuple_(literal(cursor.moment, DateTime(timezone=True)), cursor.row)
        query = query.where(tuple_(Sending.sent_at, Sending.id) > here)
    rows = db.session.execute(query).all()
    after = Cursor(rows[PAGE - 1].sent_at.isoformat(), rows[PAGE - 1].id) if len(rows) > PAGE else None
    return rows[:PAGE], after


def _sendings(year: int, view: str) -> Select[*tuple[Any, ...]]:
    query = (
        select(
            Sending.id, Sending.public_id, Sending.unit_name, Sending.contact, Sending.phone, Sending.sent_at,
            Sending.reminded_at, PhoneConfirmation.person, PhoneConfirmation.phone_masked,
            PhoneConfirmation.confirmed_at, PhoneConfirmation.actor, _WAITING,
        )
        .outerjoin(PhoneConfirmation, _STANDING)
        .where(Sending.programme_year == year)
    )  # fmt: skip
    if view == OPEN:
        return query.where(UNCONFIRMED)
    return query.where(PhoneConfirmation.id.is_not(None)) if view == DONE else query


def unconfirmed(year: int) -> tuple[ScalarSelect[int], ScalarSelect[Any]]:
    """How many of the year's units have not confirmed by phone, and since when the first waits: as parts of
    another query."""
    open_ones = select(Sending.sent_at).where(Sending.programme_year == year, UNCONFIRMED).subquery()
    number = select(func.count()).select_from(open_ones).scalar_subquery()
    return number, select(func.min(open_ones.c.sent_at)).scalar_subquery()


def years() -> list[int]:
    """The years in which anything was sent to the acting institution, newest first."""
    return sorted(db.session.scalars(select(Sending.programme_year).distinct()), reverse=True)


def sending_of(public_id: str) -> Sending | None:
    """One sending within reach."""
    return db.session.scalars(select(Sending).where(Sending.public_id == public_id)).first()


def waiting_of(sending: Sending) -> int:
    """How many of a sending's applications wait for re-examination, from the figures."""
    figure = InstitutionFigure
    wanted = (
        figure.institution_id == sending.institution_id,
        figure.unit_id == sending.tenant_id,
        figure.programme_year == sending.programme_year,
        figure.state == INSTITUTION.state,
    )
    return int(db.session.scalar(select(func.sum(figure.number)).where(*wanted)) or 0)


def confirmations_of(sending: Sending) -> Sequence[PhoneConfirmation]:
    """Every entry of a sending, oldest first, the undone ones among them."""
    mine = PhoneConfirmation.sending_id == sending.id
    return db.session.scalars(select(PhoneConfirmation).where(mine).order_by(PhoneConfirmation.id)).all()


def standing_for(tenant_id: int, institution_id: int, year: int) -> Row[*tuple[Any, ...]] | None:
    """Of one unit's sending of a year: its public id, and its standing confirmation if there is one."""
    query = (
        select(Sending.public_id, PhoneConfirmation.confirmed_at, PhoneConfirmation.person)
        .outerjoin(PhoneConfirmation, _STANDING)
        .where(
            Sending.tenant_id == tenant_id,
            Sending.institution_id == institution_id,
            Sending.programme_year == year,
        )
    )
    return db.session.execute(query).first()
