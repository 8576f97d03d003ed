"""The drafts of Annex 1: a unit's own, and an applicant's own."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.rls import OWN_USER, Access, territorial
from tenants.scope import Reach

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WRITE = ("select", "insert", "update")
OWN = f"applicant_id = {OWN_USER}"
# Nobody above the unit reads what wasn't handed in; the system seals it anew when the keys are rotated.
DRAFT = territorial("application_draft", tenant=WRITE, system=("select", "update (content)"))
DRAFT.access[Reach.APPLICANT] = Access(OWN, OWN, WRITE)


def upgrade() -> None:
    op.create_table(
        "application_draft",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("entered_by", sa.BigInteger(), nullable=False),
        sa.Column("saved_by", sa.BigInteger(), nullable=False),
        sa.Column(
            "typed_by", postgresql.ARRAY(sa.BigInteger()), server_default=sa.text("'{}'"), nullable=False
        ),
        sa.Column("applicant_id", sa.BigInteger()),
        sa.Column("application_id", sa.BigInteger()),
        sa.Column("base_version", sa.Integer()),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("ended_as", sa.String()),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("district_id", sa.BigInteger()),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "ended_as in ('submitted', 'deleted')", name=op.f("ck_application_draft_ended_as")
        ),
        sa.CheckConstraint(
            "(ended_at is null) = (ended_as is null)", name=op.f("ck_application_draft_ended")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_draft")),
        sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_application_draft_tenant_id_public_id")),
    )
    _indexes()
    for statement in DRAFT.statements():
        op.execute(statement)
    op.execute(
        "create trigger application_draft_territory after insert or update of tenant_id, district_id, city_id"
        " on application_draft for each row execute function hold_territory()"
    )


def _indexes() -> None:
    op.create_index(
        "ix_application_draft_tenant_id", "application_draft", ["tenant_id", sa.text("updated_at desc")]
    )
    op.create_index(
        "ix_application_draft_applicant_id", "application_draft", ["applicant_id", sa.text("id desc")],
        postgresql_where=sa.text("applicant_id is not null"),
    )  # fmt: skip
    for name, whose in (("correcting", "is null"), ("own_correcting", "is not null")):
        op.create_index(
            f"uq_application_draft_{name}", "application_draft", ["tenant_id", "application_id"], unique=True,
            postgresql_where=sa.text(
                f"ended_at is null and application_id is not null and applicant_id {whose}"
            ),
        )  # fmt: skip


def downgrade() -> None:
    for statement in DRAFT.lifting():
        op.execute(statement)
    op.drop_table("application_draft")
