"""Papers: lists, printed copies, sealed scans, batch prints."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tenants.rls import COLUMN, WRITE, Access, Protection
from tenants.scope import Reach

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLES = ("paper_list", "paper_issue", "sealed_paper", "paper_print")
ONE_OF = (
    "kind = 'annex1' and application_id is not null and list_id is null"
    " or kind = 'annex2' and list_id is not null and application_id is null"
)
# Whoever sees an application sees its papers. A list names people that an institution may not have been sent,
# and it can't see whether it was: a list is the unit's and its bureaus' alone.
OF_APPLICATION = (
    "exists (select from application a where a.id = {table}.application_id"
    " and a.tenant_id = {table}.tenant_id)"
)
OF_SEALED = OF_APPLICATION.format(table="sealed_paper")
OF_ISSUE = OF_APPLICATION.format(table="paper_issue")
READ, ADD, KEEP = ("select",), ("select", "insert"), ("select", "insert", "update")
OVER = (Reach.DISTRICT, Reach.CITY)


def _protection(table: str, tenant: tuple[str, ...], **more: Access) -> Protection:
    """The unit keeps it, bureaus read it, the system keeps it too (notices, rotation of keys)."""
    access = {Reach.TENANT: Access(COLUMN[Reach.TENANT], WRITE[Reach.TENANT], tenant)}
    access |= {reach: Access(COLUMN[reach], WRITE[reach], READ) for reach in OVER}
    access |= {Reach.SYSTEM: Access("true", "true", ("select", "update"))}
    return Protection(table, access | {Reach(name): one for name, one in more.items()})


PROTECTIONS = (
    _protection("paper_list", KEEP),
    _protection("paper_issue", ADD, applicant=Access(OF_ISSUE, OF_ISSUE, ADD)),
    _protection(
        "sealed_paper", KEEP, institution=Access(OF_SEALED, "false", READ),
        applicant=Access(OF_SEALED, "false", READ),
    ),
    _protection("paper_print", KEEP),
)  # fmt: skip


def upgrade() -> None:
    _list()
    _issue()
    _sealed()
    _print()
    for protection in PROTECTIONS:
        for statement in protection.statements():
            op.execute(statement)
    for table in TABLES:
        op.execute(
            f"create trigger {table}_territory after insert or update of tenant_id, district_id, city_id"
            f" on {table} for each row execute function hold_territory()"
        )


def _owned() -> list[sa.Column[int]]:
    return [
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("district_id", sa.BigInteger()),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
    ]


def _of(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["tenant_id", column], [f"{other}.tenant_id", f"{other}.id"], name=f"fk_{table}_tenant_id_{column}"
    )


def _list() -> None:
    op.create_table(
        "paper_list",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("programme_year", sa.Integer(), nullable=False),
        sa.Column("occupation", sa.String(), nullable=False),
        sa.Column("level", sa.String(), nullable=False),
        sa.Column("data_version", sa.Integer(), nullable=False),
        sa.Column("committed_at", sa.DateTime(timezone=True)),
        sa.Column("committed_by", sa.BigInteger()),
        sa.Column("committer", sa.String()),
        *_owned(),
        sa.PrimaryKeyConstraint("id", name="pk_paper_list"),
        sa.UniqueConstraint("public_id", name="uq_paper_list_public_id"),
        sa.UniqueConstraint("tenant_id", "id", name="uq_paper_list_tenant_id_id"),
        sa.UniqueConstraint(
            "tenant_id", "programme_year", "occupation", "level",
            name="uq_paper_list_tenant_id_programme_year_occupation_level",
        ),
    )  # fmt: skip
    op.create_index("ix_paper_list_district_id", "paper_list", ["district_id"])
    op.create_index("ix_paper_list_city_id", "paper_list", ["city_id"])


def _issue() -> None:
    op.create_table(
        "paper_issue",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("application_id", sa.BigInteger()),
        sa.Column("list_id", sa.BigInteger()),
        sa.Column("data_version", sa.Integer(), nullable=False),
        sa.Column("mac", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        *_owned(),
        sa.PrimaryKeyConstraint("id", name="pk_paper_issue"),
        sa.CheckConstraint(ONE_OF, name="ck_paper_issue_one_of"),
        _of("paper_issue", "application_id", "application"),
        _of("paper_issue", "list_id", "paper_list"),
    )
    for subject in ("application", "list"):
        op.create_index(
            f"uq_paper_issue_{subject}", "paper_issue", [f"{subject}_id", "data_version", "mac"],
            unique=True, postgresql_where=sa.text(f"{subject}_id is not null"),
        )  # fmt: skip
    op.create_index("ix_paper_issue_tenant_id", "paper_issue", ["tenant_id"])


def _sealed() -> None:
    op.create_table(
        "sealed_paper",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("application_id", sa.BigInteger()),
        sa.Column("list_id", sa.BigInteger()),
        sa.Column("data_version", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("tied_by", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True)),
        sa.Column("looked_at", sa.DateTime(timezone=True)),
        sa.Column("told_version", sa.Integer()),
        *_owned(),
        sa.PrimaryKeyConstraint("id", name="pk_sealed_paper"),
        sa.UniqueConstraint("public_id", name="uq_sealed_paper_public_id"),
        sa.CheckConstraint(ONE_OF, name="ck_sealed_paper_one_of"),
        sa.CheckConstraint("tied_by in ('qr', 'hand')", name="ck_sealed_paper_tied_by"),
        _of("sealed_paper", "application_id", "application"),
        _of("sealed_paper", "list_id", "paper_list"),
    )
    for subject in ("application", "list"):
        op.create_index(
            f"ix_sealed_paper_{subject}_id", "sealed_paper", [f"{subject}_id", sa.text("id desc")]
        )
        op.create_index(
            f"uq_sealed_paper_{subject}", "sealed_paper", [f"{subject}_id"], unique=True,
            postgresql_where=sa.text(f"ended_at is null and {subject}_id is not null"),
        )  # fmt: skip
    for reach in ("tenant", "district", "city"):
        op.create_index(f"ix_sealed_paper_{reach}_id", "sealed_paper", [f"{reach}_id", sa.text("id desc")])


def _print() -> None:
    op.create_table(
        "paper_print",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        sa.Column("list_id", sa.BigInteger(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.BigInteger()),
        sa.Column("job_id", sa.BigInteger()),
        sa.Column("stopped_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        *_owned(),
        sa.PrimaryKeyConstraint("id", name="pk_paper_print"),
        sa.UniqueConstraint("public_id", name="uq_paper_print_public_id"),
        _of("paper_print", "list_id", "paper_list"),
    )
    op.create_index("ix_paper_print_list_id", "paper_print", ["list_id", sa.text("id desc")])
    op.create_index("ix_paper_print_tenant_id", "paper_print", ["tenant_id", sa.text("id desc")])


def downgrade() -> None:
    for protection in reversed(PROTECTIONS):
        for statement in protection.lifting():
            op.execute(statement)
    for table in reversed(TABLES):
        op.drop_table(table)
