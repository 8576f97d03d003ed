"""The reminder of units that sent papers and have not confirmed by phone (三(四)), once a day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from tenants.db import db
from tenants.roles import Role
from tenants.scope import Scope
from webapp.jobs.periodic import once, period
from webapp.notices.operations import tell
from webapp.programmes.terms import PHONE_REMINDER_DAYS, days_of
from webapp.reviews.models import Sending
from webapp.reviews.phone_queries import UNCONFIRMED
from webapp.reviews.rules import waited
from webapp.transaction import separately

A_DAY = 86_400
PAD = "/phone-confirmations"


def remind() -> int:
    """Remind of every sending that is due, once a day however many beats there are; answers of how many."""
    with separately(Scope.of_system("reminding of confirmations by phone")):
        return remind_of(datetime.now(UTC)) if once("phone.remind", period(A_DAY)) else 0


def remind_of(now: datetime) -> int:
    """Tell each institution's registrars of every unit that is due; under the system's reach.

    Due is a unit whose applications wait for re-examination, unconfirmed, N days after its papers came or
    after the last reminder; N is a setting of the city's policy.
    """
    unconfirmed = db.session.scalars(select(Sending).where(UNCONFIRMED).order_by(Sending.id)).all()
    due = [one for one in unconfirmed if _is_due(one, now)]
    for one in due:
        params = {"unit": one.unit_name, "days": str(waited(one.sent_at, now))}
        link = f"{PAD}/{one.public_id}"
        registrars = (Role.REGISTRAR,)
        tell("phone.unconfirmed", tenant_id=one.institution_id, roles=registrars, link=link, params=params)
    if due:
        ids = [one.id for one in due]
        db.session.execute(update(Sending).where(Sending.id.in_(ids)).values(reminded_at=now))
    return len(due)


def _is_due(sending: Sending, now: datetime) -> bool:
    since = sending.reminded_at or sending.sent_at
    return since <= now - timedelta(days=days_of(PHONE_REMINDER_DAYS, sending.city_id))
