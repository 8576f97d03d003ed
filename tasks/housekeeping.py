"""The doors of the periodic work: sweep, heartbeat, sealing the audit, the outbox, forgetting what is old."""

from __future__ import annotations

from typing import Any

from celery import signals

from tasks.app import STOPPING, app, house
from webapp.catalogue import expiring
from webapp.files.operations import store
from webapp.jobs import periodic
from webapp.jobs.sweeper import sweep as sweep_jobs
from webapp.notices import expanding, sending, spools
from webapp.papers import telling
from webapp.photos import reminding as photo_reminding
from webapp.reviews import reminding


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


@app.task(name="housekeeping.remind_of_phones")
def remind_of_phones() -> None:
    reminding.remind()


@app.task(name="housekeeping.remind_of_photos")
def remind_of_photos() -> None:
    photo_reminding.remind()


@app.task(name="housekeeping.stale_seals")
def stale_seals() -> None:
    telling.tell_stale()


@app.task(name="housekeeping.scopes_ending")
def scopes_ending() -> None:
    expiring.warn_of_endings()


@signals.worker_ready.connect
def begin(**_: Any) -> None:
    """At the start: what interrupted uploads left."""
    with house().app_context():
        store().remove_partial()


@app.task(name="housekeeping.partial_files")
def partial_files() -> None:
    store().remove_partial()


@app.task(name="notices.send")
def send_notices() -> None:
    """Notices become e-mails, and what is due goes out."""
    expanding.expand()
    sending.send_due(STOPPING.is_set)


@app.task(name="notices.clear_spools")
def clear_spools() -> None:
    spools.clear()


@app.task(name="notices.digest")
def daily_digest() -> None:
    expanding.digest()
