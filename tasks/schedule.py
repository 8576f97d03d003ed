"""The beat table. Beat may run twice or miss a turn: what a period must see once is entered in the database.

A turn that found no worker is worth nothing by the next one: it expires.
"""

from __future__ import annotations

from typing import Any

from webapp.jobs.kinds import QUEUES


def every(seconds: float, task: str, queue: str = "interactive", **named: Any) -> dict[str, Any]:
    return {
        "task": task,
        "schedule": seconds,
        "kwargs": named,
        "options": {"queue": queue, "expires": max(10.0, seconds)},
    }


SCHEDULE = {
    "sweep": every(15, "housekeeping.sweep"),
    "seal the audit": every(300, "housekeeping.seal"),
    "forget old sign-ins": every(3600, "housekeeping.forget"),
    "scopes that end": every(3600, "housekeeping.scopes_ending"),
    "remove partial files": every(3600, "housekeeping.partial_files"),
    "begin the night's cross-check": every(600, "crosscheck.nightly"),
    "let go what is held up no more": every(60, "crosscheck.let_go"),
    "tell of cases that wait": every(600, "crosscheck.remind"),
    "empty the outbox": every(15, "notices.send", "sending"),
    "empty the spools": every(3600, "notices.clear_spools", "sending"),
    "daily digests": every(600, "notices.digest"),
    "tell of stale seals": every(300, "housekeeping.stale_seals"),
    "remind of photos that lack": every(3600, "housekeeping.remind_of_photos"),
    "remind of confirmations by phone": every(3600, "housekeeping.remind_of_phones"),
    **{f"heartbeat {name}": every(15, "housekeeping.heartbeat", name, queue_name=name) for name in QUEUES},
}
