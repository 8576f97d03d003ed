"""Row-level security: which reach sees and changes which rows of which table (spec 4.1)."""

from __future__ import annotations

from alembic import op

from tenants import territory
from tenants.rls import (
    COLUMN,
    OWN_CITY,
    OWN_DISTRICT,
    OWN_LOGIN,
    OWN_TENANT,
    OWN_TOKEN,
    OWN_USER,
    Access,
    Protection,
    territorial,
)
from tenants.scope import Reach

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

READ = ("select",)
WRITE = ("select", "insert", "update")
ALL = ("select", "insert", "update", "delete")
MEMBERS = "id in (select user_id from membership where ended_at is null)"
SUPERIORS = f"id = {OWN_TENANT} or id = {OWN_DISTRICT} or id = {OWN_CITY}"
ACCOUNT_USER = f"id = {OWN_USER} or login = {OWN_LOGIN} or id in (select user_id from sign_in)"
ACCOUNT_UPDATES = (
    "select",
    "update (password_hash, password_changed_at, must_change_password,"
    " totp_secret, totp_confirmed_at, totp_last_step, locale)",
)
# A home tenant's administrator keeps the account, but can't read a second factor's secret into being.
# Nor does any keeper read the hash of a password: whoever may set one needs none.
KEEPER_UPDATES = (
    "select (id, public_id, tenant_id, district_id, city_id, login, name, email, password_changed_at,"
    " must_change_password, totp_confirmed_at, totp_last_step, locale, created_at, disabled_at)",
    "insert",
    "update (name, email, password_hash, password_changed_at, must_change_password,"
    " totp_secret, totp_confirmed_at, totp_last_step, disabled_at)",
)
# A rotation of the data keys seals the same values anew, in whosever row.
RESEAL = ("select", "update (id_number, phone, sealed)")
NOBODY = "false"
ANYBODY = "true"


# The reaches of that time; one that came later brings its own policies along.
REACHES = (
    Reach.ACCOUNT, Reach.APPLICANT, Reach.TENANT, Reach.INSTITUTION, Reach.DISTRICT, Reach.CITY, Reach.PUBLIC,
    Reach.SYSTEM,
)  # fmt: skip


def everyone(verbs: tuple[str, ...]) -> dict[Reach, Access]:
    """Reference data: the same rows for every reach."""
    return {reach: Access(ANYBODY, ANYBODY if len(verbs) > 1 else NOBODY, verbs) for reach in REACHES}


TENANT = Protection(
    "tenant",
    {
        Reach.ACCOUNT: Access("id in (select tenant_id from membership)", NOBODY, READ),
        Reach.TENANT: Access(SUPERIORS, NOBODY, READ),
        Reach.DISTRICT: Access(
            f"district_id = {OWN_DISTRICT} or id = {OWN_CITY}", COLUMN[Reach.DISTRICT], WRITE
        ),
        Reach.CITY: Access(COLUMN[Reach.CITY], COLUMN[Reach.CITY], WRITE),
        Reach.SYSTEM: Access(ANYBODY, ANYBODY, WRITE),
    },
)
USER = Protection(
    "user_account",
    {
        Reach.ACCOUNT: Access(ACCOUNT_USER, ACCOUNT_USER, ACCOUNT_UPDATES),
        Reach.TENANT: Access(
            f"tenant_id = {OWN_TENANT} or {MEMBERS}", f"tenant_id = {OWN_TENANT}", KEEPER_UPDATES
        ),
        Reach.DISTRICT: Access(
            f"district_id = {OWN_DISTRICT} or {MEMBERS}", f"district_id = {OWN_DISTRICT}", KEEPER_UPDATES
        ),
        Reach.CITY: Access(COLUMN[Reach.CITY], COLUMN[Reach.CITY], KEEPER_UPDATES),
        Reach.SYSTEM: Access(ANYBODY, ANYBODY, WRITE),
    },
)
MEMBERSHIP = territorial("membership", tenant=WRITE, district=WRITE, city=WRITE, system=WRITE)
MEMBERSHIP.access[Reach.ACCOUNT] = Access(
    f"user_id = {OWN_USER} or user_id in (select user_id from sign_in)", NOBODY, READ
)
OWN_SIGN_IN = f"user_id = {OWN_USER} or token_hash = {OWN_TOKEN}"
# Whoever keeps an account may end its sessions, but reads no token's hash.
KEEPER_SIGN_IN = Access(
    "user_id in (select id from user_account)",
    "user_id in (select id from user_account)",
    ("select (id, user_id, tenant_id, address, agent, created_at, seen_at, ended_at)", "update (ended_at)"),
)
SIGN_IN = Protection(
    "sign_in",
    {
        Reach.ACCOUNT: Access(OWN_SIGN_IN, OWN_SIGN_IN, WRITE),
        Reach.TENANT: KEEPER_SIGN_IN,
        Reach.DISTRICT: KEEPER_SIGN_IN,
        Reach.CITY: KEEPER_SIGN_IN,
        Reach.SYSTEM: Access(ANYBODY, ANYBODY, ALL),
    },
)
ATTEMPT = Protection(
    "sign_in_attempt",
    {
        Reach.ACCOUNT: Access(ANYBODY, ANYBODY, ("select", "insert")),
        Reach.SYSTEM: Access(ANYBODY, ANYBODY, ("select", "insert", "delete")),
    },
)
ADD = ("select", "insert")
AUDIT = territorial("audit_event", tenant=ADD, district=ADD, city=ADD, system=ADD)
AUDIT.access[Reach.ACCOUNT] = Access(NOBODY, ANYBODY, ("insert",))
AUDIT.access[Reach.APPLICANT] = Access(NOBODY, ANYBODY, ("insert",))
# A superior's act belongs to the territory of the row it changed, which its reach covers.
AUDIT_SEAL = Protection("audit_seal", {Reach.SYSTEM: Access(ANYBODY, ANYBODY, ADD)})

