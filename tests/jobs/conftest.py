"""A real worker as a process of its own, on the tests' servers, and jobs of the cast to give it."""

from __future__ import annotations

import itertools
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from flask import Flask
from sqlalchemy import func, select

from tenants.db import Base, db
from tenants.scope import Scope
from tests.cast import Cast
from tests.conftest import environment
from tests.jobs import kinds
from webapp.config import read_settings
from webapp.jobs import endings
from webapp.jobs.models import Job
from webapp.jobs.operations import cancel
from webapp.jobs.queue import enqueue, ring_now
from webapp.jobs.sweeper import sweep
from webapp.local import valkey
from webapp.local.folders import REPOSITORY
from webapp.local.for_tests import TestServers
from webapp.transaction import begin, close, separately

SYSTEM = Scope.of_system("a test")
PATIENCE = 25.0
QUIET = ("--without-gossip", "--without-mingle")


@dataclass
class House:
    """The test's database, broker and processes."""

    app: Flask
    cast: Cast
    settings: dict[str, str]
    folder: Path
    servers: TestServers
    running: list[subprocess.Popen[bytes]] = field(default_factory=list)
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def worker(self, *options: str, **more: str) -> subprocess.Popen[bytes]:
        """Start a worker as `jinlanling up` does, with one child."""
        return self._celery(
            "worker", "-Q", "interactive,import,returns", "--concurrency", "1", *QUIET, *options, **more
        )

    def beat(self, name: str) -> subprocess.Popen[bytes]:
        return self._celery("beat", "--schedule", str(self.folder / name), "--pidfile=")

    def _celery(self, *command: str, **more: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"celery-{len(self.running)}.log").open("wb")
        process = subprocess.Popen(
            [sys.executable, "-m", "celery", "-A", "tests.jobs.celery_app", *command, "--loglevel", "INFO"],
            cwd=REPOSITORY,
            env={"PATH": os.defpath, "LANG": "C.UTF-8"}
            | {"PYTHONPATH": str(REPOSITORY)} | self.settings | more,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
        self.running.append(process)
        return process

    def logs(self) -> str:
        return "\n".join(
            path.read_text("utf-8", "replace") for path in sorted(self.folder.glob("celery-*.log"))
        )

    def job(self, kind: str = "tests.count", who: str = "steel.org_clerk", *, ring: bool = True) -> Job:
        """A committed job of `who`, rung for or not."""
        actor = self.cast.actors[who]
        with separately(actor.scope()):
            job = enqueue(kind, next(self.numbers), actor)
        db.session.expunge_all()
        if ring:
            ring_now(job.kind, job.queue, job.id)
        return job

    def ring(self, job: Job) -> None:
        assert ring_now(job.kind, job.queue, job.id)

    def cancel(self, job: Job, who: str = "steel.org_clerk") -> None:
        """Cancel as the page does."""
        with self.app.test_request_context("/", method="POST"):
            begin()
            with separately(self.cast.actors[who].scope()):
                cancel(self.cast.actors[who], job.public_id)
            close(None)

    def endings(self, job: Job) -> list[str]:
        with separately(SYSTEM):
            return kinds.endings_of(job.subject_id)

    def count(self, table: type[Base]) -> int:
        """How many rows a table has, under the system reach."""
        db.session.close()
        with separately(SYSTEM):
            return db.session.scalar(select(func.count()).select_from(table)) or 0

    def now(self, job: Job) -> Job:
        """The job as it is in the database now."""
        db.session.close()
        with separately(SYSTEM):
            return db.session.scalars(select(Job).where(Job.id == job.id)).one()

    def rows(self, job: Job) -> list[int]:
        db.session.close()
        with separately(SYSTEM):
            return kinds.rows_of(job.subject_id)

    def until(self, right: Callable[[], bool], what: str, *, sweeping: bool = True) -> None:
        """Wait until `right`, sweeping now and then as beat would: another test's FLUSHALL takes bells away.

        On running out of patience, fail with the workers' logs.
        """
        begun = swept = time.monotonic()
        while not right():
            now = time.monotonic()
            if now > begun + PATIENCE:
                pytest.fail(f"{what} did not come about\n{self.logs()}")
            if sweeping and now > swept + 0.5:
                swept = now
                self.sweep()
            time.sleep(0.05)

    def until_over(self, *jobs: Job) -> None:
        self.until(lambda: all(self.now(job).finished_at for job in jobs), "the end of the jobs")

    def sweep(self) -> None:
        """What beat asks for every 15 s, at once."""
        db.session.close()
        sweep(timedelta(0))

    @property
    def broker(self) -> redis.Redis:
        return valkey.client(self.servers.broker)

    @property
    def servers_folder(self) -> Path:
        return Path(self.servers.folder)

    @contextmanager
    def lasting(self, seconds: float) -> Iterator[None]:
        """Within this process: how long the back-off between attempts is."""
        before, endings.BACK_OFF = endings.BACK_OFF, timedelta(seconds=seconds)
        yield
        endings.BACK_OFF = before

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """SIGKILL to the worker and its children, with no chance to clean up."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def house(app: Flask, cast: Cast, servers: TestServers, database: str, tmp_path: Path) -> Iterator[House]:
    kinds.enter()
    given = environment(servers, database, tmp_path / "storage")
    # Workers of xdist share the server: each has a database of the broker to itself.
    place = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 15 + 1
    given["JINLANLING_BROKER_URL"] += f"?virtual_host={place}"
    app.extensions["jinlanling"] = read_settings(given)
    made = House(app, cast, given, tmp_path, servers)
    made.broker.flushall()
    with app.app_context():
        yield made
        db.session.close()
    for process in made.running:
        if process.poll() is None:
            made.kill(process)
