"""Reads of cases: the queue by age, one case with its sides, findings and events; row-level security bounds
the rows. Figures come from the summary table, never from the findings themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select
from sqlalchemy.orm import aliased

from tenants.actor import Actor
from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Tenant
from webapp.applicants.models import Application, Move
from webapp.crosscheck.filters import ALL, FREE, HELD, MINE, REGISTRY, CaseFilters
from webapp.crosscheck.models import (
    VERDICTS,
    Case,
    CaseEvent,
    CaseState,
    Figure,
    Finding,
    Outcome,
    Statement,
)
from webapp.keyset import Leaf, leaf
from webapp.people.models import KnownCertificate
from webapp.refusals import NotFound

# The moves by which somebody takes part in an application, and so decides nothing about it.
PART = ("import", "submit", "correct", "approve", "accept", "return", "reject")
FIRST, SECOND = aliased(Application), aliased(Application)
KNOWN, SECOND_KNOWN = aliased(KnownCertificate), aliased(KnownCertificate)
UNIT, SECOND_UNIT, BUREAU = aliased(Tenant), aliased(Tenant), aliased(Tenant)
QUEUED = (
    Case.waiting_since, Case.id, Case.public_id, Case.version, Case.state, Case.verdict, Case.blocks,
    Case.rules, Case.assigned_to, Case.decided_at,
    func.coalesce(FIRST.name, KNOWN.name).label("name"),
    func.coalesce(FIRST.id_masked, KNOWN.id_masked).label("id_masked"),
    FIRST.public_id.label("number"), SECOND.public_id.label("other_number"),
    UNIT.short_name.label("unit"), KNOWN.number.label("certificate"),
    func.coalesce(SECOND.name, SECOND_KNOWN.name).label("other_name"),
    SECOND_UNIT.short_name.label("other_unit"), SECOND_KNOWN.number.label("other_certificate"),
    BUREAU.short_name.label("bureau"),
)  # fmt: skip


def queue(actor: Actor, filters: CaseFilters, place: str) -> Leaf:
    """A page of the queue, what waits longest first (or the newest, when the filters say so)."""
    keys = (Case.waiting_since, Case.id)
    return leaf(queue_query(actor, filters), keys, place, falling=filters.falling)


def queue_query(actor: Actor, filters: CaseFilters) -> Select[*tuple[Any, ...]]:
    """The cases within the filters, with what a list says of both sides."""
    return _with_sides().where(*_where(actor, filters))


def _with_sides() -> Select[*tuple[Any, ...]]:
    return (
        select(*QUEUED)
        .outerjoin(FIRST, FIRST.id == Case.application_id)
        .outerjoin(SECOND, SECOND.id == Case.other_application_id)
        .outerjoin(KNOWN, KNOWN.id == Case.certificate_id)
        .outerjoin(SECOND_KNOWN, SECOND_KNOWN.id == Case.other_certificate_id)
        .outerjoin(UNIT, UNIT.id == FIRST.tenant_id)
        .outerjoin(SECOND_UNIT, SECOND_UNIT.id == SECOND.tenant_id)
        .outerjoin(BUREAU, BUREAU.id == Case.district_id)
    )


def rows_of(public_ids: Sequence[str]) -> Sequence[Row[*tuple[Any, ...]]]:
    """These cases within reach, as the queue has them, in its order."""
    query = _with_sides().where(Case.public_id.in_(public_ids)).order_by(Case.waiting_since, Case.id)
    return db.session.execute(query).all()


def _where(actor: Actor, filters: CaseFilters) -> list[ColumnElement[bool]]:
    column = Case.verdict if filters.state in VERDICTS else Case.state
    wanted: list[ColumnElement[bool]] = [] if not filters.state else [column == filters.state]
    if filters.rule:
        wanted.append(Case.rules.contains([filters.rule]))
    if filters.kind:
        wanted.append(Case.blocks.is_(filters.kind == HELD))
    if filters.desk == MINE:
        wanted.append(Case.assigned_to == actor.user_id)
    if filters.desk == FREE:
        wanted.append(Case.assigned_to.is_(None))
    if filters.about != ALL:
        about = Case.application_id
        wanted.append(about.is_(None) if filters.about == REGISTRY else about.is_not(None))
    if filters.text:
        wanted.append(_called(filters.text))
    return [*wanted, *_decided_by(actor, filters.place)]


def _called(text: str) -> ColumnElement[bool]:
    """A side is the application of this number, or of a person of this name."""
    number = select(Application.id).where(Application.public_id == text.upper()).scalar_subquery()
    named = (side.name == text for side in (FIRST, SECOND, KNOWN, SECOND_KNOWN))
    return or_(Case.application_id == number, Case.other_application_id == number, *named)


def _decided_by(actor: Actor, place: str) -> list[ColumnElement[bool]]:
    """Whose cases: a district sees its own alone; the city its own, those of one district, or all."""
    if place == ALL or actor.tenant is None or actor.tenant.kind is not Kind.CITY_BUREAU:
        return []
    if not place:
        return [Case.district_id.is_(None)]
    bureau = select(Tenant.id).where(Tenant.public_id == place, Tenant.kind == Kind.DISTRICT_BUREAU.value)
    return [Case.district_id == bureau.scalar_subquery()]


def bureaus() -> list[tuple[str, str]]:
    """The districts within reach, as (public id, name)."""
    query = select(Tenant.public_id, Tenant.short_name).where(
        Tenant.kind == Kind.DISTRICT_BUREAU.value, Tenant.closed_at.is_(None)
    )
    return [(row.public_id, row.short_name) for row in db.session.execute(query.order_by(Tenant.id))]


def case_of(public_id: str, *, lock: bool = False) -> Case:
    """A case within reach; NotFound for a foreign one as for none."""
    query = select(Case).where(Case.public_id == public_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(query).first()
    if found is None:
        raise NotFound(public_id)
    return found


@dataclass(frozen=True, slots=True)
class Opened:
    """A case as somebody opens it: who decides it, and whether they took part in one of its applications."""

    case: Case
    bureau: str
    takes_part: bool


def opened(public_id: str, actor: Actor) -> Opened:
    """A case within reach, for its page; NotFound for a foreign one as for none."""
    bureau = select(BUREAU.short_name).where(BUREAU.id == func.coalesce(Case.district_id, Case.city_id))
    part = took_part(actor, Move.application_id.in_([Case.application_id, Case.other_application_id]))
    query = select(Case, bureau.scalar_subquery(), part.exists()).where(Case.public_id == public_id)
    found = db.session.execute(query).first()
    if found is None:
        raise NotFound(public_id)
    return Opened(found[0], found[1] or "", found[2])


def took_part(actor: Actor, which: ColumnElement[bool]) -> Select[int]:
    """The moves by which the actor took part in these applications."""
    me = actor.user_id
    mine = or_(Move.user_id == me, Move.typed_by.contains([me]))
    return select(Move.id).where(which, Move.verb.in_(PART), mine)


def findings_of(case: Case) -> Sequence[Finding]:
    """A case's findings, those that stand first."""
    query = select(Finding).where(Finding.case_id == case.id)
    return db.session.scalars(query.order_by(Finding.stands.desc(), Finding.rule, Finding.id)).all()


