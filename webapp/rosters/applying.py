"""Confirmed rows become applications, a chunk at a time, by set-based SQL (三(二): the unit's clerk enters).

A person who already has a live application of this unit and year is updated while nobody has reviewed it;
two clerks importing the same people end with one set of records (case 64): the unique index decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

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

# The rows of a chunk, by the one index that has them in this order. They are too fresh for statistics: left
# to guess, the planner read the whole roster for each chunk, or joined five hundred rows as if they were one.
_CHUNK = """(
  select c.*, c.ctid as place from roster_row c
  where c.roster_id = :roster and c.row between :first and :last and c.outcome <= 1 and not c.dropped
    and not c.imported and c.effect in ('new', 'update')
  order by c.row limit :most
) r"""
NEW = f"""
with made as (
  insert into application (tenant_id, district_id, city_id, programme_year, state, version, public_id,
                           reference_date, policy_version, entered_by, roster_id, {_NAMES})
  select r.tenant_id, r.district_id, r.city_id, :year, 'submitted', 1, r.application_number,
         :reference, :policy, :user, :roster, {_FROM_ROW}
  from {_CHUNK}
  on conflict (tenant_id, programme_year, id_index) where {LIVE} do nothing
  returning id, public_id, tenant_id, district_id, city_id
), moved as (
  insert into application_move (tenant_id, district_id, city_id, application_id, verb, from_state, to_state,
                                user_id, actor, note, policy_version)
  select tenant_id, district_id, city_id, id, 'import', null, 'submitted', :user, :actor, null, :policy
  from made
)
select public_id, id from made
"""  # noqa: S608 (only names of columns and states are put in)

_SET = ", ".join(f"{name} = r.{name}" for name in _COLUMNS)
_CHANGED = " || ".join(
    f"case when a.{name} is distinct from r.{name} then array['{name}'] else '{{}}'::text[] end"
    for name in COMPARED
    if name not in ("id_fingerprint", "name_pinyin", "id_masked", "phone_masked")
)
# `offset 0` makes the look-up one descent of the unique index for each row, whatever the statistics say.
KNOWN = f"""
select r.row, a.found as place, a.id, a.state, {_CHANGED} as fields
from {_CHUNK} join lateral (
  select x.ctid as found, x.* from application x where x.tenant_id = r.tenant_id and x.programme_year = :year
   and x.id_index = r.id_index and x.{LIVE} offset 0
) a on true
where r.row = any(:left) and r.effect in ('new', 'update')
for update of a
"""  # noqa: S608 (only names of columns and states are put in)
# The rows are locked, so their places hold until the end of the transaction.
CHANGE = f"""
with wanted as materialized (
  select w.found, w.state as before, w.fields, r.* from {_CHUNK}
  join unnest(cast(:rows as int[]), cast(:places as tid[]), cast(:states as text[]), cast(:fields as text[]))
       as w(row, found, state, fields) on w.row = r.row
), changed as (
  update application a set {_SET}, state = 'submitted', version = a.version + 1, updated_at = now(),
         reference_date = :reference, policy_version = :policy, entered_by = :user, roster_id = :roster
  from wanted r where a.ctid = r.found
  returning a.id, a.tenant_id, a.district_id, a.city_id, r.before, r.fields
)
insert into application_move (tenant_id, district_id, city_id, application_id, verb, from_state, to_state,
                              user_id, actor, note, policy_version)
select tenant_id, district_id, city_id, id, 'correct', before, 'submitted', :user, :actor, fields, :policy
from changed
"""  # noqa: S608 (only names of columns and states are put in)
# What became of each row of the range, by its place in it; 0 and '' where nothing did.
SETTLE = f"""
update roster_row w set application_id = (cast(:ids as bigint[]))[r.row - :first + 1],
       effect = (cast(:effects as text[]))[r.row - :first + 1],
       imported = (cast(:effects as text[]))[r.row - :first + 1] <> 'locked'
from {_CHUNK} where w.ctid = r.place and (cast(:ids as bigint[]))[r.row - :first + 1] > 0
"""  # noqa: S608 (nothing is put in but the sub-select above)


@dataclass(frozen=True, slots=True)
class Applied:
    """What a chunk did: the last row it looked at, and how many rows."""

    last_row: int
    rows: int


def importable(roster_id: int) -> tuple[ColumnElement[bool], ...]:
    """The condition of rows that confirming takes in: fit, not left out, and with something to do."""
    fit = RosterRow.outcome <= 1
    return (
        RosterRow.roster_id == roster_id, fit, ~RosterRow.dropped, ~RosterRow.imported,
        RosterRow.effect.in_([Effect.NEW.value, Effect.UPDATE.value]),
    )  # fmt: skip


def apply_chunk(roster: Roster, actor: Actor, after: int) -> Applied | None:
    """Take in the next rows after row number `after`; None when there are none left."""
    query = select(RosterRow.row, RosterRow.application_number).where(
        *importable(roster.id), RosterRow.row > after
    )
    rows = {row: number for row, number in db.session.execute(query.order_by(RosterRow.row).limit(CHUNK))}
    if not rows:
        return None
    chunk = _Chunk(roster, actor, rows)
    chunk.write()
    changes = {"rows": [chunk.first, chunk.last], "number": len(rows)}
    audit.record("roster.import", f"roster:{roster.public_id}", changes)
    return Applied(chunk.last, len(rows))


class _Chunk:
    """Rows on their way in: `rows` maps a row's number to the application number it will get."""

    def __init__(self, roster: Roster, actor: Actor, rows: Mapping[int, str]) -> None:
        self.first, self.last = min(rows), max(rows)
        self._rows = rows
        self._became: dict[int, tuple[int, str]] = {}  # row → the application's id, and the effect
        self._values = {
            "roster": roster.id, "first": self.first, "last": self.last, "most": CHUNK,
            "year": roster.programme_year, "reference": roster.reference_date,
            "policy": roster.policy_version, "user": actor.user_id, "actor": actor.signature,
        }  # fmt: skip

    def write(self) -> None:
        """New applications, then what the rest finds there already, then what became of each row.

        What was there at the check may be gone by now, and the other way round: the unique index decides.
        """
        made = {number: key for number, key in self._execute(NEW)}
        for row, number in self._rows.items():
            if number in made:
                self._became[row] = (made[number], Effect.NEW.value)
        left = [row for row in self._rows if row not in self._became]
        if left:
            self._correct(left)
        if self._became:
            self._settle()

    def _correct(self, left: list[int]) -> None:
        known = list(self._execute(KNOWN, left=left))
        changed = [one for one in known if one.state in CORRECTABLE and one.fields]
        for one in known:
            effect = Effect.UPDATE if one.fields else Effect.SAME
            self._became[one.row] = (one.id, (effect if one.state in CORRECTABLE else Effect.LOCKED).value)
        if changed:
            self._execute(
                CHANGE,
                rows=[one.row for one in changed],
                places=[one.place for one in changed],
                states=[one.state for one in changed],
                fields=[",".join(one.fields) for one in changed],
            )

    def _settle(self) -> None:
        nothing = (0, "")
        became = [self._became.get(row, nothing) for row in range(self.first, self.last + 1)]
        self._execute(SETTLE, ids=[key for key, _ in became], effects=[effect for _, effect in became])

    def _execute(self, statement: str, **more: Any) -> Any:
        values = self._values | more
        wanted = {name: value for name, value in values.items() if f":{name}" in statement}
        return db.session.execute(text(statement), wanted)
