"""Reads of rosters and their rows: the list of uploads, the preview by problem and row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select, text

from tenants.db import db
from tenants.models import Tenant
from tenants.sealing import Keyring
from webapp.refusals import NotFound
from webapp.rosters.models import Roster, RosterRow
from webapp.rosters.staging import unseal
from webapp.sheets.problems import Problem

PAGE = 50
MOST_TAGS = 8
VIEWS = ("problems", "all", "accepted", "dropped")


def find_roster(public_id: str) -> Roster:
    """The roster within reach; NotFound for a foreign or a nonexistent one, alike."""
    roster = db.session.scalars(select(Roster).where(Roster.public_id == public_id)).first()
    if roster is None:
        raise NotFound(public_id)
    return roster


def rosters(before: int | None = None, state: str | None = None) -> Sequence[Row[*tuple[Any, ...]]]:
    """The uploads within reach, the latest first, from below the id `before`; one more than a page."""
    query = select(Roster, Tenant.short_name).join(Tenant, Tenant.id == Roster.tenant_id)
    if before is not None:
        query = query.where(Roster.id < before)
    if state:
        query = query.where(Roster.state == state)
    return db.session.execute(query.order_by(Roster.id.desc()).limit(PAGE + 1)).all()


GROUPS = text("""
with each as (
  select unnest(codes) as key, row, outcome, accepted from roster_row
  where roster_id = :roster and outcome > 0 and not dropped and not imported
), ranked as (
  select *, row_number() over (partition by key order by row) as place from each
)
select key, count(*) as number,
       count(*) filter (where outcome = 1 and not key = any(accepted)) as unseen,
       count(*) filter (where outcome > 1 and not key = any(accepted)) as held,
       array_agg(row order by row) filter (where place <= :tags) as rows
from ranked group by key
""")


@dataclass(frozen=True, slots=True)
class Group:
    """One kind of problem: its "<field>.<code>", how many rows have it, in how many the clerk can take it as
    it is (`unseen`), in how many it waits for a graver problem of the row (`held`), its first rows, and the
    problem as it stands in the first of them."""

    key: str
    number: int
    unseen: int
    held: int
    rows: list[int]
    first: Problem

    @property
    def code(self) -> str:
        return self.key.partition(".")[2]


def groups(roster_id: int, keyring: Keyring) -> list[Group]:
    """The problems by kind over all rows that aren't left out, the gravest kinds last."""
    found = db.session.execute(GROUPS, {"roster": roster_id, "tags": MOST_TAGS}).all()
    samples = _sealed(roster_id, {row.rows[0] for row in found})
    made = [_group(row, samples[row.rows[0]], keyring) for row in found]
    return sorted((group for group in made if group), key=lambda group: (group.first.outcome, group.rows))


def _sealed(roster_id: int, rows: set[int]) -> dict[int, bytes]:
    query = select(RosterRow.row, RosterRow.sealed)
    found = db.session.execute(query.where(RosterRow.roster_id == roster_id, RosterRow.row.in_(rows)))
    return {row: sealed for row, sealed in found if sealed is not None}


def _group(row: Row[Any], sealed: bytes, keyring: Keyring) -> Group | None:
    field, _, code = row.key.partition(".")
    problems = unseal(sealed, keyring).shown.problems
    first = next((one for one in problems if (one.field, one.code) == (field, code)), None)
    return Group(row.key, row.number, row.unseen, row.held, row.rows, first) if first else None


def rows_page(
    roster_id: int, view: str, after: int = 0, key: str | None = None, size: int = PAGE
) -> list[RosterRow]:
    """A page of rows after row number `after`, one more than `size`; `key` keeps the rows of one problem."""
    query = select(RosterRow).where(RosterRow.roster_id == roster_id, RosterRow.row > after)
    if key:
        query = query.where(RosterRow.codes.contains([key]))
    elif view == "problems":
        query = query.where(RosterRow.outcome > 0, ~RosterRow.dropped)
    elif view == "accepted":
        query = query.where(RosterRow.outcome == 0, ~RosterRow.dropped)
    elif view == "dropped":
        query = query.where(RosterRow.dropped)
    return list(db.session.scalars(query.order_by(RosterRow.row).limit(size + 1)))


def rows_with_problems(roster_id: int) -> Iterator[RosterRow]:
    """All rows with something to say about them, in order, for the workbook back."""
    query = select(RosterRow).where(RosterRow.roster_id == roster_id, RosterRow.outcome > 0)
    yield from db.session.scalars(query.order_by(RosterRow.row).execution_options(yield_per=500))
