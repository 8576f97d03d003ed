"""备案范围: who may assess and certify which occupation at which level, until when (notice 二)."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Tenant
from tenants.roles import Permission
from webapp.catalogue import (
    grid,
    operations,
    queries,
    views_institutions,
    views_occupations,
    views_scarce,
    views_scope,
)
from webapp.catalogue.blueprint import catalogue, institutions, occupations, own_city, show
from webapp.catalogue.forms import ScopeForm
from webapp.catalogue.operations import IMPLEMENTERS, NewScope
from webapp.guards import allow
from webapp.htmx import go, page
from webapp.policy.levels import TRAINED_LEVELS
from webapp.policy.programme import today
from webapp.refusals import RuleBroken
from webapp.sessions import actor

__all__ = [
    "catalogue", "institutions", "occupations", "views_institutions", "views_occupations", "views_scarce",
    "views_scope",
]  # fmt: skip
ORGANISATIONS = 20


@catalogue.get("")
@allow(Permission.CATALOGUE_READ)
def scopes() -> Response:
    """The grids of the organisations within reach, 20 a page; those that end within 60 days by themselves."""
    day, only_ending = today(), request.args.get("view") == "ending"
    after = request.args.get("after", 0, type=int)
    found = queries.holders(after, ORGANISATIONS + 1, day + grid.WARN_BEFORE if only_ending else None)
    shown = found[:ORGANISATIONS]
    grids = grid.lines(queries.scopes_of([holder.id for holder in shown]), day)
    tenant = actor().tenant
    return page(
        "catalogue/scopes.html",
        "scopes",
        organisations=[(holder, grids[holder.id], grid.ending(grids[holder.id])) for holder in shown],
        levels=list(zip(TRAINED_LEVELS, grid.DIGITS, strict=True)),
        stands=grid.STANDS,
        only_ending=only_ending,
        next_after=shown[-1].id if len(found) > ORGANISATIONS else None,
        own=bool(tenant and tenant.kind.reach == "tenant"),
    )


@catalogue.route("/new", methods=["GET", "POST"])
@allow(Permission.SCOPE_FILE, POST=Permission.SCOPE_FILE)
def scope_new() -> Response:
    """File an occupation and level for a unit of the city (自主评价备案)."""
    form = ScopeForm(_units(), data=_given())
    if form.validate_on_submit():
        try:
            tenant = _filed(form)
        except RuleBroken as broken:
            show(form, broken)
        else:
            flash(_("已备案，%(name)s从起始日起可以按此培训、评价。", name=tenant.name), "success")
            return go(url_for("catalogue.scopes"))
    status = 422 if form.is_submitted() else 200
    return page("catalogue/scope_new.html", None, status, form=form)


def _given() -> dict[str, Any]:
    return {"tenant": request.args.get("tenant"), "occupation": request.args.get("occupation")}


def _units() -> list[tuple[str, str]]:
    query = select(Tenant.public_id, Tenant.name).where(
        Tenant.kind.in_(IMPLEMENTERS), Tenant.closed_at.is_(None), Tenant.city_id == own_city()
    )
    college_first = query.order_by(Tenant.kind != Kind.COLLEGE.value, Tenant.name)
    return [(row.public_id, row.name) for row in db.session.execute(college_first)]


def _filed(form: ScopeForm) -> Tenant:
    tenant = db.session.scalars(select(Tenant).where(Tenant.public_id == form.tenant.data)).one()
    found = queries.occupation_named(form.occupation.data, own_city())
    if found is None or found.code is None:
        said = queries.trainable(own_city(), form.occupation.data, TRAINED_LEVELS[0], today()).reason
        raise RuleBroken("occupation", said or _("请先把这个职业加入职业目录。"), "二")
    new = NewScope(
        found.code, form.level.data, form.valid_from.data, form.valid_to.data, form.document.data.strip()
    )
    operations.file_scope(tenant, new)
    return tenant
