"""Reads of an applicant's own matters, and of the units of the city one may apply through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from tenants.actor import Actor
from tenants.db import db
from tenants.kinds import EMPLOYERS
from tenants.models import ApplicantAccount, Tenant
from webapp.applicants.models import Application, Move
from webapp.entering import content as contents
from webapp.entering.models import ApplicationDraft
from webapp.entering.queries import open_drafts
from webapp.extensions import keyring
from webapp.policy.categories import refused_category
from webapp.refusals import NotFound

FOUND = 20  # units of one search
LONGEST = 40


@dataclass(frozen=True, slots=True)
class Person:
    """The applicant as registered: what the form takes from the account and nobody types again."""

    name: str
    number: str
    phone: str


@dataclass(frozen=True, slots=True)
class Employer:
    """A unit of the search; `excluded` when its staff are outside of the programme (一(四))."""

    public_id: str
    name: str
    excluded: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """A form that waits to be finished."""

    public_id: str
    unit: str
    target: str
    correcting: bool
    draft: ApplicationDraft


def person_of(actor: Actor) -> Person:
    """The actor's own account; NotFound without one."""
    mine = select(ApplicantAccount).where(ApplicantAccount.user_id == actor.user_id)
    found = db.session.scalars(mine).first()
    if found is None:
        raise NotFound("applicant")
    ring = keyring()
    return Person(found.name, ring.open_text(found.id_number), ring.open_text(found.phone))


def employers(actor: Actor, words: str) -> list[Employer]:
    """Open units of the actor's city whose name holds the words; nothing for no words."""
    wanted = words.strip()[:LONGEST]
    if not wanted:
        return []
    of_city = (Tenant.city_id == actor.city_id, Tenant.closed_at.is_(None), Tenant.kind.in_(EMPLOYERS))
    named = Tenant.name.contains(wanted, autoescape=True)
    rows = db.session.scalars(select(Tenant).where(*of_city, named).order_by(Tenant.name).limit(FOUND))
    return [Employer(row.public_id, row.name, is_excluded(row)) for row in rows]


def is_excluded(tenant: Tenant) -> bool:
    """Whether nobody of this unit may apply, whatever their post."""
    return refused_category(None, tenant.kind, public_institution=tenant.is_public_institution) is not None


def employer_of(actor: Actor, public_id: str) -> Tenant:
    """An open unit of the actor's city; NotFound for any other."""
    wanted = (Tenant.public_id == public_id, Tenant.city_id == actor.city_id, Tenant.closed_at.is_(None))
    found = db.session.scalars(select(Tenant).where(*wanted, Tenant.kind.in_(EMPLOYERS))).first()
    if found is None:
        raise NotFound("unit")
    return found


def own_applications() -> Sequence[Application]:
    """The actor's applications, the latest first; row-level security bounds them to the person."""
    return db.session.scalars(select(Application).order_by(Application.id.desc()).limit(FOUND)).all()


def own_application(public_id: str) -> Application:
    """One of them; NotFound for anybody else's as for none."""
    found = db.session.scalars(select(Application).where(Application.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id)
    return found


def moves_of(application: Application) -> Sequence[Move]:
    """What happened to it, the oldest first."""
    of_it = select(Move).where(Move.application_id == application.id, Move.tenant_id == application.tenant_id)
    return db.session.scalars(of_it.order_by(Move.id)).all()


def unit_names(ids: set[int]) -> dict[int, str]:
    """The units' names by id."""
    rows = db.session.execute(select(Tenant.id, Tenant.name).where(Tenant.id.in_(ids)))
    return {row.id: row.name for row in rows}


def begun() -> list[Begun]:
    """The actor's drafts, the latest first."""
    drafts = open_drafts()
    names, ring = unit_names({one.tenant_id for one in drafts}), keyring()
    found = []
    for draft in drafts:
        content = contents.unseal(draft.content, ring)
        parts = (content.get("target_occupation"), content.get("target_level"))
        target = "·".join(str(part) for part in parts if part)
        unit = names.get(draft.tenant_id, "")
        found.append(Begun(draft.public_id, unit, target, draft.application_id is not None, draft))
    return found
