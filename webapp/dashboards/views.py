"""工作台: first after sign-in, for each kind of tenant and role what concerns them (spec 6.1, 6.2)."""

from __future__ import annotations

from flask import Blueprint, Response
from flask_babel import gettext as _

from tenants.actor import Actor
from tenants.kinds import Kind
from tenants.roles import Permission
from webapp.applicants.states import STATES
from webapp.crosscheck.queries import standing_of
from webapp.dashboards import boards, queries
from webapp.dashboards.waiting import Desks, waiting
from webapp.dashboards.window import window
from webapp.guards import allow
from webapp.htmx import page
from webapp.policy.programme import programme_year, today
from webapp.reviews.counting import at_institution
from webapp.sessions import actor

dashboards = Blueprint("dashboards", __name__)


@dashboards.get("/")
@allow(Permission.WORKBENCH_READ)
def workbench() -> Response:
    """What waits, then the figures, then a chart, then the latest."""
    who, year = actor(), programme_year()
    desks = at_institution(who)  # first: it looks through another reach
    if who.can(Permission.APPLICATION_READ):
        return _of_applications(who, year, desks)
    return page(
        "dashboards/administration.html",
        title=_("工作台"),
        tiles=boards.administration(who),
        waits=waiting(who, None, year),
    )


def _of_applications(who: Actor, year: int, desks: Desks) -> Response:
    figures = queries.figures(year)
    tenant = who.tenant
    units = boards.units(tenant, year) if tenant else []
    cases = standing_of(who) if who.can(Permission.CASE_READ) else None
    return page(
        "dashboards/workbench.html",
        title=_("%(year)s 年度项目培训总览", year=year),
        year=year,
        tiles=boards.tiles(figures, year),
        waits=waiting(who, figures, year, desks, cases),
        upload_refused=_upload_refused(who),
        chart=boards.chart(figures),
        levels=boards.levels(figures, year),
        units=units,
        crosscheck=boards.crosscheck(cases),
        forecasts=boards.forecasts(who, today()),
        window=window(who),
        rows=queries.latest(),
        states=STATES,
    )


def _upload_refused(who: Actor) -> str:
    """Why this unit can't hand in a roster, said before anybody fills one in (一(四)); else empty."""
    if who.tenant is None or who.tenant.kind is not Kind.PUBLIC_BODY:
        return ""
    return str(_("机关事业单位职工不纳入项目培训范围（一(四)），本单位不能报送名册。"))
