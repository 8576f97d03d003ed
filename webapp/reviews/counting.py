"""How much waits at the actor's desks: for the menu from the figures, for the workbench with its age (6.1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask import g
from sqlalchemy.exc import SQLAlchemyError

from tenants.actor import Actor
from tenants.roles import Permission
from tenants.scope import Reach, scope_or_none
from webapp.htmx import asks_for_block
from webapp.policy.programme import programme_year
from webapp.reviews.phone_queries import unconfirmed
from webapp.reviews.queries import number, oldest
from webapp.reviews.stages import INSTITUTION, UNIT
from webapp.transaction import separately


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits at a desk: how many, and since when the oldest of them."""

    number: int
    since: datetime | None


def menu_counts(actor: Actor | None) -> dict[str, int]:
    """The counts beside the menu's lines, by endpoint: one query of a summary table for each desk of the
    actor's. None for a block, which shows no menu, nor on an error's page, where nothing can be asked."""
    scope = scope_or_none()
    if actor is None or scope is None or asks_for_block():
        return {}
    if "menu_counts" not in g:
        try:
            g.menu_counts = _counts(actor, scope.reach)
        except SQLAlchemyError:
            g.menu_counts = {}
    found: dict[str, int] = g.menu_counts
    return found


def _counts(actor: Actor, reach: Reach) -> dict[str, int]:
    found: dict[str, int] = {}
    if actor.can(UNIT.permission) and reach is Reach.TENANT:
        found["reviews.index"] = number(UNIT, UNIT.state)
    if actor.can(Permission.REEXAMINATION_READ) and reach in (Reach.TENANT, Reach.INSTITUTION):
        found["reexaminations.index"] = number(INSTITUTION, INSTITUTION.state)
    return found


def at_unit(actor: Actor) -> Waiting | None:
    """What waits for the unit's review; None for whoever has no part in it. Under the unit's own reach."""
    if actor.tenant is None or not actor.can(UNIT.permission):
        return None
    return Waiting(number(UNIT, UNIT.state), oldest(UNIT, actor.tenant.id))


def at_institution(actor: Actor) -> tuple[Waiting, Waiting] | None:
    """What waits for re-examination, and the units unconfirmed by phone; None for whoever has no part in it.

    In a transaction of its own under the institution's reach: call before the request asks for anything.
    """
    if actor.tenant is None or not actor.can(Permission.REEXAMINATION_READ):
        return None
    with separately(actor.scope(Reach.INSTITUTION).reading()):
        waits = Waiting(number(INSTITUTION, INSTITUTION.state), oldest(INSTITUTION, actor.tenant.id))
        return waits, Waiting(*unconfirmed(programme_year()))
