"""End what a killed supervisor left behind, grandchildren too; stdlib only, for the guard.

A process is ours when its pid *and* its start time are in the state file, or when its environment carries the
run's mark (Linux). A bare pid is never trusted: the system hands it out again, and after a boot all are new.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

MARK = "JINLANLING_RUN"
State = dict[str, Any]


def read_state(path: Path) -> State | None:
    """What the supervisor wrote last, or None when it ended in order (or the file is torn)."""
    try:
        state: State = json.loads(path.read_text("utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return state


def write_state(path: Path, state: State) -> None:
    """Replace the file in one step."""
    draft = path.with_suffix(".draft")
    draft.write_text(json.dumps(state), "utf-8")
    draft.rename(path)


def started(pid: int) -> str | None:
    """When the process started, in the system's own spelling; None when it is gone or a zombie."""
    if sys.platform != "linux":
        command = ["ps", "-o", "lstart=", "-p", str(pid)]
        return subprocess.run(command, capture_output=True, text=True).stdout.strip() or None  # noqa: S603
    try:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else fields[19]


def alive(record: State) -> bool:
    """True while the very process of the record runs."""
    return bool(started(record["pid"]) == record["started"])


def marked(mark: str) -> list[int]:
    """Pids of all processes that inherited the run's mark; Linux only, elsewhere empty."""
    wanted = f"{MARK}={mark}".encode()
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if wanted in entry.read_bytes().split(b"\0") and started(int(entry.parent.name)):
                found.append(int(entry.parent.name))
        except OSError:  # it ended, or is another user's
            continue
    return [pid for pid in found if pid != os.getpid()]


def boot() -> str:
    """What changes with every boot of the machine."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except OSError:
        return ""


def strays(state: State) -> list[str]:
    """The names of recorded processes that still run."""
    if state["boot"] != boot():
        return []
    return [name for name, record in state["processes"].items() if alive(record)]


def end(state: State, *, just_now: bool) -> None:
    """End all processes of a state in the ordered stop's order. `just_now`: the supervisor died this moment,
    so that a group's number can't have passed to somebody else."""
    if state["boot"] != boot():
        return
    for name in reversed(state["processes"]):
        _end_one(state["processes"][name], just_now)
    sweep(state["mark"])


def sweep(mark: str) -> None:
    """Kill whatever carries the mark: also what left its parent's group."""
    for pid in marked(mark):
        send(pid, signal.SIGKILL)


def _end_one(record: State, just_now: bool) -> None:
    """A server (grace > 0) may put its files in order first; the rest resumes from PostgreSQL anyway."""
    until = time.monotonic() + record["grace"]
    if record["grace"] and alive(record):
        send(record["pid"], record["stop_signal"])
    while alive(record) and time.monotonic() < until:
        time.sleep(0.02)
    if just_now or alive(record):
        send(-record["pid"], signal.SIGKILL)


def at_home(folder: Path) -> list[int]:
    """Pids of processes whose working folder it is; a server's is its data folder. Linux only."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if os.readlink(entry) == str(folder) and started(int(entry.parent.name)):
                found.append(int(entry.parent.name))
        except OSError:  # it ended, or is another user's
            continue
    return found


def send(target: int, number: int) -> None:
    """Signal a process, or with a negative number a group; nothing happens when it is gone."""
    try:
        os.kill(target, number)
    except (ProcessLookupError, PermissionError):  # gone meanwhile, or a group of another user's
        return
