"""A roster on its way in the demo: uploaded as its clerk would, checked by the worker once that runs."""

from __future__ import annotations

import io

from flask import g
from sqlalchemy import select

from tenants.actor import ActingTenant, Actor
from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Tenant, User
from tenants.roles import Role
from tenants.scope import Scope, acting_as
from webapp.demo.city import BY_KEY
from webapp.demo.people import PEOPLE
from webapp.demo.samples import roster
from webapp.policy.programme import today
from webapp.rosters.operations import Upload, take_in

SENT = (("haiyue.clerk", "焊工", "技师", 31), ("yaoguang.clerk", "变配电运行值班员", "高级工", 37))
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send_rosters() -> int:
    """Upload the demo's rosters, each as its clerk; commits. Answers how many."""
    for login, occupation, level, seed in SENT:
        clerk = actor_of(login)
        g.after_commit = []
        with acting_as(clerk.scope()):
            unit = BY_KEY[login.partition(".")[0]].name
            data = roster(unit, occupation, level, today(), seed)
            take_in(Upload(io.BytesIO(data), f"附件2-{occupation}{level}.xlsx", XLSX), clerk)
            db.session.commit()
        for effect in g.after_commit:
            effect()
    return len(SENT)


def actor_of(login: str) -> Actor:
    """The demo's clerk of this login."""
    person = next(one for one in PEOPLE if one.login == login)
    with acting_as(Scope.of_system("the demo sends a roster", read_only=True)):
        user = db.session.scalars(select(User).where(User.login == person.login)).one()
        actor = _clerk(user, db.session.get_one(Tenant, user.tenant_id))
        db.session.rollback()
    return actor


def _clerk(user: User, tenant: Tenant) -> Actor:
    acting = ActingTenant(
        tenant.id, tenant.public_id, Kind(tenant.kind), tenant.name, tenant.short_name, tenant.district_id,
        tenant.city_id, tenant.reporting_unit,
    )  # fmt: skip
    roles = (Role.ORG_CLERK.value,)
    return Actor(user.id, user.public_id, user.name, user.login, user.locale, acting, roles)
