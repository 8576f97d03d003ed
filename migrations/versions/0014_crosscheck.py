"""The cross-check (三(四), 1.7): held applications, cases and findings, runs, look-ups, statements."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.rls import COLUMN, TERRITORY, Access, Protection
from tenants.scope import Reach

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

READ, ADD = ("select",), ("select", "insert")
IN_DISTRICT, IN_CITY = COLUMN[Reach.DISTRICT], COLUMN[Reach.CITY]
DECIDE = (
    "state, verdict, blocks, version, assigned_to, ground, opinion, decided_by, decided_at, waiting_since"
)


def decided(table: str, columns: str) -> Protection:
    """What the check writes and the superiors of the sides decide about; no tenant reads it."""
    verbs = ("select", f"update ({columns})")
    return Protection(
        table,
        {
            Reach.DISTRICT: Access(IN_DISTRICT, IN_DISTRICT, verbs),
            Reach.CITY: Access(IN_CITY, IN_CITY, verbs),
            Reach.CROSSCHECK: Access(IN_CITY, IN_CITY, ("select", "insert", "update")),
            Reach.SYSTEM: Access("true", "false", READ),
        },
    )


OF_APPLICATION = (
    "exists (select from application a"
    " where a.id = application_id and a.tenant_id = application_statement.tenant_id)"
)
PROTECTIONS = (
    decided("crosscheck_case", DECIDE),
    decided("finding", "outcome, holds, concerned_id, changed_at"),
    Protection(
        "case_event",
        {
            Reach.DISTRICT: Access(IN_DISTRICT, IN_DISTRICT, ADD),
            Reach.CITY: Access(IN_CITY, IN_CITY, ADD),
            Reach.CROSSCHECK: Access(IN_CITY, IN_CITY, ("insert",)),
            Reach.SYSTEM: Access("true", "false", READ),
        },
    ),
    Protection(
        "application_statement",
        {
            Reach.TENANT: Access(COLUMN[Reach.TENANT], TERRITORY, ADD),
            Reach.APPLICANT: Access(OF_APPLICATION, OF_APPLICATION, ADD),
            Reach.DISTRICT: Access(IN_DISTRICT, "false", READ),
            Reach.CITY: Access(IN_CITY, "false", READ),
            Reach.SYSTEM: Access("true", "false", READ),
        },
    ),
    Protection(
        "crosscheck_run",
        {
            Reach.CITY: Access(IN_CITY, IN_CITY, ("select", "insert", "update")),
            Reach.SYSTEM: Access("true", "true", (*ADD, "update (state, finished_at, job_id)")),
        },
    ),
    Protection(
        "look_up",
        {
            Reach.CITY: Access(IN_CITY, "false", READ),
            Reach.CROSSCHECK: Access(IN_CITY, IN_CITY, ADD),
            Reach.SYSTEM: Access("true", "false", READ),
        },
    ),
    Protection(
        "finding_figure",
        {
            Reach.DISTRICT: Access(IN_DISTRICT, "false", READ),
            Reach.CITY: Access(IN_CITY, "false", READ),
            Reach.SYSTEM: Access("true", "false", READ),
        },
    ),
)
# What the check may read of an application, and change: how it stands, nothing that anybody typed.
SEEN = (
    "id, public_id, tenant_id, district_id, city_id, programme_year, state, version, id_number, applicant_id,"
    " institution_id, policy_version, updated_at, crosscheck, crosscheck_rules, sole"
)
SET = "state, version, updated_at, assigned_to, crosscheck, crosscheck_rules, sole"
VERDICTS = "'clear', 'suspected', 'blocked', 'explained', 'confirmed'"
STATES = (
    "draft", "submitted", "unit_approved", "accepted", "enrolled", "in_training", "examined", "certified",
    "closed", "returned", "rejected", "withdrawn",
)  # fmt: skip
NOT_LIVE = "'closed', 'draft', 'held', 'rejected', 'withdrawn'"
# What is held up goes on by the check's word alone, and its verdict is nobody else's to write (1.7).
HELD = """
create function hold_crosscheck() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
  if current_setting('role') not in ('app_crosscheck', 'none') and (
      old.state = 'held' and new.state not in ('held', 'withdrawn')
      or (new.crosscheck, new.crosscheck_rules) is distinct from (old.crosscheck, old.crosscheck_rules)
      or old.crosscheck in ('blocked', 'confirmed') and new.state is distinct from old.state
         and new.state in ('unit_approved', 'accepted', 'enrolled', 'in_training', 'examined', 'certified'))
  then
    raise insufficient_privilege using message = 'application: held up by the cross-check';
  end if;
  return null;
end $$
"""
# Nobody decides about what they entered, handed in or reviewed (invariant 3).
DECIDER = """
create function hold_decider() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
declare
  who bigint := case when new.verdict is null then nullif(current_setting('app.user_id', true), '')::bigint
                     else new.decided_by end;
