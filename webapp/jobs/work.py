"""What a runner holds: steps, each one transaction of effects, cursor, progress and lease together.

    def run(work: Work) -> None:
        for step in work.steps():
            with step:
                …effects by step.actor, from step.cursor…
                step.advance({"row": 500}, done=500, counts={"accepted": 498})
                if nothing_left:
                    step.finish()

Keep a step to 500 rows or 5 seconds (spec 4.3).
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Any

import psycopg.errors
from flask import current_app, g
from sqlalchemy.exc import DBAPIError

from tenants.actor import Actor
from tenants.db import db
from tenants.scope import Scope, acting_as
from webapp.jobs import lease
from webapp.jobs.lease import NOW, Claim, GivenBack
from webapp.jobs.models import Job, JobState
from webapp.jobs.owner import owner
from webapp.transaction import separately

log = logging.getLogger(__name__)
# 40001, 40P01, 55P03
COLLISIONS = (
    psycopg.errors.SerializationFailure, psycopg.errors.DeadlockDetected, psycopg.errors.LockNotAvailable,
)  # fmt: skip
TRIES = 5
PAUSE = 0.05  # seconds before the first new try of a step; doubled each time


class NoProgress(RuntimeError):
    """A step ended well without moving the cursor or finishing: it would go round for ever."""


class Work:
    """A claimed job in its runner's hands."""

    def __init__(self, claim: Claim, stopping: Callable[[], bool]) -> None:
        self.claim = claim
        self.stopping = stopping
        self.finished = False
        self.job: Job = self.look()[0]
        self.subject_id = self.job.subject_id

    def look(self) -> tuple[Job, Actor | None, Scope]:
        """The job and its owner as they are now; raises Zombie, Cancelled or JobRefused."""
        try:
            with separately(Scope.of_system("a job's state and owner", read_only=True)):
                job = lease.held(self.claim)
                return job, *owner(job)
        finally:
            db.session.close()  # what was read must be read anew the next time

    def steps(self) -> Iterator[Step]:
        """Steps until one has called `finish` and was committed. A step that collided comes again.

        Raises GivenBack between two steps when the worker is to stop (SIGTERM drains, spec 4.7).
        """
        tries = 0
        while not self.finished:
            if self.stopping():
                raise GivenBack
            step = Step(self, last_try=tries + 1 >= TRIES)
            yield step
            tries = 0 if step.committed else tries + 1
            if tries:
                time.sleep(PAUSE * 2**tries)

    @contextmanager
    def reading(self) -> Iterator[Actor | None]:
        """A READ ONLY transaction in the owner's scope, between steps; gives the actor."""
        _, actor, scope = self.look()
        with acting_as(scope.reading()):
            try:
                yield actor
            finally:
                db.session.close()

    @contextmanager
    def alive(self) -> Iterator[None]:
        """Renew the lease from a thread while something long runs that isn't a step (a child process)."""
        over = threading.Event()
        thread = threading.Thread(target=self._renew, args=(current_app._get_current_object(), over))  # type: ignore[attr-defined]
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _renew(self, app: Any, over: threading.Event) -> None:
        while not over.wait(lease.LEASE.total_seconds() / 3):
            try:
                with app.app_context(), separately(Scope.of_system("a job's lease")):
                    lease.write(self.claim)
            except (lease.Zombie, DBAPIError) as error:
                # The step that follows finds out by its fence; nothing is to be done here.
                log.warning("job %s: lease not renewed (%s)", self.claim.job_id, type(error).__name__)


class Step:
    """One transaction of a job in its owner's scope. Left by an exception it writes nothing."""

    def __init__(self, work: Work, *, last_try: bool) -> None:
        self.work = work
        self.last_try = last_try
        self.committed = False
        self.actor: Actor | None = None
        self.cursor: dict[str, Any] = {}
        self.counts: dict[str, Any] = {}
        self.done = 0
        self.total: int | None = None
        self._values: dict[str, Any] = {}

    def __enter__(self) -> Step:
        job, self.actor, scope = self.work.look()
        self.cursor, self.counts = dict(job.cursor), dict(job.counts)
        self.done, self.total = job.done, job.total
        self._before = dict(job.cursor)
        self._acting = acting_as(scope)
        self._acting.__enter__()
        g.after_commit = []
        return self

    def advance(
        self,
        cursor: dict[str, Any],
        *,
        done: int | None = None,
        total: int | None = None,
        counts: dict[str, int] | None = None,
    ) -> None:
        """Where the next step begins, and what the bar shows; `counts` are totals, not differences."""
        given = {"cursor": cursor, "done": done, "total": total, "counts": counts}
        self._values |= {name: value for name, value in given.items() if value is not None}

    def finish(self) -> None:
        """This step is the last: the job is done when it commits."""
        self._values |= {"state": JobState.DONE.value, "finished_at": NOW, "lease_until": None}

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        try:
            if error is None:
                self._commit()
            return error is not None and self._collided(error)
        except DBAPIError as late:  # a collision may show only when the fence is written or at the commit
            if not self._collided(late):
                raise
            return True
        finally:
            db.session.close()
            self._acting.__exit__(None, None, None)

    def _commit(self) -> None:
        if "state" not in self._values and self._values.get("cursor", self._before) == self._before:
            raise NoProgress(self.work.claim.kind)
        lease.write(self.work.claim, **self._values)
        db.session.commit()
        self.committed = True
        self.work.finished = "state" in self._values
        for effect in g.after_commit:
            effect()

    def _collided(self, error: BaseException) -> bool:
        collided = isinstance(error, DBAPIError) and isinstance(error.orig, COLLISIONS)
        return collided and not self.last_try
