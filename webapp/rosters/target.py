"""一(二) of a whole list: may its occupation be trained at its level?"""

from __future__ import annotations

from dataclasses import replace

from tenants.db import db
from tenants.models import Tenant
from webapp.catalogue.queries import Trainable, trainable
from webapp.refusals import RuleBroken
from webapp.rosters.facts import target_of
from webapp.rosters.models import Roster


def trainable_target(
    roster: Roster, *, level: str | None = None, occupation: str | None = None
) -> Trainable | None:
    """The catalogue's answer for the list's target, or for the one given in its place, on the list's day;
    None while level or occupation is still asked for.

    An occupation without an industry of its own belongs to the unit's (一): the warning comes only where the
    unit has none either.
    """
    target = target_of(roster, roster.heading)
    wanted, at = occupation or target.occupation, level or target.level
    if not wanted or not at:
        return None
    found = trainable(roster.city_id, wanted, at, roster.reference_date)
    if found.warning and db.session.get_one(Tenant, roster.tenant_id).industry:
        return replace(found, warning=None)
    return found


def refuse_untrainable(
    roster: Roster, field: str, *, level: str | None = None, occupation: str | None = None
) -> None:
    """Refuse a target that the catalogue doesn't allow, with the clause."""
    found = trainable_target(roster, level=level, occupation=occupation)
    if found is not None and not found.allowed:
        raise RuleBroken(field, f"{found.reason}（{found.clause}）", found.clause)
