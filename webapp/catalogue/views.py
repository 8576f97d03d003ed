"""备案范围: who may assess and certify which occupation at which level, until when (notice 二)."""

from __future__ import annotations

from flask import Blueprint, Response, request

from tenants.roles import Permission
from webapp.catalogue import grid, queries
from webapp.guards import allow
from webapp.htmx import page
from webapp.policy.levels import TRAINED_LEVELS
from webapp.policy.programme import today
from webapp.sessions import actor

catalogue = Blueprint("catalogue", __name__, url_prefix="/scopes")
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