PROTECTIONS = [
    TENANT,
    MEMBERSHIP,
    SIGN_IN,
    USER,
    ATTEMPT,
    AUDIT,
    AUDIT_SEAL,
    territorial("job", tenant=WRITE, district=WRITE, city=WRITE, system=WRITE),
    territorial("stored_file", tenant=ADD, district=READ, city=READ, system=ADD),
    territorial("roster", tenant=WRITE, district=READ, city=READ, system=READ),
    territorial("roster_row", tenant=ALL, district=READ, city=READ, system=RESEAL),
    territorial("application", tenant=WRITE, district=READ, city=READ, system=WRITE),
    territorial("application_move", tenant=ADD, district=READ, city=READ, system=ADD),
    territorial("application_figure", tenant=READ, district=READ, city=READ, system=READ),
    territorial("filed_scope", tenant=READ, district=READ, city=WRITE, system=WRITE),
    Protection(
        "known_certificate",
        {
            Reach.CITY: Access(COLUMN[Reach.CITY], COLUMN[Reach.CITY], ADD),
            Reach.SYSTEM: Access(ANYBODY, ANYBODY, ADD),
        },
    ),
    Protection("known_elsewhere", {Reach.SYSTEM: Access(ANYBODY, ANYBODY, ADD)}),
    Protection("occupation", everyone(READ) | {Reach.SYSTEM: Access(ANYBODY, ANYBODY, WRITE)}),
    Protection("periodic_run", {Reach.SYSTEM: Access(ANYBODY, ANYBODY, ALL)}),
    Protection("heartbeat", everyone(READ) | {Reach.SYSTEM: Access(ANYBODY, ANYBODY, WRITE)}),
]


def upgrade() -> None:
    for protection in PROTECTIONS:
        for statement in protection.statements():
            op.execute(statement)
    for statement in territory.statements():
        op.execute(statement)
    # Alembic's own table stays its owner's; a probe may read which revision the schema is at.
    op.execute("alter table alembic_version enable row level security")
    op.execute(
        "create policy alembic_version_system on alembic_version as permissive for all to app_system"
        " using (true) with check (false)"
    )
    op.execute("grant select on alembic_version to app_system")
    # A bureau's own territory columns name itself, so its id is drawn before the row is written.
    op.execute("grant usage on sequence tenant_id_seq to app_district, app_city, app_system")
    # So that an import can leave fresh statistics behind (spec 5.1); before PostgreSQL 17 autovacuum does it.
    op.execute(
        "do $$ begin if current_setting('server_version_num')::int >= 170000 then"
        " grant maintain on application, application_move, roster_row to app_system; end if; end $$"
    )
    op.execute(
        "create function refuse_change() returns trigger language plpgsql as $$"
        " begin raise exception 'audit events are only ever added' using errcode = '42501'; end $$"
    )
    for table in ("audit_event", "audit_seal", "application_move"):
        op.execute(
            f"create trigger {table}_is_append_only before update or delete or truncate on {table}"
            " for each statement execute function refuse_change()"
        )


def downgrade() -> None:
    for statement in territory.lifting():
        op.execute(statement)
    for table in ("audit_event", "audit_seal", "application_move"):
        op.execute(f"drop trigger {table}_is_append_only on {table}")
    op.execute("drop function refuse_change()")
    op.execute("revoke all on alembic_version from app_system")
    op.execute("drop policy alembic_version_system on alembic_version")
    op.execute("alter table alembic_version disable row level security")
    op.execute("revoke all on sequence tenant_id_seq from app_district, app_city, app_system")
    for protection in PROTECTIONS:
        for statement in protection.lifting():
            op.execute(statement)
