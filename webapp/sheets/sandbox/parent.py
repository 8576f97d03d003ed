"""Runs a check in a child process with limits on memory, processor time and waiting (spec 4.6, case 60).

A stranger's file meets a parser: whatever happens to it there, the parent gets rows or a FileRefused.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from webapp.sheets.cells import FileRefused
from webapp.sheets.checking.rows import CheckedRow, row_from_plain
from webapp.sheets.messages import sentence
from webapp.sheets.options import CheckOptions
from webapp.sheets.report import FileFacts, Head
from webapp.sheets.sandbox.frames import LENGTH, BrokenFrames, head_from_plain, next_frame, packed

_ROOT = Path(__file__).resolve().parents[3]
_PIECE = 1 << 18
_WIDE = 1 << 20


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """Bounds of one check: bytes of address space, seconds of processor time, and seconds that the parent
    waits for the next frame (its own work between frames doesn't count)."""

    address_space: int = 1536 * 1024 * 1024
    cpu_seconds: int = 120
    wait_seconds: int = 120


class CheckRefused(FileRefused):
    """A refusal that came from the child; `format` is the file's kind where it was known by then."""

    def __init__(self, code: str, message: str, kind: str | None = None) -> None:
        super().__init__(code, message)
        self.format = kind


class CheckedFile:
    """A check under way in a child: `file` and `head` are known, `chunks()` brings the rows. A context
    manager: leaving it ends the child."""

    def __init__(
        self,
        data: bytes,
        name: str,
        options: CheckOptions,
        *,
        after: int = 0,
        limits: ChildLimits | None = None,
    ) -> None:
        self._limits = limits or ChildLimits()
        self._child = _start()
        try:
            self._send(data, name, options, after)
            first = self._next()
            self.file: FileFacts
            self.head: Head
            self.file, self.head = head_from_plain(first["head"])
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> CheckedFile:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def chunks(self) -> Iterator[list[CheckedRow]]:
        """The rows after `after`, in lists of at most 500. FileRefused when the child fails on the way."""
        while "end" not in (frame := self._next()):
            yield [row_from_plain(row) for row in frame["rows"]]

    def rows(self) -> Iterator[CheckedRow]:
        """The rows one by one."""
        for chunk in self.chunks():
            yield from chunk

    def close(self) -> None:
        """End the child and wait for it; doing so again does nothing."""
        child = self._child
        if child.poll() is None:
            child.kill()
        if child.stdout:
            child.stdout.close()
        child.wait()

    def _send(self, data: bytes, name: str, options: CheckOptions, after: int) -> None:
        """Hand over the request and the file. In a thread: a child that hangs must not hang the parent."""
        request = {"name": name, "options": options.to_json(), "after": after, "limits": asdict(self._limits)}
        pipe = self._child.stdin
        assert pipe is not None

        def feed() -> None:
            try:
                with pipe:
                    pipe.write(packed(request))
                    pipe.write(LENGTH.pack(len(data)))
                    pipe.write(data)
            except OSError:
                return  # the child is gone; the parent hears of it where it waits for a frame

        threading.Thread(target=feed, daemon=True, name="roster-feed").start()

    def _next(self) -> dict[str, Any]:
        """The next frame that carries the check on; a refusal, a failure or a death is raised."""
        deadline = time.monotonic() + self._limits.wait_seconds
        try:
            frame: dict[str, Any] = next_frame(lambda count: self._read(count, deadline))
        except BrokenFrames:
            raise self._died() from None
        if "refused" in frame:
            code, message = frame["refused"]
            raise CheckRefused(code, message, frame["format"])
        if "failed" in frame:
            raise _refusal("too_large" if frame["failed"] == "memory" else "corrupt")
        return frame

    def _read(self, count: int, deadline: float) -> bytes:
        """So many bytes of the child's output, fewer when it ended; FileRefused past the deadline."""
        pipe = self._child.stdout
        assert pipe is not None
        read = bytearray()
        while len(read) < count:
            ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
            if not ready:
                self.close()
                raise _refusal("too_large")
            piece = os.read(pipe.fileno(), min(_PIECE, count - len(read)))
            if not piece:
                break
            read += piece
        return bytes(read)

    def _died(self) -> CheckRefused:
        """What a child that ended without a last word means: out of bounds, or felled by the file."""
        self._child.wait()
        code = self._child.returncode
        over = (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT)
        return _refusal("too_large" if code in over else "corrupt")


def _refusal(code: str) -> CheckRefused:
    return CheckRefused(code, sentence("child_" + code, {}))


def _start() -> subprocess.Popen[bytes]:
    """The child, with nothing of the parent's environment: settings and keys are no business of it."""
    child = subprocess.Popen(
        [sys.executable, "-s", "-X", "utf8", "-m", "webapp.sheets.sandbox.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        close_fds=True,
    )
    _widen(child.stdout)
    return child


def _widen(pipe: IO[bytes] | None) -> None:
    """Let a few frames wait in the pipe, so that the child checks on while the parent writes. Linux only."""
    if pipe is not None and hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):  # more than this account may have: it only goes slower
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _WIDE)
