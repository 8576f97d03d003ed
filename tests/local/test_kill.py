"""After `kill -9` nothing stays behind, grandchildren included, and the next start recovers (spec 3.5)."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable
from pathlib import Path

import psycopg

from webapp.local import postgres
from webapp.local.leftovers import boot, marked, started, write_state

from .conftest import House, wait_for

MakeHouse = Callable[..., House]


def rows(house: House) -> int:
    """Write a row and count: the cluster is the same one and works."""
    url = postgres.url(house.var / "run" / "sockets")
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS mark (at timestamptz)")
        connection.execute("INSERT INTO mark VALUES (now())")
        found = connection.execute("SELECT count(*) FROM mark").fetchone()
    assert found
    return int(found[0])


def test_a_killed_supervisor_leaves_nothing_and_the_next_start_recovers(
    houses: MakeHouse, place: Path
) -> None:
    house = houses(place / "var").start()
    assert rows(house) == 1
    backend = psycopg.connect(postgres.url(house.var / "run" / "sockets"))
    assert len(house.living()) > 12  # servers, stand-ins, their grandchildren, a backend
    house.kill()
    wait_for(lambda: not house.living(), 10)
    backend.close()
    house.start()
    assert "✓" in house.said()
    assert rows(house) == 2
    assert house.stop() == 0


def test_with_the_guard_killed_too_the_kernel_ends_the_children(houses: MakeHouse, place: Path) -> None:
    house = houses(place / "var").start()
    assert rows(house) == 1
    children = [record["pid"] for record in house.state["processes"].values()]
    house.kill(house.guard(), house.pid)
    wait_for(lambda: not any(started(pid) for pid in children), 10)
    stubborn = marked(house.state["mark"])
    assert stubborn  # deaf grandchildren: for these there is the next start
    house.start()
    assert not set(stubborn) & set(marked(house.state["mark"]))
    assert not any(started(pid) for pid in stubborn)
    assert rows(house) == 2


def test_a_power_cut_with_stale_pid_and_socket_files_is_recovered(houses: MakeHouse, place: Path) -> None:
    house = houses(place / "var").start()
    assert rows(house) == 1
    everything = [house.guard(), house.pid, *(int(line.split()[0]) for line in house.living())]
    for number in (signal.SIGSTOP, signal.SIGKILL):  # frozen first: none sees another's end
        for pid in everything:
            os.kill(pid, number)
    assert house.process
    house.process.wait()
    assert (house.var / "servers" / "postgres" / "postmaster.pid").exists()
    wait_for(lambda: not house.living(), 10)
    house.start()
    assert "✓" in house.said()
    assert rows(house) == 2


def test_a_recorded_pid_that_is_now_somebody_elses_is_left_alone(houses: MakeHouse, place: Path) -> None:
    house = houses(place / "var")
    stranger = {"pid": os.getpid(), "started": "1", "stop_signal": 9, "grace": 1}
    state = {
        "supervisor": 2**22,
        "boot": boot(),
        "address": "",
        "mark": "none",
        "processes": {"web": stranger},
    }
    write_state(house.var / "run" / "state.json", state)
    house.start()
    assert "✓" in house.said()  # and this process still lives to say so
    assert house.stop() == 0
