"""Applicants' own accounts and codes; what an applicant may see, hand in and change (spec 4.1)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tenants.rls import OWN_CITY, OWN_TOKEN, OWN_USER, Access, Protection
from tenants.scope import Reach

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ANYBODY, NOBODY = "true", "false"
OF_ACCOUNT = "user_id in (select id from user_account)"
OF_TOKEN = f"token_hash = {OWN_TOKEN}"
ACCOUNT = Protection(
    "applicant_account",
    {
        Reach.ACCOUNT: Access(OF_ACCOUNT, OF_ACCOUNT, ("select", "insert")),
        Reach.APPLICANT: Access(f"user_id = {OWN_USER}", NOBODY, ("select",)),
        Reach.SYSTEM: Access(ANYBODY, ANYBODY, ("select", "update (id_number, phone, phone_index, name)")),
    },
)
CODE = Protection(
    "login_code",
    {
        Reach.ACCOUNT: Access(OF_TOKEN, OF_TOKEN, ("select", "insert", "update (tries, used_at)")),
        Reach.SYSTEM: Access(ANYBODY, ANYBODY, ("select", "update (claim)", "delete")),
    },
)
PROTECTIONS = (ACCOUNT, CODE)
# Without the columns of a home: an account that registers itself belongs to no tenant.
REGISTERING = "public_id, login, name, password_hash, must_change_password, locale"
# The units of the city one may apply through, and where they are filed for.
READABLE = {
    "tenant": f"city_id = {OWN_CITY} and closed_at is null",
    "filed_scope": f"city_id = {OWN_CITY}",
}
HELD = ("application", "application_move")
# An applicant hands in, corrects and withdraws; what reviewers write stays as they wrote it, the row stays
# where it is, and it is always the applicant who entered it (invariant 3).
APPLICANT_BODY = """
create function hold_applicant() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  -- A photo counts as a change of the data, whoever has it in hand: nothing but that goes on (三(三)3).
  if tg_op = 'UPDATE' and to_jsonb(new) - array['version', 'data_version', 'updated_at']
    = to_jsonb(old) - array['version', 'data_version', 'updated_at']
  then
    return null;
  end if;
  if new.state not in ('draft', 'submitted', 'withdrawn')
    or new.entered_by is distinct from nullif(current_setting('app.user_id', true), '')::bigint
       and (tg_op = 'INSERT' or new.entered_by is distinct from old.entered_by)
    or tg_op = 'INSERT' and (new.institution_id is not null or new.assigned_to is not null
       or new.attested is not null)
    or tg_op = 'UPDATE' and (
       (new.tenant_id, new.district_id, new.city_id, new.programme_year, new.public_id, new.id_index,
        new.assigned_to, new.attested, new.roster_id)
       is distinct from
       (old.tenant_id, old.district_id, old.city_id, old.programme_year, old.public_id, old.id_index,
        old.assigned_to, old.attested, old.roster_id)
       -- What an institution returned leaves its sight as it is handed in again (note_waiting).
       or new.institution_id is distinct from old.institution_id and new.institution_id is not null
       or old.state not in ('draft', 'submitted', 'returned'))
  then
    raise insufficient_privilege using message = tg_table_name || ': not an applicant''s to change';
  end if;
  if tg_op = 'INSERT' and not exists (
    select from applicant_account a where a.user_id = new.applicant_id and a.city_id = new.city_id
      and a.id_index = new.id_index)
  then
    raise insufficient_privilege using message = tg_table_name || ': an applicant applies for oneself';
  end if;
  return null;
end $$
"""
# An application and its first move are written by one statement, whose policies don't see the new row yet:
# the trigger, at its end, looks instead.
MOVE_BODY = """
create function hold_applicants_move() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if new.verb not in ('submit', 'correct', 'withdraw') or not exists (
    select from application a where a.id = new.application_id and a.tenant_id = new.tenant_id
      and a.applicant_id = new.user_id)
  then
    raise insufficient_privilege using message = tg_table_name || ': not an applicant''s to change';
  end if;
  return null;
