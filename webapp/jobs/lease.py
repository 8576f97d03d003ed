"""Who works on a job (spec 4.3): one worker at a time, by a lease that runs out and a fence that only grows.

A worker stopped past its lease finds its fence outdated and writes nothing (the zombie).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, text, update

from tenants.db import db
from tenants.scope import Scope
from webapp.jobs.models import LIVE, Job, JobState
from webapp.transaction import separately

ATTEMPTS = 5
LEASE = timedelta(seconds=60)  # lets a slow step live, and a dead worker be noticed
BACK_OFF = timedelta(seconds=10)  # before the second attempt; doubled for each further one
NOW = func.clock_timestamp()  # not the transaction's beginning: a lease runs from the moment of writing


class Zombie(RuntimeError):
    """Another worker holds the job by now, or it is over: whatever this one did is rolled back."""


class Cancelled(RuntimeError):
    """Somebody asked for the job to be cancelled."""


class GivenBack(RuntimeError):
    """The worker is to stop: the job goes back in good order, for whoever comes next."""


class JobRefused(RuntimeError):
    """The job can't be done however often it is tried; `code` has a sentence in `webapp.jobs.words`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Claim:
    """One worker's hold on a job."""

    job_id: int
    kind: str
    fence: int
    attempt: int
    cursor: dict[str, Any]  # where the job stood when it was claimed


def claim(job_id: int) -> Claim | None:
    """Take the job for one lease if it is live, free and not out of attempts; else None. One UPDATE."""
    statement = (
        update(Job)
        .where(Job.id == job_id, text(LIVE), Job.attempt < ATTEMPTS)
        .where(Job.lease_until.is_(None) | (Job.lease_until < NOW))
        .values(
            state=JobState.RUNNING.value, attempt=Job.attempt + 1, fence=Job.fence + 1,
            lease_until=NOW + LEASE, started_at=func.coalesce(Job.started_at, NOW),
        )
        .returning(Job.id, Job.kind, Job.fence, Job.attempt, Job.cursor)
    )  # fmt: skip
    with separately(Scope.of_system("claim of a job")):
        row = db.session.execute(statement).first()
    return Claim(*row) if row else None


def write(claim: Claim, **values: Any) -> None:
    """Change the claimed job's row and renew its lease in the open transaction; raises Zombie if lost."""
    held = (Job.id == claim.job_id, Job.fence == claim.fence, Job.state == JobState.RUNNING.value)
    statement = update(Job).where(*held).values(**({"lease_until": NOW + LEASE} | values))
    if db.session.execute(statement.execution_options(synchronize_session=False)).rowcount != 1:  # type: ignore[attr-defined]
        raise Zombie(f"job {claim.job_id}")


def moved(claim: Claim) -> bool:
    """Whether the job got on at all since it was claimed; raises Zombie if it is another's by now."""
    with separately(Scope.of_system("how far a job got", read_only=True)):
        held_by_us = (Job.id == claim.job_id, Job.fence == claim.fence)
        found = db.session.execute(select(Job.cursor).where(*held_by_us)).first()
    if found is None:
        raise Zombie(f"job {claim.job_id}")
    return bool(found.cursor != claim.cursor)


def held(claim: Claim) -> Job:
    """The claimed job's row as it is now; raises Zombie or Cancelled. For the system reach."""
    job = db.session.scalars(select(Job).where(Job.id == claim.job_id)).one()
    if job.fence != claim.fence or job.state != JobState.RUNNING.value:
        raise Zombie(f"job {claim.job_id}")
    if job.cancel_requested_at is not None:
        raise Cancelled(f"job {claim.job_id}")
    return job
