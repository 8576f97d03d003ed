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
        "listed_certificate",
        {
            Reach.CITY: Access(IN_CITY, IN_CITY, ("select", "insert")),
            Reach.SYSTEM: Access("true", "false", ("select",)),
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
    _listed()
    for protection in PROTECTIONS:
        for statement in protection.statements():
            op.execute(statement)
    op.execute(
        "do $$ begin if current_setting('server_version_num')::int >= 170000 then"
        " grant maintain on known_certificate to app_system; end if; end $$"
    )


def _listed() -> None:
    """Which lists hold a certificate, and by what it was struck: taking a list down strikes what no other
    holds, and what was struck by hand stays so."""
    op.create_table(
        "listed_certificate",
        sa.Column("certificate_id", sa.BigInteger(), sa.ForeignKey("known_certificate.id"), primary_key=True),
        sa.Column("list_id", sa.BigInteger(), sa.ForeignKey("certificate_list.id"), primary_key=True),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
    )  # fmt: skip
    op.create_index("ix_listed_certificate_list_id", "listed_certificate", ["list_id", "certificate_id"])
    op.add_column("known_certificate", sa.Column("struck_by", sa.String()))
    op.create_check_constraint(
        "struck", "known_certificate",
        "(revoked_at is null) = (struck_by is null) and struck_by in ('hand', 'list')",
    )  # fmt: skip


def downgrade() -> None:
    op.drop_constraint(op.f("ck_known_certificate_struck"), "known_certificate")
    op.drop_column("known_certificate", "struck_by")
    op.drop_table("listed_certificate")
    op.drop_table("refused_line")
    op.drop_table("certificate_list")
