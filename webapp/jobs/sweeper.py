"""Every 15 s: ring again for what nobody heard, and give up what was tried five times (spec 4.3)."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select, text, update

from tenants.db import db
from tenants.scope import Scope
from webapp.jobs import endings, queue
from webapp.jobs.kinds import QUEUES
from webapp.jobs.lease import ATTEMPTS, NOW
from webapp.jobs.models import LIVE, Job, JobState
from webapp.transaction import separately

UNHEARD = timedelta(seconds=15)
BATCH = 200  # bells a sweep; more would only wait in the queue
FULL = 500  # bells lying in a queue: its workers are behind, not deaf
FREE = Job.lease_until.is_(None) | (Job.lease_until < NOW)


def sweep(unheard: timedelta = UNHEARD) -> tuple[int, int]:
    """Ring for free live jobs not rung for `unheard`, quarantine spent ones; answers how many of each."""
    spent = sum(endings.end(job_id, JobState.QUARANTINED, "attempts_spent") for job_id in _spent())
    rung = sum(queue.ring_now(kind, name, job_id) for job_id, kind, name in _take(unheard))
    return rung, spent


def _spent() -> list[int]:
    """Live jobs whose fifth attempt's lease ran out without a word."""
    with separately(Scope.of_system("sweep: jobs out of attempts", read_only=True)):
        found = select(Job.id).where(text(LIVE), FREE, Job.attempt >= ATTEMPTS).limit(BATCH)
        return list(db.session.scalars(found))


def _take(unheard: timedelta) -> list[tuple[int, str, str]]:
    """Mark due jobs as rung, so that two sweeps at once don't both ring; the oldest first."""
    with separately(Scope.of_system("sweep: bells nobody heard")):
        due = (
            select(Job.id)
            .where(text(LIVE), FREE, Job.attempt < ATTEMPTS, Job.rung_at < NOW - unheard)
            .where(Job.queue.not_in(_full()))
            .order_by(Job.rung_at)
            .limit(BATCH)
            .with_for_update(skip_locked=True)
        )
        taken = update(Job).where(Job.id.in_(due.scalar_subquery())).values(rung_at=NOW)
        rows = db.session.execute(taken.returning(Job.id, Job.kind, Job.queue)).all()
    return [(row.id, row.kind, row.queue) for row in rows]


def _full() -> list[str]:
    return [name for name in QUEUES if queue.waiting(name) >= FULL]
