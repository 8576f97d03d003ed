"""Periodic work, begun once a period however many beats there are (spec 4.3)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from tenants import audit
from tenants.db import db
from tenants.models import LoginCode, SignInAttempt
from tenants.scope import Scope
from webapp.jobs.lease import NOW
from webapp.jobs.models import Heartbeat, PeriodicRun
from webapp.transaction import separately

ATTEMPTS_KEPT = timedelta(days=180)  # the least that MLPS 2.0 wants of a log (spec 4.7)
CODES_KEPT = timedelta(days=1)
RUNS_KEPT = timedelta(days=30)
SEALING, FORGETTING = 300, 3600  # seconds


def once(task: str, period: str) -> bool:
    """Whether this is the first to begin `task` in `period`; in the open transaction, under the system reach.

    A second one waits for the first to commit, and goes ahead if that failed.
    """
    row = insert(PeriodicRun).values(task=task, period=period).on_conflict_do_nothing()
    return bool(db.session.execute(row.returning(PeriodicRun.task)).first())


def period(seconds: int, now: datetime | None = None) -> str:
    """The name of the present period of so many seconds, in UTC."""
    moment = int((now or datetime.now(UTC)).timestamp())
    begun = datetime.fromtimestamp(moment - moment % seconds, UTC)
    return f"{begun:%Y-%m-%dT%H:%M:%SZ}/{seconds}"


def beat(queue: str) -> None:
    """Note that a bell made the way beat → queue → worker → database."""
    row = insert(Heartbeat).values(queue=queue, at=NOW)
    with separately(Scope.of_system("heartbeat")):
        db.session.execute(row.on_conflict_do_update(index_elements=["queue"], set_={"at": NOW}))


def seal_audit() -> int:
    """Seal the audit's finished events, once in five minutes; answers how many."""
    with separately(Scope.of_system("sealing the audit")):
        return audit.seal() if once("seal", period(SEALING)) else 0


def forget() -> None:
    """Delete attempts to sign in and periodic runs that are older than they have to be kept, once an hour."""
    with separately(Scope.of_system("forgetting old attempts to sign in")):
        if once("forget", period(FORGETTING)):
            db.session.execute(delete(SignInAttempt).where(SignInAttempt.at < NOW - ATTEMPTS_KEPT))
            db.session.execute(delete(LoginCode).where(LoginCode.created_at < NOW - CODES_KEPT))
            db.session.execute(delete(PeriodicRun).where(PeriodicRun.at < NOW - RUNS_KEPT))
