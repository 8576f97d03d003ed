"""The import job: confirmed rows into applications, chunk by chunk, each with its cursor."""

from __future__ import annotations

from sqlalchemy import func, select, text

from tenants.db import db
from tenants.scope import Scope
from webapp.jobs.work import Work
from webapp.rosters.applying import apply_chunk
from webapp.rosters.models import Effect, Roster, RosterRow, RosterState
from webapp.transaction import separately

LARGE = 5000  # rows
# The columns that plans are made by; sampling the sealed and wide ones as well took seconds.
PLANNED = "tenant_id, district_id, city_id, programme_year, state, created_at, name_pinyin, id_fingerprint"


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
    freshen_statistics(work.job.total or 0)


def freshen_statistics(rows: int) -> None:
    """Let the planner know of a large import at once: a plan on stale figures took 40 s (spec 5.1)."""
    if rows >= LARGE:
        with separately(Scope.of_system("fresh statistics after a large import")):
            db.session.execute(text(f"analyze application ({PLANNED}), application_move (application_id)"))


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
