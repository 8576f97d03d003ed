"""Somebody of the demo city does something, as in a request of theirs: what the demo does last goes by the
product's own operations."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import g
from sqlalchemy import select

from tenants.actor import ActingTenant, Actor
from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Tenant, User
from tenants.scope import Scope, acting_as
from webapp.demo.people import PEOPLE


@contextmanager
def acting(login: str) -> Iterator[Actor]:
    """One transaction of the person of this login; commits, then does what was to follow."""
    actor = actor_of(login)
    g.after_commit = []
    with acting_as(actor.scope()):
        yield actor
        db.session.commit()
    for effect in g.after_commit:
        effect()


def actor_of(login: str) -> Actor:
    """The demo's person of this login, at home."""
    person = next(one for one in PEOPLE if one.login == login)
    home = person.roles[0][0]
    with acting_as(Scope.of_system("somebody of the demo acts", read_only=True)):
        user = db.session.scalars(select(User).where(User.login == person.login)).one()
        tenant = db.session.get_one(Tenant, user.tenant_id)
        acts_for = ActingTenant(
            tenant.id, tenant.public_id, Kind(tenant.kind), tenant.name, tenant.short_name,
            tenant.district_id, tenant.city_id, tenant.reporting_unit,
        )  # fmt: skip
        roles = tuple(role.value for key, role in person.roles if key == home)
        actor = Actor(user.id, user.public_id, user.name, user.login, user.locale, acts_for, roles)
        db.session.rollback()
    return actor
