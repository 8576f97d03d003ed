"""The person ledger (1.7, 5.1): every known certificate and live application of a city, by blind index.

The ledger of applications is kept by triggers on `application`, whoever writes it; what was noted of people
known elsewhere (`known_elsewhere`) goes: the cross-check finds it, with both sides.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from tenants.rls import COLUMN, Access, Protection
from tenants.scope import Reach

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

READ, ADD, KEEP = ("select",), ("select", "insert"), ("select", "insert", "update")
IN_CITY = COLUMN[Reach.CITY]
CERTIFICATE = Protection(
    "known_certificate",
    {
        # A district reads what was issued in it: the sides of a case that it decides.
        Reach.DISTRICT: Access(COLUMN[Reach.DISTRICT], "false", READ),
        Reach.CITY: Access(IN_CITY, IN_CITY, KEEP),
        Reach.CROSSCHECK: Access(IN_CITY, IN_CITY, KEEP),
        Reach.SYSTEM: Access("true", "true", (*ADD, "update (id_number)")),
    },
)
APPLICATION = Protection(
    "known_application",
    {
        Reach.CROSSCHECK: Access(IN_CITY, IN_CITY, ("select", "update (merged_index, person_fingerprint)")),
        Reach.SYSTEM: Access("true", "false", READ),
    },
)
MERGE = Protection(
    "person_merge",
    {
        Reach.CITY: Access(IN_CITY, "false", READ),
        Reach.CROSSCHECK: Access(IN_CITY, IN_CITY, (*ADD, "update (undone_at)")),
        Reach.SYSTEM: Access("true", "false", READ),
    },
)
SERIES = Protection(
    "covered_series",
    {
        Reach.CITY: Access(IN_CITY, IN_CITY, (*ADD, "delete")),
        Reach.CROSSCHECK: Access(IN_CITY, "false", READ),
        Reach.SYSTEM: Access("true", "false", READ),
    },
)
PROTECTIONS = (CERTIFICATE, APPLICATION, MERGE, SERIES)
FORMER = (
    Protection(
        "known_certificate",
        {Reach.CITY: Access(IN_CITY, IN_CITY, ADD), Reach.SYSTEM: Access("true", "true", ADD)},
    ),
    Protection("known_elsewhere", {Reach.SYSTEM: Access("true", "true", ADD)}),
)
# One name and month of birth: two numbers that are nearly alike are looked for there, by an integer's index.
KIN = (
    "case when length(birth) >= 7"
    " then hashtextextended(replace(name, ' ', '') || '|' || left(birth, 7), 0) end"
)
FINGERPRINT = "('x' || encode(substr({index}, 1, 8), 'hex'))::bit(64)::bigint"
# The level digits of 1.5, of which 1 is the highest; and what an occupation's name says without width, spaces
# and brackets.
FUNCTIONS = {
    "level_digit(level text) returns smallint": """
  select case level when '初级工' then 5 when '中级工' then 4 when '高级工' then 3 when '技师' then 2
         when '高级技师' then 1 end::smallint""",
    "occupation_key(name text) returns text": r"""
  select regexp_replace(regexp_replace(normalize(name, nfkc), '[(\[【].*$', ''), '\s+', '', 'g')""",
}
LIVE = "state not in ('closed', 'draft', 'rejected', 'withdrawn')"
# The ledger's columns, and what the application's row says of each. A number's form is seen by its mask.
SAID = {
    "city_id": "a.city_id",
    "district_id": "a.district_id",
    "tenant_id": "a.tenant_id",
    "programme_year": "a.programme_year",
    "id_index": "a.id_index",
    "merged_index": "m.person_index",
    "person_fingerprint": FINGERPRINT.format(index="coalesce(m.person_index, a.id_index)"),
    "id_form": "length(a.id_masked)::smallint",
    "name": "a.name",
    "birth": "a.birth",
    "occupation": "a.target_occupation",
    "level": "level_digit(a.target_level)",
    "number": "a.certificate_number",
    "contradicts": (
        "(select w ->> 'params' from jsonb_array_elements(a.warnings) w"
        " where w ->> 'code' = 'certificate_contradicts' limit 1)"
    ),
    "phone_index": "a.phone_index",
    "phone_fingerprint": FINGERPRINT.format(index="a.phone_index"),
    "held": "a.state = 'held'",
}
WATCHED = (
    "id_index", "name", "birth", "target_occupation", "target_level", "certificate_number", "phone_index",
    "warnings", "state",
)  # fmt: skip
WRITE = f"""
insert into known_application (application_id, {", ".join(SAID)})
select a.id, {", ".join(SAID.values())}
from ROWS
left join person_merge m on m.city_id = a.city_id and m.alias_index = a.id_index and m.undone_at is null
where a.{LIVE}
"""
ADDED = WRITE.replace("ROWS", "added a")
CHANGED = f"""
delete from known_application k using added a where k.application_id = a.id and not (a.{LIVE});
{WRITE.replace("ROWS", "added a join removed r on r.id = a.id")}
  and ({", ".join(f"a.{name}" for name in WATCHED)})
    is distinct from ({", ".join(f"r.{name}" for name in WATCHED)})
