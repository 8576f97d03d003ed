"""Who acts, for which tenant, with which permissions: handed to operations, never read by them."""

from __future__ import annotations

from dataclasses import dataclass

from tenants.kinds import Kind
from tenants.roles import Permission, needs_second_factor, permissions_of, rows_of
from tenants.scope import Reach, Scope

APPLICANT = "applicant"


@dataclass(frozen=True, slots=True)
class ActingTenant:
    """The tenant acted for, as the page shows it."""

    id: int
    public_id: str
    kind: Kind
    name: str
    short_name: str
    district_id: int | None
    city_id: int
    reporting_unit: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in user in one tenant. Without a tenant only the account pages are open."""

    user_id: int
    user_public_id: str
    name: str
    login: str
    locale: str
    tenant: ActingTenant | None
    roles: tuple[str, ...]
    must_change_password: bool = False
    has_second_factor: bool = False
    passed_second_factor: bool = False
    city_id: int | None = None  # of an applicant, who belongs to no tenant

    @property
    def permissions(self) -> frozenset[Permission]:
        return permissions_of(self.roles)

    @property
    def needs_second_factor(self) -> bool:
        return needs_second_factor(self.roles)

    @property
    def role_labels(self) -> list[str]:
        return [row.label for row in rows_of(self.roles)]

    @property
    def signature(self) -> str:
        """How a timeline names the actor: unit, role, name, as they were at the time."""
        unit = self.tenant.short_name if self.tenant else ""
        return "·".join(part for part in (unit + "、".join(self.role_labels), self.name) if part)

    def can(self, permission: Permission) -> bool:
        return permission in self.permissions

    def scope(self, reach: Reach | None = None) -> Scope:
        """The reach of the tenant's kind, or `reach` where a route asks for one; without a tenant, an
        applicant's own matters, else the person's own account."""
        if self.tenant is None:
            own = Reach.APPLICANT if APPLICANT in self.roles else Reach.ACCOUNT
            return Scope(own, user_id=self.user_id, city_id=self.city_id)
        return Scope(
            reach or self.tenant.kind.reach,
            user_id=self.user_id,
            tenant_id=self.tenant.id,
            district_id=self.tenant.district_id,
            city_id=self.tenant.city_id,
        )