begin
  if new.verdict is null and (who is null or current_setting('role') = 'app_crosscheck') then
    return null;  -- the check itself has found something new
  end if;
  if who is null
    or exists (
      select from application a where a.id in (new.application_id, new.other_application_id)
        and who in (a.entered_by, a.applicant_id))
    or exists (
      select from application_move m where m.application_id in (new.application_id, new.other_application_id)
        and m.verb in ('import', 'submit', 'correct', 'approve', 'accept', 'return', 'reject')
        and (who = m.user_id or who = any (m.typed_by)))
  then
    raise insufficient_privilege using message = 'crosscheck_case: decided by somebody with a part in it';
  end if;
  return null;
end $$
"""
# An applicant's own application may be held up, and corrected or withdrawn while it is (`hold_applicant`).
PLAIN, WITH_HELD = "('draft', 'submitted', ", "('draft', 'submitted', 'held', "
APPLICANT = """
do $do$ begin
  execute replace(pg_get_functiondef('hold_applicant'::regproc), $old${old}$old$, $new${new}$new$);
end $do$
"""
GROUPED = "select city_id, district_id, rule, outcome, {sign}count(*) from {rows} group by 1, 2, 3, 4"
ADDED, REMOVED = GROUPED.format(sign="", rows="added"), GROUPED.format(sign="-", rows="removed")
FIGURES = """
insert into finding_figure (city_id, district_id, rule, outcome, number)
select city_id, district_id, rule, outcome, sum(number)
from ({source}) as change (city_id, district_id, rule, outcome, number)
group by 1, 2, 3, 4 having sum(number) <> 0 order by 1, 2, 3, 4
on conflict (city_id, district_id, rule, outcome)
do update set number = finding_figure.number + excluded.number
"""


def upgrade() -> None:
    _application()
    _cases()
    _beside()
    for protection in PROTECTIONS:
        for statement in protection.statements():
            op.execute(statement)
    _reach()
    op.execute(HELD)
    op.execute(
        "create trigger application_crosscheck after update on application for each row"
        " when (old.state = 'held' or old.crosscheck in ('blocked', 'confirmed')"
        " or (new.crosscheck, new.crosscheck_rules) is distinct from (old.crosscheck, old.crosscheck_rules))"
        " execute function hold_crosscheck()"
    )
    op.execute(APPLICANT.format(old=PLAIN, new=WITH_HELD))
    op.execute(DECIDER)
    op.execute(
        "create trigger crosscheck_case_decider after update of verdict on crosscheck_case for each row"
        " when (new.verdict is distinct from old.verdict) execute function hold_decider()"
    )
    op.execute(
        "create trigger case_event_is_append_only before update or delete or truncate on case_event"
        " for each statement execute function refuse_change()"
    )
    op.execute(
        "create trigger application_statement_territory after insert on application_statement"
        " for each row execute function hold_territory()"
    )
    _figures()


def _application() -> None:
    op.drop_constraint(op.f("ck_application_state"), "application")
    _states((*STATES, "held"))
    op.add_column(
        "application", sa.Column("sole", sa.Boolean(), server_default=sa.text("true"), nullable=False)
    )
    op.add_column("application", sa.Column("crosscheck", sa.String()))
    op.add_column("application", sa.Column("crosscheck_rules", postgresql.ARRAY(sa.SmallInteger())))
    op.create_check_constraint("crosscheck", "application", f"crosscheck in ({VERDICTS})")
    # Several units' live applications of one person: those that came first claim the place.
    op.execute("alter table application no force row level security")
    op.execute(
        "update application a set sole = false from (select id, row_number() over ("
        f" partition by city_id, programme_year, id_index order by id) as place from application"
        f" where state not in ({NOT_LIVE})) ranked where ranked.id = a.id and ranked.place > 1"
    )
    op.execute("alter table application force row level security")
    op.create_index(
        "uq_application_sole", "application", ["city_id", "programme_year", "id_index"], unique=True,
        postgresql_where=sa.text(f"sole and state not in ({NOT_LIVE})"),
    )  # fmt: skip
    op.create_index(
        "ix_application_crosscheck", "application", ["tenant_id", "crosscheck"],
        postgresql_where=sa.text("crosscheck in ('blocked', 'suspected')"),
    )  # fmt: skip
    op.create_index(
        "ix_application_institution_crosscheck", "application", ["institution_id", "crosscheck"],
        postgresql_where=sa.text("crosscheck in ('blocked', 'suspected')"),
    )  # fmt: skip
    op.create_index(
        "ix_known_application_held", "known_application", ["city_id"], postgresql_where=sa.text("held")
    )


def _states(states: tuple[str, ...]) -> None:
    listed = ", ".join(f"'{state}'" for state in states)
    op.create_check_constraint("state", "application", f"state in ({listed})")


def _key() -> tuple[sa.Column[object], ...]:
    return (sa.Column("id", sa.BigInteger(), sa.Identity(), primary_key=True),)


def _public() -> tuple[sa.Column[object], ...]:
    return (*_key(), sa.Column("public_id", sa.String(), nullable=False, unique=True))


def _number(name: str, *, needed: bool = True, to: str | None = None) -> sa.Column[object]:
    keys = (sa.ForeignKey(f"{to}.id"),) if to else ()
    return sa.Column(name, sa.BigInteger(), *keys, nullable=not needed)


def _small(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.SmallInteger(), nullable=False)


def _word(name: str, *, needed: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.String(), nullable=not needed)


def _at(name: str, *, now: bool = True) -> sa.Column[object]:
    default = sa.text("now()") if now else None
    return sa.Column(name, sa.DateTime(timezone=True), server_default=default, nullable=not now)


def _bureaus(*, keyed: bool = False) -> tuple[sa.Column[object], ...]:
    return (_number("city_id", to="tenant" if keyed else None), _number("district_id", needed=False))


SIDES = {
    "application_id": "application", "certificate_id": "known_certificate",
    "other_application_id": "application", "other_certificate_id": "known_certificate",
}  # fmt: skip


def _cases() -> None:
    op.create_table(
        "crosscheck_case", *_public(), *_bureaus(keyed=True), sa.Column("programme_year", sa.Integer()),
        *(_number(name, needed=False, to=table) for name, table in SIDES.items()),
        _word("state"), _word("verdict", needed=False), sa.Column("blocks", sa.Boolean(), nullable=False),
        sa.Column("rules", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        sa.Column("version", sa.Integer(), server_default=sa.text("1"), nullable=False),
        _number("assigned_to", needed=False), _word("ground", needed=False), _word("opinion", needed=False),
        _number("decided_by", needed=False), _at("decided_at", now=False), _at("opened_at"),
        _at("waiting_since"),
        sa.CheckConstraint("state in ('open', 'decided', 'lapsed')", name="state"),
        sa.CheckConstraint(
            "num_nonnulls(application_id, certificate_id) = 1"
            " and num_nonnulls(other_application_id, other_certificate_id) < 2",
            name="sides",
        ),
        sa.CheckConstraint("(state = 'decided') = (verdict is not null)", name="verdict"),
    )  # fmt: skip
    op.create_index(
        "uq_crosscheck_case_sides", "crosscheck_case", list(SIDES), unique=True,
        postgresql_nulls_not_distinct=True,
    )  # fmt: skip
    for bureau in ("district_id", "city_id"):
        op.create_index(
            f"ix_crosscheck_case_{bureau}", "crosscheck_case", [bureau, "state", "waiting_since", "id"]
        )
    for side in list(SIDES)[1:]:
        op.create_index(
            f"ix_crosscheck_case_{side}", "crosscheck_case", [side],
            postgresql_where=sa.text(f"{side} is not null"),
        )  # fmt: skip
    op.create_table(
        "finding", *_key(), *_bureaus(), _number("case_id", to="crosscheck_case"), _small("rule"),
        _word("ground"), _word("level"), _number("compared"),
        _number("concerned_id", needed=False, to="application"), _word("outcome"),
        sa.Column("stands", sa.Boolean(), server_default=sa.text("true"), nullable=False),
        sa.Column("holds", sa.Boolean(), server_default=sa.text("false"), nullable=False), _at("found_at"),
        _at("changed_at"),
        sa.CheckConstraint(
            "outcome in ('open', 'confirmed', 'explained', 'dismissed', 'lapsed')", name="outcome"
        ),
        sa.CheckConstraint("rule between 1 and 7", name="rule"),
        sa.CheckConstraint("level in ('block', 'warn')", name="level"),
        sa.UniqueConstraint("case_id", "rule", "ground"),
    )  # fmt: skip
    op.create_index(
        "ix_finding_concerned_id", "finding", ["concerned_id"],
        postgresql_where=sa.text("concerned_id is not null"),
    )  # fmt: skip
    op.create_index(
        "ix_finding_rule", "finding", ["city_id", "rule", "case_id"],
        postgresql_where=sa.text("stands"),
    )  # fmt: skip
    op.create_table(
        "case_event", *_key(), *_bureaus(), _number("case_id", to="crosscheck_case"), _word("verb"),
        _number("user_id", needed=False), _word("actor", needed=False), _word("ground", needed=False),
        _word("note", needed=False), _number("file_id", needed=False, to="stored_file"),
        sa.Column("details", postgresql.JSONB(), server_default=sa.text("'{}'::jsonb"), nullable=False),
        _at("at"),
    )  # fmt: skip
    op.create_index("ix_case_event_case_id", "case_event", ["case_id", "id"])


def _beside() -> None:
    op.create_table(
        "application_statement", *_public(), _number("application_id"), _word("words"),
        _number("file_id", needed=False, to="stored_file"), _number("user_id"), _word("actor"), _at("at"),
        _number("tenant_id"), _number("district_id", needed=False), _number("city_id"),
        sa.ForeignKeyConstraint(["tenant_id", "application_id"], ["application.tenant_id", "application.id"]),
    )  # fmt: skip
    op.create_index(
        "ix_application_statement_application_id", "application_statement", ["application_id", "id"]
    )
    for name in ("tenant_id", "district_id", "city_id"):
        op.create_index(f"ix_application_statement_{name}", "application_statement", [name])
    op.create_table(
        "crosscheck_run", *_public(), _number("city_id", to="tenant"), _word("state"),
        _word("policy_version"), _word("asked_by", needed=False),
        sa.Column("applications", sa.Integer(), nullable=False),
        sa.Column("certificates", sa.Integer(), nullable=False),
        sa.Column("found", postgresql.JSONB(), nullable=False), _number("job_id", needed=False),
        _at("started_at"), _at("finished_at", now=False),
    )  # fmt: skip
    op.create_index("ix_crosscheck_run_city_id", "crosscheck_run", ["city_id", sa.text("id desc")])
    op.create_index(
        "uq_crosscheck_run_open", "crosscheck_run", ["city_id"], unique=True,
        postgresql_where=sa.text("state = 'running'"),
    )  # fmt: skip
    op.create_table(
        "look_up", *_key(), _number("city_id"), _number("tenant_id"), _number("user_id", needed=False),
        _word("kind"), sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False), _at("at"),
    )  # fmt: skip
    op.create_index("ix_look_up_tenant_id", "look_up", ["tenant_id", "at"])
    op.create_table(
        "finding_figure", *_key(), *_bureaus(), _small("rule"), _word("outcome"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.UniqueConstraint(
            "city_id", "district_id", "rule", "outcome", postgresql_nulls_not_distinct=True
        ),
    )  # fmt: skip
    op.create_index("ix_finding_figure_district_id", "finding_figure", ["district_id"])


REACHED = {
    "application": f"select ({SEEN}), update ({SET})",
    "application_move": "insert",
}


def _reach() -> None:
    """What the check's own reach may do with the tables of earlier stages, in its city alone."""
    for table, verbs in REACHED.items():
        op.execute(
            f"create policy {table}_crosscheck on {table} as permissive for all to app_crosscheck"
            f" using ({IN_CITY}) with check ({IN_CITY})"
        )
        op.execute(f"grant {verbs} on {table} to app_crosscheck")
    # Evidence and lists are a bureau's own files.
    op.execute("grant insert on stored_file to app_city, app_district")


