"""The tables of tenants, users, audit, jobs, files, people, catalogue, applications and rosters."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "application",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("programme_year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_pinyin", sa.String(collation="C"), nullable=False),
        sa.Column("id_number", sa.LargeBinary(), nullable=False),
        sa.Column("id_index", sa.LargeBinary(), nullable=False),
        sa.Column("id_fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("id_masked", sa.String(), nullable=False),
        sa.Column("target_occupation", sa.String(), nullable=False),
        sa.Column("target_level", sa.String(), nullable=False),
        sa.Column("eligibility", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("qualifies_on", sa.Date(), nullable=True),
        sa.Column("reference_date", sa.Date(), nullable=False),
        sa.Column("policy_version", sa.String(), nullable=False),
        sa.Column("warnings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=True),
        sa.Column("roster_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("sex", sa.String(), nullable=True),
        sa.Column("birth", sa.String(), nullable=True),
        sa.Column("unit_name", sa.String(), nullable=True),
        sa.Column("id_type", sa.String(), nullable=True),
        sa.Column("work_start", sa.String(), nullable=True),
        sa.Column("education", sa.String(), nullable=True),
        sa.Column("occupation", sa.String(), nullable=True),
        sa.Column("experience_months", sa.Integer(), nullable=True),
        sa.Column("current_level", sa.String(), nullable=True),
        sa.Column("certificate_date", sa.String(), nullable=True),
        sa.Column("certificate_number", sa.String(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("phone_masked", sa.String(), nullable=True),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("district_id", sa.BigInteger(), nullable=True),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state in ('draft', 'submitted', 'unit_approved', 'accepted', 'enrolled', 'in_training', 'examined', 'certified', 'closed', 'returned', 'rejected', 'withdrawn')",
            name=op.f("ck_application_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("public_id", name=op.f("uq_application_public_id")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_application_tenant_id_id")),
    )
    op.create_index(
        "ix_application_city_list",
        "application",
        ["city_id", "state", sa.literal_column("created_at desc"), sa.literal_column("id desc")],
        unique=False,
    )
    op.create_index("ix_application_city_name", "application", ["city_id", "name_pinyin", "id"], unique=False)
    op.create_index(
        "ix_application_city_new",
        "application",
        ["city_id", sa.literal_column("created_at desc"), sa.literal_column("id desc")],
        unique=False,
    )
    op.create_index(
        "ix_application_district_list",
        "application",
        ["district_id", "state", sa.literal_column("created_at desc"), sa.literal_column("id desc")],
        unique=False,
    )
    op.create_index(
        "ix_application_district_name", "application", ["district_id", "name_pinyin", "id"], unique=False
    )
    op.create_index(
        "ix_application_district_new",
        "application",
        ["district_id", sa.literal_column("created_at desc"), sa.literal_column("id desc")],
        unique=False,
    )
    op.create_index("ix_application_id_fingerprint", "application", ["id_fingerprint"], unique=False)
    op.create_index(
        "ix_application_tenant_list",
        "application",
        ["tenant_id", "state", sa.literal_column("created_at desc"), sa.literal_column("id desc")],
        unique=False,
    )
    op.create_index(
        "ix_application_tenant_name", "application", ["tenant_id", "name_pinyin", "id"], unique=False
    )
    op.create_index(
        "ix_application_tenant_new",
        "application",
        ["tenant_id", sa.literal_column("created_at desc"), sa.literal_column("id desc")],
        unique=False,
    )
    op.create_index(
        "uq_application_live",
        "application",
        ["tenant_id", "programme_year", "id_index"],
        unique=True,
        postgresql_where=sa.text("state not in ('closed', 'rejected', 'withdrawn')"),
    )
    op.create_table(
        "application_figure",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("programme_year", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("district_id", sa.BigInteger(), nullable=True),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_figure")),
        sa.UniqueConstraint(
            "tenant_id",
            "programme_year",
            "month",
            "state",
            "level",
            name=op.f("uq_application_figure_tenant_id_programme_year_month_state_level"),
        ),
    )
    op.create_index(
        "ix_application_figure_city_id", "application_figure", ["city_id", "programme_year"], unique=False
    )
    op.create_index(
        "ix_application_figure_district_id",
        "application_figure",
        ["district_id", "programme_year"],
        unique=False,
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column(
            "transaction",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text)::bigint"),
            nullable=False,
        ),
        sa.Column("tenant_id", sa.BigInteger(), nullable=True),
        sa.Column("district_id", sa.BigInteger(), nullable=True),
        sa.Column("city_id", sa.BigInteger(), nullable=True),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("reach", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column(
            "changes",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'{}'::jsonb"),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_index(
        "ix_audit_event_city_id", "audit_event", ["city_id", sa.literal_column("id desc")], unique=False
    )
    op.create_index(
        "ix_audit_event_district_id",
        "audit_event",
        ["district_id", sa.literal_column("id desc")],
        unique=False,
    )
    op.create_index(
        "ix_audit_event_subject", "audit_event", ["subject", sa.literal_column("id desc")], unique=False
    )
    op.create_index(
        "ix_audit_event_tenant_id", "audit_event", ["tenant_id", sa.literal_column("id desc")], unique=False
    )
    op.create_index("ix_audit_event_transaction", "audit_event", ["transaction", "id"], unique=False)
    op.create_table(
        "audit_seal",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("upto", sa.BigInteger(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_seal")),
        sa.UniqueConstraint("upto", name=op.f("uq_audit_seal_upto")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("queue", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("queue", sa.String(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("dedupe_key", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cursor", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("cancel_requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rung_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("district_id", sa.BigInteger(), nullable=True),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state in ('queued', 'running', 'done', 'cancelled', 'quarantined')", name=op.f("ck_job_state")
        ),
        sa.CheckConstraint("attempt between 0 and 5", name=op.f("ck_job_attempt")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("public_id", name=op.f("uq_job_public_id")),
    )
    op.create_index("ix_job_city_id", "job", ["city_id", sa.literal_column("id desc")], unique=False)
    op.create_index("ix_job_district_id", "job", ["district_id", sa.literal_column("id desc")], unique=False)
    op.create_index(
        "ix_job_due",
        "job",
        ["rung_at"],
        unique=False,
        postgresql_where=sa.text("state in ('queued', 'running')"),
    )
    op.create_index("ix_job_tenant_id", "job", ["tenant_id", sa.literal_column("id desc")], unique=False)
    op.create_index(
        "uq_job_dedupe",
        "job",
        ["tenant_id", "kind", "dedupe_key"],
        unique=True,
        postgresql_where=sa.text("state in ('queued', 'running')"),
    )
    op.create_table(
        "occupation",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("industry", sa.String(), nullable=True),
        sa.Column("levels", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_occupation")),
    )
    op.create_index(op.f("ix_occupation_name"), "occupation", ["name"], unique=False)
    op.create_table(
        "periodic_run",
        sa.Column("task", sa.String(), nullable=False),
        sa.Column("period", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("task", "period", name=op.f("pk_periodic_run")),
    )
    op.create_table(
        "roster",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("programme_year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(), nullable=True),
        sa.Column("occupation", sa.String(), nullable=True),
        sa.Column("reference_date", sa.Date(), nullable=False),
        sa.Column("policy_version", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=True),
        sa.Column("header_row", sa.Integer(), nullable=True),
        sa.Column("heading", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("columns", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("questions", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("skipped", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("refused", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("counts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("answers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("replaces_id", sa.BigInteger(), nullable=True),
        sa.Column("job_id", sa.BigInteger(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("district_id", sa.BigInteger(), nullable=True),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "state in ('checking', 'refused', 'preview', 'importing', 'done', 'cancelled')",
            name=op.f("ck_roster_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster")),
        sa.UniqueConstraint("public_id", name=op.f("uq_roster_public_id")),
        sa.UniqueConstraint("tenant_id", "id", name=op.f("uq_roster_tenant_id_id")),
    )
    op.create_index("ix_roster_city_id", "roster", ["city_id", sa.literal_column("id desc")], unique=False)
    op.create_index(
        "ix_roster_district_id", "roster", ["district_id", sa.literal_column("id desc")], unique=False
    )
    op.create_index(
        "ix_roster_tenant_id", "roster", ["tenant_id", sa.literal_column("id desc")], unique=False
    )
    op.create_index(
        "uq_roster_open",
        "roster",
        [
            "tenant_id",
            "programme_year",
            "digest",
            sa.literal_column("coalesce(level, '')"),
            sa.literal_column("coalesce(occupation, '')"),
        ],
        unique=True,
        postgresql_where=sa.text("state in ('checking', 'preview', 'importing')"),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index("ix_sign_in_attempt_address_at", "sign_in_attempt", ["address", "at"], unique=False)
    op.create_index("ix_sign_in_attempt_login_at", "sign_in_attempt", ["login", "at"], unique=False)
    op.create_table(
        "stored_file",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("district_id", sa.BigInteger(), nullable=True),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("public_id", name=op.f("uq_stored_file_public_id")),
    )
    op.create_index(
        "ix_stored_file_tenant_id", "stored_file", ["tenant_id", sa.literal_column("id desc")], unique=False
    )
    op.create_index("ix_stored_file_tenant_id_digest", "stored_file", ["tenant_id", "digest"], unique=False)
    op.create_table(
        "tenant",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("district_id", sa.BigInteger(), nullable=True),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.Column("reporting_unit", sa.String(), nullable=False),
        sa.Column("credit_code", sa.String(), nullable=True),
        sa.Column("industry", sa.String(), nullable=True),
        sa.Column("contact", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=True),
        sa.Column("is_public_institution", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind in ('city_bureau', 'district_bureau', 'college', 'enterprise', 'school', 'public_body')",
            name=op.f("ck_tenant_kind"),
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["tenant.id"], name=op.f("fk_tenant_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tenant")),
        sa.UniqueConstraint("city_id", "credit_code", name=op.f("uq_tenant_city_id_credit_code")),
        sa.UniqueConstraint("public_id", name=op.f("uq_tenant_public_id")),
    )
    op.create_index("ix_tenant_city_name", "tenant", ["city_id", "name"], unique=False)
    op.create_index(op.f("ix_tenant_district_id"), "tenant", ["district_id"], unique=False)
    op.create_table(
        "application_move",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("from_state", sa.String(), nullable=True),
        sa.Column("to_state", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("reason_code", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("policy_version", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("district_id", sa.BigInteger(), nullable=True),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tenant_id", "application_id"],
            ["application.tenant_id", "application.id"],
            name=op.f("fk_application_move_tenant_id_application_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_move")),
    )
    op.create_index(
        "ix_application_move_application_id", "application_move", ["application_id", "id"], unique=False
    )
    op.create_index("ix_application_move_tenant_id", "application_move", ["tenant_id"], unique=False)
    op.create_table(
        "filed_scope",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("occupation_code", sa.String(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("district_id", sa.BigInteger(), nullable=True),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("level between 1 and 5", name=op.f("ck_filed_scope_level")),
        sa.CheckConstraint("valid_from <= valid_to", name=op.f("ck_filed_scope_span")),
        sa.ForeignKeyConstraint(
            ["occupation_code"], ["occupation.code"], name=op.f("fk_filed_scope_occupation_code")
        ),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_filed_scope_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filed_scope")),
    )
    op.create_index("ix_filed_scope_city_id", "filed_scope", ["city_id"], unique=False)
    op.create_index("ix_filed_scope_district_id", "filed_scope", ["district_id"], unique=False)
    op.create_index(
        "ix_filed_scope_tenant_id", "filed_scope", ["tenant_id", "occupation_code", "level"], unique=False
    )
    op.create_table(
        "known_certificate",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.Column("id_index", sa.LargeBinary(), nullable=False),
        sa.Column("id_fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("occupation", sa.String(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issuer", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name=op.f("fk_known_certificate_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_certificate")),
    )
    op.create_index(
        "ix_known_certificate_city_id_id_fingerprint",
        "known_certificate",
        ["city_id", "id_fingerprint"],
        unique=False,
    )
    op.create_table(
        "known_elsewhere",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("programme_year", sa.Integer(), nullable=False),
        sa.Column("id_index", sa.LargeBinary(), nullable=False),
        sa.Column("where_found", sa.String(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name=op.f("fk_known_elsewhere_city_id")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_known_elsewhere_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_elsewhere")),
        sa.UniqueConstraint(
            "tenant_id",
            "programme_year",
            "id_index",
            "where_found",
            name=op.f("uq_known_elsewhere_tenant_id_programme_year_id_index_where_found"),
        ),
    )
    op.create_table(
        "roster_row",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("roster_id", sa.BigInteger(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.SmallInteger(), nullable=False),
        sa.Column("codes", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("target_occupation", sa.String(), nullable=True),
        sa.Column("target_level", sa.String(), nullable=True),
        sa.Column("eligibility", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
        sa.Column("qualifies_on", sa.Date(), nullable=True),
        sa.Column("warnings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("application_number", sa.String(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        sa.Column("accepted", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("dropped", sa.Boolean(), nullable=False),
        sa.Column("effect", sa.String(), nullable=False),
        sa.Column("application_id", sa.BigInteger(), nullable=True),
        sa.Column("imported", sa.Boolean(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("name_pinyin", sa.String(collation="C"), nullable=True),
        sa.Column("sex", sa.String(), nullable=True),
        sa.Column("birth", sa.String(), nullable=True),
        sa.Column("unit_name", sa.String(), nullable=True),
        sa.Column("id_type", sa.String(), nullable=True),
        sa.Column("id_number", sa.LargeBinary(), nullable=True),
        sa.Column("id_index", sa.LargeBinary(), nullable=True),
        sa.Column("id_fingerprint", sa.BigInteger(), nullable=True),
        sa.Column("id_masked", sa.String(), nullable=True),
        sa.Column("work_start", sa.String(), nullable=True),
        sa.Column("education", sa.String(), nullable=True),
        sa.Column("occupation", sa.String(), nullable=True),
        sa.Column("experience_months", sa.Integer(), nullable=True),
        sa.Column("current_level", sa.String(), nullable=True),
        sa.Column("certificate_date", sa.String(), nullable=True),
        sa.Column("certificate_number", sa.String(), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("phone_masked", sa.String(), nullable=True),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("district_id", sa.BigInteger(), nullable=True),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "outcome > 1 or (name is not null and id_index is not null)", name=op.f("ck_roster_row_fit")
        ),
        sa.ForeignKeyConstraint(
            ["tenant_id", "roster_id"],
            ["roster.tenant_id", "roster.id"],
            name=op.f("fk_roster_row_tenant_id_roster_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_row")),
        sa.UniqueConstraint("roster_id", "row", name=op.f("uq_roster_row_roster_id_row")),
        postgresql_with={"fillfactor": 50},
    )
    op.create_index(
        "ix_roster_row_problems",
        "roster_row",
        ["roster_id", "row"],
        unique=False,
        postgresql_where=sa.text("outcome > 0"),
    )
    op.create_index(
        "ix_roster_row_tenant_qualifies",
        "roster_row",
        ["tenant_id", "qualifies_on"],
        unique=False,
        postgresql_where=sa.text("qualifies_on is not null"),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("district_id", sa.BigInteger(), nullable=True),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.Column("login", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column(
            "password_changed_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=True),
        sa.Column("totp_confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("totp_last_step", sa.BigInteger(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_user_account_tenant_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("login", name=op.f("uq_user_account_login")),
        sa.UniqueConstraint("public_id", name=op.f("uq_user_account_public_id")),
    )
    op.create_index(op.f("ix_user_account_city_id"), "user_account", ["city_id"], unique=False)
    op.create_index(op.f("ix_user_account_district_id"), "user_account", ["district_id"], unique=False)
    op.create_index(op.f("ix_user_account_tenant_id"), "user_account", ["tenant_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.String()), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("district_id", sa.BigInteger(), nullable=True),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("cardinality(roles) > 0", name=op.f("ck_membership_roles")),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_membership_tenant_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_membership_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("tenant_id", "user_id", name=op.f("uq_membership_tenant_id_user_id")),
    )
    op.create_index("ix_membership_city_id", "membership", ["city_id"], unique=False)
    op.create_index("ix_membership_district_id", "membership", ["district_id"], unique=False)
    op.create_index(op.f("ix_membership_user_id"), "membership", ["user_id"], unique=False)
    op.create_table(
        "sign_in",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("agent", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("second_factor_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_sign_in_tenant_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_sign_in_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sign_in_token_hash")),
    )
    op.create_index(op.f("ix_sign_in_user_id"), "sign_in", ["user_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_sign_in_user_id"), table_name="sign_in")
    op.drop_table("sign_in")
    op.drop_index(op.f("ix_membership_user_id"), table_name="membership")
    op.drop_index("ix_membership_district_id", table_name="membership")
    op.drop_index("ix_membership_city_id", table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_user_account_tenant_id"), table_name="user_account")
    op.drop_index(op.f("ix_user_account_district_id"), table_name="user_account")
    op.drop_index(op.f("ix_user_account_city_id"), table_name="user_account")
    op.drop_table("user_account")
    op.drop_index(
        "ix_roster_row_tenant_qualifies",
        table_name="roster_row",
        postgresql_where=sa.text("qualifies_on is not null"),
    )
    op.drop_index("ix_roster_row_problems", table_name="roster_row", postgresql_where=sa.text("outcome > 0"))
    op.drop_table("roster_row")
    op.drop_table("known_elsewhere")
    op.drop_index("ix_known_certificate_city_id_id_fingerprint", table_name="known_certificate")
    op.drop_table("known_certificate")
    op.drop_index("ix_filed_scope_tenant_id", table_name="filed_scope")
    op.drop_index("ix_filed_scope_district_id", table_name="filed_scope")
    op.drop_index("ix_filed_scope_city_id", table_name="filed_scope")
    op.drop_table("filed_scope")
    op.drop_index("ix_application_move_tenant_id", table_name="application_move")
    op.drop_index("ix_application_move_application_id", table_name="application_move")
    op.drop_table("application_move")
    op.drop_index(op.f("ix_tenant_district_id"), table_name="tenant")
    op.drop_index("ix_tenant_city_name", table_name="tenant")
    op.drop_table("tenant")
    op.drop_index("ix_stored_file_tenant_id_digest", table_name="stored_file")
    op.drop_index("ix_stored_file_tenant_id", table_name="stored_file")
    op.drop_table("stored_file")
    op.drop_index("ix_sign_in_attempt_login_at", table_name="sign_in_attempt")
    op.drop_index("ix_sign_in_attempt_address_at", table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_index(
        "uq_roster_open",
        table_name="roster",
        postgresql_where=sa.text("state in ('checking', 'preview', 'importing')"),
    )
    op.drop_index("ix_roster_tenant_id", table_name="roster")
    op.drop_index("ix_roster_district_id", table_name="roster")
    op.drop_index("ix_roster_city_id", table_name="roster")
    op.drop_table("roster")
    op.drop_table("periodic_run")
    op.drop_index(op.f("ix_occupation_name"), table_name="occupation")
    op.drop_table("occupation")
    op.drop_index(
        "uq_job_dedupe", table_name="job", postgresql_where=sa.text("state in ('queued', 'running')")
    )
    op.drop_index("ix_job_tenant_id", table_name="job")
    op.drop_index("ix_job_due", table_name="job", postgresql_where=sa.text("state in ('queued', 'running')"))
    op.drop_index("ix_job_district_id", table_name="job")
    op.drop_index("ix_job_city_id", table_name="job")
    op.drop_table("job")
    op.drop_table("heartbeat")
    op.drop_table("audit_seal")
    op.drop_index("ix_audit_event_transaction", table_name="audit_event")
    op.drop_index("ix_audit_event_tenant_id", table_name="audit_event")
    op.drop_index("ix_audit_event_subject", table_name="audit_event")
    op.drop_index("ix_audit_event_district_id", table_name="audit_event")
    op.drop_index("ix_audit_event_city_id", table_name="audit_event")
    op.drop_table("audit_event")
    op.drop_index("ix_application_figure_district_id", table_name="application_figure")
    op.drop_index("ix_application_figure_city_id", table_name="application_figure")
    op.drop_table("application_figure")
    op.drop_index(
        "uq_application_live",
        table_name="application",
        postgresql_where=sa.text("state not in ('closed', 'rejected', 'withdrawn')"),
    )
    op.drop_index("ix_application_tenant_new", table_name="application")
    op.drop_index("ix_application_tenant_name", table_name="application")
    op.drop_index("ix_application_tenant_list", table_name="application")
    op.drop_index("ix_application_id_fingerprint", table_name="application")
    op.drop_index("ix_application_district_new", table_name="application")
    op.drop_index("ix_application_district_name", table_name="application")
    op.drop_index("ix_application_district_list", table_name="application")
    op.drop_index("ix_application_city_new", table_name="application")
    op.drop_index("ix_application_city_name", table_name="application")
    op.drop_index("ix_application_city_list", table_name="application")
    op.drop_table("application")
