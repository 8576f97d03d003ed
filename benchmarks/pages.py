"""`pages`: list, object and workbench for each reach under eight clients, in a small city and in a large one.

A city grows by units: a unit has about a thousand applications in both, so that its list is full in both.
"""

from __future__ import annotations

from statistics import quantiles
from typing import Any

from sqlalchemy import event

from benchmarks import web
from benchmarks.cast import Cast, build_cast
from benchmarks.generator import fill
from benchmarks.house import House, house, server_facts
from benchmarks.web import load, serving, sign_in

ROWS = 2_000_000
SHRINK = 100  # the small city: 20,000
OF_A_UNIT = 1000
REQUESTS = 240
REACHES = ("tenant", "district", "city")
MOST_QUERIES = 12


def measure(rows: int = ROWS) -> dict[str, Any]:
    """Measure both cities and answer the JSON object."""
    small, facts = _city(max(rows // SHRINK, 100))
    large, _ = _city(rows)
    pages = [
        {
            "name": name, "reach": reach,
            "p95_ms_small": small[name, reach]["p95"], "p95_ms_large": large[name, reach]["p95"],
            "median_ms_small": small[name, reach]["median"], "median_ms_large": large[name, reach]["median"],
            "growth": round(large[name, reach]["median"] / small[name, reach]["median"], 2),
            "growth_p95": round(large[name, reach]["p95"] / small[name, reach]["p95"], 2),
            "queries": large[name, reach]["queries"],
        }
        for name, reach in large
    ]  # fmt: skip
    return {
        "pages": pages, "rows_small": max(rows // SHRINK, 100), "rows_large": rows, "clients": web.CLIENTS,
        "requests": REQUESTS, "growth_is": "of the medians; growth_p95 of the 95th percentiles",
        "server": facts,
    }  # fmt: skip


Measured = dict[tuple[str, str], dict[str, Any]]


def _city(rows: int) -> tuple[Measured, dict[str, str]]:
    with house() as built:
        cast = build_cast(built, units=max(2, rows // OF_A_UNIT))
        with built.admin() as connection:
            fill(connection, cast, built.ring, rows, rows)
        with built.admin() as connection:
            facts = server_facts(connection)
            objects = {reach: _object(connection, cast, reach) for reach in REACHES}
        with serving(built) as port:
            cookies = {reach: sign_in(port, f"bench.{reach}") for reach in REACHES}
            found = {
                (name, reach): _page(built, port, cookies[reach], path)
                for name in ("list", "object", "workbench")
                for reach in REACHES
                for path in [{"list": "/applications", "object": objects[reach], "workbench": "/"}[name]]
            }
    return found, facts


def _object(connection: Any, cast: Cast, reach: str) -> str:
    """The address of an application in the middle of the reach's own."""
    row = connection.execute(
        "select public_id from application where tenant_id = %s order by id offset 5 limit 1",
        [cast.enterprise],
    ).fetchone()
    return f"/applications/{row[0]}"


def _page(built: House, port: int, cookies: dict[str, str], path: str) -> dict[str, Any]:
    times = sorted(load(port, cookies, path, REQUESTS))
    return {
        "p95": round(quantiles(times, n=20)[18] * 1000, 1),
        "median": round(times[len(times) // 2] * 1000, 1),
        "queries": _queries(built, cookies, path),
    }


def _queries(built: House, cookies: dict[str, str], path: str) -> int:
    """How many statements one request sends, the transactions' stamps among them."""
    from tenants.db import db

    sent: list[str] = []
    with built.app.app_context():
        engine = db.engine

    def note(*arguments: Any) -> None:
        sent.append(arguments[2])

    client = built.app.test_client()
    for name, value in cookies.items():
        client.set_cookie(name, value)
    client.get(path)
    event.listen(engine, "before_cursor_execute", note)
    status = client.get(path).status_code
    event.remove(engine, "before_cursor_execute", note)
    if status != 200:
        raise RuntimeError(f"{path} answered {status}")
    return len(sent)
