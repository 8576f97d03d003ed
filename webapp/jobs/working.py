"""One bell heard: claim the job, run its operation, and end the attempt the way it went (spec 3.3)."""

from __future__ import annotations

import logging
from collections.abc import Callable

from tenants.db import db
from webapp.jobs import endings, lease
from webapp.jobs.kinds import kind_of, load
from webapp.jobs.lease import Cancelled, Claim, GivenBack, JobRefused, Zombie
from webapp.jobs.models import JobState
from webapp.jobs.queue import ring_now
from webapp.jobs.work import Work

log = logging.getLogger(__name__)


def never() -> bool:
    return False


def work(
    job_id: int, *, time_is_up: tuple[type[Exception], ...] = (), stopping: Callable[[], bool] = never
) -> str:
    """Do what a bell asks; answers what became of it. Heard twice, the second one finds nothing to do.

    `time_is_up` are the exceptions by which the queue's own time limit shows; `stopping` tells between two
    steps whether this worker is to stop.
    """
    claim = lease.claim(job_id)
    if claim is None:
        return "nothing to do"
    try:
        outcome = _attempt(claim, time_is_up, stopping)
    except Zombie:
        outcome = "lost to another worker"
    log.info("job %s %s, attempt %s: %s", job_id, claim.kind, claim.attempt, outcome)
    return outcome


def _attempt(claim: Claim, time_is_up: tuple[type[Exception], ...], stopping: Callable[[], bool]) -> str:
    try:
        _run(claim, stopping)
    except Zombie:
        raise
    except Cancelled:
        endings.end(claim.job_id, JobState.CANCELLED, fence=claim.fence)
        return "cancelled"
    except JobRefused as refused:
        endings.end(claim.job_id, JobState.QUARANTINED, refused.code, fence=claim.fence)
        return f"refused: {refused.code}"
    except GivenBack:
        return _give_back(claim)
    except time_is_up:
        return _out_of_time(claim)
    except Exception:
        log.exception("job %s %s, attempt %s failed", claim.job_id, claim.kind, claim.attempt)
        return _again_later(claim)
    return "done"


def _give_back(claim: Claim) -> str:
    endings.pause(claim)
    ring_now(claim.kind, kind_of(claim.kind).queue, claim.job_id)
    return "to be continued"


def _out_of_time(claim: Claim) -> str:
    """A job that gets on goes back uncounted; one that got nowhere would come round for ever: it counts."""
    if lease.moved(claim):
        return _give_back(claim)
    log.error("job %s %s, attempt %s got nowhere in its time", claim.job_id, claim.kind, claim.attempt)
    return _again_later(claim)


def _again_later(claim: Claim) -> str:
    return "to be tried again" if endings.fail(claim) else "quarantined"


def _run(claim: Claim, stopping: Callable[[], bool]) -> None:
    try:
        running = Work(claim, stopping)
        load(kind_of(claim.kind).runner)(running)
    finally:
        db.session.close()  # whatever a runner left open ends here, uncommitted
    if not running.finished:
        endings.finish(claim)
