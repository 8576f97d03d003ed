"""What the probes look at: can the database be written, is the schema the code's, do bells come round."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from alembic.script import ScriptDirectory
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError

from tenants.db import db
from tenants.scope import Scope, acting_as
from webapp.database import migration_config
from webapp.files.operations import store
from webapp.jobs.kinds import QUEUES
from webapp.jobs.lease import NOW
from webapp.jobs.models import LIVE, Heartbeat, Job, PeriodicRun
from webapp.notices import sending

QUIET = timedelta(seconds=60)  # four heartbeats missed
OVERDUE = timedelta(seconds=120)
UNSENT = timedelta(minutes=10)


def readiness() -> dict[str, bool]:
    """Each part this process can't serve without, and whether it is there."""
    return {"database": _writes(), "migrations": _at_head(), "storage": store().writable()}


def _writes() -> bool:
    """A row is written and rolled back: a standby, a full disk or a lost connection shows."""
    with acting_as(Scope.of_system("readiness")):
        try:
            db.session.add(PeriodicRun(task="readyz", period="never committed"))
            db.session.flush()
        except SQLAlchemyError:
            return False
        finally:
            db.session.rollback()
    return True


def _at_head() -> bool:
    with acting_as(Scope.of_system("readiness", read_only=True)):
        try:
            return db.session.scalars(text("select version_num from alembic_version")).all() == [head()]
        except SQLAlchemyError:
            return False
        finally:
            db.session.rollback()


@cache
def head() -> str | None:
    """The revision this code was written for."""
    return ScriptDirectory.from_config(migration_config("")).get_current_head()


def depth() -> dict[str, float | None]:
    """Seconds since each queue's last round trip into the database, and since the oldest due job and the
    oldest unsent message were due."""
    with acting_as(Scope.of_system("probe of the queues", read_only=True)):
        try:
            age = func.extract("epoch", NOW - Heartbeat.at)
            ages = {name: value for name, value in db.session.execute(select(Heartbeat.queue, age))}
            since = func.greatest(Job.created_at, Job.lease_until)
            due = select(func.extract("epoch", NOW - func.min(since))).where(text(LIVE), since < NOW)
            oldest, unsent = db.session.scalar(due), sending.oldest_due()
        finally:
            db.session.rollback()
    found = {name: ages.get(name) for name in QUEUES} | {"oldest_due": oldest or 0, "outbox": unsent}
    return {name: None if value is None else round(float(value), 1) for name, value in found.items()}


def healthy(depth: dict[str, float | None]) -> bool:
    """Whether every queue came round lately and neither a job nor a message waits too long."""
    limits = dict.fromkeys(QUEUES, QUIET.total_seconds())
    limits |= {"oldest_due": OVERDUE.total_seconds(), "outbox": UNSENT.total_seconds()}
    return all(value is not None and value < limits[name] for name, value in depth.items())
