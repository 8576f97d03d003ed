"""A door: the task by which a kind of job is rung. It holds no rule; it hands the id to the operation."""

from __future__ import annotations

from celery import Task
from celery.exceptions import SoftTimeLimitExceeded

from tasks.app import STOPPING, app
from webapp.jobs.working import work


def door(kind: str) -> Task:
    """The task of a kind of job."""

    def ring(job_id: int) -> None:
        work(job_id, time_is_up=(SoftTimeLimitExceeded,), stopping=STOPPING.is_set)

    return app.task(name=kind)(ring)
