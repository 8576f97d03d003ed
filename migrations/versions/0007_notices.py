"""Notices: the inbox, its readers, their settings, and the outbox of e-mails and short messages."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.rls import COLUMN, OWN_TENANT, OWN_USER, TERRITORY, WRITE, Access, Protection
from tenants.scope import Reach

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ANYBODY, NOBODY = "true", "false"
MINE = f"user_id = {OWN_USER}"
# A notice is read by whom it is for, and written by anybody, for anybody, in their own name.
OURS = f"tenant_id = {OWN_TENANT} or {MINE}"
IN_OWN_NAME = f"sender_id is not distinct from {OWN_USER}"
ADD = ("select", "insert")
KEEP = ("select", "insert", "update", "delete")
WITH_TENANT = (Reach.TENANT, Reach.INSTITUTION, Reach.DISTRICT, Reach.CITY)
ALONE = (Reach.ACCOUNT, Reach.APPLICANT)

NOTICE = Protection(
    "notice",
    {reach: Access(OURS, IN_OWN_NAME, ADD) for reach in WITH_TENANT}
    | {reach: Access(MINE, IN_OWN_NAME, ADD) for reach in ALONE}
    | {Reach.SYSTEM: Access(ANYBODY, ANYBODY, (*ADD, "update (expanded_at, digested_at)"))},
)
READ = Protection(
    "notice_read",
    {reach: Access(MINE, MINE, ADD) for reach in (*WITH_TENANT, *ALONE)}
    | {Reach.SYSTEM: Access(ANYBODY, ANYBODY, ADD)},
)
SETTING = Protection(
    "notice_setting",
    {reach: Access(MINE, MINE, KEEP) for reach in (*WITH_TENANT, *ALONE)}
    | {Reach.SYSTEM: Access(ANYBODY, ANYBODY, KEEP)},
)
# Who keeps a unit sees that a message failed, never to whom it went or what it said.
OUTSIDE = (
    "select (id, key, tenant_id, district_id, city_id, channel, event, state, attempts, next_try_at, error,"
    " created_at, sent_at)",
    "insert",
)
OUTBOX = Protection(
    "outgoing_message",
    {reach: Access(COLUMN[reach], WRITE[reach], OUTSIDE) for reach in COLUMN if reach is not Reach.SYSTEM}
    | {Reach.INSTITUTION: Access(COLUMN[Reach.TENANT], TERRITORY, OUTSIDE)}
    | {
        reach: Access(NOBODY, "tenant_id is null and district_id is null and city_id is null", ("insert",))
        for reach in (*ALONE, Reach.PUBLIC)
    }
    | {Reach.SYSTEM: Access(ANYBODY, ANYBODY, ("select", "insert", "update"))},
)
PROTECTIONS = (NOTICE, READ, SETTING, OUTBOX)


def upgrade() -> None:
    _notice()
    _reading()
    _outbox()
    for protection in PROTECTIONS:
        for statement in protection.statements():
            op.execute(statement)
    op.execute(
        "create trigger outgoing_message_territory after insert or update of tenant_id, district_id, city_id"
        " on outgoing_message for each row execute function hold_territory()"
    )


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger()),
        sa.Column("roles", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("params", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("link", sa.String()),
        sa.Column("sender_id", sa.BigInteger()),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("expanded_at", sa.DateTime(timezone=True)),
        sa.Column("digested_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(tenant_id is not null and cardinality(roles) > 0) <> (user_id is not null)",
            name="ck_notice_recipient",
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_notice_tenant_id"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_notice_user_id"),
        sa.PrimaryKeyConstraint("id", name="pk_notice"),
        sa.UniqueConstraint("public_id", name="uq_notice_public_id"),
    )
    op.create_index("ix_notice_tenant_id", "notice", ["tenant_id", sa.text("id desc")])
    op.create_index(
        "ix_notice_user_id", "notice", ["user_id", sa.text("id desc")],
        postgresql_where=sa.text("user_id is not null"),
    )  # fmt: skip
    for name, column in (("unexpanded", "expanded_at"), ("undigested", "digested_at")):
        op.create_index(f"ix_notice_{name}", "notice", ["id"], postgresql_where=sa.text(f"{column} is null"))


def _reading() -> None:
    op.create_table(
        "notice_read",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("notice_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_notice_read_user_id"),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name="fk_notice_read_notice_id"),
        sa.PrimaryKeyConstraint("user_id", "notice_id", name="pk_notice_read"),
    )
    op.create_table(
        "notice_setting",
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("event_group", sa.String(), nullable=False),
        sa.Column("by_mail", sa.String(), nullable=False),
        sa.CheckConstraint("by_mail in ('now', 'daily', 'none')", name="ck_notice_setting_by_mail"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_notice_setting_user_id"),
        sa.PrimaryKeyConstraint("user_id", "event_group", name="pk_notice_setting"),
    )


def _outbox() -> None:
    op.create_table(
        "outgoing_message",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger()),
        sa.Column("district_id", sa.BigInteger()),
        sa.Column("city_id", sa.BigInteger()),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), server_default=sa.text("'queued'"), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("error", sa.String()),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("channel in ('email', 'sms')", name="ck_outgoing_message_channel"),
        sa.CheckConstraint("state in ('queued', 'sent', 'failed')", name="ck_outgoing_message_state"),
        sa.CheckConstraint("attempts between 0 and 5", name="ck_outgoing_message_attempts"),
        sa.PrimaryKeyConstraint("id", name="pk_outgoing_message"),
        sa.UniqueConstraint("key", name="uq_outgoing_message_key"),
    )
    op.create_index(
        "ix_outgoing_message_due", "outgoing_message", ["channel", "next_try_at"],
        postgresql_where=sa.text("state = 'queued'"),
    )  # fmt: skip
    for column in ("tenant_id", "district_id", "city_id"):
        op.create_index(f"ix_outgoing_message_{column}", "outgoing_message", [column, sa.text("id desc")])


def downgrade() -> None:
    for protection in PROTECTIONS:
        for statement in protection.lifting():
            op.execute(statement)
    for table in ("outgoing_message", "notice_setting", "notice_read", "notice"):
        op.drop_table(table)
