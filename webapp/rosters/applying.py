"""Confirmed rows become applications, a chunk at a time, by set-based SQL (三(二): the unit's clerk enters).

A person who already has a live application of this unit and year is updated while nobody has reviewed it;
two clerks importing the same people end with one set of records (case 64): the unique index decides. Each
chunk is checked against the whole city's ledger in its own transaction (三(四), 1.7).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from webapp.applicants.models import Application
from webapp.applicants.states import CORRECTABLE
from webapp.applicants.taking import CARRIED, COMPARED, DECIDED, Source, Taking, statements
from webapp.crosscheck import quota
from webapp.crosscheck.checking import blocks_two, check, policy_now
from webapp.crosscheck.telling import tell_others
from webapp.policy.categories import assumed_category
from webapp.policy.crosscheck import BLOCK, WARN
from webapp.rosters.facts import tenant_of
from webapp.rosters.models import Effect, Roster, RosterRow

CHUNK = 500
SPAN = 2 * CHUNK  # rows
LOOKED_FURTHER = 5000  # applications that the rules which only warn look at in one step
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
    """What a chunk did: the last row it looked at, how many rows."""

    last_row: int
    rows: int


def importable(roster_id: int) -> tuple[ColumnElement[bool], ...]:
    """The condition of rows that confirming takes in: fit, not left out, and with something to do."""
    fit = RosterRow.outcome <= 1
    return (
        RosterRow.roster_id == roster_id, fit, ~RosterRow.dropped, ~RosterRow.imported,
        RosterRow.effect.in_([Effect.NEW.value, Effect.UPDATE.value]),
    )  # fmt: skip


def apply_chunk(roster: Roster, actor: Actor, after: int, last: int) -> Applied | None:
    """Take in the next rows after row number `after`; None when there are none left up to `last`. Refuses
    with QuotaSpent when too many of the unit were held up today: the rest waits to be confirmed again."""
    rows = _next(roster.id, after, last)
    if not rows:
        return None
    quota.admit(quota.ROSTER, roster.tenant_id, roster.city_id, actor)
    chunk = _Chunk(roster, actor, rows)
    chunk.write()
    tell_others(check(roster.city_id, chunk.taken, (), BLOCK), chunk.taken)
    held = quota.note(
        quota.ROSTER, roster.tenant_id, roster.city_id, actor,
        people=len(rows), applications=chunk.taken, levels=[BLOCK],
    )  # fmt: skip
    changes = {"rows": [chunk.first, chunk.last], "number": len(rows), "held": held}
    audit.record("roster.import", f"roster:{roster.public_id}", changes)
    return Applied(chunk.last, len(rows))


def last_row(roster_id: int) -> int:
    """The number of a roster's last row; 0 when it has none."""
    return db.session.scalar(select(func.max(RosterRow.row)).where(RosterRow.roster_id == roster_id)) or 0


def _next(roster_id: int, after: int, last: int) -> dict[int, str]:
    """The next rows that may be taken in, with their application numbers. Asked for by ranges: without
    fresh statistics the planner reads all that is left of a roster to find the first five hundred."""
    for first in range(after + 1, last + 1, SPAN):
        within = RosterRow.row.between(first, first + SPAN - 1)
        query = select(RosterRow.row, RosterRow.application_number).where(*importable(roster_id), within)
        rows = db.session.execute(query.order_by(RosterRow.row).limit(CHUNK)).all()
        if rows:
            return {row: number for row, number in rows}
    return {}


def look_further(roster: Roster, actor: Actor, after: int) -> int | None:
    """Check the next of a roster's applications after this id by the rules that only warn, too; answers the
    last id, None when none is left."""
    query = select(Application.id).where(Application.roster_id == roster.id, Application.id > after)
    ids = db.session.scalars(query.order_by(Application.id).limit(LOOKED_FURTHER)).all()
    if not ids:
        return None
    tell_others(check(roster.city_id, ids, (), WARN), ids)
    quota.note(
        quota.ROSTER, roster.tenant_id, roster.city_id, actor, people=0, applications=ids, levels=[WARN]
    )
    return ids[-1]


class _Chunk:
    """Rows on their way in: `rows` maps a row's number to the application number it will get."""

    def __init__(self, roster: Roster, actor: Actor, rows: Mapping[int, str]) -> None:
        self.first, self.last = min(rows), max(rows)
        self._rows = rows
        self._became: dict[int, tuple[int, str]] = {}  # row → the application's id, and the effect
        self.taken: list[int] = []  # applications that are new or were changed
        values = {
            "roster": roster.id, "first": self.first, "last": self.last, "most": CHUNK,
            "year": roster.programme_year, "reference": roster.reference_date,
            "policy": roster.policy_version, "user": actor.user_id, "actor": actor.signature,
            "typed": [roster.user_id],  # whoever uploaded the list, if somebody else confirmed it
            "category": assumed_category(tenant_of(actor).kind.value),
            "sole": blocks_two(policy_now(roster.city_id)),
        }  # fmt: skip
        self._taking = Taking(ROSTER, values)

    def write(self) -> None:
        """New applications, then what the rest finds there already, then what became of each row.

        What was there at the check may be gone by now, and the other way round: the unique indexes decide.
        """
        self._entered(self._taking.new())
        if left := self._left():
            self._correct(left)
        if left := self._left():
            self._entered(self._taking.contest(left=left))
        if self._became:
            self._settle()

    def _left(self) -> list[int]:
        return [row for row in self._rows if row not in self._became]

    def _entered(self, made: Mapping[str, int]) -> None:
        for row, number in self._rows.items():
            if number in made:
                self._became[row] = (made[number], Effect.NEW.value)
        self.taken.extend(made.values())

    def _correct(self, left: list[int]) -> None:
        known = self._taking.known(left=left)
        changed = [one for one in known if one.state in CORRECTABLE and one.fields]
        for one in known:
            effect = Effect.UPDATE if one.fields else Effect.SAME
            self._became[one.row] = (one.id, (effect if one.state in CORRECTABLE else Effect.LOCKED).value)
        if changed:
            self._taking.change(changed)
            self.taken.extend(one.id for one in changed)

    def _settle(self) -> None:
        nothing = (0, "")
        became = [self._became.get(row, nothing) for row in range(self.first, self.last + 1)]
        ids, effects = [key for key, _ in became], [effect for _, effect in became]
        self._taking.execute(SETTLE, ids=ids, effects=effects)
