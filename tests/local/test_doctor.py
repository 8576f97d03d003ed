"""`jinlanling doctor` finds each fault by itself, and none where there is none; it needs no Flask."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from webapp.local import doctor, keys, valkey
from webapp.local.folders import REPOSITORY
from webapp.local.for_tests import TestServers

from .conftest import House

MakeHouse = Callable[..., House]


@pytest.fixture
def servers(own_servers: TestServers) -> TestServers:
    return own_servers


@pytest.fixture
def setup(place: Path, monkeypatch: pytest.MonkeyPatch, servers: TestServers) -> pytest.MonkeyPatch:
    """A right set-up on servers of one's own, to be spoilt by the test."""
    for name in [name for name in os.environ if name.startswith("JINLANLING_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("JINLANLING_VAR", str(place / "var"))
    monkeypatch.setenv("JINLANLING_DATABASE_URL", servers.app)
    monkeypatch.setenv("JINLANLING_BROKER_URL", servers.broker)
    monkeypatch.setenv("JINLANLING_STORAGE_URL", place.as_uri())
    for name in keys.NAMES:
        monkeypatch.setenv(name, "set")
    (place / "jinlanling-runtime.stamp").write_text(doctor.locked(), "ascii")
    monkeypatch.setattr(sys, "prefix", str(place))
    return monkeypatch


def faults() -> dict[str, str]:
    return {finding.what: finding.detail for finding in doctor.examine(18000) if not finding.good}


def test_a_right_setup_has_no_fault(setup: pytest.MonkeyPatch) -> None:
    findings = {finding.what: finding for finding in doctor.examine(18000)}
    assert [finding.line() for finding in findings.values() if not finding.good] == []
    assert "18." in findings["database"].detail
    assert {"roles", "reaches", "pg_trgm", "broker memory", "broker disk", "storage", "disk"} <= set(findings)


def test_packages_other_than_locked(setup: pytest.MonkeyPatch, place: Path) -> None:
    (place / "jinlanling-runtime.stamp").write_text("older", "ascii")
    assert "run.py" in faults()["packages"]


def test_an_app_login_that_passes_policies(setup: pytest.MonkeyPatch, servers: TestServers) -> None:
    setup.setenv("JINLANLING_DATABASE_URL", servers.admin)
    assert "SUPERUSER, BYPASSRLS" in faults()["roles"]


def test_a_reach_that_cannot_be_taken(setup: pytest.MonkeyPatch, servers: TestServers) -> None:
    with psycopg.connect(servers.admin, autocommit=True) as connection:
        connection.execute("REVOKE app_city FROM jinlanling_app")
        found = faults()
        connection.execute("GRANT app_city TO jinlanling_app WITH INHERIT FALSE, SET TRUE")
    assert list(found) == ["reaches"]
    assert "app_city" in found["reaches"]


def test_a_reach_that_passes_policies(setup: pytest.MonkeyPatch, servers: TestServers) -> None:
    with psycopg.connect(servers.admin, autocommit=True) as connection:
        connection.execute("ALTER ROLE app_city BYPASSRLS")
        found = faults()
        connection.execute("ALTER ROLE app_city NOBYPASSRLS")
    assert "app_city pass the policies" in found["reaches"]


def test_a_database_blind_to_chinese(setup: pytest.MonkeyPatch, servers: TestServers) -> None:
    with psycopg.connect(servers.admin, autocommit=True) as connection:
        connection.execute(
            "CREATE DATABASE blind TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER libc LOCALE 'C'"
        )
    setup.setenv("JINLANLING_DATABASE_URL", servers.app_url("blind"))
    assert "missing" in faults()["pg_trgm"]
    with psycopg.connect(servers.admin_url("blind"), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION pg_trgm")
    assert "sees no Chinese" in faults()["pg_trgm"]


def test_an_evicting_broker_without_a_file(setup: pytest.MonkeyPatch, servers: TestServers) -> None:
    with valkey.client(servers.broker) as client:
        client.config_set("maxmemory-policy", "allkeys-lru")
        client.config_set("appendonly", "no")
        found = faults()
        client.config_set("maxmemory-policy", "noeviction")
        client.config_set("appendonly", "yes")
    assert set(found) == {"broker memory", "broker disk"}


def test_unreachable_servers_and_no_password_in_the_answer(setup: pytest.MonkeyPatch) -> None:
    setup.setenv("JINLANLING_DATABASE_URL", "postgresql://jinlanling_app:geheim@127.0.0.1:1/x")
    setup.setenv("JINLANLING_BROKER_URL", "redis://:geheim@127.0.0.1:1/0")
    found = faults()
    assert set(found) == {"database", "broker"}
    assert "geheim" not in str(found)


def test_keys_that_are_missing_or_open_to_others(setup: pytest.MonkeyPatch, place: Path) -> None:
    setup.delenv(keys.NAMES[2])
    assert keys.NAMES[2] in faults()["keys"]
    setup.delenv("JINLANLING_DATABASE_URL")
    (place / "var").mkdir()
    (place / "var" / "keys.json").touch(0o644)
    assert "chmod 600" in faults()["keys"]
    (place / "var" / "keys.json").unlink()
    (place / "var" / "servers" / "postgres").mkdir(parents=True)
    (place / "var" / "servers" / "postgres" / "PG_VERSION").touch()
    assert "backup" in faults()["keys"]


def test_a_storage_of_another_kind(setup: pytest.MonkeyPatch) -> None:
    setup.setenv("JINLANLING_STORAGE_URL", "s3://bucket")
    assert "file:///" in faults()["storage"]


def test_left_over_processes_and_a_running_house(
    setup: pytest.MonkeyPatch, houses: MakeHouse, place: Path
) -> None:
    for name in ("DATABASE_URL", "BROKER_URL", "STORAGE_URL"):
        setup.delenv(f"JINLANLING_{name}")
    house = houses(place / "var").start()
    lines = [finding.line() for finding in doctor.examine(18000)]
    assert [line for line in lines if line.startswith("✗")] == []
    running = "postgres, valkey, web, worker, importer, sender, beat"
    assert f"✓ processes: running at {house.state['address']} ({running})" in lines
    state = house.state
    assert house.stop() == 0
    alive = {
        "pid": os.getpid(),
        "started": doctor.leftovers.started(os.getpid()),
        "stop_signal": 15,
        "grace": 0,
    }
    state |= {"processes": {"worker": alive}}
    doctor.leftovers.write_state(house.var / "run" / "state.json", state)
    assert "left over by a killed run: worker" in faults()["processes"]
    (house.var / "run" / "state.json").unlink()


def test_the_command_exits_with_1_on_a_fault_and_loads_no_flask(setup: pytest.MonkeyPatch) -> None:
    code = "import sys; sys.modules['flask'] = None; from webapp.cli import main; main(['doctor'])"
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode in (0, 1)
    assert done.returncode == ("✗" in done.stdout)
    setup.setenv("JINLANLING_BROKER_URL", "redis://127.0.0.1:1/0")
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 1
    assert "✗ broker" in done.stdout


def test_up_uses_given_servers_instead_of_its_own(
    setup: pytest.MonkeyPatch, houses: MakeHouse, place: Path
) -> None:
    given = {name: value for name, value in os.environ.items() if name.startswith("JINLANLING_")}
    house = houses(place / "var", fresh=True, **given).start()
    assert list(house.state["processes"]) == ["web", "worker", "importer", "sender", "beat"]
    assert not (house.var / "keys.json").exists()
    assert house.stop() == 0
    del house.environment[keys.NAMES[0]]
    house.start()
    assert f"missing: {keys.NAMES[0]}" in house.said()
