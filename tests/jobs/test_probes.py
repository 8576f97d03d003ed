"""The probes: they tell a supervisor what is missing, and a stranger nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, update

from tenants.db import db
from tests.jobs.conftest import SYSTEM, House
from webapp.jobs.kinds import QUEUES
from webapp.jobs.models import Heartbeat, Job, PeriodicRun
from webapp.jobs.periodic import beat
from webapp.operations import queries
from webapp.transaction import separately


def test_a_living_process_that_can_serve(house: House) -> None:
    browser = house.app.test_client()
    assert browser.get("/livez").json == {"ok": True}
    ready = browser.get("/readyz")
    assert (ready.status_code, ready.json) == (
        200,
        {"ok": True, "database": True, "migrations": True, "storage": True},
    )
    assert house.count(PeriodicRun) == 0  # what the probe writes is rolled back


def test_not_ready_without_its_storage(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = house.app.extensions["jinlanling"].storage
    folder.parent.mkdir(exist_ok=True)
    folder.write_text("a file where the folder should be")
    house.app.extensions.pop("store", None)
    answer = house.app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["storage"]) == (503, False)


def test_not_ready_on_another_schema(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "head", lambda: "9999")
    answer = house.app.test_client().get("/readyz")
    assert (answer.status_code, answer.json["migrations"]) == (503, False)


def test_deep_health_is_the_round_trip_and_the_oldest_due_job(house: House) -> None:
    browser = house.app.test_client()
    assert browser.get("/deepz").status_code == 503  # no bell has come round yet
    for name in QUEUES:
        beat(name)
    answer = browser.get("/deepz")
    assert (answer.status_code, answer.json["oldest_due"]) == (200, 0)
    house.job(ring=False)
    with separately(SYSTEM):
        db.session.execute(update(Job).values(created_at=func.now() - timedelta(minutes=5)))
    late = browser.get("/deepz")
    assert late.status_code == 503
    assert late.json["oldest_due"] > 290
    with separately(SYSTEM):
        db.session.execute(update(Heartbeat).values(at=func.now() - timedelta(minutes=2)))
    assert browser.get("/deepz").json["import"] > 110
