"""Row-level security: the policies as SQL, for the migrations.

One database role per reach, each with its own one-column policy: the planner then uses the index as if
there were no security, while one policy with OR costs a thousandfold (spec: performance). A table not
protected here is readable by nobody but its owner.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from tenants.scope import Reach

OWN_TENANT = "nullif(current_setting('app.tenant_id', true), '')::bigint"
OWN_DISTRICT = "nullif(current_setting('app.district_id', true), '')::bigint"
OWN_CITY = "nullif(current_setting('app.city_id', true), '')::bigint"
OWN_USER = "nullif(current_setting('app.user_id', true), '')::bigint"
OWN_LOGIN = "nullif(current_setting('app.login', true), '')"
OWN_TOKEN = "nullif(current_setting('app.token', true), '')"  # noqa: S105 (the name of a setting)

# A row's territory is checked on write to be the acting tenant's own, so no key to `tenant` is needed for it.
TERRITORY = (
    f"tenant_id = {OWN_TENANT} and city_id = {OWN_CITY} and district_id is not distinct from {OWN_DISTRICT}"
)
COLUMN = {
    Reach.TENANT: f"tenant_id = {OWN_TENANT}",
    Reach.DISTRICT: f"district_id = {OWN_DISTRICT}",
    Reach.CITY: f"city_id = {OWN_CITY}",
    Reach.SYSTEM: "true",
}
WRITE = {**COLUMN, Reach.TENANT: TERRITORY}


@dataclass(frozen=True, slots=True)
class Access:
    """What one reach may do with a table: which rows it sees, which it may write, and the verbs granted.

    A verb may be bound to columns: "update (state, version)".
    """

    using: str
    check: str
    verbs: tuple[str, ...] = ("select",)


@dataclass(frozen=True, slots=True)
class Protection:
    """A table and the access of each reach; a reach that isn't named sees nothing."""

    table: str
    access: dict[Reach, Access] = field(default_factory=dict)

    def statements(self) -> Iterator[str]:
        """The SQL that protects the table, in order."""
        yield f"alter table {self.table} enable row level security"
        yield f"alter table {self.table} force row level security"
        for reach, access in self.access.items():
            yield (
                f"create policy {self.table}_{reach.value} on {self.table} as permissive for all"
                f" to {reach.role} using ({access.using}) with check ({access.check})"
            )
            yield f"grant {', '.join(access.verbs)} on {self.table} to {reach.role}"

    def lifting(self) -> Iterator[str]:
        """The SQL that takes the protection back."""
        for reach in self.access:
            yield f"revoke all on {self.table} from {reach.role}"
            yield f"drop policy {self.table}_{reach.value} on {self.table}"
        yield f"alter table {self.table} no force row level security"
        yield f"alter table {self.table} disable row level security"


def territorial(table: str, **verbs: tuple[str, ...]) -> Protection:
    """A tenant's table under the one-column policies; `verbs` are granted per reach name.

    `territorial("application", tenant=("select", "insert"), district=("select",), …)`.
    """
    access = {
        Reach(name): Access(COLUMN[Reach(name)], WRITE[Reach(name)], granted)
        for name, granted in verbs.items()
    }
    return Protection(table, access)
