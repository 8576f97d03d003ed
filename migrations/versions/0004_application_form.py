"""Annex 1's fields on the application; the institution's and the applicant's sight; the second person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from tenants.rls import OWN_TENANT, OWN_USER

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TEXTS = ("native_place", "politics", "ethnicity", "specialty", "work_type", "category")
# One column each, as every reach (spec 4.1). A move is seen by whoever sees its application.
INSTITUTION = f"institution_id = {OWN_TENANT}"
APPLICANT = f"applicant_id = {OWN_USER}"
OF_MOVE = (
    "exists (select from application a"
    " where a.id = application_id and a.tenant_id = application_move.tenant_id)"
)
REVIEWED = "state, version, updated_at, assigned_to, warnings, eligibility, institution_id"
# 谁录入，谁不审核: held here as well as by the machine, whoever writes the move (spec 4.4, invariant 3).
SECOND_PERSON = """
create function hold_second_person() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
  -- Nobody is no second person; whoever typed a form has entered it, as has who handed it in; and whoever
  -- agreed for the unit decides nothing where it is re-examined (三(四)).
  if new.user_id is null
  or exists (
    select from application a where a.id = new.application_id
      and new.user_id in (a.entered_by, a.applicant_id))
  or exists (
    select from application_move m where m.application_id = new.application_id
      and (new.user_id = m.user_id or new.user_id = any (m.typed_by))
      and (m.verb in ('import', 'submit', 'correct')
        or m.verb = 'approve' and (new.verb = 'accept' or new.from_state = 'unit_approved')))
  then
    raise insufficient_privilege using message = 'application_move: whoever enters does not approve';
  end if;
  return null;
end $$
"""
OWNED = ("application", "application_move")


def upgrade() -> None:
    for name in TEXTS:
        op.add_column("application", sa.Column(name, sa.String()))
    op.add_column("application", sa.Column("applicant_id", sa.BigInteger()))
    op.add_column("application", sa.Column("institution_id", sa.BigInteger()))
    op.add_column("application", sa.Column("stints", postgresql.JSONB(astext_type=sa.Text())))
    op.add_column("application", sa.Column("attested", sa.Boolean()))
    op.add_column(
        "application", sa.Column("key_unit", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    )
    op.add_column("application", sa.Column("assigned_to", sa.BigInteger()))
    op.add_column(
        "application", sa.Column("data_version", sa.Integer(), server_default=sa.text("1"), nullable=False)
    )
    op.add_column("application_move", sa.Column("typed_by", postgresql.ARRAY(sa.BigInteger())))
    op.create_foreign_key(
        "fk_application_institution_id", "application", "tenant", ["institution_id"], ["id"]
    )
    op.create_index(
        "ix_application_institution_list", "application",
        ["institution_id", "state", sa.text("created_at desc"), sa.text("id desc")],
        postgresql_where=sa.text("institution_id is not null"),
    )  # fmt: skip
    op.create_index(
        "ix_application_applicant_id", "application", ["applicant_id", sa.text("id desc")],
        postgresql_where=sa.text("applicant_id is not null"),
    )  # fmt: skip
    _policies()
    for table in OWNED:
        op.execute(
            f"create policy {table}_owner on {table} as permissive for all to jinlanling_owner"
            " using (true) with check (false)"
        )
    op.execute(SECOND_PERSON)
    op.execute(
        "create trigger application_move_second_person after insert on application_move for each row"
        " when (new.verb in ('approve', 'accept', 'return', 'reject')) execute function hold_second_person()"
    )


def _policies() -> None:
    for role, bound in (("institution", INSTITUTION), ("applicant", APPLICANT)):
        op.execute(
            f"create policy application_{role} on application as permissive for all to app_{role}"
            f" using ({bound}) with check ({bound})"
        )
        op.execute(
            f"create policy application_move_{role} on application_move as permissive for all to app_{role}"
            f" using ({OF_MOVE}) with check ({OF_MOVE})"
        )
        op.execute(f"grant select, insert on application_move to app_{role}")
    op.execute(f"grant select, update ({REVIEWED}) on application to app_institution")
    op.execute("grant select, insert, update on application to app_applicant")
    op.execute(
        "create policy audit_event_institution on audit_event as permissive for all to app_institution"
        " using (false) with check (true)"
    )
    op.execute("grant insert on audit_event to app_institution")


def downgrade() -> None:
    op.execute("drop trigger application_move_second_person on application_move")
    op.execute("drop function hold_second_person()")
    for table in OWNED:
        op.execute(f"drop policy {table}_owner on {table}")
    op.execute("revoke all on audit_event from app_institution")
    op.execute("drop policy audit_event_institution on audit_event")
    for role in ("institution", "applicant"):
        for table in OWNED:
            op.execute(f"revoke all on {table} from app_{role}")
            op.execute(f"drop policy {table}_{role} on {table}")
    op.drop_index("ix_application_applicant_id", "application")
    op.drop_index("ix_application_institution_list", "application")
    op.drop_constraint("fk_application_institution_id", "application", type_="foreignkey")
    op.drop_column("application_move", "typed_by")
    names = ("data_version", "assigned_to", "key_unit", "attested", "stints", "institution_id")
    for name in (*names, "applicant_id", *TEXTS):
        op.drop_column("application", name)
