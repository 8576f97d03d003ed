"""The doors of the periodic work: sweep, heartbeat, sealing the audit, forgetting what is old."""

from __future__ import annotations

from tasks.app import app
from webapp.files.operations import store
from webapp.jobs import periodic
from webapp.jobs.sweeper import sweep as sweep_jobs


@app.task(name="housekeeping.sweep")
def sweep() -> None:
    sweep_jobs()


@app.task(name="housekeeping.heartbeat")
def heartbeat(queue_name: str) -> None:
    periodic.beat(queue_name)


@app.task(name="housekeeping.seal")
def seal() -> None:
    periodic.seal_audit()


@app.task(name="housekeeping.forget")
def forget() -> None:
    periodic.forget()


@app.task(name="housekeeping.partial_files")
def partial_files() -> None:
    store().remove_partial()
