"""A job killed anywhere ends in the same state; FLUSHALL at any instant loses nothing (spec 4.3, 4.4)."""

from __future__ import annotations

import os
import signal
import time
from datetime import timedelta

from sqlalchemy import func, select, update

from tenants.audit import AuditSeal
from tenants.db import db
from tests.jobs.conftest import SYSTEM, House
from tests.jobs.kinds import PART, ROWS
from webapp.jobs.models import Heartbeat, Job, PeriodicRun
from webapp.jobs.working import work
from webapp.transaction import separately

ALL = list(range(ROWS))


def test_flushing_the_broker_at_any_instant_loses_and_doubles_nothing(house: House) -> None:
    jobs = [house.job() for _ in range(2)]
    house.broker.flushall()  # rung, and nobody heard
    house.worker(TEST_STEP_SECONDS="0.02")
    jobs.append(house.job())  # heard as soon as the worker is there
    house.until(lambda: any(house.rows(job) for job in jobs), "the first step")
    for _ in range(5):
        house.broker.flushall()  # in the middle of one, with others waiting
        house.sweep()
        time.sleep(0.1)
    house.broker.flushall()
    house.until_over(*jobs)
    assert [house.now(job).state for job in jobs] == ["done"] * 3
    assert [house.rows(job) for job in jobs] == [ALL] * 3


def test_a_worker_killed_in_the_middle_is_followed_by_another(house: House) -> None:
    worker = house.worker(TEST_STEP_SECONDS="0.05")
    job = house.job()
    house.until(lambda: len(house.rows(job)) >= 3 * PART, "three steps")
    house.kill(worker)
    written, reached = house.rows(job), house.now(job).cursor["row"]
    assert written == list(range(reached))  # effects and cursor stand together
    assert reached < ROWS
    house.worker()
    house.until_over(job)
    after = house.now(job)
    assert (after.state, after.attempt, after.done) == ("done", 2, ROWS)
    assert house.rows(job) == ALL


def test_a_worker_told_to_stop_gives_its_job_back_at_the_next_step(house: House) -> None:
    worker = house.worker(TEST_STEP_SECONDS="0.1")
    job = house.job()
    house.until(lambda: bool(house.rows(job)), "the first step")
    worker.terminate()
    worker.wait(timeout=10)
    after = house.now(job)
    assert (after.state, after.attempt, after.lease_until) == ("queued", 0, None)
    assert house.rows(job) == list(range(after.cursor["row"])) != ALL
    assert work(job.id) == "done"
    assert house.rows(job) == ALL


def test_a_worker_stopped_past_its_lease_writes_nothing_when_it_wakes(house: House) -> None:
    marker = house.folder / "stopped"
    house.worker(TEST_MARKER=str(marker))
    job = house.job("tests.stop_once")
    house.until(marker.exists, "the stop")
    house.worker(TEST_MARKER=str(marker))
    house.until_over(job)
    assert house.rows(job) == ALL
    os.kill(int(marker.read_text()), signal.SIGCONT)
    house.until(lambda: "lost to another worker" in house.logs(), "the zombie's end")
    after = house.now(job)
    assert (after.state, after.attempt, after.fence) == ("done", 2, 2)
    assert house.rows(job) == ALL


def test_two_workers_that_hear_the_same_bell_do_the_work_once(house: House) -> None:
    house.worker("--concurrency", "2", TEST_STEP_SECONDS="0.01")
    jobs = [house.job() for _ in range(3)]
    for job in jobs * 4:
        house.ring(job)
    house.until_over(*jobs)
    assert [house.now(job).attempt for job in jobs] == [1] * 3
    assert [house.rows(job) for job in jobs] == [ALL] * 3


def test_a_job_that_always_fails_is_set_aside_and_the_others_go_on(house: House) -> None:
    house.worker()
    bad, good = house.job("tests.fail"), house.job()
    house.until_over(bad, good)
    after = house.now(bad)
    assert (after.state, after.attempt, after.error) == ("quarantined", 5, "gave_up")
    assert (house.rows(bad), house.endings(bad)) == ([], ["quarantined"])
    assert (house.now(good).state, house.rows(good)) == ("done", ALL)
    assert "this kind always fails" not in house.logs()  # the place of a fault is logged, not its words


def test_cancelling_stops_a_job_between_two_steps(house: House) -> None:
    house.worker(TEST_STEP_SECONDS="0.1")
    job = house.job()
    house.until(lambda: bool(house.rows(job)), "the first step")
    house.cancel(job)
    house.until_over(job)
    assert house.now(job).state == "cancelled"
    assert house.rows(job) == list(range(house.now(job).cursor["row"])) != ALL
    assert house.endings(job) == ["cancelled"]


def test_beats_ring_for_a_lost_bell_and_two_of_them_are_harmless(house: House) -> None:
    job = house.job(ring=False)
    with separately(SYSTEM):
        db.session.execute(update(Job).values(rung_at=func.now() - timedelta(seconds=20)))
    house.worker()
    house.beat("one")
    house.beat("two")
    house.until(lambda: bool(house.now(job).finished_at), "the end of the job", sweeping=False)
    assert house.rows(job) == ALL
    house.until(lambda: house.count(Heartbeat) == 3 and house.count(AuditSeal) >= 1, "the heartbeats")
    time.sleep(1.2)  # another turn of both beats
    with separately(SYSTEM):
        sealings = select(func.count()).where(PeriodicRun.task == "seal")
        assert db.session.scalar(sealings) == house.count(AuditSeal)
