"""How a job's attempt ends other than well: again later, quarantined (已隔离), or cancelled (已取消).

Quarantine and cancelling are audited, and take the row that the job worked on along, in one transaction.
"""

from __future__ import annotations

import logging
from typing import Any

from sqlalchemy import func, select, text, update

from tenants import audit
from tenants.db import db
from tenants.kinds import Kind as TenantKind
from tenants.models import Tenant
from tenants.scope import Scope
from webapp.jobs import lease
from webapp.jobs.kinds import kind_of, load
from webapp.jobs.lease import ATTEMPTS, BACK_OFF, NOW, Claim
from webapp.jobs.models import LIVE, Job, JobState
from webapp.jobs.owner import tenant_scope
from webapp.transaction import separately

log = logging.getLogger(__name__)
FAILED, GAVE_UP = "failed", "gave_up"


def finish(claim: Claim) -> None:
    """Done, for a runner that had no step to say so in; raises Zombie if the job is another's by now."""
    with separately(Scope.of_system("the end of a job")):
        lease.write(claim, state=JobState.DONE.value, finished_at=NOW, lease_until=None)


def fail(claim: Claim) -> bool:
    """Queue the job again for later; False when that was the fifth attempt and it is quarantined."""
    if claim.attempt >= ATTEMPTS:
        end(claim.job_id, JobState.QUARANTINED, GAVE_UP, fence=claim.fence)
        return False
    # Until `lease_until` a queued job is nobody's: that is the back-off.
    later = NOW + BACK_OFF * 2 ** (claim.attempt - 1)
    with separately(Scope.of_system("another attempt at a job")):
        lease.write(claim, state=JobState.QUEUED.value, lease_until=later, error=FAILED)
    return True


def pause(claim: Claim) -> None:
    """Give the job back in good order, its attempt uncounted: the worker is to stop, or the
    queue's time was up for a job that gets on."""
    with separately(Scope.of_system("a job given back")):
        lease.write(claim, state=JobState.QUEUED.value, lease_until=None, attempt=Job.attempt - 1)


def end(job_id: int, state: JobState, code: str | None = None, *, fence: int | None = None) -> bool:
    """Cancel or quarantine a live job with its subject; False when it is over or has another fence.

    A subject that can't follow doesn't keep the job alive: the job ends alone, and the log says so.
    """
    scope = _scope_of(job_id)
    try:
        return _end(job_id, state, code, fence, scope, with_subject=True)
    except Exception as error:  # noqa: BLE001 - any fault of a feature's hook; the job must still end
        log.error("job %s: its subject could not follow (%s)", job_id, type(error).__name__)
        db.session.rollback()
        return _end(job_id, state, code, fence, scope, with_subject=False)


def _scope_of(job_id: int) -> Scope:
    with separately(Scope.of_system("a job's tenant", read_only=True)):
        query = select(Job, Tenant.kind).join(Tenant, Tenant.id == Job.tenant_id).where(Job.id == job_id)
        job, kind = db.session.execute(query).one()
        scope = tenant_scope(job, TenantKind(kind))
    db.session.close()
    return scope


def _end(
    job_id: int, state: JobState, code: str | None, fence: int | None, scope: Scope, *, with_subject: bool
) -> bool:
    with separately(scope):
        live = select(Job).where(Job.id == job_id, text(LIVE)).with_for_update()
        job = db.session.scalars(live.execution_options(populate_existing=True)).first()
        if job is None or (fence is not None and job.fence != fence):
            return False
        close(job, state, code, with_subject=with_subject)
    return True


def close(job: Job, state: JobState, code: str | None, *, with_subject: bool = True) -> None:
    """End a locked live job in the open transaction: row, audit event, subject. Fences off its worker."""
    changes: dict[str, Any] = {"state": [job.state, state.value]} | ({"error": [None, code]} if code else {})
    values = {"state": state.value, "error": code, "finished_at": func.now(), "lease_until": None}
    db.session.execute(update(Job).where(Job.id == job.id).values(fence=Job.fence + 1, **values))
    audit.record(f"job.{state.value}", f"job:{job.public_id}", changes, owner=job)
    if with_subject and (ended := kind_of(job.kind).ended):
        load(ended)(job, state)
