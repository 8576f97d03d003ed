"""A city's programmes, their notices and policy versions, and late openings of its units."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.rls import COLUMN, OWN_CITY, OWN_TENANT, Access, Protection, territorial
from tenants.scope import Reach

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

READ = ("select",)
ADD = ("select", "insert")
OF_CITY = f"city_id = {OWN_CITY}"
NOBODY, ANYBODY = "false", "true"
# The notice and its numbers are published: whoever belongs to no city of their own may read any city's.
OF_NO_CITY = (Reach.ACCOUNT, Reach.APPLICANT, Reach.PUBLIC)
BELOW_CITY = (Reach.TENANT, Reach.INSTITUTION, Reach.DISTRICT)


def of_city(table: str, *verbs: str) -> Protection:
    """A city's own table: read by all below it, written by the city and the system."""
    access = {reach: Access(ANYBODY, NOBODY, READ) for reach in OF_NO_CITY}
    access |= {reach: Access(OF_CITY, NOBODY, READ) for reach in BELOW_CITY}
    access[Reach.CITY] = Access(OF_CITY, OF_CITY, verbs)
    access[Reach.SYSTEM] = Access(ANYBODY, ANYBODY, verbs)
    return Protection(table, access)


ENDING = "update (ended_at, ended_by_name, end_reason)"
LATE = territorial("late_opening", tenant=READ, district=READ, city=(*ADD, ENDING), system=(*ADD, ENDING))
LATE.access[Reach.TENANT] = Access(COLUMN[Reach.TENANT], NOBODY, READ)
LATE.access[Reach.DISTRICT] = Access(COLUMN[Reach.DISTRICT], NOBODY, READ)
LATE.access[Reach.INSTITUTION] = Access(f"tenant_id = {OWN_TENANT}", NOBODY, READ)
# Whether one's unit may still hand in; why, and who opened it, is the unit's matter.
LATE.access[Reach.APPLICANT] = Access(
    ANYBODY, NOBODY, ("select (tenant_id, city_id, year, from_day, to_day, ended_at)",)
)
PROTECTIONS = (
    of_city("programme", *ADD, "update (title, state)"),
    of_city("programme_notice", *ADD),
    of_city("policy_version", *ADD),
    LATE,
)
ONLY_ADDED = ("policy_version", "programme_notice")


def upgrade() -> None:
    for name, columns in TABLES.items():
        op.create_table(name, *columns())
    for name, column in (("tenant_id", "tenant_id"), ("district_id", "district_id")):
        op.create_index(f"ix_late_opening_{name}", "late_opening", [column, "to_day"])
    op.create_index("ix_late_opening_city_id", "late_opening", ["city_id", "year", "to_day"])
    for protection in PROTECTIONS:
        for statement in protection.statements():
            op.execute(statement)
    op.execute(
        "create function only_ever_added() returns trigger language plpgsql as $$ begin"
        " raise exception '%: rows are only ever added', tg_table_name using errcode = '42501'; end $$"
    )
    for table in ONLY_ADDED:
        op.execute(
            f"create trigger {table}_is_append_only before update or delete or truncate on {table}"
            " for each statement execute function only_ever_added()"
        )
    op.execute(
        "create trigger late_opening_territory after insert or update of tenant_id, district_id, city_id"
        " on late_opening for each row execute function hold_territory()"
    )


def downgrade() -> None:
    op.execute("drop trigger late_opening_territory on late_opening")
    for table in ONLY_ADDED:
        op.execute(f"drop trigger {table}_is_append_only on {table}")
    op.execute("drop function only_ever_added()")
    for protection in PROTECTIONS:
        for statement in protection.lifting():
            op.execute(statement)
    for name in reversed(TABLES):
        op.drop_table(name)


def _made() -> sa.Column[Any]:
    return sa.Column(
        "created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _own() -> sa.Column[Any]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False)


def _of_programme(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["city_id", "year"], ["programme.city_id", "programme.year"], name=op.f(f"fk_{table}_city_id_year")
    )


def _texts(*names: str) -> Iterator[sa.Column[Any]]:
    for name in names:
        yield sa.Column(name, sa.String(), nullable=False)


def _programme() -> Iterator[Any]:
    yield _own()
    yield sa.Column("city_id", sa.BigInteger(), nullable=False)
    yield sa.Column("year", sa.Integer(), nullable=False)
    yield from _texts("title", "state")
    yield _made()
    yield sa.CheckConstraint("state in ('draft', 'published', 'closed')", name=op.f("ck_programme_state"))
    yield sa.ForeignKeyConstraint(["city_id"], ["tenant.id"], name=op.f("fk_programme_city_id"))
    yield sa.PrimaryKeyConstraint("id", name=op.f("pk_programme"))
    yield sa.UniqueConstraint("city_id", "year", name=op.f("uq_programme_city_id_year"))


def _numbered(table: str) -> Iterator[Any]:
    """What a versioned table of a programme begins and ends with."""
    yield _own()
    yield sa.Column("city_id", sa.BigInteger(), nullable=False)
    yield sa.Column("year", sa.Integer(), nullable=False)
    yield sa.Column("number", sa.Integer(), nullable=False)
    yield from _texts("reason", "made_by_name")
    yield sa.Column("made_by", sa.BigInteger())
    yield _made()
    yield _of_programme(table)
    yield sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))
    yield sa.UniqueConstraint("city_id", "year", "number", name=op.f(f"uq_{table}_city_id_year_number"))


def _notice() -> Iterator[Any]:
    yield from _numbered("programme_notice")
    yield from _texts("title", "document_number", "issuer", "body")
    yield sa.Column("issued", sa.Date(), nullable=False)


def _version() -> Iterator[Any]:
    yield from _numbered("policy_version")
    yield from _texts("label", "based_on")
    yield sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False)
    yield sa.CheckConstraint(
        "label = year || '.' || number and label = content->>'version'", name=op.f("ck_policy_version_label")
    )
    yield sa.UniqueConstraint("city_id", "label", name=op.f("uq_policy_version_city_id_label"))


def _late() -> Iterator[Any]:
    yield _own()
    yield sa.Column("tenant_id", sa.BigInteger(), nullable=False)
    yield sa.Column("district_id", sa.BigInteger())
    yield sa.Column("city_id", sa.BigInteger(), nullable=False)
    yield sa.Column("year", sa.Integer(), nullable=False)
    yield sa.Column("from_day", sa.Date(), nullable=False)
    yield sa.Column("to_day", sa.Date(), nullable=False)
    yield from _texts("public_id", "reason", "made_by_name")
    yield sa.Column("made_by", sa.BigInteger())
    yield _made()
    yield sa.Column("ended_at", sa.DateTime(timezone=True))
    yield sa.Column("ended_by_name", sa.String())
    yield sa.Column("end_reason", sa.String())
    yield sa.CheckConstraint("from_day <= to_day", name=op.f("ck_late_opening_span"))
    yield _of_programme("late_opening")
    yield sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=op.f("fk_late_opening_tenant_id"))
    yield sa.PrimaryKeyConstraint("id", name=op.f("pk_late_opening"))
    yield sa.UniqueConstraint("tenant_id", "public_id", name=op.f("uq_late_opening_tenant_id_public_id"))


TABLES = {
    "programme": _programme,
    "programme_notice": _notice,
    "policy_version": _version,
    "late_opening": _late,
}
