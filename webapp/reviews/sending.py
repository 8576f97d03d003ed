"""Where a unit sends its applications: which institution; one sending a year is kept (二, 三(四))."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Tenant, public_id
from webapp.applicants.models import Application
from webapp.catalogue.models import Institution
from webapp.catalogue.queries import covering, listed
from webapp.policy.programme import today
from webapp.refusals import RuleBroken
from webapp.reviews.models import Sending

CLAUSE = "二"


def open_to(application: Application) -> list[Institution]:
    """The institutions that may re-examine an application, the likeliest first: its own unit where the
    unit's filed scope holds the occupation and level today, then the city's colleges (二). None whose unit is
    closed. A unit reads no scope but its own: whether a college has filed is for the college to see."""
    holds = covering(
        application.tenant_id, application.target_occupation, application.target_level, today()
    )  # fmt: skip
    rows = db.session.execute(listed(application.city_id).add_columns(holds)).all()
    own = [one for one, filed in rows if filed and one.tenant_id == application.tenant_id]
    return [*own, *(one for one, _filed in rows if one.kind == Kind.COLLEGE.value and one not in own)]


def chosen(application: Application, given: str) -> Institution:
    """The institution of a public id, or the likeliest when none is given. Refuses by RuleBroken one that
    isn't open to the application, and a city that has none."""
    found = open_to(application)
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
