"""Reads of programmes: the policy in force, the version a decision was made under, late openings.

What was read is kept for the transaction and no longer: the city may revise a policy at any moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import and_, event, literal, select
from sqlalchemy.orm import Session, SessionTransaction

from tenants.db import db
from webapp.policy.load import policy_for
from webapp.policy.rules import Policy
from webapp.programmes.models import DRAFT, LateOpening, PolicyVersion, Programme, ProgrammeNotice
from webapp.programmes.rules import Span

KEPT = "programmes"


class UnknownVersion(LookupError):
    """No notice and no version of the city has this name."""


@event.listens_for(Session, "after_transaction_end")
def forget(session: Session, transaction: SessionTransaction) -> None:
    """The next transaction reads anew."""
    if transaction.parent is None:
        session.info.pop(KEPT, None)


def _kept() -> dict[Any, Any]:
    kept: dict[Any, Any] = db.session().info.setdefault(KEPT, {})
    return kept


def changed() -> None:
    """What was read is no longer so: call after a change in the same transaction."""
    db.session().info.pop(KEPT, None)


def policy_of(city_id: int | None, year: int) -> Policy:
    """The policy in force in a city for `year` (1, head): its newest version of the year, or of the last year
    before that has one; where the city made none yet, or there is no city, the shipped notice."""
    if city_id is None:
        return policy_for(year)
    kept = _looked(city_id, year)
    if "policy" not in kept:
        kept["policy"] = policy_for(year) if kept["content"] is None else whole(kept["content"])
    found: Policy = kept["policy"]
    return found


def _looked(city_id: int, year: int) -> dict[str, Any]:
    """The year's programme and the content of the version in force, in one query a transaction."""
    key = (city_id, year)
    if key not in _kept():
        nothing = select(literal(1)).subquery()
        own = and_(Programme.city_id == city_id, Programme.year == year)
        newest = (
            select(PolicyVersion.content)
            .where(PolicyVersion.city_id == city_id, PolicyVersion.year <= year)
            .order_by(PolicyVersion.year.desc(), PolicyVersion.number.desc())
            .limit(1)
            .scalar_subquery()
        )
        query = select(Programme, newest).select_from(nothing).outerjoin(Programme, own)
        programme, content = db.session.execute(query).one()
        _kept()[key] = {"programme": programme, "content": content}
    looked: dict[str, Any] = _kept()[key]
    return looked


def policy_version(city_id: int | None, version: str) -> Policy:
    """The policy that a stored decision names: "2022" is the shipped notice, "2026.2" the city's version.
    UnknownVersion when there is none."""
    if version.isdecimal():
        shipped = policy_for(int(version))
        if shipped.version == version:
            return shipped
    key = ("version", city_id, version)
    if city_id is not None and key not in _kept():
        wanted = (PolicyVersion.city_id == city_id, PolicyVersion.label == version)
        _kept()[key] = db.session.scalar(select(PolicyVersion.content).where(*wanted))
    content = _kept().get(key)
    if content is None:
        raise UnknownVersion(version)
    return whole(content)


def whole(content: dict[str, Any]) -> Policy:
    """The policy of a stored version. What the product has learned to ask since then, and a version made
    before it doesn't say, stands as in the shipped notice, which is how it was decided then."""
    shipped = policy_for(int(content["year"])).to_dict()
    completed = {
        name: {**value, **content.get(name, {})} if isinstance(value, dict) else content.get(name, value)
        for name, value in shipped.items()
    }
    return Policy.from_dict(completed)


def programme_of(city_id: int, year: int) -> Programme | None:
    """The city's programme of a year; None when none was created (三)."""
    found: Programme | None = _looked(city_id, year)["programme"]
    return found


def published_city(year: int) -> int | None:
    """The city whose published programme the public page shows: of several the one that came first."""
    query = select(Programme.city_id).where(Programme.year <= year, Programme.state != DRAFT)
    return db.session.scalar(query.order_by(Programme.year.desc(), Programme.id).limit(1))


def programmes_of(city_id: int) -> Sequence[Programme]:
    """All of the city's programmes, newest first."""
    query = select(Programme).where(Programme.city_id == city_id).order_by(Programme.year.desc())
    return db.session.scalars(query).all()


def versions_of(city_id: int, year: int) -> Sequence[PolicyVersion]:
    """The policy versions of a year, newest first."""
    wanted = (PolicyVersion.city_id == city_id, PolicyVersion.year == year)
    return db.session.scalars(
        select(PolicyVersion).where(*wanted).order_by(PolicyVersion.number.desc())
    ).all()


def notices_of(city_id: int, year: int) -> Sequence[ProgrammeNotice]:
    """The versions of a year's notice, newest first."""
    wanted = (ProgrammeNotice.city_id == city_id, ProgrammeNotice.year == year)
    query = select(ProgrammeNotice).where(*wanted)
    return db.session.scalars(query.order_by(ProgrammeNotice.number.desc())).all()


def late_spans(tenant_id: int, city_id: int, year: int) -> list[Span]:
    """What was opened late for a unit and not ended early, in order (三(四)); reads what every reach may."""
    query = (
        select(LateOpening.from_day, LateOpening.to_day)
        .where(
            LateOpening.tenant_id == tenant_id,
            LateOpening.city_id == city_id,
            LateOpening.year == year,
            LateOpening.ended_at.is_(None),
        )
        .order_by(LateOpening.from_day)
    )
    return [Span(*row) for row in db.session.execute(query)]


def late_openings(year: int) -> Sequence[LateOpening]:
    """The late openings of a year within reach, the newest first."""
    query = select(LateOpening).where(LateOpening.year == year)
    return db.session.scalars(query.order_by(LateOpening.id.desc())).all()


def late_openings_in_force(city_id: int, day: date) -> int:
    """How many units may hand in late on a day, or will from a later one."""
    wanted = (
        LateOpening.city_id == city_id,
        LateOpening.year == day.year,
        LateOpening.to_day >= day,
        LateOpening.ended_at.is_(None),
    )
    return len(db.session.scalars(select(LateOpening.id).where(*wanted)).all())


def renamed(policy: Policy, year: int, number: int) -> Policy:
    """The policy as version `number` of `year`."""
    return replace(policy, version=f"{year}.{number}", year=year)