def _figures() -> None:
    op.execute(
        "create policy finding_figure_owner on finding_figure as permissive for all to jinlanling_owner"
        " using (true) with check (true)"
    )
    for verb, source, tables in (
        ("insert", ADDED, "new table as added"),
        ("update", f"{ADDED} union all {REMOVED}", "old table as removed new table as added"),
    ):
        op.execute(
            f"create function count_findings_on_{verb}() returns trigger language plpgsql security definer"
            " set search_path = public, pg_temp as"
            f" $$ begin {FIGURES.format(source=source)}; return null; end $$"
        )
        op.execute(
            f"create trigger finding_counted_on_{verb} after {verb} on finding referencing {tables}"
            f" for each statement execute function count_findings_on_{verb}()"
        )


def downgrade() -> None:
    op.execute(APPLICANT.format(old=WITH_HELD, new=PLAIN))
    op.execute("drop trigger application_crosscheck on application")
    op.execute("revoke insert on stored_file from app_city, app_district")
    for table in REACHED:
        op.execute(f"drop policy {table}_crosscheck on {table}")
        op.execute(f"revoke all on {table} from app_crosscheck")
    for table in (
        "finding_figure", "look_up", "crosscheck_run", "application_statement", "case_event", "finding",
        "crosscheck_case",
    ):  # fmt: skip
        op.drop_table(table)
    for name in ("hold_crosscheck", "hold_decider", "count_findings_on_insert", "count_findings_on_update"):
        op.execute(f"drop function {name}()")
    op.drop_index("ix_known_application_held", "known_application")
    for index in (
        "ix_application_institution_crosscheck",
        "ix_application_crosscheck",
        "uq_application_sole",
    ):
        op.drop_index(index, "application")
    for column in ("crosscheck_rules", "crosscheck", "sole"):
        op.drop_column("application", column)
    op.drop_constraint(op.f("ck_application_state"), "application")
    op.execute("alter table application no force row level security")
    op.execute("update application set state = 'submitted' where state = 'held'")
    op.execute("alter table application force row level security")
    _states(STATES)
