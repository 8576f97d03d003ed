"""Tags, spellings and work types of occupations; what a city says of them; scarce additions; institutions."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.rls import COLUMN, OWN_CITY, TERRITORY, Access, Protection
from tenants.scope import Reach

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

READ = ("select",)
KEEP = ("select", "insert", "update")
OF_CITY = f"city_id = {OWN_CITY}"
BLOCK = "name, address, phones, contact, email, website, listed, version, updated_at"
# The catalogue is no secret: what a city says of it is read by everybody, below a city only its own.
WIDE = (Reach.ACCOUNT, Reach.APPLICANT, Reach.PUBLIC)
NARROW = (Reach.TENANT, Reach.INSTITUTION, Reach.DISTRICT)


def _city_table(name: str) -> Protection:
    access = {reach: Access("true", "false", READ) for reach in WIDE}
    access |= {reach: Access(OF_CITY, "false", READ) for reach in NARROW}
    access[Reach.CITY] = Access(OF_CITY, OF_CITY, KEEP)
    access[Reach.SYSTEM] = Access("true", "true", KEEP)
    return Protection(name, access)


INSTITUTION = _city_table("institution")
# Every unit of a city reads the city's institutions, and changes no block but its own.
INSTITUTION.access[Reach.TENANT] = Access(OF_CITY, TERRITORY, ("select", "insert", f"update ({BLOCK})"))
INSTITUTION.access[Reach.CITY] = Access(
    COLUMN[Reach.CITY], COLUMN[Reach.CITY], ("select", "insert", f"update ({BLOCK})")
)
# A district makes institutions of the colleges it enters, renames and closes those of its own.
INSTITUTION.access[Reach.DISTRICT] = Access(
    OF_CITY, COLUMN[Reach.DISTRICT], ("select", "insert", "update (name, listed)")
)
PROTECTIONS = (_city_table("city_occupation"), _city_table("scarce_addition"), INSTITUTION)
RANDOM = "substr(translate(encode(sha256(random()::text::bytea), 'base64'), '+/=01OIl', ''), 1, 12)"


def upgrade() -> None:
    strings = postgresql.ARRAY(sa.String())
    op.add_column("occupation", sa.Column("spelling", sa.String(), server_default="", nullable=False))
    op.add_column("occupation", sa.Column("tags", strings, server_default=sa.text("'{}'"), nullable=False))
    op.add_column(
        "occupation", sa.Column("work_types", strings, server_default=sa.text("'{}'"), nullable=False)
    )
    op.add_column("occupation", sa.Column("note", sa.String()))
    op.add_column("filed_scope", sa.Column("public_id", sa.String()))
    op.add_column(
        "filed_scope", sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False)
    )
    op.create_index("ix_filed_scope_valid_to", "filed_scope", ["valid_to"])
    _city_tables()
    _institution()
    _fill()
    op.alter_column("filed_scope", "public_id", nullable=False)
    op.create_unique_constraint("uq_filed_scope_public_id", "filed_scope", ["public_id"])
    for protection in PROTECTIONS:
        for statement in protection.statements():
            op.execute(statement)
    op.execute(
        "create trigger institution_territory after insert or update of tenant_id, district_id, city_id"
        " on institution for each row execute function hold_territory()"
    )


def _city_tables() -> None:
    strings, digits = postgresql.ARRAY(sa.String()), postgresql.ARRAY(sa.SmallInteger())
    now = sa.text("now()")
    op.create_table(
        "city_occupation",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.Column("occupation_code", sa.String(), nullable=False),
        sa.Column("industry", sa.String()),
        sa.Column("levels", digits),
        sa.Column("tags", strings),
        sa.Column("work_types", strings, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_city_occupation"),
        sa.UniqueConstraint("city_id", "occupation_code", name="uq_city_occupation_city_id_occupation_code"),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_city_occupation_city_id"),
        sa.ForeignKeyConstraint(
            ["occupation_code"], ["occupation.code"], name="fk_city_occupation_occupation_code"
        ),
    )
    op.create_table(
        "scarce_addition",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.Column("occupation_code", sa.String()),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scarce_addition"),
        sa.UniqueConstraint("public_id", name="uq_scarce_addition_public_id"),
        sa.CheckConstraint("valid_from <= valid_to", name="ck_scarce_addition_span"),
        sa.CheckConstraint("level between 1 and 3", name="ck_scarce_addition_level"),
        sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name="fk_scarce_addition_city_id"),
        sa.ForeignKeyConstraint(
            ["occupation_code"], ["occupation.code"], name="fk_scarce_addition_occupation_code"
        ),
    )
    op.create_index("ix_scarce_addition_city_id", "scarce_addition", ["city_id", "name"])
    op.create_index("ix_scarce_addition_occupation_code", "scarce_addition", ["occupation_code"])


def _institution() -> None:
    strings = postgresql.ARRAY(sa.String())
    op.create_table(
        "institution",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("tenant_id", sa.BigInteger(), nullable=False),
        sa.Column("city_id", sa.BigInteger(), nullable=False),
        sa.Column("district_id", sa.BigInteger()),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("address", sa.String()),
        sa.Column("phones", strings, server_default=sa.text("'{}'"), nullable=False),
        sa.Column("contact", sa.String()),
        sa.Column("email", sa.String()),
        sa.Column("website", sa.String()),
        sa.Column("listed", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_institution"),
        sa.UniqueConstraint("tenant_id", name="uq_institution_tenant_id"),
        sa.UniqueConstraint("public_id", name="uq_institution_public_id"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name="fk_institution_tenant_id"),
    )
    op.create_index("ix_institution_city_id", "institution", ["city_id"])


def _fill() -> None:
    """The owner is bound by the policies too: what stands there already is filled in while they rest."""
    for table in ("filed_scope", "tenant"):
        op.execute(f"alter table {table} no force row level security")
    op.execute(f"update filed_scope set public_id = {RANDOM}")
    op.execute(
        "insert into institution (tenant_id, district_id, city_id, public_id, name, kind, address, phones)"
        " select id, district_id, city_id, public_id, name, kind, address,"
        " case when phone is null then '{}'::varchar[] else array[phone] end from tenant t"
        " where kind = 'college' or exists (select from filed_scope f where f.tenant_id = t.id)"
    )
    for table in ("filed_scope", "tenant"):
        op.execute(f"alter table {table} force row level security")


def downgrade() -> None:
    op.execute("drop trigger institution_territory on institution")
    for protection in reversed(PROTECTIONS):
        for statement in protection.lifting():
            op.execute(statement)
    for table in ("institution", "scarce_addition", "city_occupation"):
        op.drop_table(table)
    op.drop_constraint("uq_filed_scope_public_id", "filed_scope")
    op.drop_index("ix_filed_scope_valid_to", "filed_scope")
    op.drop_column("filed_scope", "version")
    op.drop_column("filed_scope", "public_id")
    for column in ("note", "work_types", "tags", "spelling"):
        op.drop_column("occupation", column)
