"""Where a unit sends its applications: which institution; one sending a year is kept (二, 三(四))."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Tenant, public_id
from webapp.applicants.models import Application
from webapp.catalogue.models import Institution
from webapp.catalogue.queries import listed
from webapp.policy.levels import digit_of_level
from webapp.policy.programme import today
from webapp.refusals import RuleBroken
from webapp.reviews.models import Sending

CLAUSE = "二"


@dataclass(frozen=True, slots=True)
class Offer:
    """An institution that an application may be sent to, and whether its filed scope holds what is applied
    for today."""

    institution: Institution
    filed: bool


def open_to(application: Application) -> list[Offer]:
    """The institutions that may re-examine an application, the likeliest first: its own unit where the
    unit's filed scope holds the occupation and level today, then the city's colleges, first those that have
    filed them (二). None whose unit is closed; a college that hasn't filed yet has to before the class."""
    # The database answers yes or no of each: a unit reads no scope but its own.
    holds = func.filing_holds(
        Institution.tenant_id, application.target_occupation, int(digit_of_level(application.target_level)),
        today(),
    )  # fmt: skip
    rows = db.session.execute(listed(application.city_id).add_columns(holds))
    offers = [Offer(*row) for row in rows]
    own = [one for one in offers if one.filed and one.institution.tenant_id == application.tenant_id]
    colleges = [one for one in offers if one.institution.kind == Kind.COLLEGE.value and one not in own]
    return [*own, *sorted(colleges, key=lambda one: not one.filed)]


def chosen(application: Application, given: str) -> Institution:
    """The institution of a public id, or the likeliest when none is given. Refuses by RuleBroken one that
    isn't open to the application, and a city that has none."""
    found = [offer.institution for offer in open_to(application)]
    if not found:
        raise RuleBroken("institution", _("本市尚未登记培训机构，暂不能报送复审，请联系市人社局。"), CLAUSE)
    for one in found:
        if not given or one.public_id == given:
            return one
    raise RuleBroken("institution", _("请选择本市在册的培训机构。"), CLAUSE)


def note_sending(application: Application) -> None:
    """Keep that the unit has sent papers to the institution this year: once, with how to reach the unit."""
    unit = db.session.execute(
        select(Tenant.name, Tenant.contact, Tenant.phone).where(Tenant.id == application.tenant_id)
    ).one()
    row = insert(Sending).values(
        tenant_id=application.tenant_id, district_id=application.district_id, city_id=application.city_id,
        public_id=public_id(), institution_id=application.institution_id,
        programme_year=application.programme_year, unit_name=unit.name, contact=unit.contact,
        phone=unit.phone,
    )  # fmt: skip
    db.session.execute(row.on_conflict_do_nothing())
