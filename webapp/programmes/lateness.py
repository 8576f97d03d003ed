"""三(四): the city opens late for one unit, from one day to another, with a reason; and ends it early."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import func, select

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from tenants.kinds import EMPLOYERS
from tenants.models import Tenant
from tenants.roles import Role
from webapp.notices.operations import tell, without_numbers
from webapp.policy.categories import refused_category
from webapp.policy.programme import today
from webapp.programmes import queries
from webapp.programmes.keeping import Maker
from webapp.programmes.models import CLOSED, LateOpening, Programme
from webapp.programmes.operations import CLAUSE
from webapp.refusals import IllegalMove, NotFound, RuleBroken

# Employers but those whose staff are excluded altogether (一(四)).
ADMITTED = tuple(
    kind.value for kind in EMPLOYERS if not refused_category(None, kind.value, public_institution=False)
)
TOLD = (Role.ORG_ADMIN, Role.ORG_CLERK, Role.ORG_REVIEWER)


@dataclass(frozen=True, slots=True)
class Late:
    """What is opened: the days, both included, and why."""

    first: date
    last: date
    reason: str


def open_late(unit: Tenant, year: int, late: Late, maker: Maker) -> LateOpening:
    """Open the year's programme late for a unit and tell its people. Refuses days in the wrong order or
    outside of the year, days on which the window is open to all, an ended programme, and a unit whose staff
    are excluded (一(四))."""
    _check(unit, year, late)
    opening = LateOpening(
        tenant_id=unit.id, district_id=unit.district_id, city_id=unit.city_id, year=year,
        from_day=late.first, to_day=late.last, reason=late.reason,
        made_by=maker.user_id, made_by_name=maker.name,
        created_at=maker.at or func.now(),
    )  # fmt: skip
    db.session.add(opening)
    db.session.flush()
    days = [late.first.isoformat(), late.last.isoformat()]
    audit.record(
        "window.open_late", f"tenant:{unit.public_id}", {"days": [None, days]}, reason=late.reason, owner=unit
    )
    dates = _("%(first)s 至 %(last)s", first=late.first, last=late.last)
    tell(
        "window.late_opened", tenant_id=unit.id, roles=TOLD,
        params={"unit": unit.name, "dates": dates, "reason": without_numbers(late.reason)},
    )  # fmt: skip
    return opening


def _check(unit: Tenant, year: int, late: Late) -> None:
    programme = queries.programme_of(unit.city_id, year)
    if programme is None or programme.state == CLOSED:
        raise RuleBroken("unit", _("%(year)s 年度没有可以延期的项目。", year=year), CLAUSE)
    if unit.kind not in ADMITTED or unit.closed_at is not None:
        raise RuleBroken("unit", _("只能为在用的企业、学校或培训机构延期开放。"), CLAUSE)
    if late.last < late.first:
        raise RuleBroken("last", _("截止日期早于起始日期。"), CLAUSE)
    if {late.first.year, late.last.year} != {year}:
        raise RuleBroken("last", _("延期开放须在 %(year)s 年之内。", year=year), CLAUSE)
    window = queries.policy_of(unit.city_id, year).window
    if window.holds(late.first) and window.holds(late.last):
        said = _("这几天在报名时间 %(opens)s 至 %(closes)s 之内，本来就开放。", opens=window.opens,
                 closes=window.closes)  # fmt: skip
        raise RuleBroken("first", said, CLAUSE)
    _refuse_twice(unit, year, late)


def _refuse_twice(unit: Tenant, year: int, late: Late) -> None:
    """No two openings of a unit hold on one day. The programme is locked first: of two at once, the second
    sees what the first has made."""
    programme = select(Programme.id).where(Programme.city_id == unit.city_id, Programme.year == year)
    db.session.execute(programme.with_for_update())
    for span in queries.late_spans(unit.id, unit.city_id, year):
        if span.first <= late.last and late.first <= span.last:
            days = {"first": span.first, "last": span.last}
            said = _("已为这个单位延期开放 %(first)s 至 %(last)s，日期不能重叠。", **days)
            raise RuleBroken("first", said, CLAUSE)


def end_early(public_id: str, reason: str, actor: Actor) -> LateOpening:
    """End a late opening before its last day and tell the unit's people why. NotFound beyond reach,
    IllegalMove for one that was ended, or whose last day has passed."""
    wanted = select(LateOpening).where(LateOpening.public_id == public_id).with_for_update()
    opening = db.session.scalars(wanted).first()
    if opening is None:
        raise NotFound(public_id)
    if opening.ended_at is not None:
        raise IllegalMove(_("这次延期开放已经提前结束。"))
    if opening.to_day < today():
        raise IllegalMove(_("这次延期开放已经到期，不需要提前结束。"))
    opening.ended_at, opening.ended_by_name, opening.end_reason = func.now(), actor.signature, reason
    unit = db.session.get_one(Tenant, opening.tenant_id)
    days = [opening.from_day.isoformat(), opening.to_day.isoformat()]
    audit.record(
        "window.end_late", f"tenant:{unit.public_id}", {"days": [days, None]}, reason=reason, owner=unit
    )
    dates = _("%(first)s 至 %(last)s", first=opening.from_day, last=opening.to_day)
    tell(
        "window.late_ended", tenant_id=unit.id, roles=TOLD,
        params={"unit": unit.name, "dates": dates, "reason": without_numbers(reason)},
    )  # fmt: skip
    return opening
