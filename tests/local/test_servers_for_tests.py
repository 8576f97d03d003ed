"""The throw-away servers of the whole project's tests: shared between processes, gone with the last user."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

import psycopg
import pytest

from webapp.local import for_tests, roles, valkey
from webapp.local.folders import REPOSITORY
from webapp.local.for_tests import servers_for_tests

RUN = uuid.uuid4().hex[:6]
USER = """
import sys, time
from webapp.local.for_tests import servers_for_tests
with servers_for_tests(sys.argv[1]) as servers:
    print(servers.folder, servers.sockets, flush=True)
    sys.stdin.read()
"""


def user(key: str) -> subprocess.Popen[str]:
    """Another process that uses the servers until its input is closed."""
    return subprocess.Popen(
        [sys.executable, "-c", USER, key],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def gone(path: Path, seconds: float = 10) -> bool:
    until = time.monotonic() + seconds
    while path.exists() and time.monotonic() < until:
        time.sleep(0.05)
    return not path.exists()


def test_two_processes_share_servers_which_outlive_the_one_that_started_them() -> None:
    key = uuid.uuid4().hex
    first, second = user(key), user(key)
    assert first.stdout is not None
    assert second.stdout is not None
    assert second.stdin is not None
    places = {first.stdout.readline(), second.stdout.readline()}
    assert len(places) == 1
    folder, sockets = (Path(part) for part in places.pop().split())
    first.send_signal(signal.SIGKILL)
    first.wait()
    time.sleep(0.7)
    psycopg.connect(f"host={sockets} user=jinlanling_app dbname=jinlanling").close()
    second.stdin.close()
    second.wait()
    assert gone(folder)


def test_a_user_who_comes_while_the_servers_go_gets_new_ones() -> None:
    key = uuid.uuid4().hex
    for _ in range(2):
        with servers_for_tests(key) as servers:
            assert valkey.answers(servers.broker)
        time.sleep(0.25 + 0.1 * (os.getpid() % 2))
    assert gone(Path(servers.folder))


def test_a_template_is_built_once_and_copied_for_the_owner() -> None:
    built: list[str] = []
    with servers_for_tests(f"templates-{RUN}") as servers:

        def build(database: str) -> None:
            built.append(database)
            with psycopg.connect(servers.owner_url(database)) as connection:
                connection.execute("CREATE TABLE trainee (name text)")

        for _ in range(2):
            template = servers.template("migrated", build)
        assert built == ["migrated"]
        with servers.copy_of(template) as mine, servers.copy_of(template) as other:
            with psycopg.connect(servers.owner_url(mine)) as connection:
                connection.execute("INSERT INTO trainee VALUES ('张三')")
            with psycopg.connect(servers.owner_url(other)) as connection:
                assert connection.execute("SELECT count(*) FROM trainee").fetchone() == (0,)


def test_a_template_whose_building_failed_is_built_again() -> None:
    with servers_for_tests(f"templates-{RUN}") as servers:

        def fail(database: str) -> None:
            raise LookupError(database)

        with pytest.raises(LookupError):
            servers.template("broken", fail)
        assert servers.template("broken", lambda database: None) == "broken"
        assert roles.sees_chinese(servers.admin)


def test_throw_away_folders_lie_in_memory_where_that_has_room(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(for_tests, "MEMORY", tmp_path)
    monkeypatch.setattr(for_tests, "ROOM", 1)
    assert for_tests.quick_place() == tmp_path
    monkeypatch.setattr(for_tests, "ROOM", 2**60)
    assert for_tests.quick_place() == Path(tempfile.gettempdir())
    monkeypatch.setattr(for_tests, "MEMORY", tmp_path / "not there")
    assert for_tests.quick_place() == Path(tempfile.gettempdir())
