"""Start a child that can't outlive its parent: own session, death signal on Linux, output to a log."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from webapp.local.account import Account

PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def start(
    command: Sequence[str],
    log: Path,
    environment: Mapping[str, str],
    *,
    account: Account | None = None,
    folder: Path | None = None,
    death_signal: int = signal.SIGTERM,
) -> subprocess.Popen[bytes]:
    """Start the command; its output is appended to the log. Call from the main thread only: Linux sends the
    death signal when the *thread* that started the child ends."""
    options: dict[str, Any] = dict(account.popen_options()) if account else {}
    with os.fdopen(os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab") as output:
        return subprocess.Popen(  # noqa: S603
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=folder,
            start_new_session=True,
            preexec_fn=_die_with_parent(death_signal),  # runs after the change of user, which would clear it
            **options,
        )


def _die_with_parent(death_signal: int) -> Callable[[], None] | None:
    """The kernel's promise to signal the child when its parent dies; nothing like it exists outside Linux."""
    if LIBC is None:
        return None
    libc, parent = LIBC, os.getpid()

    def promise() -> None:
        libc.prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:  # it died in between
            os._exit(1)

    return promise


def stop_group(process: subprocess.Popen[bytes], stop_signal: int, grace: float) -> None:
    """Ask the process to stop; after `grace` seconds, and for what it leaves behind, kill its group."""
    if process.poll() is None:
        process.send_signal(stop_signal)
        try:
            process.wait(grace)
        except subprocess.TimeoutExpired:
            kill_group(process.pid)
            process.wait()
    kill_group(process.pid)


def kill_group(group: int) -> None:
    """Kill all processes of a group that `start` made; nothing happens when none is left."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):  # macOS says EPERM for a group of zombies
        return


def tail(log: Path, lines: int = 25) -> str:
    """The last lines of a log."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - 16_384))
            return "\n".join(file.read().decode("utf-8", "replace").splitlines()[-lines:])
    except FileNotFoundError:
        return ""
