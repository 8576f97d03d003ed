"""The Celery app (spec 4.3): its settings, the web application once a process, an own engine after a fork.

No ETA, chord or result ever lies in Redis; a task carries ids only.
"""

from __future__ import annotations

import os
from functools import cache
from multiprocessing import Event
from typing import Any

from celery import Celery, Task, signals
from flask import Flask
from kombu import Exchange, Queue

from tasks.schedule import SCHEDULE
from tenants.db import db
from webapp.app import create_app
from webapp.jobs.kinds import QUEUES
from webapp.logs import log_to_stderr

app = Celery("jinlanling", broker=os.environ.get("JINLANLING_BROKER_URL"))
app.conf.update(
    task_acks_late=True,
    task_ignore_result=True,
    task_serializer="json",
    accept_content=["json"],
    worker_prefetch_multiplier=1,
    task_soft_time_limit=540,
    task_time_limit=600,
    broker_transport_options={"visibility_timeout": 900, "socket_connect_timeout": 5},
    broker_connection_retry_on_startup=True,
    broker_connection_max_retries=None,
    worker_max_tasks_per_child=200,
    worker_soft_shutdown_timeout=25,
    worker_enable_soft_shutdown_on_idle=False,
    task_queues=[Queue(name, Exchange(name, type="direct"), routing_key=name) for name in QUEUES],
    task_default_queue="interactive",
    # Nobody listens to events or remote commands; without them Redis holds nothing but bells.
    worker_send_task_events=False,
    worker_enable_remote_control=False,
    beat_schedule=SCHEDULE,
    timezone="Asia/Shanghai",
    include=["tasks.jobs", "tasks.housekeeping", "tasks.crosschecks"],
)


@cache
def house() -> Flask:
    """The application of this process, without pages."""
    return create_app(pages=False)


@signals.setup_logging.connect
def log_as_json(**_: Any) -> None:
    """Instead of Celery's own: what a task logs must not hold personal data either."""
    log_to_stderr()


# Made before the children are forked, so that they see it and give their jobs back between two steps.
STOPPING = Event()


@signals.worker_shutting_down.connect
def drain(**_: Any) -> None:
    """SIGTERM: what runs is given back at its next step, for whoever comes next."""
    STOPPING.set()


@signals.worker_process_init.connect
def leave_the_parents_connections(**_: Any) -> None:
    """A forked child must not speak on its parent's database connections, nor close them."""
    if house.cache_info().currsize:
        with house().app_context():
            db.engine.dispose(close=False)


class InTheHouse(Task):  # type: ignore[misc]
    """Every task runs in an application context of its own, which takes its session along when it ends."""

    abstract = True

    def __call__(self, *given: Any, **named: Any) -> Any:
        with house().app_context():
            return super().__call__(*given, **named)


app.Task = InTheHouse
