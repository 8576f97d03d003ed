"""One filed scope (二): what was filed, for whom, until when; the city extends or ends it."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, url_for
from flask_babel import gettext as _
from sqlalchemy import Row, select

from tenants.db import db
from tenants.models import Tenant
from tenants.roles import Permission
from webapp.catalogue import grid, operations
from webapp.catalogue.blueprint import catalogue, show
from webapp.catalogue.forms import EndForm, LastDayForm
from webapp.catalogue.models import FiledScope, Occupation
from webapp.guards import allow
from webapp.htmx import go, page
from webapp.policy.levels import LEVELS
from webapp.policy.programme import today
from webapp.refusals import NotFound, RuleBroken
from webapp.sessions import actor


@catalogue.get("/<public_id>")
@allow(Permission.CATALOGUE_READ)
def scope(public_id: str) -> Response:
    """One filing within reach."""
    return _page(_found(public_id))


def _found(public_id: str) -> Row[*tuple[Any, ...]]:
    query = (
        select(FiledScope, Tenant.name.label("holder"), Occupation.name)
        .join(Tenant, Tenant.id == FiledScope.tenant_id)
        .join(Occupation, Occupation.code == FiledScope.occupation_code)
        .where(FiledScope.public_id == public_id)
    )
    row = db.session.execute(query).first()
    if row is None:
        raise NotFound(public_id)
    return row


def _page(
    row: Row[*tuple[Any, ...]],
    status: int = 200,
    extend: LastDayForm | None = None,
    end: EndForm | None = None,
) -> Response:
    filed, day = row.FiledScope, today()
    read = {"version": filed.version}
    return page(
        "catalogue/scope.html",
        None,
        status,
        scope=filed,
        holder=row.holder,
        occupation=row.name,
        level=LEVELS[5 - filed.level],
        stands=grid.STANDS[grid.standing(filed.valid_from, filed.valid_to, day)],
        days_left=(filed.valid_to - day).days,
        extend=extend or LastDayForm(formdata=None, prefix="extend", data=read),
        end=end or EndForm(formdata=None, prefix="end", data={**read, "last_day": day}),
        may=actor().can(Permission.SCOPE_FILE),
    )


@catalogue.post("/<public_id>/extend")
@allow(POST=Permission.SCOPE_FILE)
def scope_extend(public_id: str) -> Response:
    """Let a filing run longer."""
    row, form = _found(public_id), LastDayForm(prefix="extend")
    if form.validate():
        try:
            operations.extend_scope(
                public_id, form.read_version, form.valid_to.data, form.document.data.strip(),
                form.reason.data.strip(),
            )  # fmt: skip
        except RuleBroken as broken:
            show(form, broken)
        else:
            flash(_("备案已延长。"), "success")
            return go(url_for("catalogue.scope", public_id=public_id))
    return _page(row, 422, extend=form)


@catalogue.post("/<public_id>/end")
@allow(POST=Permission.SCOPE_FILE)
def scope_end(public_id: str) -> Response:
    """End a filing early."""
    row, form = _found(public_id), EndForm(prefix="end")
    if form.validate():
        try:
            operations.end_scope(public_id, form.read_version, form.last_day.data, form.reason.data.strip())
        except RuleBroken as broken:
            show(form, broken)
        else:
            flash(_("备案将于所填日期后终止，此前的决定不受影响。"), "success")
            return go(url_for("catalogue.scope", public_id=public_id))
    return _page(row, 422, end=form)
