"""Filed scopes that end within 60 days: unit and city are told, oftener as the day comes near (二)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from tenants.db import db
from tenants.models import Tenant
from tenants.roles import Role
from tenants.scope import Scope
from webapp.catalogue.grid import WARN_BEFORE
from webapp.catalogue.models import FiledScope, Occupation
from webapp.jobs.periodic import once
from webapp.notices.operations import tell
from webapp.policy.levels import LEVELS
from webapp.policy.programme import today
from webapp.transaction import separately

EVENT = "scope.expiring"
REASON = "telling of filed scopes that end"
# Days before the end at which a scope is told of: never twice on one day, and not on every day of sixty.
MARKS = (60, 30, 14, 7, 3, 1, 0)


def mark_of(days_left: int) -> int:
    """The mark that a scope has come to with so many days left: of the marks passed, the latest."""
    return min(mark for mark in MARKS if mark >= days_left)


def warn_of_endings(day: date | None = None) -> int:
    """Tell of every scope that has come to another mark; answers how many. Each in a transaction of its own,
    so that one that fails is told of at the next turn, and the others once."""
    on = day or today()
    with separately(Scope.of_system(REASON, read_only=True)):
        rows = _ending(on)
    return sum(_warn(row, (row.valid_to - on).days) for row in rows)


def _ending(on: date) -> Sequence[Row[*tuple[Any, ...]]]:
    query = (
        select(
            FiledScope.id, FiledScope.public_id, FiledScope.tenant_id, FiledScope.city_id, FiledScope.level,
            FiledScope.valid_to, Occupation.name.label("occupation"), Tenant.name.label("unit"),
        )
        .join(Occupation, Occupation.code == FiledScope.occupation_code)
        .join(Tenant, Tenant.id == FiledScope.tenant_id)
        .where(FiledScope.valid_to.between(on, on + WARN_BEFORE), FiledScope.valid_from <= on)
        .where(Tenant.closed_at.is_(None))
        .order_by(FiledScope.id)
    )  # fmt: skip
    return db.session.execute(query).all()


def _warn(row: Row[*tuple[Any, ...]], days_left: int) -> bool:
    params = {
        "unit": row.unit, "occupation": row.occupation, "level": LEVELS[5 - row.level],
        "dates": row.valid_to.isoformat(), "days": str(days_left),
    }  # fmt: skip
    link = f"/scopes/{row.public_id}"
    with separately(Scope.of_system(REASON)):
        if not once(f"{EVENT}:{row.id}", f"{row.valid_to}/{mark_of(days_left)}"):
            return False
        tell(EVENT, tenant_id=row.tenant_id, roles=(Role.INST_ADMIN,), link=link, params=params)
        tell(EVENT, tenant_id=row.city_id, roles=(Role.CITY_FILING,), link=link, params=params)
    return True
