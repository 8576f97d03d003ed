"""The reviews: what queues run by, what was cleared, sendings and confirmations, figures (三(二)(四))."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.rls import COLUMN, OWN_TENANT, TERRITORY, Access, Protection
from tenants.scope import Reach

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

READ = ("select",)
AT_INSTITUTION = f"institution_id = {OWN_TENANT}"
SENDING = Protection(
    "sending",
    {
        Reach.TENANT: Access(COLUMN[Reach.TENANT], TERRITORY, ("select", "insert")),
        Reach.INSTITUTION: Access(AT_INSTITUTION, AT_INSTITUTION, READ),
        Reach.DISTRICT: Access(COLUMN[Reach.DISTRICT], "false", READ),
        Reach.CITY: Access(COLUMN[Reach.CITY], "false", READ),
        Reach.SYSTEM: Access("true", "true", ("select", "insert", "update (reminded_at)")),
    },
)
CONFIRMATION = Protection(
    "phone_confirmation",
    {
        # The unit learns that it was confirmed, by whom of its people and when.
        Reach.TENANT: Access(COLUMN[Reach.TENANT], "false", READ),
        Reach.INSTITUTION: Access(
            AT_INSTITUTION, AT_INSTITUTION,
            ("select", "insert", "update (undone_at, undone_by, undo_reason)"),
        ),
        Reach.SYSTEM: Access("true", "true", ("select", "insert", "update (phone)")),
    },
)  # fmt: skip
FIGURE = Protection(
    "institution_figure",
    {
        Reach.TENANT: Access(AT_INSTITUTION, "false", READ),
        Reach.INSTITUTION: Access(AT_INSTITUTION, "false", READ),
        Reach.SYSTEM: Access("true", "false", READ),
    },
)
# A registrar hands work to colleagues: the institution's reach reads its own people's names, nothing else.
COLLEAGUES = (
    f"create policy membership_institution on membership as permissive for all to app_institution"
    f" using (tenant_id = {OWN_TENANT}) with check (false)",
    "grant select on membership to app_institution",
    "create policy user_account_institution on user_account as permissive for all to app_institution"
    " using (id in (select user_id from membership where ended_at is null)) with check (false)",
    "grant select (id, public_id, name, disabled_at) on user_account to app_institution",
)
# Whether an employer's filed scope holds what was applied for (三(一)3) is checked again at re-examination.
EMPLOYERS = (
    "create policy filed_scope_institution on filed_scope as permissive for all to app_institution"
    " using (exists (select from application a where a.tenant_id = filed_scope.tenant_id))"
    " with check (false)",
    "grant select on filed_scope to app_institution",
)
# Whatever goes back to the unit is out of the institution's sight until the unit sends it anew; what the unit
# attested was of what it had before it then (三(一)2-3), so it is asked for its word again.
WAITING = """
create function note_waiting() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  new.waiting_since := now();
  if new.state in ('draft', 'submitted') then new.institution_id := null; end if;
  if new.state in ('draft', 'submitted', 'returned') then new.attested := null; end if;
  return new;
