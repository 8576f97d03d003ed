"""The bar of a roster's job, as its own page shows it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from tenants.db import db
from webapp.jobs.models import Job, JobState
from webapp.jobs.words import error_sentence
from webapp.rosters.models import Roster


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the job is; `total` is None until the file is read."""

    public_id: str
    running: bool
    done: int
    total: int | None
    seconds: int
    counts: dict[str, int]
    attempt: int
    stopped: str  # why it came to no good end; empty when it did


def progress_of(roster: Roster) -> Progress | None:
    """The roster's job, while there is one to look at."""
    job = db.session.get(Job, roster.job_id) if roster.job_id else None
    if job is None:
        return None
    end = job.finished_at or datetime.now(UTC)
    seconds = int((end - job.created_at).total_seconds())
    running = not JobState(job.state).final
    stopped = "" if running else error_sentence(job)
    return Progress(
        job.public_id, running, job.done, job.total, seconds, dict(job.counts), job.attempt, stopped
    )
