"""Reads of the catalogue: occupations as a city has them and what may be trained (一, 一(二)), filed scopes
(二, 三(一)3), training institutions (二)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext
from sqlalchemy import Exists, Row, Select, func, or_, select

from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Tenant
from webapp.catalogue import rules
from webapp.catalogue.finding import Found, found_by_name, near, scarce_of, search_occupations, work_types_of
from webapp.catalogue.models import FiledScope, Institution, Occupation
from webapp.policy.levels import digit_of_level

__all__ = [
    "Found", "Trainable", "covering", "ending_scopes", "filed_occupations", "filed_scope_covers", "holders",
    "institutions", "listed", "occupation_named", "scopes_of", "search_occupations", "trainable",
    "work_types_of",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Trainable:
    """Whether an occupation may be trained at a level on a day; the sentence and clause when it may not,
    `warning` what a reviewer must clear (一), `near` the occupations that may have been meant."""

    allowed: bool
    reason: str | None
    clause: str
    occupation: Found | None
    code: str | None = None
    warning: str | None = None
    near: tuple[str, ...] = ()


def trainable(city_id: int | None, occupation: str, level: str, on: date) -> Trainable:
    """一(二): the occupation (name, code or work type) at a level ("技师") on a day, as the city has it.

    Three queries at most. An unknown occupation isn't allowed, and the nearest ones are named.
    """
    found = occupation_named(occupation, city_id)
    if found is None:
        close = tuple(near(occupation))
        return _answer(rules.unknown(occupation.strip(), close), None, close)
    verdict = rules.decide(
        found.name, level, on,
        standard=found.levels, scarce=scarce_of(city_id, found), industry=found.industry,
    )  # fmt: skip
    return _answer(verdict, found)


def _answer(verdict: rules.Verdict, found: Found | None, close: tuple[str, ...] = ()) -> Trainable:
    reason = None if verdict.allowed or verdict.code is None else _say(verdict.code, verdict.params)
    warning = _say(verdict.warning, verdict.params) if verdict.warning else None
    return Trainable(
        verdict.allowed, reason, rules.CLAUSE, found, verdict.code or verdict.warning, warning, close
    )


def _say(code: str, params: dict[str, Any]) -> str:
    spoken = {name: gettext(value) if name == "level" else value for name, value in params.items()}
    return f"{gettext(rules.SENTENCES[code]) % spoken}。"


def occupation_named(words: str, city_id: int | None = None) -> Found | None:
    """The occupation of a name, a code or a work type (工种), as the city has it; else one that only a scarce
    addition of the city names; None for an unknown one. Brackets behind a name are passed over."""
    return found_by_name(words, city_id)


def institutions(city_id: int) -> list[Institution]:
    """The training institutions of a city with their public contact blocks (二), the College first; without
    those whose unit is closed."""
    return list(db.session.scalars(listed(city_id)))


def listed(city_id: int) -> Select[Institution]:
    """The same as a query, to which more can be asked."""
    college_first = Institution.kind != Kind.COLLEGE.value
    of_city = select(Institution).where(Institution.city_id == city_id, Institution.listed)
    return of_city.order_by(college_first, Institution.name)


def filed_scope_covers(tenant_id: int, occupation: str, level: str, on: date) -> bool:
    """Whether the tenant's scope holds the occupation (its name or code) at a level ("高级技师") on a day;
    both ends of a scope are included (三(一)3)."""
    return bool(db.session.scalar(select(covering(tenant_id, occupation, level, on))))


def covering(tenant_id: int, occupation: str, level: str, on: date) -> Exists:
    """The same as a part of another query."""
    named = or_(Occupation.name == occupation.strip(), Occupation.code == occupation.strip())
    return _in_force(tenant_id, level, on).where(named).exists()


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
            FiledScope.public_id,
        )
        .join(Occupation, Occupation.code == FiledScope.occupation_code)
        .where(FiledScope.tenant_id.in_(tenant_ids))
        .order_by(FiledScope.tenant_id, Occupation.code, FiledScope.valid_to)
    )  # fmt: skip
    return db.session.execute(query).all()
