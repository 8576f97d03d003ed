"""`import`: a roster through the whole real path, against a floor and against django-import-export.

The file is stored, its check job runs in a worker's process with the checking child, the preview is shown,
the clerk confirms, and the import job makes applications, moves, audit and figures; two million applications
and two million known certificates are looked up.
"""

from __future__ import annotations

import io
import json
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import IO, Any

import psutil
from flask import Flask

from benchmarks.cast import Cast, build_cast
from benchmarks.floor import floor_seconds
from benchmarks.generator import fill, know_some, roster_people, workbook
from benchmarks.house import House, house, server_cpu, server_facts
from benchmarks.memory import PeakMemory
from benchmarks.peer.importing import peer_rate
from tenants.actor import Actor
from tenants.db import db
from webapp.rosters import operations
from webapp.rosters.counting import prospect
from webapp.rosters.models import Roster
from webapp.transaction import begin, close, finish, separately

ROWS = 100_000
SMALL = 10_000
KNOWN = 2_000_000
PEER_ROWS = 20_000
SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FLOORS = 3
HELD = "select count(*) from application where crosscheck = 'blocked' and state = 'held'"
# A plan that reads the roster or the tenant again for each chunk shows here, whatever the machine's speed.
READ = """
select coalesce(sum(coalesce(idx_tup_fetch, 0) + coalesce(seq_tup_read, 0)), 0)::bigint
from pg_stat_user_tables
where relname in ('roster_row', 'application', 'known_certificate', 'known_application')
"""
SETTLED = 1.5  # seconds until the ended worker's backends have told what they read


@dataclass
class Run:
    """One roster's way through: seconds by phase, and what the worker's family used at most."""

    rows: int
    phases: dict[str, float] = field(default_factory=dict)
    peak_mb: float = 0.0
    idle_mb: float = 0.0
    cpu_seconds: dict[str, float] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)

    @property
    def seconds(self) -> float:
        return sum(self.phases.values())