end $$
"""
GROUPED = """
select institution_id, tenant_id, programme_year, state, target_level, {sign}count(*)
from {rows} where institution_id is not null group by 1, 2, 3, 4, 5
"""
ADDED = GROUPED.format(sign="", rows="added")
REMOVED = GROUPED.format(sign="-", rows="removed")
UPSERT = """
insert into institution_figure (institution_id, unit_id, programme_year, state, level, number)
select institution_id, unit_id, programme_year, state, level, sum(number)
from ({source}) as change (institution_id, unit_id, programme_year, state, level, number)
group by 1, 2, 3, 4, 5 having sum(number) <> 0
order by institution_id, unit_id, programme_year, state, level
on conflict (institution_id, unit_id, programme_year, state, level)
do update set number = institution_figure.number + excluded.number
"""


def upgrade() -> None:
    _columns()
    _tables()
    for protection in (SENDING, CONFIRMATION, FIGURE):
        for statement in protection.statements():
            op.execute(statement)
    for statement in (*COLLEAGUES, *EMPLOYERS):
        op.execute(statement)
    for table in ("sending", "phone_confirmation"):
        op.execute(
            f"create trigger {table}_territory after insert or update of tenant_id, district_id, city_id"
            f" on {table} for each row execute function hold_territory()"
        )
    op.execute(WAITING)
    op.execute(
        "create trigger application_waiting before update of state on application for each row"
        " when (new.state is distinct from old.state) execute function note_waiting()"
    )
    _figures()


def _columns() -> None:
    op.add_column(
        "application",
        sa.Column(
            "waiting_since", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
    )
    op.add_column("application_move", sa.Column("cleared", postgresql.JSONB(astext_type=sa.Text())))
    op.create_index(
        "ix_application_tenant_waiting", "application", ["tenant_id", "state", "waiting_since", "id"],
        postgresql_where=sa.text("state in ('submitted', 'unit_approved')"),
    )  # fmt: skip
    op.create_index(
        "ix_application_institution_waiting", "application",
        ["institution_id", "state", "waiting_since", "id"],
        postgresql_where=sa.text("institution_id is not null"),
    )  # fmt: skip


def _territory() -> tuple[sa.Column[int], ...]:
    return (
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("district_id", sa.BigInteger()),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
    )


def _key() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True)


def _at(name: str, *, now: bool = False, needed: bool = True) -> sa.Column[object]:
    default = sa.text("now()") if now else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=not needed)


def _tables() -> None:
    op.create_table(
        "sending", _key(), sa.Column("public_id", sa.String(), nullable=False, unique=True),
        sa.Column("institution_id", sa.BigInteger(), sa.ForeignKey("tenant.id"), nullable=False),
        sa.Column("programme_year", sa.Integer(), nullable=False),
        sa.Column("unit_name", sa.String(), nullable=False),
        sa.Column("contact", sa.String()), sa.Column("phone", sa.String()),
        _at("sent_at", now=True), _at("reminded_at", needed=False), *_territory(),
        sa.UniqueConstraint("tenant_id", "institution_id", "programme_year"),
        sa.UniqueConstraint("tenant_id", "id"),
    )  # fmt: skip
    op.create_index(
        "ix_sending_institution_id", "sending", ["institution_id", "programme_year", "sent_at", "id"]
    )
    op.create_table(
        "phone_confirmation", _key(), sa.Column("public_id", sa.String(), nullable=False, unique=True),
        sa.Column("sending_id", sa.BigInteger(), nullable=False),
        sa.Column("institution_id", sa.BigInteger(), sa.ForeignKey("tenant.id"), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("phone", sa.LargeBinary(), nullable=False),
        sa.Column("phone_masked", sa.String(), nullable=False), _at("confirmed_at"),
        sa.Column("note", sa.String()), sa.Column("user_id", sa.BigInteger()),
        sa.Column("actor", sa.String(), nullable=False), _at("created_at", now=True),
        _at("undone_at", needed=False), sa.Column("undone_by", sa.String()),
        sa.Column("undo_reason", sa.String()), *_territory(),
        sa.ForeignKeyConstraint(["tenant_id", "sending_id"], ["sending.tenant_id", "sending.id"]),
    )  # fmt: skip
    op.create_index("ix_phone_confirmation_sending_id", "phone_confirmation", ["sending_id", "id"])
    op.create_index(
        "uq_phone_confirmation_standing", "phone_confirmation", ["sending_id"], unique=True,
        postgresql_where=sa.text("undone_at is null"),
    )  # fmt: skip
    for table, columns in (
        ("sending", ("district_id", "city_id")),
        ("phone_confirmation", ("institution_id", "tenant_id", "district_id", "city_id")),
    ):
        for column in columns:
            op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_table(
        "institution_figure", _key(), sa.Column("institution_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("programme_year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False), sa.Column("level", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.UniqueConstraint("institution_id", "unit_id", "programme_year", "state", "level"),
    )  # fmt: skip


def _function(name: str, source: str) -> str:
    return (
        f"create function {name}() returns trigger language plpgsql security definer"
        f" set search_path = public, pg_temp as $$ begin {UPSERT.format(source=source)}; return null; end $$"
    )


def _figures() -> None:
    op.execute(
        "create policy institution_figure_owner on institution_figure as permissive for all"
        " to jinlanling_owner using (true) with check (true)"
    )
    op.execute(_function("count_sent_on_insert", ADDED))
    op.execute(_function("count_sent_on_update", f"{ADDED} union all {REMOVED}"))
    op.execute(
        "create trigger application_sent_added after insert on application"
        " referencing new table as added for each statement execute function count_sent_on_insert()"
    )
    op.execute(
        "create trigger application_sent_changed after update on application"
        " referencing old table as removed new table as added"
        " for each statement execute function count_sent_on_update()"
    )


def downgrade() -> None:
    for trigger in ("application_sent_changed", "application_sent_added", "application_waiting"):
        op.execute(f"drop trigger {trigger} on application")
    for function in ("count_sent_on_update", "count_sent_on_insert", "note_waiting"):
        op.execute(f"drop function {function}()")
    op.execute("drop policy filed_scope_institution on filed_scope")
    op.execute("revoke all on filed_scope from app_institution")
    op.execute("drop policy user_account_institution on user_account")
    op.execute("revoke select (id, public_id, name, disabled_at) on user_account from app_institution")
    op.execute("drop policy membership_institution on membership")
    op.execute("revoke all on membership from app_institution")
    for table in ("institution_figure", "phone_confirmation", "sending"):
        op.drop_table(table)
    op.drop_index("ix_application_institution_waiting", "application")
    op.drop_index("ix_application_tenant_waiting", "application")
    op.drop_column("application_move", "cleared")
    op.drop_column("application", "waiting_since")
