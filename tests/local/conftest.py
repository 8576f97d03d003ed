"""A house that a test starts, kills and looks into; whatever a failing test leaves is ended by its mark."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from webapp.local import leftovers
from webapp.local.folders import REPOSITORY
from webapp.local.for_tests import TestServers, quick_place, servers_for_tests

HOUSE = Path(__file__).with_name("house.py")
PATIENCE = 30.0


def wait_for(condition: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """What the condition gives as soon as it is true; fails when it stays false."""
    until = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < until, f"not within {seconds} s"
        time.sleep(0.05)
    return found


class House:
    """The product with stand-ins, in one var folder; started as often as a test likes."""

    def __init__(self, var: Path, python: str = sys.executable, **settings: str) -> None:
        self.var, self.python = var, python
        outer = {name: value for name, value in os.environ.items() if not name.startswith("JINLANLING_")}
        self.environment = outer | {"PYTHONPATH": str(REPOSITORY), "JINLANLING_VAR": str(var)} | settings
        self.script = HOUSE
        self.output = var.parent / f"{var.name}.out"
        self.marks: set[str] = set()
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, port: int = 18000, **options: Any) -> House:
        """Start, and come back when it serves or has ended."""
        with self.output.open("wb") as output:
            self.process = subprocess.Popen(
                [self.python, str(self.script), str(port)],
                env=self.environment,
                stdout=output,
                stderr=subprocess.STDOUT,
                **options,
            )
        process = self.process
        wait_for(lambda: "✓" in self.said() or process.poll() is not None)
        if self.state:
            self.marks.add(self.state["mark"])
        return self

    def said(self) -> str:
        return self.output.read_text("utf-8")

    @property
    def pid(self) -> int:
        assert self.process is not None
        return self.process.pid

    @property
    def state(self) -> dict[str, Any]:
        return leftovers.read_state(self.var / "run" / "state.json") or {}

    def guard(self) -> int:
        """The guard's pid: the one process with this state file on its command line."""
        wanted = os.fsencode(self.var / "run" / "state.json")
        return next(pid for pid in pids() if wanted in command_line(pid).split(b"\0"))

    def living(self) -> list[str]:
        """All processes of this house: by mark, or at home in its folders (PostgreSQL hides its mark)."""
        home = str(self.var.resolve())
        mine = {pid for mark in self.marks for pid in leftovers.marked(mark)}
        mine |= {pid for pid in pids() if folder_of(pid).startswith(home) and leftovers.started(pid)}
        return [f"{pid} {command_line(pid)!r}" for pid in sorted(mine)]

    def kill(self, *numbers: int) -> None:
        """kill -9, all in one go."""
        for pid in numbers or (self.pid,):
            os.kill(pid, 9)
        assert self.process is not None
        self.process.wait()

    def stop(self, number: int = 15) -> int:
        """Ask for an orderly stop; the exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


def pids() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").glob("[0-9]*")]


def command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def folder_of(pid: int) -> str:
    """The process's working folder; PostgreSQL's is its data folder."""
    try:
        return os.readlink(f"/proc/{pid}/cwd")
    except OSError:
        return ""


@pytest.fixture(scope="module")
def own_servers() -> Iterator[TestServers]:
    """Servers that nobody uses but a module's tests, which may spoil roles and settings."""
    with servers_for_tests(uuid.uuid4().hex) as servers:
        yield servers


@pytest.fixture(scope="session")
def furnished() -> Iterator[Path]:
    """A var folder after a first start, to copy: initdb takes longer than all the rest."""
    folder = Path(tempfile.mkdtemp(prefix="house-", dir=quick_place()))
    folder.chmod(0o755)
    house = House(folder / "var").start()
    assert house.stop() == 0, house.said()
    yield folder / "var"
    shutil.rmtree(folder)


@pytest.fixture
def houses(furnished: Path) -> Iterator[Callable[..., House]]:
    """Make houses; afterwards nothing of them runs, whatever the test did."""
    made: list[House] = []

    def make(var: Path, fresh: bool = False, **settings: Any) -> House:
        if not fresh and not var.exists():
            subprocess.run(["cp", "-a", furnished, var], check=True)
        made.append(House(var, **settings))
        return made[-1]

    yield make
    for house in made:
        if house.process and house.process.poll() is None:
            house.stop()
        for mark in house.marks:
            leftovers.sweep(mark)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every account can pass, unlike pytest's own."""
    folder = Path(tempfile.mkdtemp(prefix="house-", dir=quick_place()))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)
