"""Confirmed rows become applications, a chunk at a time, by set-based SQL (三(二): the unit's clerk enters).

A person who already has a live application of this unit and year is updated while nobody has reviewed it;
two clerks importing the same people end with one set of records (case 64): the unique index decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select, text

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from webapp.applicants.models import LIVE
from webapp.applicants.states import CORRECTABLE
from webapp.rosters.models import Effect, Roster, RosterRow
from webapp.rosters.writing import CARRIED, COMPARED

CHUNK = 500
_DECIDED = ("eligibility", "qualifies_on", "warnings")
_COLUMNS = (*CARRIED, *_DECIDED)
_NAMES = ", ".join(_COLUMNS)
_FROM_ROW = ", ".join(f"r.{name}" for name in _COLUMNS)
_CORRECTABLE = ", ".join(f"'{state}'" for state in sorted(CORRECTABLE))

NEW = f"""
with made as (
  insert into application (tenant_id, district_id, city_id, programme_year, state, version, public_id,
                           reference_date, policy_version, entered_by, roster_id, {_NAMES})
  select r.tenant_id, r.district_id, r.city_id, :year, 'submitted', 1, r.application_number,
         :reference, :policy, :user, :roster, {_FROM_ROW}
  from roster_row r where r.roster_id = :roster and r.row = any(:rows) and r.effect = 'new'
  on conflict (tenant_id, programme_year, id_index) where {LIVE} do nothing
  returning id, public_id, tenant_id, district_id, city_id
), moved as (
  insert into application_move (tenant_id, district_id, city_id, application_id, verb, from_state, to_state,
                                user_id, actor, note, policy_version)
  select tenant_id, district_id, city_id, id, 'import', null, 'submitted', :user, :actor, :note, :policy
  from made
)
update roster_row r set imported = true, application_id = made.id
from made where r.roster_id = :roster and r.application_number = made.public_id and r.row = any(:rows)
"""  # noqa: S608 (only names of columns and states are put in)

_SET = ", ".join(f"{name} = r.{name}" for name in _COLUMNS)
_CHANGED = " || ".join(
    f"case when a.{name} is distinct from r.{name} then array['{name}'] else '{{}}'::text[] end"
    for name in COMPARED
    if name not in ("id_fingerprint", "name_pinyin", "id_masked", "phone_masked")
)
CHANGE = f"""
with before as (
  select r.row, a.id, a.state, {_CHANGED} as fields
  from roster_row r join application a on a.tenant_id = r.tenant_id and a.programme_year = :year
   and a.id_index = r.id_index and a.{LIVE} and a.state in ({_CORRECTABLE})
  where r.roster_id = :roster and r.row = any(:rows) and not r.imported and r.effect in ('new', 'update')
  for update of a
), changed as (
  update application a set {_SET}, state = 'submitted', version = a.version + 1, updated_at = now(),
         reference_date = :reference, policy_version = :policy, roster_id = :roster
  from roster_row r join before b on b.row = r.row
  where r.roster_id = :roster and a.id = b.id and cardinality(b.fields) > 0
  returning a.id, a.tenant_id, a.district_id, a.city_id, b.state as from_state, b.fields
), moved as (
  insert into application_move (tenant_id, district_id, city_id, application_id, verb, from_state, to_state,
                                user_id, actor, note, policy_version)
  select tenant_id, district_id, city_id, id, 'correct', from_state, 'submitted', :user, :actor,
         array_to_string(fields, ','), :policy
  from changed
)
update roster_row r set imported = true, application_id = b.id,
       effect = case when cardinality(b.fields) > 0 then 'update' else 'same' end
from before b where r.roster_id = :roster and r.row = b.row
"""  # noqa: S608 (only names of columns and states are put in)
REST = f"""
update roster_row r set effect = 'locked', application_id = a.id
from application a
where r.roster_id = :roster and r.row = any(:rows) and not r.imported and r.effect in ('new', 'update')
  and a.tenant_id = r.tenant_id and a.programme_year = :year and a.id_index = r.id_index and a.{LIVE}
"""  # noqa: S608 (only names of columns and states are put in)


@dataclass(frozen=True, slots=True)
class Applied:
    """What a chunk did: the last row it looked at, and how many rows."""

    last_row: int
    rows: int


def importable(roster_id: int) -> tuple[ColumnElement[bool], ...]:
    """The condition of rows that confirming takes in: fit, not left out, and with something to do."""
    fit = RosterRow.outcome <= 1
    return (
        RosterRow.roster_id == roster_id, fit, ~RosterRow.dropped,
        RosterRow.effect.in_([Effect.NEW.value, Effect.UPDATE.value]),
    )  # fmt: skip


def apply_chunk(roster: Roster, actor: Actor, after: int) -> Applied | None:
    """Take in the next rows after row number `after`; None when there are none left."""
    query = select(RosterRow.row).where(*importable(roster.id), ~RosterRow.imported, RosterRow.row > after)
    rows = list(db.session.scalars(query.order_by(RosterRow.row).limit(CHUNK)))
    if not rows:
        return None
    _write(roster, actor, rows)
    changes = {"rows": [rows[0], rows[-1]], "number": len(rows)}
    audit.record("roster.import", f"roster:{roster.public_id}", changes)
    return Applied(rows[-1], len(rows))


def _write(roster: Roster, actor: Actor, rows: Sequence[int]) -> None:
    values = {
        "roster": roster.id,
        "rows": list(rows),
        "year": roster.programme_year,
        "reference": roster.reference_date,
        "policy": roster.policy_version,
        "user": actor.user_id,
        "actor": actor.signature,
        "note": roster.file_name,
    }
    for statement in (NEW, CHANGE, REST):
        wanted = {name: value for name, value in values.items() if f":{name}" in statement}
        db.session.execute(text(statement), wanted)
