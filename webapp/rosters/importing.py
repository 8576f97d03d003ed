"""The import job: confirmed rows into applications, chunk by chunk, each with its cursor."""

from __future__ import annotations

from sqlalchemy import func, select

from tenants.db import db
from webapp.jobs.work import Work
from webapp.rosters.applying import apply_chunk
from webapp.rosters.models import Effect, Roster, RosterRow, RosterState


def run(work: Work) -> None:
    """The runner of `rosters.import`."""
    for step in work.steps():
        with step:
            roster = db.session.get_one(Roster, work.subject_id)
            if step.actor is None:
                raise RuntimeError("an import is always somebody's")
            applied = apply_chunk(roster, step.actor, step.cursor.get("row", 0))
            if applied is None:
                _finish(roster)
                step.finish()
            else:
                step.advance({"row": applied.last_row}, done=step.done + applied.rows)


def _finish(roster: Roster) -> None:
    """The roster's result: how many rows became what."""
    query = (
        select(RosterRow.effect, RosterRow.imported, func.count())
        .where(RosterRow.roster_id == roster.id)
        .group_by(RosterRow.effect, RosterRow.imported)
    )
    number = {(effect, imported): count for effect, imported, count in db.session.execute(query)}
    result = {
        "new": number.get((Effect.NEW.value, True), 0),
        "updated": number.get((Effect.UPDATE.value, True), 0),
        "same": sum(number.get((Effect.SAME.value, taken), 0) for taken in (True, False)),
        "locked": number.get((Effect.LOCKED.value, False), 0),
        "left": sum(count for (effect, taken), count in number.items() if not taken and effect == "new"),
    }
    roster.result = {**roster.result, **result}
    roster.state = RosterState.DONE.value
    roster.version += 1
    roster.finished_at = func.now()
