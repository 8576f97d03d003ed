"""Tenants and users of the actor's territory. Foreign and nonexistent rows are the same: NotFound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, func, or_, select

from tenants.accounts import IDLE, LONGEST
from tenants.actor import Actor
from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Membership, SignIn, Tenant, User
from tenants.scope import Reach
from webapp.keyset import Leaf, leaf
from webapp.refusals import NotFound


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of a list as they stand in the URL; empty means any."""

    q: str = ""
    kind: str = ""
    state: str = ""
    superior: str = ""
    tenant: str = ""
    role: str = ""
    place: str = ""


def administered(actor: Actor, model: type[Tenant] | type[User]) -> ColumnElement[bool]:
    """The rows an actor administers: of the own tenant, the district or the city; without superiors."""
    assert actor.tenant is not None
    reach = actor.tenant.kind.reach
    if reach is Reach.CITY:
        return model.city_id == actor.tenant.city_id
    if reach is Reach.DISTRICT:
        return model.district_id == actor.tenant.district_id
    own = Tenant.id if model is Tenant else User.tenant_id
    return own == actor.tenant.id


def contains(column: Any, words: str) -> ColumnElement[bool]:
    found: ColumnElement[bool] = column.icontains(words, autoescape=True)
    return found


def tenants(actor: Actor, wanted: Wanted) -> Leaf:
    """A page of the tenants administered, by name."""
    query = select(Tenant.name, Tenant.public_id, Tenant).where(administered(actor, Tenant))
    if wanted.q:
        query = query.where(or_(contains(Tenant.name, wanted.q), Tenant.credit_code == wanted.q.upper()))
    if wanted.kind:
        query = query.where(Tenant.kind == wanted.kind)
    if wanted.state:
        query = query.where(
            Tenant.closed_at.is_not(None) if wanted.state == "closed" else Tenant.closed_at.is_(None)
        )
    if wanted.superior:
        superior = select(Tenant.id).where(Tenant.public_id == wanted.superior).scalar_subquery()
        query = query.where(Tenant.parent_id == superior)
    return leaf(query, (Tenant.name, Tenant.public_id), wanted.place)


def bureaus(actor: Actor) -> list[Row[Any]]:
    """The tree's inner nodes: each bureau administered with the number of units right below it."""
    below = select(Tenant.parent_id, func.count().label("units")).group_by(Tenant.parent_id).subquery()
    query = (
        select(Tenant, func.coalesce(below.c.units, 0).label("units"))
        .outerjoin(below, below.c.parent_id == Tenant.id)
        .where(
            administered(actor, Tenant), Tenant.kind.in_([Kind.CITY_BUREAU.value, Kind.DISTRICT_BUREAU.value])
        )
        .order_by(Tenant.parent_id.is_not(None), Tenant.reporting_unit, Tenant.id)
    )
    return list(db.session.execute(query))


def tenant_of(actor: Actor, public_id: str) -> Tenant:
    """One tenant administered; raises NotFound."""
    query = select(Tenant).where(Tenant.public_id == public_id, administered(actor, Tenant))
    found = db.session.scalars(query).first()
    if found is None:
        raise NotFound("")
    return found


def parent_name(tenant: Tenant) -> str:
    """The superior's name, which every reach sees; empty for a city."""
    query = select(Tenant.name).where(Tenant.id == tenant.parent_id)
    return db.session.scalars(query).first() or "" if tenant.parent_id else ""


def staff_count(tenant: Tenant) -> int:
    """How many people hold a role in a tenant."""
    mine = (Membership.tenant_id == tenant.id, Membership.ended_at.is_(None))
    return db.session.scalars(select(func.count()).select_from(Membership).where(*mine)).one()


def users(actor: Actor, wanted: Wanted) -> Leaf:
    """A page of the users at home or with a role in the territory, by login; with their home's name."""
    home = select(Tenant.id, Tenant.short_name).subquery()
    query = select(User.login, User, home.c.short_name.label("home")).outerjoin(
        home, home.c.id == User.tenant_id
    )
    if wanted.q:
        query = query.where(or_(contains(User.login, wanted.q), contains(User.name, wanted.q)))
    if wanted.state:
        query = query.where(
            User.disabled_at.is_not(None) if wanted.state == "disabled" else User.disabled_at.is_(None)
        )
    if wanted.role or wanted.tenant:
        query = query.where(User.id.in_(_members(wanted)))
    return leaf(query, (User.login,), wanted.place)


def _members(wanted: Wanted) -> Select[Any]:
    query = select(Membership.user_id).where(Membership.ended_at.is_(None))
    if wanted.role:
        query = query.where(Membership.roles.contains([wanted.role]))
    if wanted.tenant:
        query = query.join(Tenant, Tenant.id == Membership.tenant_id).where(Tenant.public_id == wanted.tenant)
    return query


def memberships_of(user_ids: list[int]) -> dict[int, list[tuple[Membership, Tenant]]]:
    """The live memberships of these users within reach, with their tenants, by user."""
    query = (
        select(Membership, Tenant)
        .join(Tenant, Tenant.id == Membership.tenant_id)
        .where(Membership.user_id.in_(user_ids), Membership.ended_at.is_(None))
        .order_by(Membership.id)
    )
    found: dict[int, list[tuple[Membership, Tenant]]] = {}
    for membership, tenant in db.session.execute(query):
        found.setdefault(membership.user_id, []).append((membership, tenant))
    return found


def user_of(public_id: str) -> User:
    """One user within reach; raises NotFound."""
    found = db.session.scalars(select(User).where(User.public_id == public_id)).first()
    if found is None:
        raise NotFound("")
    return found


def keeps(actor: Actor, user: User) -> bool:
    """Whether the actor's territory is the account's home."""
    query = select(User.id).where(User.id == user.id, administered(actor, User))
    return db.session.scalars(query).first() is not None


def open_sessions(user: User) -> int:
    """How many sessions of a user are open now; a keeper reads their times, not their tokens."""
    alive = (
        SignIn.ended_at.is_(None),
        SignIn.seen_at > func.now() - IDLE,
        SignIn.created_at > func.now() - LONGEST,
    )
    query = select(func.count(SignIn.id)).where(SignIn.user_id == user.id, *alive)
    return db.session.scalars(query).one()
