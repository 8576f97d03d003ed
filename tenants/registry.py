"""Tenants come to be and are closed: by their superior, never by themselves, and never deleted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from stdnum.cn import uscc

from tenants import audit
from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Tenant


@dataclass(frozen=True, slots=True)
class NewTenant:
    """What a new tenant is told by: `credit_code` is the unified social credit code (GB 32100)."""

    kind: Kind
    name: str
    short_name: str
    reporting_unit: str
    credit_code: str | None = None
    industry: str | None = None
    contact: str | None = None
    phone: str | None = None
    address: str | None = None
    is_public_institution: bool = False


class BadTenant(ValueError):
    """The tenant can't be made: `field` and a code ("credit_code", "taken", "name", "superior")."""

    def __init__(self, field: str, code: str) -> None:
        super().__init__(f"{field}: {code}")
        self.field = field
        self.code = code


def create_tenant(new: NewTenant, superior: Tenant | None) -> Tenant:
    """A new tenant under `superior` (none for a city); refuses a bad or taken credit code with BadTenant."""
    new = replace(new, name=new.name.strip(), credit_code=_normal(new.credit_code))
    _check(new, superior)
    own_id = db.session.execute(text("select nextval(pg_get_serial_sequence('tenant', 'id'))")).scalar_one()
    tenant = Tenant(id=own_id, **_columns(new), **_place(own_id, new.kind, superior))
    _insert(tenant)
    audit.record("tenant.create", f"tenant:{tenant.public_id}", {"name": [None, new.name]}, owner=tenant)
    return tenant


def _normal(code: str | None) -> str | None:
    return uscc.compact(code) or None if code else None


def _insert(tenant: Tenant) -> None:
    """A credit code is one city's, so another district may hold it unseen: only the constraint can tell."""
    try:
        with db.session.begin_nested():
            db.session.add(tenant)
    except IntegrityError as error:
        raise BadTenant("credit_code", "taken") from error


def _check(new: NewTenant, superior: Tenant | None) -> None:
    if not new.name.strip():
        raise BadTenant("name", "missing")
    if (superior is None) != (new.kind is Kind.CITY_BUREAU):
        raise BadTenant("kind", "superior")
    if superior is not None and Kind(superior.kind) not in (Kind.CITY_BUREAU, Kind.DISTRICT_BUREAU):
        raise BadTenant("superior", "superior")
    if superior is not None and (superior.closed_at is not None or _misplaced(new.kind, Kind(superior.kind))):
        raise BadTenant("superior", "superior")
    if new.credit_code is None:
        return
    if not uscc.is_valid(new.credit_code):
        raise BadTenant("credit_code", "credit_code")


def _misplaced(kind: Kind, superior: Kind) -> bool:
    """A district answers to a city, never to another district."""
    return kind is Kind.DISTRICT_BUREAU and superior is not Kind.CITY_BUREAU


def _columns(new: NewTenant) -> dict[str, object]:
    fields = (
        "name", "short_name", "reporting_unit", "credit_code", "industry", "contact", "phone", "address",
        "is_public_institution",
    )  # fmt: skip
    return {"kind": new.kind.value} | {name: getattr(new, name) for name in fields}


def _place(own_id: int, kind: Kind, superior: Tenant | None) -> dict[str, int | None]:
    """Where in the tree: a bureau's own territory columns name itself."""
    if superior is None:
        return {"parent_id": None, "district_id": None, "city_id": own_id}
    district = own_id if kind is Kind.DISTRICT_BUREAU else superior.district_id
    return {"parent_id": superior.id, "district_id": district, "city_id": superior.city_id}


CHANGEABLE = frozenset({"name", "short_name", "industry", "contact", "phone", "address"})


def change_tenant(tenant: Tenant, values: dict[str, str | None]) -> dict[str, list[str | None]]:
    """Change a tenant's contact block and names; answers what changed, [before, after] by field."""
    if not values.keys() <= CHANGEABLE:
        raise BadTenant(min(values.keys() - CHANGEABLE), "fixed")
    changes = {
        name: [getattr(tenant, name), value]
        for name, value in values.items()
        if getattr(tenant, name) != value
    }
    for name in changes:
        setattr(tenant, name, values[name])
    if changes:
        audit.record("tenant.change", f"tenant:{tenant.public_id}", changes, owner=tenant)
    return changes


def close_tenant(tenant: Tenant, reason: str) -> None:
    """Close a tenant: nobody acts for it from the next request on; its rows stay."""
    tenant.closed_at = datetime.now(UTC)
    audit.record("tenant.close", f"tenant:{tenant.public_id}", reason=reason, owner=tenant)


def reopen_tenant(tenant: Tenant, reason: str) -> None:
    """Take a closing back."""
    tenant.closed_at = None
    audit.record("tenant.reopen", f"tenant:{tenant.public_id}", reason=reason, owner=tenant)
