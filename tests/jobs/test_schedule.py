"""The beat table: what tells people of something hangs in it, and each entry is a task that there is."""

from __future__ import annotations

from types import ModuleType

import pytest

from tasks import crosschecks, housekeeping, jobs
from tasks.app import app
from tasks.schedule import SCHEDULE
from webapp.catalogue import expiring
from webapp.crosscheck import telling as crosscheck
from webapp.notices import expanding, sending
from webapp.papers import telling
from webapp.photos import reminding as photos
from webapp.reviews import reminding as phones

DOORS: dict[str, tuple[ModuleType, str]] = {
    "crosscheck.remind": (crosscheck, "remind"),
    "housekeeping.scopes_ending": (expiring, "warn_of_endings"),
    "housekeeping.remind_of_phones": (phones, "remind"),
    "housekeeping.remind_of_photos": (photos, "remind"),
    "housekeeping.stale_seals": (telling, "tell_stale"),
    "notices.digest": (expanding, "digest"),
    "notices.send": (sending, "send_due"),
}


@pytest.mark.parametrize("task", DOORS)
def test_a_beat_leads_to_whoever_is_to_be_told(task: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert task in {entry["task"] for entry in SCHEDULE.values()}
    called: list[str] = []
    monkeypatch.setattr(expanding, "expand", lambda: None)
    module, name = DOORS[task]
    monkeypatch.setattr(module, name, lambda *_given: called.append(name))
    app.tasks[task].run()
    assert called == [name]


def test_every_entry_is_a_task() -> None:
    assert {crosschecks.__name__, housekeeping.__name__, jobs.__name__} <= set(app.conf.include)
    assert {entry["task"] for entry in SCHEDULE.values()} <= set(app.tasks)
