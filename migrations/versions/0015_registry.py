"""The registry's lists and the lines of them that weren't taken (1.7): the city's own, and nobody else's."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.rls import COLUMN, Access, Protection
from tenants.scope import Reach

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

IN_CITY = COLUMN[Reach.CITY]
PROTECTIONS = (
    Protection(
        "certificate_list",
        {
            Reach.CITY: Access(IN_CITY, IN_CITY, ("select", "insert", "update")),
            Reach.SYSTEM: Access("true", "true", ("select", "update (state, version, counts, finished_at)")),
        },
    ),
    Protection(
        "refused_line",
        {
            Reach.CITY: Access(IN_CITY, IN_CITY, ("select", "insert")),
            Reach.SYSTEM: Access("true", "true", ("select", "update (content)")),
        },
    ),
)
STATES = ("reading", "refused", "stopped", "done", "withdrawing", "withdrawn")


def upgrade() -> None:
    empty = sa.text("'{}'::jsonb")
    op.create_table(
        "certificate_list", sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("public_id", sa.String(), nullable=False, unique=True),
        sa.Column("city_id", sa.BigInteger(), sa.ForeignKey("tenant.id"), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False), sa.Column("complete", sa.Boolean(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), sa.ForeignKey("stored_file.id"), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False), sa.Column("digest", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("head", postgresql.JSONB(), server_default=empty, nullable=False),
        sa.Column("counts", postgresql.JSONB(), server_default=empty, nullable=False),
        sa.Column("refused", sa.String()), sa.Column("reason", sa.String()),
        sa.Column("job_id", sa.BigInteger()),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint("state in (" + ", ".join(f"'{s}'" for s in STATES) + ")", name="state"),
    )  # fmt: skip
    op.create_index("ix_certificate_list_city_id", "certificate_list", ["city_id", sa.text("id desc")])
    op.create_index(
        "uq_certificate_list_standing", "certificate_list", ["city_id", "digest"], unique=True,
        postgresql_where=sa.text("state in ('reading', 'done', 'withdrawing')"),
    )  # fmt: skip
    op.create_table(
        "refused_line", sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.Column("list_id", sa.BigInteger(), sa.ForeignKey("certificate_list.id"), nullable=False),
        sa.Column("sheet", sa.Integer(), nullable=False), sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.UniqueConstraint("list_id", "sheet", "row"),
    )  # fmt: skip
    for protection in PROTECTIONS:
        for statement in protection.statements():
            op.execute(statement)
    op.execute(
        "do $$ begin if current_setting('server_version_num')::int >= 170000 then"
        " grant maintain on known_certificate to app_system; end if; end $$"
    )


def downgrade() -> None:
    op.drop_table("refused_line")
    op.drop_table("certificate_list")
