"""`up` with real servers: starting, refusing, ports, paths, failing children, the stop."""

from __future__ import annotations

import os
import re
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import psycopg

from webapp.local import postgres, processes, roles, valkey
from webapp.local.leftovers import read_state

from .conftest import House, wait_for

MakeHouse = Callable[..., House]


def sockets(house: House) -> Path:
    note = house.var / "run" / "socket-folder"
    return Path(note.read_text("utf-8")) if note.exists() else house.var / "run" / "sockets"


ENDS = {
    "beat": "stop",
    "sender": "stop",
    "importer": "stop",
    "worker": "stop",
    "web": "stop",
    "valkey": "requested shutdown",
    "postgres": "received fast",
}


def when_stopped(house: House, name: str) -> str:
    """The time of day at which the process was told to stop, by its own log."""
    lines = (house.var / "log" / f"{name}.log").read_text("utf-8").splitlines()
    found = re.search(r"\d\d:\d\d:\d\d\.\d{3}", next(line for line in lines if ENDS[name] in line))
    assert found, lines
    return found[0]


def test_the_stop_goes_beat_workers_web_valkey_postgres(houses: MakeHouse, place: Path) -> None:
    house = houses(place / "var", fresh=True).start()
    assert house.stop(2) == 0
    times = [when_stopped(house, name) for name in ENDS]
    assert times == sorted(times)
    assert len(set(times)) == len(times)


def test_a_path_with_spaces_and_chinese_serves(houses: MakeHouse, place: Path) -> None:
    house = houses(place / "日照 市" / "金 蓝 领" / "var", fresh=True)
    house.var.parent.mkdir(parents=True)
    house.output = place / "out"
    house.start()
    assert processes.ask(house.state["address"], "/readyz")[0] == 200
    assert valkey.answers(valkey.url(sockets(house)))
    with psycopg.connect(postgres.url(sockets(house), roles.APP)) as connection:
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
    assert list(house.state["processes"]) == [
        "postgres",
        "valkey",
        "web",
        "worker",
        "importer",
        "sender",
        "beat",
    ]
    assert house.stop() == 0
    assert house.living() == []
    assert read_state(house.var / "run" / "state.json") is None
    assert "database system is shut down" in (house.var / "log" / "postgres.log").read_text("utf-8")
    assert not sockets(house).exists() or not list(sockets(house).iterdir())


def test_a_deep_path_gets_a_short_socket_folder(houses: MakeHouse, place: Path) -> None:
    house = houses(place.joinpath(*["deep" * 15] * 5) / "var", fresh=True)
    house.var.parent.mkdir(parents=True)
    house.start()
    assert "✓" in house.said()
    short = sockets(house)
    assert len(str(short)) < 60
    assert stat.S_IMODE(short.stat().st_mode) == 0o700
    assert house.stop() == 0
    assert not short.exists()


def test_data_and_keys_are_for_their_owner_only_and_made_once(houses: MakeHouse, place: Path) -> None:
    house = houses(place / "var", fresh=True).start()
    keys = (house.var / "keys.json").read_bytes()
    folders = ["log", "storage", "servers/postgres", "servers/valkey", "run/sockets"]
    modes = {name: stat.S_IMODE((house.var / name).stat().st_mode) for name in folders}
    assert set(modes.values()) == {0o700}, modes
    assert stat.S_IMODE((house.var / "keys.json").stat().st_mode) == 0o600
    assert house.stop() == 0
    assert house.start().stop() == 0
    assert (house.var / "keys.json").read_bytes() == keys
    for secret in re.findall(rb'": "([^"]{20,})"', keys):
        assert not any(secret in log.read_bytes() for log in (house.var / "log").iterdir())
    (house.var / "keys.json").unlink()
    house.start()
    assert "put" in house.said().lower()
    assert house.process
    assert house.process.returncode == 1


def test_a_second_up_says_where_the_first_runs(houses: MakeHouse, place: Path) -> None:
    first = houses(place / "var").start()
    second = houses(place / "var")
    second.output = place / "second"
    second.start()
    assert f"already running (process {first.pid}) at {first.state['address']}" in second.said()
    assert second.process
    assert second.process.returncode == 1
    assert processes.ask(first.state["address"], "/readyz")[0] == 200


def test_a_taken_port_gives_the_next_free_one(houses: MakeHouse, place: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        house = houses(place / "var").start(port)
        served = int(house.state["address"].rpartition(":")[2])
    assert port < served < port + 20
    assert processes.ask(house.state["address"], "/readyz")[0] == 200


def test_a_failing_child_shows_its_log_and_stops_everything(houses: MakeHouse, place: Path) -> None:
    house = houses(place / "var", HOUSE_FAIL="worker").start()
    assert house.process
    assert house.process.wait(20) == 1
    assert "✗ worker stopped with code 1" in house.said()
    assert "数据库打不开 boom" in house.said()
    assert house.living() == []


def test_a_child_that_falls_over_later_starts_again(houses: MakeHouse, place: Path) -> None:
    house = houses(place / "var").start()
    before = house.state["processes"]["worker"]["pid"]
    os.kill(before, 9)
    wait_for(lambda: house.state["processes"]["worker"]["pid"] != before)
    assert "↻ worker starts again" in house.said()
    assert house.stop() == 0
    assert house.living() == []


def test_a_web_server_that_is_not_ready_is_quoted() -> None:
    line = processes.web_process("http://127.0.0.1:1", ())
    assert not line.ready()
    assert line.why_not() == "(/readyz answers 0: )"
