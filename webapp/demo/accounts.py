"""The demo's users in bulk: one password hash for all, since hashing forty would take seconds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert

from tenants import passwords
from tenants.db import db
from tenants.models import Membership, Tenant, User
from tenants.roles import ROLES
from webapp.demo.people import PASSWORD, PEOPLE, Person
from webapp.extensions import keyring

Tenants = dict[str, Tenant]
Signers = dict[tuple[str, str], tuple[int, str]]  # (unit's key, role's word) → (user's id, signature)


def add_people(tenants: Tenants) -> Signers:
    """Everybody of `PEOPLE` with their memberships; answers how each signs a move."""
    hashed = passwords.hashed(PASSWORD)
    rows = [_user(person, tenants[person.roles[0][0]], hashed) for person in PEOPLE]
    table = User.__table__
    adding = insert(table).returning(table.c.id, sort_by_parameter_order=True)
    ids = db.session.scalars(adding, rows).all()
    memberships: list[dict[str, Any]] = []
    signers: Signers = {}
    for own_id, person in zip(ids, PEOPLE, strict=True):
        for key, role in person.roles:
            tenant = tenants[key]
            memberships.append({**_place(tenant), "user_id": own_id, "roles": [role.value]})
            signature = f"{tenant.short_name}{ROLES[role].label}·{person.name}"
            signers.setdefault((key, role.value.removeprefix("org_")), (own_id, signature))
    db.session.execute(insert(Membership.__table__), memberships)
    return signers


def _place(tenant: Tenant) -> dict[str, int | None]:
    return {"tenant_id": tenant.id, "district_id": tenant.district_id, "city_id": tenant.city_id}


def _user(person: Person, home: Tenant, hashed: str) -> dict[str, object]:
    now = datetime.now(UTC)
    secret = person.secret
    return {
        **_place(home),
        "login": person.login,
        "name": person.name,
        "password_hash": hashed,
        "totp_secret": keyring().seal(secret) if secret else None,
        "totp_confirmed_at": now if secret else None,
    }
