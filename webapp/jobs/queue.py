"""Putting a job into the database, and ringing for it (spec 4.3): PostgreSQL is the truth, Redis a doorbell.

Only the job's id travels. A bell that can't be rung is logged and forgotten: the sweeper rings again.
"""

from __future__ import annotations

import logging
from typing import Any

from celery import Celery
from flask import current_app
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError
from sqlalchemy import select, text
from sqlalchemy.dialects.postgresql import insert

from tenants.actor import Actor
from tenants.db import db, territory
from tenants.scope import Scope
from webapp.extensions import settings
from webapp.jobs.kinds import kind_of
from webapp.jobs.models import LIVE, Job
from webapp.transaction import after_commit

log = logging.getLogger(__name__)
EXPIRES = 120  # seconds after which a bell nobody heard is worth nothing
# Bounded in every direction: a request must not wait for a broker that is away.
TRANSPORT = {
    "socket_timeout": 2, "socket_connect_timeout": 1, "max_retries": 0, "interval_start": 0,
    "interval_step": 0, "interval_max": 0, "visibility_timeout": 900,
}  # fmt: skip


class NoTenant(ValueError):
    """A job belongs to a tenant; this scope has none."""


def enqueue(
    kind: str,
    subject_id: int,
    by: Actor | Scope,
    *,
    dedupe_key: str | None = None,
    total: int | None = None,
    cursor: dict[str, Any] | None = None,
) -> Job:
    """A queued job in the caller's transaction; a live one with the same dedupe key is answered instead.

    The job acts for `by`: an actor, or a tenant's scope without a user. Follow it by `ring(job)`.
    """
    scope = by.scope() if isinstance(by, Actor) else by
    if scope.tenant_id is None or scope.city_id is None:
        raise NoTenant(kind)
    row: dict[str, Any] = {
        **territory(scope), "user_id": scope.user_id, "kind": kind, "queue": kind_of(kind).queue,
        "subject_id": subject_id, "dedupe_key": dedupe_key, "total": total, "cursor": cursor or {},
    }  # fmt: skip
    while True:
        job = _insert(row) or _live(row)
        if job is not None:  # else the live one ended between the two statements: insert again
            return job


def _insert(row: dict[str, Any]) -> Job | None:
    statement = insert(Job).values(**row).on_conflict_do_nothing(
        index_elements=["tenant_id", "kind", "dedupe_key"], index_where=text(LIVE)
    )  # fmt: skip
    return db.session.scalars(statement.returning(Job)).first()


def _live(row: dict[str, Any]) -> Job | None:
    same = (Job.tenant_id == row["tenant_id"], Job.kind == row["kind"], Job.dedupe_key == row["dedupe_key"])
    return db.session.scalars(select(Job).where(*same, text(LIVE))).first()


def ring(job: Job) -> None:
    """Ring for `job` once the request's transaction is committed; never if it isn't."""
    kind, queue, job_id = job.kind, job.queue, job.id
    after_commit(lambda: ring_now(kind, queue, job_id))


def ring_now(kind: str, queue: str, job_id: int) -> bool:
    """Ring for a committed job; False, and a line in the log, when the broker can't be reached."""
    try:
        _bell().send_task(kind, args=[job_id], queue=queue, expires=EXPIRES, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - whatever the broker's trouble is, the sweeper rings again
        log.warning("job %s: the bell can't be rung (%s)", job_id, type(error).__name__)
        return False
    return True


def ring_bell(task: str, queue: str) -> bool:
    """Ring for periodic work before its turn; False when the broker is away: the beat comes anyway."""
    try:
        _bell().send_task(task, queue=queue, expires=EXPIRES, retry=False, ignore_result=True)
    except Exception as error:  # noqa: BLE001 - as above
        log.warning("%s: the bell can't be rung (%s)", task, type(error).__name__)
        return False
    return True


def waiting(queue: str) -> int:
    """How many bells lie in a queue unheard; none that we know of when the broker can't be asked."""
    try:
        with _bell().connection_for_read() as connection:
            return int(connection.default_channel.client.llen(queue))
    except (OperationalError, RedisError, OSError):
        return 0


def _bell() -> Celery:
    """The sending half of Celery, one a process: it knows names, not tasks."""
    found: Celery | None = current_app.extensions.get("bell")
    if found is None:
        found = current_app.extensions["bell"] = bell_for(settings().broker_url)
    return found


def bell_for(broker_url: str) -> Celery:
    """A Celery app that only sends, and gives up soon."""
    bell = Celery("bell", broker=broker_url, set_as_current=False)
    bell.conf.update(
        task_serializer="json", accept_content=["json"], task_ignore_result=True,
        broker_transport_options=TRANSPORT, broker_connection_timeout=1, task_publish_retry=False,
    )  # fmt: skip
    return bell
