"""The reminder of units whose people lack a photo (三(三)3), while they can still hand in."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Row, func, select

from tenants.db import db
from tenants.models import Tenant
from tenants.roles import Role
from tenants.scope import Scope
from webapp.applicants.models import Application
from webapp.jobs.periodic import once, period
from webapp.notices.models import Notice
from webapp.notices.operations import tell
from webapp.photos.queries import LIVE, has_photo
from webapp.policy.programme import SHANGHAI
from webapp.programmes.models import PUBLISHED, LateOpening
from webapp.programmes.queries import policy_of, programme_of
from webapp.transaction import separately

EVENT = "photos.missing"
A_DAY = 86_400
# How long a unit is left in peace between two reminders. The notice names no term for photos, so this is the
# product's own choice and no setting of the policy.
PEACE = timedelta(days=7)


def remind() -> int:
    """Remind every unit that is due, once a day however many beats there are; answers of how many."""
    with separately(Scope.of_system("reminding of photos that lack")):
        return remind_at(datetime.now(UTC)) if once(EVENT, period(A_DAY)) else 0


def remind_at(now: datetime) -> int:
    """Tell the clerks of each unit how many of its people have no photo; under the system's reach.

    Due is a unit that can hand in today, by the window or a late opening, has somebody without a photo, and
    was not told within the last seven days. Three questions for all units, and two a city.
    """
    day = now.astimezone(SHANGHAI).date()
    late = _opened_late(day)
    due = [one for one in _lacking(now) if _takes(one.city_id, day, late=one.tenant_id in late)]
    for one in due:
        params = {"count": str(one.number)}
        tell(EVENT, tenant_id=one.tenant_id, roles=(Role.ORG_CLERK,), link="/photos/missing", params=params)
    return len(due)


def _lacking(now: datetime) -> list[Row[int, int, int]]:
    """The units that weren't told lately, with how many of their live applications lack a photo."""
    told = select(Notice.id).where(
        Notice.event == EVENT, Notice.tenant_id == Application.tenant_id, Notice.at > now - PEACE
    )
    query = (
        select(Application.tenant_id, Application.city_id, func.count().label("number"))
        .join(Tenant, Tenant.id == Application.tenant_id)
        .where(LIVE, ~has_photo(), ~told.exists(), Tenant.closed_at.is_(None))
        .group_by(Application.tenant_id, Application.city_id)
        .order_by(Application.tenant_id)
    )
    return list(db.session.execute(query))


def _opened_late(day: date) -> set[int]:
    """The units that are opened late on a day."""
    query = select(LateOpening.tenant_id).where(
        LateOpening.year == day.year, LateOpening.from_day <= day, LateOpening.to_day >= day,
        LateOpening.ended_at.is_(None),
    )  # fmt: skip
    return set(db.session.scalars(query))


def _takes(city_id: int, day: date, *, late: bool) -> bool:
    """Whether the city's published programme takes applications on a day, by its window or from a unit that
    it is opened late for; read once a city."""
    programme = programme_of(city_id, day.year)
    if programme is None or programme.state != PUBLISHED:
        return False
    return late or policy_of(city_id, day.year).window.holds(day)
