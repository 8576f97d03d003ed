"""Photos of applications, and zips of photos on their way (三(三)3)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.rls import COLUMN, OWN_USER, TERRITORY, Access, Protection
from tenants.scope import Reach

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

READ = ("select",)
KEEP = ("select", "insert", "update (replaced_at)")
# A photo is seen by whoever sees its application.
OF_APPLICATION = (
    "exists (select from application a"
    " where a.id = application_id and a.tenant_id = application_photo.tenant_id)"
)
PHOTO = Protection(
    "application_photo",
    {
        Reach.TENANT: Access(COLUMN[Reach.TENANT], TERRITORY, KEEP),
        Reach.INSTITUTION: Access(OF_APPLICATION, "false", READ),
        Reach.APPLICANT: Access(OF_APPLICATION, OF_APPLICATION, KEEP),
        Reach.DISTRICT: Access(COLUMN[Reach.DISTRICT], "false", READ),
        Reach.CITY: Access(COLUMN[Reach.CITY], "false", READ),
        Reach.SYSTEM: Access("true", "true", ("select", "insert")),
    },
)
CHANGES = "update (state, version, refused, result, job_id, finished_at)"
BATCH = Protection(
    "photo_batch",
    {
        Reach.TENANT: Access(COLUMN[Reach.TENANT], TERRITORY, ("select", "insert", CHANGES)),
        # Whoever oversees the unit's jobs sees whose zip each reads.
        Reach.DISTRICT: Access(COLUMN[Reach.DISTRICT], "false", READ),
        Reach.CITY: Access(COLUMN[Reach.CITY], "false", READ),
        Reach.SYSTEM: Access("true", "true", ("select", CHANGES)),
    },
)
ANSWERS = "update (match, offered, application_id, left_out, outcome)"
ROW = Protection(
    "photo_row",
    {
        Reach.TENANT: Access(COLUMN[Reach.TENANT], TERRITORY, ("select", "insert", ANSWERS)),
        Reach.SYSTEM: Access("true", "false", READ),
    },
)
PROTECTIONS = (PHOTO, BATCH, ROW)
# An applicant hands in files of their own, for the unit that their application is with.
OWN_FILE = f"user_id = {OWN_USER}"
FOR_OWN_UNIT = f"{OWN_FILE} and exists (select from application a where a.tenant_id = stored_file.tenant_id)"
HELD = ("application_photo", "photo_batch")


def territory() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("district_id", sa.BigInteger()),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
    )


def picture() -> tuple[sa.Column[Any], ...]:
    return (
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String()),
        sa.Column("file_id", sa.BigInteger()),
        sa.Column("kind", sa.String()),
        sa.Column("width", sa.Integer()),
        sa.Column("height", sa.Integer()),
        sa.Column("blue", sa.Integer()),
        sa.Column("thumb_digest", sa.String()),
        sa.Column("display_digest", sa.String()),
        sa.Column("warnings", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    )


def identity() -> sa.Column[Any]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True)


def moment(name: str, *, now: bool = False) -> sa.Column[Any]:
    default = sa.text("now()") if now else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=not now)


def upgrade() -> None:
    _photos()
    _batches()
    _rows()
    for protection in PROTECTIONS:
        for statement in protection.statements():
            op.execute(statement)
    for table in HELD:
        op.execute(
            f"create trigger {table}_territory after insert or update of tenant_id, district_id, city_id"
            f" on {table} for each row execute function hold_territory()"
        )
    op.execute(
        "create policy stored_file_applicant on stored_file as permissive for all to app_applicant"
        f" using ({OWN_FILE}) with check ({FOR_OWN_UNIT})"
    )
    op.execute("grant select, insert on stored_file to app_applicant")


def _photos() -> None:
    op.create_table(
        "application_photo",
        identity(),
        sa.Column("application_id", sa.BigInteger(), nullable=False),
        sa.Column("batch_id", sa.BigInteger()),
        sa.Column("policy_version", sa.String(), nullable=False),
        sa.Column("uploaded_by", sa.BigInteger()),
        sa.Column("uploaded_by_name", sa.String(), nullable=False),
        moment("created_at", now=True),
        moment("replaced_at"),
        *picture(),
        *territory(),
        sa.ForeignKeyConstraint(["tenant_id", "application_id"], ["application.tenant_id", "application.id"]),
        sa.CheckConstraint(
            "num_nulls(digest, file_id, kind, width, height, blue, thumb_digest, display_digest) = 0",
            name="whole",
        ),
    )
    op.create_index(
        "ix_application_photo_application_id", "application_photo", ["tenant_id", "application_id"]
    )
    op.create_index(
        "uq_application_photo_current", "application_photo", ["tenant_id", "application_id"], unique=True,
        postgresql_where=sa.text("replaced_at is null"),
    )  # fmt: skip


def _batches() -> None:
    op.create_table(
        "photo_batch",
        identity(),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("programme_year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("refused", sa.String()),
        sa.Column("result", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("job_id", sa.BigInteger()),
        moment("created_at", now=True),
        moment("finished_at"),
        *territory(),
        sa.UniqueConstraint("public_id"),
        sa.UniqueConstraint("tenant_id", "id"),
        sa.CheckConstraint("state in ('reading', 'refused', 'matching', 'done', 'cancelled')", name="state"),
    )
    op.create_index("ix_photo_batch_tenant_id", "photo_batch", ["tenant_id", sa.text("id desc")])
    op.create_index(
        "uq_photo_batch_open", "photo_batch", ["tenant_id", "digest"], unique=True,
        postgresql_where=sa.text("state in ('reading', 'matching')"),
    )  # fmt: skip


def _rows() -> None:
    op.create_table(
        "photo_row",
        identity(),
        sa.Column("batch_id", sa.BigInteger(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("match", sa.String(), nullable=False),
        sa.Column("offered", postgresql.ARRAY(sa.BigInteger()), nullable=False),
        sa.Column("application_id", sa.BigInteger()),
        sa.Column("refused", postgresql.JSONB(astext_type=sa.Text())),
        sa.Column("left_out", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String()),
        *picture(),
        *territory(),
        sa.ForeignKeyConstraint(["tenant_id", "batch_id"], ["photo_batch.tenant_id", "photo_batch.id"]),
        sa.CheckConstraint(
            "match in ('exact', 'likely', 'several', 'nobody', 'chosen', 'refused')", name="match"
        ),
        sa.CheckConstraint("match <> 'refused' or application_id is null", name="refused"),
        sa.UniqueConstraint("batch_id", "place"),
    )
    op.create_index("ix_photo_row_batch", "photo_row", ["tenant_id", "batch_id", "place"])


def downgrade() -> None:
    op.execute("revoke all on stored_file from app_applicant")
    op.execute("drop policy stored_file_applicant on stored_file")
    for table in HELD:
        op.execute(f"drop trigger {table}_territory on {table}")
    for protection in PROTECTIONS:
        for statement in protection.lifting():
            op.execute(statement)
    for table in ("photo_row", "photo_batch", "application_photo"):
        op.drop_table(table)
