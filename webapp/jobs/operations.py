"""The verb that people have for a job: cancel it (取消)."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from webapp.jobs import endings, queries
from webapp.jobs.models import Job, JobState
from webapp.jobs.queue import ring
from webapp.refusals import IllegalMove


def cancel(actor: Actor, public_id: str) -> Job:
    """Cancel a job: one's own unit's queued job at once, any other at its next step.

    Refuses a foreign or nonexistent one with NotFound, one that is over with IllegalMove. Asking twice is
    no second event.
    """
    query = select(Job).where(Job.id == queries.one(actor, public_id).id).with_for_update()
    job = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if JobState(job.state).final:
        raise IllegalMove("job: cancel")
    own = actor.tenant is not None and actor.tenant.id == job.tenant_id
    if own and job.state == JobState.QUEUED.value:
        endings.close(job, JobState.CANCELLED, None)
        db.session.refresh(job)
    elif job.cancel_requested_at is None:
        job.cancel_requested_at = datetime.now(UTC)
        audit.record("job.cancel", f"job:{job.public_id}", owner=job)
        ring(job)  # a queued one ends as soon as a worker hears of it
    return job
