"""`throughput`: the list page of fifty rows against the same in Django 5, same server kind and workers."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from statistics import median
from typing import Any

from benchmarks import web
from benchmarks.cast import build_cast
from benchmarks.generator import fill
from benchmarks.house import House, house, server_facts
from benchmarks.web import Browser, load, serving, sign_in
from webapp.local import web_server
from webapp.local.folders import REPOSITORY

ROWS = 2_000_000
OF_A_UNIT = 1000
REQUESTS = 400
ROUNDS = 3
PEER = (
    "--workers", str(web_server.workers), "--worker-class", web_server.worker_class,
    "--threads", str(web_server.threads), "--preload", "benchmarks.peer.listing:application",
)  # fmt: skip


def measure(rows: int = ROWS) -> dict[str, Any]:
    """Both servers up at once, asked in turn; the median of the rounds."""
    with house() as built:
        cast = build_cast(built, units=max(2, rows // OF_A_UNIT))
        with built.admin() as connection:
            fill(connection, cast, built.ring, rows, rows)
        with built.admin() as connection:
            facts = server_facts(connection)
        peer_cookies = _prepare_peer(built, cast.enterprise)
        built.settings["BENCH_DATABASE_URL"] = built.admin_url
        built.settings["BENCH_TENANT"] = str(cast.enterprise)
        with serving(built) as port, serving(built, PEER, "/ready") as peer_port:
            cookies = sign_in(port, "bench.tenant")
            _same_page(port, cookies, peer_port, peer_cookies)
            own, peer = [], []
            for _ in range(ROUNDS):
                own.append(_rate(port, cookies))
                peer.append(_rate(peer_port, peer_cookies))
    return {
        "requests_per_second": round(median(own), 1),
        "peer_requests_per_second": round(median(peer), 1),
        "ratio": round(median(own) / median(peer), 2),
        "rounds": [[round(one, 1) for one in pair] for pair in zip(own, peer, strict=True)],
        "rows": rows, "clients": web.CLIENTS, "workers": web_server.workers, "threads": web_server.threads,
        "server_kind": f"gunicorn {web_server.worker_class}", "server": facts,
    }  # fmt: skip


def _rate(port: int, cookies: dict[str, str]) -> float:
    begin = time.perf_counter()
    done = len(load(port, cookies, "/applications", REQUESTS))
    return (done + 2 * web.CLIENTS) / (time.perf_counter() - begin)


def _same_page(port: int, cookies: dict[str, str], peer_port: int, peer_cookies: dict[str, str]) -> None:
    """Both show the same people, or the measure means nothing."""
    shown = []
    for where, what in ((port, cookies), (peer_port, peer_cookies)):
        browser = Browser(where, what)
        status, text = browser.get("/applications")
        browser.close()
        shown.append([part[:16] for part in text.split("JLL-")[1:] if status == 200 and part[0].isdigit()])
    if not set(shown[1]) or not set(shown[1]) <= set(shown[0]):
        raise RuntimeError("the peer's page shows other rows")


def _prepare_peer(built: House, tenant: int) -> dict[str, str]:
    """Django's own tables, a user and a session; its cookie."""
    command = [sys.executable, "-m", "benchmarks.peer.listing"]
    environment = built.environment() | {"BENCH_DATABASE_URL": built.admin_url, "BENCH_TENANT": str(tenant)}
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"the peer failed: {done.stderr[-1500:]}")
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found
