"""How much waits at the actor's desks: for the menu from the figures, for the workbench with ages (6.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, select

from tenants.actor import Actor
from tenants.db import db
from tenants.roles import Permission
from tenants.scope import Reach, scope_or_none
from webapp.policy.programme import programme_year
from webapp.reviews.phone_queries import unconfirmed
from webapp.reviews.queries import number_marked, number_of, oldest_of
from webapp.reviews.stages import INSTITUTION, UNIT
from webapp.transaction import separately


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits at a desk: how many, and since when the oldest of them."""

    number: int
    since: datetime | None


def menu_counts(actor: Actor) -> dict[str, ScalarSelect[int]]:
    """What waits at the actor's desks, by the endpoint of the menu's line: sums over the summary tables, as
    parts of the frame's one query. A desk that the present reach can't count is left out."""
    scope = scope_or_none()
    found: dict[str, ScalarSelect[int]] = {}
    if scope is None:
        return found
    if actor.can(UNIT.permission) and scope.reach is Reach.TENANT:
        found["reviews.index"] = number_of(UNIT, UNIT.state)
    if actor.can(Permission.REEXAMINATION_READ) and scope.reach in (Reach.TENANT, Reach.INSTITUTION):
        found["reexaminations.index"] = number_of(INSTITUTION, INSTITUTION.state)
    return found


def at_unit(actor: Actor) -> Waiting | None:
    """What waits for the unit's review; None for whoever has no part in it. Under the unit's own reach."""
    if actor.tenant is None or not actor.can(UNIT.permission):
        return None
    waits = (number_of(UNIT, UNIT.state), oldest_of(UNIT, actor.tenant.id))
    return Waiting(*db.session.execute(select(*waits)).one())


def at_institution(actor: Actor) -> tuple[Waiting, Waiting, Waiting] | None:
    """What waits for re-examination, the units unconfirmed by phone, what the cross-check has marked; None
    for whoever has no part in it.

    In a transaction of its own under the institution's reach: call before the request asks for anything.
    """
    if actor.tenant is None or not actor.can(Permission.REEXAMINATION_READ):
        return None
    with separately(actor.scope(Reach.INSTITUTION).reading()):
        waits = (number_of(INSTITUTION, INSTITUTION.state), oldest_of(INSTITUTION, actor.tenant.id))
        marked = number_marked(actor.tenant.id)
        found = db.session.execute(select(*waits, *unconfirmed(programme_year()), marked)).one()
        return Waiting(found[0], found[1]), Waiting(found[2], found[3]), Waiting(found[4], None)
