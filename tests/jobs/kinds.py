"""Kinds of job for the tests: each writes rows of the house, so that what is lost or doubled shows."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from sqlalchemy import select

from tenants.db import db, territory
from tenants.roles import Permission
from tenants.scope import current_scope
from webapp.files.models import StoredFile
from webapp.files.operations import read_file
from webapp.jobs.kinds import KINDS, Kind, add
from webapp.jobs.models import Job, JobState
from webapp.jobs.work import Step, Work

ROWS = 40
PART = 2


def count(work: Work) -> None:
    """ROWS rows in steps of PART; how long a step takes is set by the test."""
    for step in work.steps():
        with step:
            _part(work, step)


def _part(work: Work, step: Step) -> None:
    at = step.cursor.get("row", 0)
    for number in range(at, at + PART):
        db.session.add(row(work.subject_id, number))
    db.session.flush()
    time.sleep(float(os.environ.get("TEST_STEP_SECONDS", "0")))
    step.advance({"row": at + PART}, done=at + PART, total=ROWS, counts={"accepted": at + PART})
    if at + PART >= ROWS:
        step.finish()


def row(subject: int, number: int) -> StoredFile:
    own = territory(current_scope())
    return StoredFile(**own, name=f"row {number}", size=number, digest=f"job of {subject}", media_type="x/y")


def rows_of(subject: int) -> list[int]:
    """Which rows a job has written, in order; for the system reach."""
    mine = select(StoredFile.size).where(StoredFile.digest == f"job of {subject}")
    return list(db.session.scalars(mine.order_by(StoredFile.size)))


def fail(work: Work) -> None:
    """Writes half a step, then fails: nothing of it may stay."""
    for step in work.steps():
        with step:
            db.session.add(row(work.subject_id, 0))
            db.session.flush()
            raise RuntimeError("this kind always fails")


def stop_once(work: Work) -> None:
    """The first worker stops itself in the middle of its third step, its effects written but uncommitted."""
    marker = Path(os.environ["TEST_MARKER"])
    for step in work.steps():
        with step:
            _part(work, step)
            if step.cursor.get("row", 0) == 2 * PART and not marker.exists():
                marker.write_text(str(os.getpid()))
                os.kill(os.getpid(), signal.SIGSTOP)


class NumberBetrayed(Exception):
    """An exception that quotes what it met, as those of databases and parsers do."""


def betray(work: Work) -> None:
    """Reads a stored file and fails with its content in the exception's words."""
    with work.reading():
        file = db.session.get_one(StoredFile, int(os.environ["TEST_FILE"]))
    raise NumberBetrayed(read_file(file).decode())


def ended(job: Job, state: JobState) -> None:
    """Leaves a row that says how the job ended."""
    db.session.add(
        StoredFile(
            **territory(current_scope()), name=state.value, size=0, digest=f"end of {job.subject_id}",
            media_type="x/y",
        )
    )  # fmt: skip
    db.session.flush()


def endings_of(subject: int) -> list[str]:
    query = select(StoredFile.name).where(StoredFile.digest == f"end of {subject}")
    return list(db.session.scalars(query))


def link(subject: int) -> str:
    return f"/rosters/made-{subject}"


def labels(subjects: list[int]) -> dict[int, str]:
    return {subject: f"附件2 第 {subject} 份.xlsx" for subject in subjects}


def enter() -> None:
    """Enter the kinds, once a process."""
    for name in ("count", "fail", "stop_once", "betray"):
        if f"tests.{name}" not in KINDS:
            paths = {"runner": f"{__name__}:{name}", "ended": f"{__name__}:ended"}
            paths |= {"link": f"{__name__}:link", "labels": f"{__name__}:labels"}
            add(Kind(f"tests.{name}", "import", "测试", permission=Permission.ROSTER_IMPORT, **paths))
