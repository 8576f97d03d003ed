"""The supervisor: starts a table of processes as their needs allow, watches them, stops them in order.

Nothing outlives it: children have their own session and a death signal, and a guard cleans up after `kill -9`
(spec 3.5). One process that fails while starting stops everything; its log's tail is shown.
"""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from webapp.local import leftovers, spawn
from webapp.local.account import Account
from webapp.local.folders import REPOSITORY
from webapp.local.trouble import SetupTrouble

FIRST_PAUSE, LONGEST_PAUSE = 0.01, 0.15  # seconds between probes


@dataclass(frozen=True)
class Process:
    """One line of the table. Lines stand in starting order; the stop goes from the last to the first."""

    name: str
    command: Sequence[str]
    needs: tuple[str, ...] = ()
    ready: Callable[[], bool] = lambda: True
    why_not: Callable[[], str] = lambda: ""  # what it says itself when it does not become ready
    after_ready: Callable[[], None] = lambda: None
    once: bool = False  # a step that must end well, not a server
    account: Account | None = None
    folder: Path = REPOSITORY
    environment: Mapping[str, str] | None = None  # None: the product's settings
    stop_signal: int = signal.SIGTERM
    grace: float = 10  # seconds for an orderly stop
    guard_grace: float = 0  # the same after the supervisor was killed
    patience: float = 60  # seconds to become ready
    restarts: int = 0  # how often it may fall over later


@dataclass
class Supervisor:
    """Runs one table. `say` gets lines for the person at the terminal."""

    processes: Sequence[Process]
    run_folder: Path
    logs: Path
    environment: Mapping[str, str]
    say: Callable[[str], None]
    address: str = ""
    mark: str = field(default_factory=lambda: uuid.uuid4().hex)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    falls: dict[str, int] = field(default_factory=dict)
    signals: int = 0

    def run(self, when_ready: Callable[[], None] = lambda: None) -> int:
        """Start, watch until a signal, stop; 0 after an orderly stop, 1 when a process failed."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:  # nohup
                signal.signal(number, self._on_signal)
        self._write_state()
        try:
            self._start_all()
            if not self.signals:
                when_ready()
            while not self.signals:
                self._watch()
                time.sleep(0.1)
        except SetupTrouble as trouble:
            self.say(str(trouble))
            return 1
        finally:
            self._stop_all()
            self._state_file.unlink(missing_ok=True)
        return 0

    def _on_signal(self, number: int, frame: object) -> None:
        """The first signal asks for an orderly stop; the second ends patience with all but the servers."""
        self.signals += 1
        for process in self.processes:
            if self.signals == 2 and not process.guard_grace and process.name in self.running:
                spawn.kill_group(self.running[process.name].pid)

    def _start_all(self) -> None:
        waiting, starting, ready = list(self.processes), dict[str, float](), set[str]()
        pause = FIRST_PAUSE
        while (waiting or starting) and not self.signals:
            for process in [each for each in waiting if ready.issuperset(each.needs)]:
                waiting.remove(process)
                self._start(process)
                starting[process.name] = time.monotonic() + process.patience
            for process in [each for each in self.processes if each.name in starting]:
                if self._is_ready(process, starting[process.name]):
                    process.after_ready()
                    del starting[process.name]
                    ready.add(process.name)
                    pause = FIRST_PAUSE
            time.sleep(pause)
            pause = min(pause * 1.2, LONGEST_PAUSE)  # a probe is a request that is logged, too

    def _start(self, process: Process) -> None:
        environment = {
            **(self.environment if process.environment is None else process.environment),
            leftovers.MARK: self.mark,
        }
        self.running[process.name] = spawn.start(
            process.command,
            self._log(process),
            environment,
            account=process.account,
            folder=process.folder,
            death_signal=process.stop_signal,
        )
        self._write_state()

    def _is_ready(self, process: Process, until: float) -> bool:
        code = self.running[process.name].poll()
        if process.once and code == 0:
            del self.running[process.name]
            return True
        if code is not None:
            raise self._trouble(process, f"stopped with code {code}")
        if not process.once and process.ready():
            return True
        if time.monotonic() > until:
            raise self._trouble(
                process, f"was not ready after {process.patience:.0f} s {process.why_not()}".rstrip()
            )
        return False

    def _watch(self) -> None:
        """Start again what fell over, as often as its line allows."""
        for process in self.processes:
            child = self.running.get(process.name)
            if child is None or child.poll() is None or self.signals:
                continue
            trouble = self._trouble(process, f"stopped with code {child.returncode}")
            self.falls[process.name] = self.falls.get(process.name, 0) + 1
            if self.falls[process.name] > process.restarts:
                raise trouble
            self.say(f"{trouble}\n↻ {process.name} starts again")
            spawn.kill_group(child.pid)
            self._start(process)

    def _stop_all(self) -> None:
        """In the table's reverse order; steps that still run go first."""
        order = sorted(reversed(self.processes), key=lambda process: not process.once)
        for process in order:
            child = self.running.get(process.name)
            if child is not None:
                hurried = self.signals > 1 and not process.guard_grace
                spawn.stop_group(child, process.stop_signal, 0 if hurried else process.grace)
                del self.running[process.name]
        leftovers.sweep(self.mark)

    def _trouble(self, process: Process, what: str) -> SetupTrouble:
        log = self._log(process)
        return SetupTrouble(f"✗ {process.name} {what}. The end of {log}:\n{spawn.tail(log)}")

    def _log(self, process: Process) -> Path:
        return self.logs / f"{process.name}.log"

    @property
    def _state_file(self) -> Path:
        return self.run_folder / "state.json"

    def _write_state(self) -> None:
        lines = {process.name: process for process in self.processes}
        records = {
            name: {
                "pid": self.running[name].pid,
                "started": leftovers.started(self.running[name].pid),
                "stop_signal": int(lines[name].stop_signal),
                "grace": lines[name].guard_grace,
            }
            for name in lines
            if name in self.running
        }
        state = {
            "supervisor": os.getpid(),
            "boot": leftovers.boot(),
            "address": self.address,
            "mark": self.mark,
            "processes": records,
        }
        leftovers.write_state(self._state_file, state)


class AlreadyRuns(SetupTrouble):
    """Another supervisor holds this var folder."""


def hold(run_folder: Path, patience: float = 40) -> TextIO:
    """Take the run's lock and set a guard over it; what an earlier run left is ended first.

    Refuses with the address when another supervisor lives; waits when only its guard does.
    """
    lock = (run_folder / "lock").open("a")
    until = time.monotonic() + patience
    while not _locks(lock):
        state = leftovers.read_state(run_folder / "state.json")
        if state and leftovers.started(state["supervisor"]):
            raise AlreadyRuns(f"already running (process {state['supervisor']}) at {state['address']}")
        if time.monotonic() > until:
            raise AlreadyRuns(f"an earlier run is still stopping; its lock is {lock.name}")
        time.sleep(0.05)
    state = leftovers.read_state(run_folder / "state.json")
    if state:
        leftovers.end(state, just_now=False)
        (run_folder / "state.json").unlink()
    return lock


def set_guard(lock: TextIO, state_file: Path) -> subprocess.Popen[bytes]:
    """Start the guard; it lives until this process is gone and shares its lock."""
    return subprocess.Popen(  # noqa: S603
        [sys.executable, "-S", "-m", "webapp.local.guard", str(state_file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd=REPOSITORY,
        start_new_session=True,
        pass_fds=(lock.fileno(),),
    )


def _locks(lock: TextIO) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