def measure(rows: int = ROWS, known: int | None = None, peer_rows: int | None = None) -> dict[str, Any]:
    """Build the house, measure, and answer the JSON object; `known` fills each table that is looked up."""
    known = KNOWN if known is None else known
    with house() as built:
        cast = build_cast(built)
        large, small = roster_people(rows), roster_people(max(rows // 10, 20), seed=8)
        data = workbook(large)
        with built.admin() as connection, built.app.app_context():
            fill(connection, cast, built.ring, known, known)
            entered, held = know_some(connection, cast, built.ring, large)
            connection.execute("analyze known_certificate")
        few = import_once(built, cast, workbook(small), len(small))
        with built.admin() as connection:
            facts = server_facts(connection)
            cpu = -psutil.Process().cpu_times().user - server_cpu(built)
            floors = [floor_seconds(connection, data) for _ in range(FLOORS)]
            cpu = (cpu + psutil.Process().cpu_times().user + server_cpu(built)) / FLOORS
            read = -_scalar(connection, READ)
            run = import_once(built, cast, data, rows)
            time.sleep(SETTLED)
            read += _scalar(connection, READ)
            floors += [floor_seconds(connection, data) for _ in range(FLOORS)]
            peer = peer_rate(built, large[: peer_rows or min(rows, PEER_ROWS)])
            found = _scalar(connection, HELD)
    return _answer(run, few, floors, peer, known) | {
        "known_entered": entered,
        "held": found,
        "held_entered": held,
        "tuples_read_per_row": round(read / rows, 1),
        "floor_cpu_seconds": round(cpu, 3),
        "cpu_ratio_to_floor": round(sum(run.cpu_seconds.values()) / max(cpu, 0.01), 2),
        "server": facts,
    }


def _scalar(connection: Any, statement: str) -> int:
    return int(connection.execute(statement).fetchone()[0])


def _answer(run: Run, few: Run, floors: list[float], peer: dict[str, Any], known: int) -> dict[str, Any]:
    floor, peer_seconds = median(floors), run.rows / peer["rows_per_second"]
    return {
        "rows": run.rows,
        "seconds": round(run.seconds, 3),
        "rows_per_second": round(run.rows / run.seconds),
        "floor_seconds": round(floor, 3),
        "ratio_to_floor": round(run.seconds / floor, 2),
        "peer_seconds": round(peer_seconds, 2),
        "times_faster_than_peer": round(peer_seconds / run.seconds, 2),
        "peak_rss_mb": round(run.peak_mb, 1),
        "idle_rss_mb": round(run.idle_mb, 1),
        "small_rows": few.rows,
        "peak_rss_mb_small": round(few.peak_mb, 1),
        "peak_ratio": round(run.peak_mb / few.peak_mb, 2),
        "phases": {name: round(seconds, 3) for name, seconds in run.phases.items()},
        "small_phases": {name: round(seconds, 3) for name, seconds in few.phases.items()},
        "cpu_seconds": {name: round(seconds, 2) for name, seconds in run.cpu_seconds.items()},
        "floors": [round(one, 3) for one in floors],
        "looked_up_rows": known,
        "imported": run.result,
        "peer": peer,
    }


def import_once(built: House, cast: Cast, data: bytes, rows: int) -> Run:
    """Take one workbook all the way in."""
    run, actor = Run(rows), cast.actors["tenant"]
    with worker(built) as process, PeakMemory(process.pid) as memory, built.app.app_context():
        run.idle_mb = memory.before_mb
        before = _cpu(built, process.pid)
        with _phase(run, "store"), _request(built.app, actor):
            upload = operations.Upload(io.BytesIO(data), "附件2.xlsx", SPREADSHEET)
            taken = operations.take_in(upload, actor)
            roster_id, job_id = taken.roster.id, taken.roster.job_id
        with _phase(run, "check"):
            _work(process, job_id)
        with _phase(run, "confirm"), _request(built.app, actor):
            roster = db.session.get_one(Roster, roster_id)
            found = prospect(roster)
            operations.confirm(roster, actor, all_or_nothing=False, open_questions=0, fit=found.taken_in,
                               waiting=found.waiting)  # fmt: skip
            job_id = roster.job_id
        with _phase(run, "import"):
            _work(process, job_id)
        run.cpu_seconds = {name: used - before[name] for name, used in _cpu(built, process.pid).items()}
        db.session.close()
        with separately(actor.scope()):
            run.result = dict(db.session.get_one(Roster, roster_id).result)
    run.peak_mb = memory.peak_mb
    return run


def _cpu(built: House, worker_pid: int) -> dict[str, float]:
    """Processor seconds so far: the worker, the children it has waited for, the server."""
    worker_times = psutil.Process(worker_pid).cpu_times()
    return {
        "worker": worker_times.user + worker_times.system,
        "child": worker_times.children_user + worker_times.children_system,
        "server": server_cpu(built),
    }


@contextmanager
def _phase(run: Run, name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    run.phases[name] = time.perf_counter() - start


@contextmanager
def _request(app: Flask, actor: Actor) -> Iterator[None]:
    """A change as a request makes it: one transaction in the actor's scope, bells rung after the commit."""
    with app.test_request_context("/", method="POST"):
        begin()
        try:
            db.session.close()  # nothing of the request before is remembered
            with separately(actor.scope()):
                yield
            finish(app.response_class(status=303))
        finally:
            close(None)


@contextmanager
def worker(built: House) -> Iterator[subprocess.Popen[bytes]]:
    """A worker's process, ready."""
    with built.process("-m", "benchmarks.runner", stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        _next(process.stdout)
        yield process


def _work(process: subprocess.Popen[bytes], job_id: int | None) -> None:
    assert process.stdin is not None
    process.stdin.write(f"{job_id}\n".encode())
    process.stdin.flush()
    said = _next(process.stdout)
    if said["outcome"] != "done":
        raise RuntimeError(f"the job was {said['outcome']}")


def _next(pipe: IO[bytes] | None) -> dict[str, Any]:
    assert pipe is not None
    line = pipe.readline()
    if not line:
        raise RuntimeError("the worker ended")
    said: dict[str, Any] = json.loads(line)
    return said
