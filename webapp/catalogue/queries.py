"""Reads of filed self-evaluation scopes: what, at which level, for whom, on which day (二, 三(一)3)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, Select, func, or_, select

from tenants.db import db
from tenants.models import Tenant
from webapp.catalogue.models import FiledScope, Occupation
from webapp.policy.levels import digit_of_level


def filed_scope_covers(tenant_id: int, occupation: str, level: str, on: date) -> bool:
    """Whether the tenant's scope holds the occupation (its name or code) at a level ("高级技师") on a day;
    both ends of a scope are included (三(一)3)."""
    named = or_(Occupation.name == occupation.strip(), Occupation.code == occupation.strip())
    return db.session.execute(_in_force(tenant_id, level, on).where(named).limit(1)).first() is not None


def filed_occupations(tenant_id: int, level: str, on: date) -> frozenset[str]:
    """The names and codes of all occupations that the tenant's scope holds at a level on a day: for lists,
    which ask once instead of once a row."""
    rows = db.session.execute(_in_force(tenant_id, level, on)).all()
    return frozenset(word for row in rows for word in (row.name, row.code))


def _in_force(tenant_id: int, level: str, on: date) -> Select[str, str]:
    return (
        select(Occupation.name, Occupation.code)
        .join(FiledScope, FiledScope.occupation_code == Occupation.code)
        .where(
            FiledScope.tenant_id == tenant_id,
            FiledScope.level == int(digit_of_level(level)),
            FiledScope.valid_from <= on,
            FiledScope.valid_to >= on,
        )
    )


def ending_scopes(since: date, until: date) -> int:
    """How many filed scopes within reach end from one day to another, both included."""
    ends = FiledScope.valid_to.between(since, until)
    return db.session.scalar(select(func.count()).select_from(FiledScope).where(ends)) or 0


@dataclass(frozen=True, slots=True)
class Holder:
    """A tenant that ever filed a scope, as the page names it."""

    id: int
    public_id: str
    name: str


def holders(after: int, number: int, ending_by: date | None = None) -> list[Holder]:
    """The tenants within reach that ever filed a scope, in the order of their ids after `after`; with
    `ending_by` only those of whom a scope that is still in force ends by that day."""
    scoped = select(FiledScope.id).where(FiledScope.tenant_id == Tenant.id)
    if ending_by is not None:
        scoped = scoped.where(FiledScope.valid_to.between(func.current_date(), ending_by))
    query = (
        select(Tenant.id, Tenant.public_id, Tenant.name)
        .where(Tenant.id > after, scoped.exists())
        .order_by(Tenant.id)
        .limit(number)
    )
    return [Holder(*row) for row in db.session.execute(query)]


def scopes_of(tenant_ids: Sequence[int]) -> Sequence[Row[*tuple[Any, ...]]]:
    """The filed scopes of these tenants with their occupations; of one level the newest filing comes last."""
    query = (
        select(
            FiledScope.tenant_id, Occupation.code, Occupation.name, Occupation.industry,
            FiledScope.level, FiledScope.valid_from, FiledScope.valid_to, FiledScope.document,
        )
        .join(Occupation, Occupation.code == FiledScope.occupation_code)
        .where(FiledScope.tenant_id.in_(tenant_ids))
        .order_by(FiledScope.tenant_id, Occupation.code, FiledScope.valid_to)
    )  # fmt: skip
    return db.session.execute(query).all()
