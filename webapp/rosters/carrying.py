"""A corrected upload asks only about what changed: answers given to unchanged rows come along (2.3)."""

from __future__ import annotations

from sqlalchemy import text

from tenants.db import db
from webapp.rosters.models import Roster
from webapp.rosters.staging import COLUMNS

_KEPT = ("row", "effect", "application_number", "content", "hidden")
_SET = ", ".join(f"{name} = o.{name}" for name in COLUMNS if name not in _KEPT)
CARRY = f"""
update roster_row n set {_SET}, accepted = o.accepted, dropped = o.dropped, effect = case
       when o.effect = 'repeated' then 'repeated' else n.effect end
from roster_row o
where o.roster_id = :before and n.roster_id = :now and n.id_index is not distinct from o.id_index
  and n.content = o.content and n.outcome > 0
"""  # noqa: S608 (only names of columns are put in)
# By person: a person's rows as one value, since a messy list may name somebody twice.
DIFFERENCE = """
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
"""


def carry_answers(roster: Roster) -> None:
    """Take over what was answered in the upload this one replaces, and keep the difference to show."""
    if roster.replaces_id is None:
        return
    both = {"before": roster.replaces_id, "now": roster.id}
    db.session.execute(text(CARRY), both)
    difference = db.session.execute(text(DIFFERENCE), both).one()
    roster.result = {**roster.result, "difference": dict(difference._mapping)}
