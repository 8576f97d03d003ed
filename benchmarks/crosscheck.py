"""`crosscheck`: a run of all rules over a city's whole ledger, and the check of a batch, against a scan.

As many applications as certificates, with what a city's ledger has of every rule. First batches of five
thousand applications that nobody has looked at are checked as an import checks them; then the first run opens
the cases, and the next one, which is every night's, finds that they stand.
"""

from __future__ import annotations

import time
from statistics import median
from typing import Any

import psycopg

from benchmarks.cast import Cast, build_cast
from benchmarks.generator import LIVE, fill
from benchmarks.house import house, server_facts
from tenants.scope import Reach, Scope
from webapp.crosscheck import running
from webapp.crosscheck.checking import check
from webapp.jobs.working import work
from webapp.transaction import separately

ROWS = 2_000_000
BATCH = 5000
SCANS = 5
INCREMENTS = 3
SCAN = """
select (select count(*) from known_application where name <> ''),
       (select count(*) from known_certificate where name <> '')
"""
FOUND = "select rule || ' ' || ground, count(*) from finding where stands group by 1 order by 1"
BATCHES = "select id from application where id %% %(of)s = %(part)s order by id limit %(most)s"


def measure(rows: int = ROWS) -> dict[str, Any]:
    """Build the house, fill its ledger, measure, and answer the JSON object."""
    size = min(BATCH, rows // 20)
    with house() as built:
        cast = build_cast(built)
        with built.admin() as connection, built.app.app_context():
            fill(connection, cast, built.ring, rows, rows, LIVE)
            scans = [_scan(connection) for _ in range(SCANS)]
            increments = [_increment(connection, cast, part, size) for part in range(INCREMENTS)]
            first = _run(cast)
            connection.execute("vacuum (analyze) finding, crosscheck_case")
            full = _run(cast)
            scans += [_scan(connection) for _ in range(SCANS)]
            found = dict(connection.execute(FOUND).fetchall())
        with built.admin() as connection:  # as anybody else's session has it
            facts = server_facts(connection)
    scan, increment = median(scans), median(increments)
    return {
        "applications": rows,
        "certificates": rows,
        "full_seconds": round(full, 2),
        "first_seconds": round(first, 2),
        "scan_seconds": round(scan, 3),
        "ratio_to_scan": round(full / scan, 1),
        "first_ratio_to_scan": round(first / scan, 1),
        "increment_seconds": round(increment, 3),
        "increment_share": round(increment / full, 4),
        "batch": size,
        "found": found,
        "server": facts,
    }


def _scan(connection: psycopg.Connection) -> float:
    """Seconds that reading both tables of the ledger takes, wholly, by one process."""
    for setting in ("enable_indexscan", "enable_indexonlyscan", "enable_bitmapscan"):
        connection.execute(f"set {setting} = off".encode())
    connection.execute("set max_parallel_workers_per_gather = 0")
    begin = time.perf_counter()
    connection.execute(SCAN)
    return time.perf_counter() - begin


def _increment(connection: psycopg.Connection, cast: Cast, part: int, size: int) -> float:
    """Seconds of the check of so many applications that nobody has looked at yet, as an import calls it."""
    given = {"of": INCREMENTS + 1, "part": part, "most": size}
    ids = [row[0] for row in connection.execute(BATCHES, given)]
    begin = time.perf_counter()
    with separately(Scope(Reach.CITY, tenant_id=cast.city, city_id=cast.city)):
        check(cast.city, ids)
    return time.perf_counter() - begin


def _run(cast: Cast) -> float:
    """Seconds of a run, from the job's claim to its end, as a worker does it."""
    scope = Scope(Reach.CITY, tenant_id=cast.city, city_id=cast.city)
    with separately(scope):
        _run, job = running.begin(cast.city, scope, None)
        job_id = job.id
    begin = time.perf_counter()
    outcome = work(job_id)
    if outcome != "done":
        raise RuntimeError(f"the run was {outcome}")
    return time.perf_counter() - begin
