"""Confirmed rows become applications, a chunk at a time, by set-based SQL (三(二): the unit's clerk enters).

A person who already has a live application of this unit and year is updated while nobody has reviewed it;
two clerks importing the same people end with one set of records (case 64): the unique index decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from webapp.applicants.states import CORRECTABLE
from webapp.applicants.taking import CARRIED, COMPARED, DECIDED, Source, Taking, statements
from webapp.policy.categories import assumed_category
from webapp.rosters.facts import tenant_of
from webapp.rosters.models import Effect, Roster, RosterRow

CHUNK = 500
# The rows of a chunk, by the one index that has them in this order. They are too fresh for statistics: left
# to guess, the planner read the whole roster for each chunk, or joined five hundred rows as if they were one.
_CHUNK = """(
  select c.*, c.ctid as place from roster_row c
  where c.roster_id = :roster and c.row between :first and :last and c.outcome <= 1 and not c.dropped
    and not c.imported and c.effect in ('new', 'update')
  order by c.row limit :most
) r"""
ROSTER = statements(
    Source(
        relation=_CHUNK,
        columns=(*CARRIED, *DECIDED),
        compared=COMPARED,
        verb="import",
        match="x.tenant_id = r.tenant_id and x.programme_year = :year and x.id_index = r.id_index",
        left="r.row = any(:left) and r.effect in ('new', 'update')",
        # Nobody on a roster says what they are: the unit's kind does, until a reviewer has looked (一(三)).
        new={"roster_id": ":roster", "category": ":category"},
        changed={"roster_id": ":roster", "category": "coalesce(a.category, :category)"},
    )
)
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
        values = {
            "roster": roster.id, "first": self.first, "last": self.last, "most": CHUNK,
            "year": roster.programme_year, "reference": roster.reference_date,
            "policy": roster.policy_version, "user": actor.user_id, "actor": actor.signature,
            "typed": [roster.user_id],  # whoever uploaded the list, if somebody else confirmed it
            "category": assumed_category(tenant_of(actor).kind.value),
        }  # fmt: skip
        self._taking = Taking(ROSTER, values)

    def write(self) -> None:
        """New applications, then what the rest finds there already, then what became of each row.

        What was there at the check may be gone by now, and the other way round: the unique index decides.
        """
        made = self._taking.new()
        for row, number in self._rows.items():
            if number in made:
                self._became[row] = (made[number], Effect.NEW.value)
        left = [row for row in self._rows if row not in self._became]
        if left:
            self._correct(left)
        if self._became:
            self._settle()

    def _correct(self, left: list[int]) -> None:
        known = self._taking.known(left=left)
        changed = [one for one in known if one.state in CORRECTABLE and one.fields]
        for one in known:
            effect = Effect.UPDATE if one.fields else Effect.SAME
            self._became[one.row] = (one.id, (effect if one.state in CORRECTABLE else Effect.LOCKED).value)
        if changed:
            self._taking.change(changed)

    def _settle(self) -> None:
        nothing = (0, "")
        became = [self._became.get(row, nothing) for row in range(self.first, self.last + 1)]
        ids, effects = [key for key, _ in became], [effect for _, effect in became]
        self._taking.execute(SETTLE, ids=ids, effects=effects)