on conflict (application_id) do update
set {", ".join(f"{name} = excluded.{name}" for name in SAID)}
"""


def upgrade() -> None:
    for head, body in FUNCTIONS.items():
        op.execute(f"create function {head} language sql immutable parallel safe as $${body}$$")
    # Nobody wrote them but look-ups of imports, which said nothing of whom.
    op.drop_table("known_elsewhere")
    op.drop_table("known_certificate")
    _certificates()
    _applications()
    _merges()
    _fill()
    for protection in PROTECTIONS:
        for statement in protection.statements():
            op.execute(statement)
    _triggers()


def _column(name: str, kind: type[sa.types.TypeEngine], *, needed: bool = True) -> sa.Column[object]:
    return sa.Column(name, kind(), nullable=not needed)


def _key() -> sa.Column[int]:
    return sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True)


def _city() -> sa.Column[int]:
    return sa.Column("city_id", sa.BigInteger(), sa.ForeignKey("tenant.id"), nullable=False)


def _now() -> sa.Column[object]:
    return sa.Column(
        "created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
    )


def _person() -> tuple[sa.Column[object], ...]:
    """Who it is about: by the number on it, and by the person that number counts for after a merge."""
    return (
        _column("id_index", sa.LargeBinary),
        _column("merged_index", sa.LargeBinary, needed=False),
        _column("person_fingerprint", sa.BigInteger),
        _column("id_form", sa.SmallInteger),
        _column("name", sa.String),
        _column("birth", sa.String, needed=False),
        sa.Column("kin", sa.BigInteger(), sa.Computed(KIN, persisted=True)),
    )


def _certificates() -> None:
    op.create_table(
        "known_certificate", _key(), _city(), _column("district_id", sa.BigInteger, needed=False),
        _column("tenant_id", sa.BigInteger, needed=False),
        _column("application_id", sa.BigInteger, needed=False),
        *_person(), _column("id_number", sa.LargeBinary), _column("id_masked", sa.String),
        sa.Column("number", sa.String(collation="C"), nullable=False),
        _column("kind", sa.String, needed=False), _column("occupation", sa.String),
        _column("level", sa.SmallInteger), _column("issued_on", sa.String, needed=False),
        _column("issued_year", sa.SmallInteger, needed=False), _column("issuer", sa.String, needed=False),
        _column("contradicts", sa.String, needed=False), _column("source", sa.String),
        _column("list_id", sa.BigInteger, needed=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True)), _now(),
        sa.UniqueConstraint("city_id", "number", "id_index"),
        sa.CheckConstraint("level between 1 and 5", name="level"),
    )  # fmt: skip
    op.create_index("ix_known_certificate_person_fingerprint", "known_certificate", ["person_fingerprint"])
    op.create_index("ix_known_certificate_kin", "known_certificate", ["kin"])
    _short("known_certificate")
    op.create_index(
        "ix_known_certificate_contradicts", "known_certificate", ["city_id", "id"],
        postgresql_where=sa.text("contradicts is not null"),
    )  # fmt: skip
    op.create_index(
        "ix_known_certificate_district_id", "known_certificate", ["district_id"],
        postgresql_where=sa.text("district_id is not null"),
    )  # fmt: skip
    op.create_index(
        "ix_known_certificate_list_id", "known_certificate", ["list_id", "id"],
        postgresql_where=sa.text("list_id is not null"),
    )  # fmt: skip


def _applications() -> None:
    op.create_table(
        "known_application",
        sa.Column("application_id", sa.BigInteger(), sa.ForeignKey("application.id"), primary_key=True),
        _column("city_id", sa.BigInteger), _column("district_id", sa.BigInteger, needed=False),
        _column("tenant_id", sa.BigInteger),
        _column("programme_year", sa.Integer), *_person(), _column("occupation", sa.String),
        _column("level", sa.SmallInteger, needed=False),
        sa.Column("number", sa.String(collation="C")), _column("contradicts", sa.String, needed=False),
        _column("phone_index", sa.LargeBinary, needed=False),
        _column("phone_fingerprint", sa.BigInteger, needed=False), _column("held", sa.Boolean),
    )  # fmt: skip
    for name in ("person_fingerprint", "kin"):
        op.create_index(f"ix_known_application_{name}", "known_application", [name])
    _short("known_application")
    for columns in (["number"], ["phone_fingerprint", "programme_year", "application_id"]):
        op.create_index(
            f"ix_known_application_{columns[0]}", "known_application", columns,
            postgresql_where=sa.text(f"{columns[0]} is not null"),
        )  # fmt: skip
    op.create_index(
        "ix_known_application_contradicts", "known_application", ["city_id", "application_id"],
        postgresql_where=sa.text("contradicts is not null"),
    )  # fmt: skip


def _short(table: str) -> None:
    """The few whose number had fifteen digits: rule 6 begins with them."""
    op.create_index(
        f"ix_{table}_short", table, ["person_fingerprint"], postgresql_where=sa.text("id_form = 15")
    )


def _merges() -> None:
    op.create_table(
        "person_merge", _key(), _city(), _column("alias_index", sa.LargeBinary),
        _column("person_index", sa.LargeBinary), _column("case_id", sa.BigInteger, needed=False),
        sa.Column("undone_at", sa.DateTime(timezone=True)), _now(),
        sa.CheckConstraint("alias_index <> person_index", name="two"),
    )  # fmt: skip
    op.create_index(
        "uq_person_merge_alias", "person_merge", ["city_id", "alias_index"], unique=True,
        postgresql_where=sa.text("undone_at is null"),
    )  # fmt: skip
    op.create_table(
        "covered_series", _key(), _city(), sa.Column("series", sa.String(collation="C"), nullable=False),
        _column("list_id", sa.BigInteger, needed=False), _now(),
        sa.UniqueConstraint("city_id", "series", "list_id"),
    )  # fmt: skip


def _fill() -> None:
    """The owner is bound by the policies too: what lives already is entered while they rest."""
    op.execute("alter table application no force row level security")
    op.execute(WRITE.replace("ROWS", "application a"))
    op.execute("alter table application force row level security")


def _triggers() -> None:
    for table, check in (("known_application", "true"), ("person_merge", "false")):
        op.execute(
            f"create policy {table}_owner on {table} as permissive for all to jinlanling_owner"
            f" using (true) with check ({check})"
        )
    for verb, body, tables in (
        ("added", ADDED, "new table as added"),
        ("changed", CHANGED, "old table as removed new table as added"),
    ):
        op.execute(
            f"create function know_{verb}_applications() returns trigger language plpgsql security definer"
            f" set search_path = public, pg_temp as $$ begin {body}; return null; end $$"
        )
        op.execute(
            f"create trigger application_known_{verb} after"
            f" {'insert' if verb == 'added' else 'update'} on application referencing {tables}"
            f" for each statement execute function know_{verb}_applications()"
        )


def downgrade() -> None:
    for verb in ("changed", "added"):
        op.execute(f"drop trigger application_known_{verb} on application")
        op.execute(f"drop function know_{verb}_applications()")
    for table in ("covered_series", "person_merge", "known_application", "known_certificate"):
        op.drop_table(table)
    for head in FUNCTIONS:
        op.execute(f"drop function {head.partition('(')[0]}")
    _former()


def _former() -> None:
    """The two tables as they stood before, empty."""
    op.create_table(
        "known_certificate", _key(), _city(), _column("id_index", sa.LargeBinary),
        _column("id_fingerprint", sa.BigInteger), _column("number", sa.String),
        _column("occupation", sa.String), _column("level", sa.SmallInteger),
        _column("issued_on", sa.Date, needed=False), _column("issuer", sa.String, needed=False),
        _column("source", sa.String), _now(),
    )  # fmt: skip
    op.create_index(
        "ix_known_certificate_city_id_id_fingerprint", "known_certificate", ["city_id", "id_fingerprint"]
    )
    op.create_table(
        "known_elsewhere", _key(), _city(),
        sa.Column("tenant_id", sa.BigInteger(), sa.ForeignKey("tenant.id"), nullable=False),
        _column("programme_year", sa.Integer), _column("id_index", sa.LargeBinary),
        _column("where_found", sa.String),
        sa.Column("found_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.UniqueConstraint("tenant_id", "programme_year", "id_index", "where_found"),
    )  # fmt: skip
    for protection in FORMER:
        for statement in protection.statements():
            op.execute(statement)
