"""For whom a job acts, read afresh before every step: a disabled user or a changed role takes effect."""

from __future__ import annotations

from sqlalchemy import select

from tenants.actor import ActingTenant, Actor
from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Membership, Tenant, User
from tenants.scope import Scope
from webapp.jobs.kinds import kind_of
from webapp.jobs.lease import JobRefused
from webapp.jobs.models import Job


def owner(job: Job) -> tuple[Actor | None, Scope]:
    """The job's actor and scope, under the system reach.

    Raises JobRefused when the tenant is closed, the user disabled, or the kind's permission gone. A job
    without a user has no actor and the reach of its tenant.
    """
    tenant = db.session.get(Tenant, job.tenant_id)
    if tenant is None or tenant.closed_at is not None:
        raise JobRefused("tenant_closed")
    if job.user_id is None:
        return None, tenant_scope(job, Kind(tenant.kind))
    actor = _actor(job.user_id, tenant)
    if not actor.can(kind_of(job.kind).permission):
        raise JobRefused("permission_lost")
    return actor, actor.scope()


def _actor(user_id: int, tenant: Tenant) -> Actor:
    query = (
        select(User, Membership)
        .join(Membership, Membership.user_id == User.id)
        .where(User.id == user_id, User.disabled_at.is_(None))
        .where(Membership.tenant_id == tenant.id, Membership.ended_at.is_(None))
    )
    row = db.session.execute(query).first()
    if row is None:
        raise JobRefused("user_disabled")
    return Actor(
        user_id=row.User.id, user_public_id=row.User.public_id, name=row.User.name, login=row.User.login,
        locale=row.User.locale, tenant=_acting(tenant), roles=tuple(row.Membership.roles),
    )  # fmt: skip


def _acting(tenant: Tenant) -> ActingTenant:
    return ActingTenant(
        tenant.id, tenant.public_id, Kind(tenant.kind), tenant.name, tenant.short_name,
        tenant.district_id, tenant.city_id, tenant.reporting_unit,
    )  # fmt: skip


def tenant_scope(job: Job, kind: Kind) -> Scope:
    """The reach of the job's tenant, without its user."""
    return Scope(kind.reach, tenant_id=job.tenant_id, district_id=job.district_id, city_id=job.city_id)
