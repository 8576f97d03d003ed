"""The import job: confirmed rows into applications, chunk by chunk, each with its cursor."""

from __future__ import annotations

from collections import Counter

from flask_babel import gettext
from sqlalchemy import func, select, text

from tenants.actor import Actor
from tenants.db import db
from tenants.roles import Role
from tenants.scope import Scope
from webapp.applicants.models import Application
from webapp.crosscheck.quota import QuotaSpent
from webapp.jobs.lease import JobRefused
from webapp.jobs.work import Step, Work
from webapp.notices.operations import tell
from webapp.rosters.applying import apply_chunk, last_row, look_further
from webapp.rosters.facts import target_of
from webapp.rosters.models import Effect, Roster, RosterRow, RosterState
from webapp.transaction import separately

LARGE = 5000  # rows
QUOTA = "crosscheck_quota"
# The columns that plans are made by; sampling the sealed and wide ones as well took seconds.
PLANNED = "tenant_id, district_id, city_id, programme_year, state, created_at, name_pinyin, id_fingerprint"


def run(work: Work) -> None:
    """The runner of `rosters.import`."""
    for step in work.steps():
        with step:
            roster = db.session.get_one(Roster, work.subject_id)
            if step.actor is None:
                raise RuntimeError("an import is always somebody's")
            if "looked" not in step.cursor:
                _take(step, roster, step.actor)
            else:
                _look(step, roster, step.actor)
    freshen_statistics(work.job.total or 0)


def _take(step: Step, roster: Roster, actor: Actor) -> None:
    """The next rows into applications, each chunk checked by the rules that hold up."""
    after, last = step.cursor.get("row", 0), step.cursor.get("last") or last_row(roster.id)
    try:
        applied = apply_chunk(roster, actor, after, last)
    except QuotaSpent:
        raise JobRefused(QUOTA) from None
    if applied is None:
        step.advance({"row": after, "looked": 0})
        return
    step.advance({"row": applied.last_row, "last": last}, done=step.done + applied.rows)


def _look(step: Step, roster: Roster, actor: Actor) -> None:
    """The rules that only warn, over what was taken in; then the end."""
    last = look_further(roster, actor, step.cursor["looked"])
    if last is not None:
        step.advance(step.cursor | {"looked": last})
        return
    _finish(roster)
    step.finish()


def freshen_statistics(rows: int) -> None:
    """Let the planner know of a large import at once: a plan on stale figures took 40 s (spec 5.1)."""
    if rows >= LARGE:
        with separately(Scope.of_system("fresh statistics after a large import")):
            db.session.execute(text(f"analyze application ({PLANNED}), application_move (application_id)"))


def _finish(roster: Roster) -> None:
    """The roster's result: how many rows became what; `left` would have gone in and didn't, `held` are held
    up by the cross-check."""
    fit = RosterRow.outcome <= 1
    query = (
        select(RosterRow.effect, RosterRow.imported, func.count())
        .where(RosterRow.roster_id == roster.id, fit, ~RosterRow.dropped)
        .group_by(RosterRow.effect, RosterRow.imported)
    )
    number = Counter({(effect, taken): count for effect, taken, count in db.session.execute(query)})
    of_it = select(func.count()).where(Application.roster_id == roster.id)
    held = db.session.scalar(of_it.where(Application.state == "held"))
    effects = {effect: number[effect.value, True] + number[effect.value, False] for effect in Effect}
    roster.result = {
        **roster.result,
        "new": number[Effect.NEW.value, True],
        "updated": number[Effect.UPDATE.value, True],
        "same": effects[Effect.SAME],
        "locked": effects[Effect.LOCKED],
        "held": held,
        "left": number[Effect.NEW.value, False] + number[Effect.UPDATE.value, False],
    }
    if taken := number[Effect.NEW.value, True] + number[Effect.UPDATE.value, True]:
        _announce(roster, taken)
    roster.state = RosterState.DONE.value
    roster.version += 1
    roster.finished_at = func.now()


def _announce(roster: Roster, taken: int) -> None:
    """One word for a whole list to whoever reviews for the unit (三(二))."""
    target = target_of(roster, roster.heading)
    params = {
        "name": gettext("名册中的 %(n)s 人", n=taken),
        "occupation": target.occupation or "—",
        "level": target.level or "—",
    }
    tell("application.submitted", tenant_id=roster.tenant_id, roles=(Role.ORG_REVIEWER,),
         link="/applications?state=submitted", params=params)  # fmt: skip