end $$
"""
MOVE_POLICY = "alter policy application_move_applicant on application_move"
OF_MOVE = (
    "exists (select from application a"
    " where a.id = application_id and a.tenant_id = application_move.tenant_id)"
)
# Whoever wrote it: an application is linked to the account of the number on it, or to none.
NUMBER_BODY = """
create function hold_own_number() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  if exists (
    select from applicant_account a where a.user_id = new.applicant_id and a.id_index <> new.id_index)
  then
    raise check_violation using message = tg_table_name || ': linked to the account of another number';
  end if;
  return null;
end $$
"""
BY_APPLICANT = "when (current_setting('role') = 'app_applicant')"


def upgrade() -> None:
    op.alter_column("user_account", "tenant_id", nullable=True)
    op.alter_column("user_account", "city_id", nullable=True)
    _tables()
    for protection in PROTECTIONS:
        for statement in protection.statements():
            op.execute(statement)
    op.execute(f"grant insert ({REGISTERING}) on user_account to app_account")
    for table, bound in READABLE.items():
        op.execute(
            f"create policy {table}_applicant on {table} as permissive for all to app_applicant"
            f" using ({bound}) with check (false)"
        )
        op.execute(f"grant select on {table} to app_applicant")
    op.execute(
        "create policy applicant_account_owner on applicant_account as permissive for all to jinlanling_owner"
        " using (true) with check (false)"
    )
    op.execute(APPLICANT_BODY)
    op.execute(MOVE_BODY)
    own_move = (
        f"alter policy application_move_applicant on application_move with check (user_id = {OWN_USER})"
    )
    op.execute(own_move)
    op.execute(
        "create trigger application_move_by_applicant after insert on application_move for each row"
        f" {BY_APPLICANT} execute function hold_applicants_move()"
    )
    for table in HELD:
        op.execute(
            f"create trigger {table}_applicant_territory after insert on {table} for each row"
            f" {BY_APPLICANT} execute function hold_territory()"
        )
    op.execute(NUMBER_BODY)
    op.execute(
        "create trigger application_own_number after insert or update of applicant_id, id_index"
        " on application for each row when (new.applicant_id is not null) execute function hold_own_number()"
    )
    op.execute(
        "create trigger application_by_applicant after insert or update on application for each row"
        f" {BY_APPLICANT} execute function hold_applicant()"
    )


def _tables() -> None:
    op.create_table(
        "applicant_account",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("id_number", sa.LargeBinary(), nullable=False),
        sa.Column("id_index", sa.LargeBinary(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_applicant_account_user_id"),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_applicant_account_city_id"),
        sa.PrimaryKeyConstraint("id", name="pk_applicant_account"),
        sa.UniqueConstraint("user_id", name="uq_applicant_account_user_id"),
        sa.UniqueConstraint("city_id", "id_index", name="uq_applicant_account_city_id_id_index"),
    )
    op.create_table(
        "login_code",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("claim", sa.LargeBinary(), nullable=False),
        sa.Column("code_index", sa.LargeBinary(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_login_code"),
        sa.UniqueConstraint("token_hash", name="uq_login_code_token_hash"),
    )


def downgrade() -> None:
    op.execute("drop trigger application_by_applicant on application")
    op.execute("drop trigger application_own_number on application")
    op.execute("drop function hold_own_number()")
    op.execute("drop trigger application_move_by_applicant on application_move")
    op.execute(f"{MOVE_POLICY} with check ({OF_MOVE})")
    op.execute("drop function hold_applicants_move()")
    for table in HELD:
        op.execute(f"drop trigger {table}_applicant_territory on {table}")
    op.execute("drop function hold_applicant()")
    op.execute("drop policy applicant_account_owner on applicant_account")
    for table in READABLE:
        op.execute(f"revoke all on {table} from app_applicant")
        op.execute(f"drop policy {table}_applicant on {table}")
    op.execute(f"revoke insert ({REGISTERING}) on user_account from app_account")
    for protection in PROTECTIONS:
        for statement in protection.lifting():
            op.execute(statement)
    op.drop_table("login_code")
    op.drop_table("applicant_account")
    # Applicants have no home to go back to: their accounts go with their tables.
    op.execute("delete from sign_in where user_id in (select id from user_account where tenant_id is null)")
    op.execute("delete from user_account where tenant_id is null")
    op.alter_column("user_account", "city_id", nullable=False)
    op.alter_column("user_account", "tenant_id", nullable=False)
