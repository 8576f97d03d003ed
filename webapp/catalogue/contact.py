"""The training institutions and their public contact blocks (二): address, telephones, e-mail, website."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert

from tenants import audit
from tenants.db import db
from tenants.models import Tenant
from webapp.catalogue.models import Institution
from webapp.refusals import NotFound, Stale

CLAUSE = "二"


@dataclass(frozen=True, slots=True)
class ContactBlock:
    """What everybody may read of an institution; `phones` are offices', `contact` is whom to ask for."""

    address: str | None
    phones: list[str]
    contact: str | None
    email: str | None
    website: str | None


def ensure_institution(tenant: Tenant) -> None:
    """Make `tenant` a training institution, with the contact lines of the unit; nothing when it is one."""
    row = {
        "tenant_id": tenant.id, "district_id": tenant.district_id, "city_id": tenant.city_id,
        "public_id": tenant.public_id, "name": tenant.name, "kind": tenant.kind, "address": tenant.address,
        "phones": [tenant.phone] if tenant.phone else [],
    }  # fmt: skip
    db.session.execute(insert(Institution.__table__).values(**row).on_conflict_do_nothing())


def follow_tenant(tenant: Tenant) -> None:
    """Let the public block go by the unit's present name, and leave the page while the unit is closed."""
    mine = update(Institution).where(Institution.tenant_id == tenant.id)
    db.session.execute(mine.values(name=tenant.name, listed=tenant.closed_at is None))


def institution_for_change(public_id: str, tenant_id: int | None = None) -> Institution:
    """The institution, locked; NotFound beyond reach, and for another than `tenant_id` where one is given."""
    query = select(Institution).where(Institution.public_id == public_id)
    if tenant_id is not None:
        query = query.where(Institution.tenant_id == tenant_id)
    found = db.session.scalars(query.with_for_update()).first()
    if found is None:
        raise NotFound(public_id)
    return found


def keep_contact(found: Institution, version: int, block: ContactBlock, name: str) -> dict[str, list[Any]]:
    """Change the public contact block; answers what changed, [before, after]. Refuses a stale page."""
    if found.version != version:
        raise Stale(_("联系方式在您打开页面之后有了变化，请刷新后再修改。"))
    given = asdict(block) | {"name": name}
    changes = {
        field: [getattr(found, field), value]
        for field, value in given.items()
        if getattr(found, field) != value
    }
    for field, (_before, after) in changes.items():
        setattr(found, field, after)
    if changes:
        found.version, found.updated_at = version + 1, func.now()
        audit.record("institution.contact", f"tenant:{found.public_id}", changes, owner=found)
    return changes
