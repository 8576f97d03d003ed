"""A corrected upload asks only about what changed: answers given to unchanged rows come along (2.3).

Only the answers come along, never the old decision: a row is checked anew with them, under the new roster's
level, occupation and day.
"""

from __future__ import annotations

from sqlalchemy import select, text
from sqlalchemy.orm import aliased

from tenants.actor import Actor
from tenants.db import db
from webapp.extensions import keyring
from webapp.rosters.answering import Answer, stage_answer
from webapp.rosters.facts import options_of, tenant_of
from webapp.rosters.models import Roster, RosterRow
from webapp.rosters.staging import unseal
from webapp.rosters.writing import replace_rows

CARRY = text("""
update roster_row n set accepted = o.accepted, dropped = o.dropped
from roster_row o
where o.roster_id = :before and n.roster_id = :now and n.id_index is not distinct from o.id_index
  and n.content = o.content and (o.dropped or cardinality(o.accepted) > 0)
""")
# By person: a person's rows as one value, since a messy list may name somebody twice.
DIFFERENCE = text("""
with people as (
  select roster_id, id_index, array_agg(content order by row) as content from roster_row
  where roster_id in (:now, :before) and id_index is not null group by roster_id, id_index
)
select count(*) filter (where o.id_index is null) as added,
       count(*) filter (where n.id_index is null) as gone,
       count(*) filter (where n.content <> o.content) as changed,
       count(*) filter (where n.content = o.content) as same
from (select * from people where roster_id = :now) n
full join (select * from people where roster_id = :before) o on o.id_index = n.id_index
""")


def carry_answers(roster: Roster, actor: Actor | None) -> None:
    """Take over what was answered in the upload this one replaces, and keep the difference to show."""
    if roster.replaces_id is None:
        return
    both = {"before": roster.replaces_id, "now": roster.id}
    difference = db.session.execute(DIFFERENCE, both).one()
    db.session.execute(CARRY, both)
    _answer_again(roster, actor)
    roster.result = {**roster.result, "difference": dict(difference._mapping)}


def _answer_again(roster: Roster, actor: Actor | None) -> None:
    """Give the typed and chosen values to the same rows of the new upload."""
    old, new = aliased(RosterRow), aliased(RosterRow)
    same = (new.content == old.content) & (new.roster_id == roster.id)
    query = select(new, old.sealed).join(old, same).where(old.roster_id == roster.replaces_id, old.answered)
    options = options_of(roster, tenant_of(actor))
    staged = {}
    for row, sealed in db.session.execute(query.order_by(new.row)):
        if row.sealed is None or sealed is None:
            continue
        before = unseal(sealed, keyring())
        answer = Answer({field: value or "" for field, value in before.overrides.items()}, before.settled)
        staged[row.row] = stage_answer(roster, row, unseal(row.sealed, keyring()), answer, options)
    if staged:
        replace_rows(roster.id, roster.programme_year, list(staged.values()))