def events_of(case: Case) -> Sequence[CaseEvent]:
    """What happened with a case, oldest first."""
    return db.session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id)
    ).all()


def applications_of(case: Case) -> list[Application]:
    """The applications that are sides of a case, the first side's first."""
    return [one for one, _unit, _bureau in named_applications(case)]


def named_applications(case: Case) -> list[tuple[Application, str, str | None]]:
    """The same with the names of unit and district (none: outside of districts)."""
    ids = [one for one in (case.application_id, case.other_application_id) if one is not None]
    query = (
        select(Application, UNIT.short_name, BUREAU.short_name)
        .outerjoin(UNIT, UNIT.id == Application.tenant_id)
        .outerjoin(BUREAU, BUREAU.id == Application.district_id)
        .where(Application.id.in_(ids))
    )
    found = {row[0].id: (row[0], row[1] or "", row[2]) for row in db.session.execute(query)} if ids else {}
    return [found[one] for one in ids if one in found]


def certificates_of(case: Case) -> list[KnownCertificate]:
    """The certificates that are sides of a case, the first side's first."""
    ids = [one for one in (case.certificate_id, case.other_certificate_id) if one is not None]
    query = select(KnownCertificate).where(KnownCertificate.id.in_(ids))
    found = {row.id: row for row in db.session.scalars(query)} if ids else {}
    return [found[one] for one in ids if one in found]


def statements_of(applications: Sequence[Application]) -> Sequence[Statement]:
    """What units and applicants said about these applications, oldest first."""
    ids = [one.id for one in applications]
    query = select(Statement).where(Statement.application_id.in_(ids)).order_by(Statement.id)
    return db.session.scalars(query).all() if ids else ()


def figures() -> dict[tuple[int, str], int]:
    """How many findings of each rule came to which outcome, within reach: (rule, outcome) → number."""
    query = (
        select(Figure.rule, Figure.outcome, func.sum(Figure.number))
        .where(Figure.number > 0)
        .group_by(Figure.rule, Figure.outcome)
    )
    return {(rule, outcome): number for rule, outcome, number in db.session.execute(query)}


@dataclass(frozen=True, slots=True)
class Standing:
    """How the cross-check stands in a bureau's reach: its own open cases about applications, since when the
    oldest waits, its own about the registry alone; all findings within reach by outcome."""

    number: int
    since: datetime | None
    registry: int
    findings: dict[str, int]


def standing_of(actor: Actor) -> Standing:
    """The standing of the actor's bureau, in one query."""
    of_applications = Case.application_id.is_not(None)
    own = (Case.state == CaseState.OPEN.value, *_decided_by(actor, ""))
    outcomes = (Outcome.OPEN, *VERDICTS)
    sums = [
        select(func.coalesce(func.sum(Figure.number), 0)).where(Figure.outcome == one.value).scalar_subquery()
        for one in outcomes
    ]
    query = select(
        func.count().filter(of_applications),
        func.min(Case.waiting_since).filter(of_applications),
        func.count().filter(~of_applications),
        *sums,
    ).where(*own)
    number, since, registry, *found = db.session.execute(query).one()
    return Standing(number, since, registry, dict(zip(map(str, outcomes), found, strict=True)))
