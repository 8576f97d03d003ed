"""Whom the check tells (1.7): units and applicants how their own application stands, in the one sentence they
may know; superiors that cases wait for them, once an hour."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Row, func, select

from tenants.db import db
from tenants.models import Tenant
from tenants.roles import Permission, Role, permissions_of
from tenants.scope import Scope
from webapp.applicants.addresses import own_address
from webapp.applicants.models import Application
from webapp.applicants.reasons import REASONS
from webapp.crosscheck.models import Case, CaseState
from webapp.crosscheck.settling import Settled
from webapp.jobs.lease import NOW
from webapp.jobs.periodic import once, period
from webapp.notices.operations import tell
from webapp.transaction import separately

AN_HOUR = 3600
DECIDERS = tuple(role for role in Role if Permission.CASE_DECIDE in permissions_of([role.value]))


def tell_settled(settled: Settled) -> None:
    """Tell the clerks of whose applications are held up by now, and whose go on; each applicant of their own.
    Of many of one unit at once it is one notice."""
    for event, rows in (("application.held", settled.held), ("application.released", settled.released)):
        by_unit: dict[int, list[Row[Any]]] = defaultdict(list)
        for row in rows:
            by_unit[row.tenant_id].append(row)
        for unit, mine in by_unit.items():
            _tell_unit(event, unit, mine)
    for row in settled.released:
        tell("application.submitted", tenant_id=row.tenant_id, roles=(Role.ORG_REVIEWER,),
             link=f"/applications/{row.public_id}", params={"name": row.public_id})  # fmt: skip


def tell_others(settled: Settled, own: Collection[int]) -> None:
    """The same without these applications (ids), whose unit reads the answer on its page."""
    tell_settled(Settled([row for row in settled.rows if row.id not in own]))


def _tell_unit(event: str, unit: int, rows: list[Row[Any]]) -> None:
    one = rows[0].public_id
    link = f"/applications/{one}" if len(rows) == 1 else "/applications?state=held"
    named = one if len(rows) == 1 else _("%(n)s 件报名", n=len(rows))
    tell(event, tenant_id=unit, roles=(Role.ORG_CLERK,), link=link, params={"number": named})
    for row in rows:
        if row.applicant_id is not None:
            tell(event, user_id=row.applicant_id, link=own_address(row), params={"number": row.public_id})


def tell_ended(application: Application, verb: str, reason: str) -> None:
    """Tell the unit and the applicant that a confirmed case ended an application, or sent it back."""
    event = "application.rejected" if verb == "refuse" else "application.returned"
    params = {"name": application.name, "reason": _(REASONS[reason])}
    link = f"/applications/{application.public_id}"
    tell(event, tenant_id=application.tenant_id, roles=(Role.ORG_CLERK,), link=link, params=params)
    if application.applicant_id is not None:
        tell(event, user_id=application.applicant_id, link=own_address(application), params=params)


def remind() -> int:
    """Tell each bureau how many cases came up for it in the last hour, once an hour; answers to how many."""
    with separately(Scope.of_system("telling of cases that wait")):
        return _remind() if once("crosscheck.remind", period(AN_HOUR)) else 0


def _remind() -> int:
    decides = func.coalesce(Case.district_id, Case.city_id)
    query = (
        select(decides.label("bureau"), func.count().label("number"))
        .join(Tenant, Tenant.id == decides)
        .where(Case.state == CaseState.OPEN.value, Case.application_id.is_not(None))
        .where(Case.waiting_since > NOW - func.make_interval(0, 0, 0, 0, 1), Tenant.closed_at.is_(None))
        .group_by(decides)
    )
    rows = db.session.execute(query).all()
    for row in rows:
        tell("case.opened", tenant_id=row.bureau, roles=DECIDERS, link="/crosscheck",
             params={"count": str(row.number)})  # fmt: skip
    return len(rows)
