"""The parent's side: a child with limits on memory, processor time and waiting (spec 4.6, case 60).

Whatever happens to a stranger's file in the child, the parent gets frames of data or a ChildFailed.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any

from webapp.sandbox.frames import BrokenFrames, next_body, next_frame, packed

_ROOT = Path(__file__).resolve().parents[2]
_PIECE = 1 << 18
_WIDE = 1 << 20
_OVER = (-signal.SIGXCPU, -signal.SIGKILL, -signal.SIGABRT)

Part = Callable[[int, int], bytes]


@dataclass(frozen=True, slots=True)
class ChildLimits:
    """Bounds of one request: bytes of address space, seconds of processor time, and seconds that the parent
    waits for the next frame (its own work between frames doesn't count)."""

    address_space: int = 1536 * 1024 * 1024
    cpu_seconds: int = 120
    wait_seconds: int = 120


class ChildFailed(Exception):
    """The child didn't answer: `too_large` says that it went out of bounds, else the file felled it."""

    def __init__(self, *, too_large: bool) -> None:
        super().__init__("out of bounds" if too_large else "felled")
        self.too_large = too_large


class Child:
    """A running child: `send` once, then `next` and `body` until it has said all; `close` ends it.

    `part(start, length)` gives the child pieces of a file that is too large to be handed over whole.
    """

    def __init__(self, module: str, limits: ChildLimits, part: Part | None = None) -> None:
        self.limits = limits
        self._part = part
        self._process = _start(module)
        self._deadline = 0.0

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def returncode(self) -> int | None:
        return self._process.returncode

    def send(self, request: dict[str, Any], *bodies: bytes) -> None:
        """Hand over the request, with the limits, and the bytes that belong to it."""
        self._wait_anew()
        self._write(packed(request | {"limits": asdict(self.limits)}))
        for body in bodies:
            self._write(packed(body))

    def next(self) -> dict[str, Any]:
        """The next frame of the answer; what the child wants of the file meanwhile is given to it."""
        while True:
            self._wait_anew()
            frame: dict[str, Any] = self._told(next_frame)
            if "failed" in frame:
                raise ChildFailed(too_large=frame["failed"] == "memory")
            if "want" not in frame or self._part is None:
                return frame
            start, length = frame["want"]
            self._write(packed(self._part(int(start), int(length))))

    def body(self) -> bytes:
        """The plain bytes that a frame announced."""
        self._wait_anew()
        body: bytes = self._told(next_body)
        return body

    def close(self) -> None:
        """End the child and wait for it; doing so again does nothing."""
        process = self._process
        if process.poll() is None:
            process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()
        process.wait()

    def _wait_anew(self) -> None:
        self._deadline = time.monotonic() + self.limits.wait_seconds

    def _told(self, read: Callable[[Callable[[int], bytes]], Any]) -> Any:
        try:
            return read(self._read)
        except BrokenFrames:
            raise self._died() from None

    def _read(self, count: int) -> bytes:
        """So many bytes of the child's output, fewer when it ended; ChildFailed past the deadline."""
        pipe = self._process.stdout
        assert pipe is not None
        read = bytearray()
        while len(read) < count:
            self._ready([pipe], [])
            piece = os.read(pipe.fileno(), min(_PIECE, count - len(read)))
            if not piece:
                break
            read += piece
        return bytes(read)

    def _write(self, content: bytes) -> None:
        """Never blocking: a child that hangs must not hang the parent."""
        pipe = self._process.stdin
        assert pipe is not None
        left = memoryview(content)
        while left:
            self._ready([], [pipe])
            try:
                left = left[os.write(pipe.fileno(), left[:_PIECE]) :]
            except BlockingIOError:
                continue
            except BrokenPipeError:
                return  # the child is gone; the parent hears of it where it waits for a frame

    def _ready(self, reading: list[IO[bytes]], writing: list[IO[bytes]]) -> None:
        left = max(0.0, self._deadline - time.monotonic())
        readable, writable, _ = select.select(reading, writing, [], left)
        if not readable and not writable:
            self.close()
            raise ChildFailed(too_large=True)

    def _died(self) -> ChildFailed:
        """What a child that ended without a last word means: out of bounds, or felled by the file."""
        self._process.wait()
        return ChildFailed(too_large=self._process.returncode in _OVER)


def _start(module: str) -> subprocess.Popen[bytes]:
    """The child, with nothing of the parent's environment: settings and keys are no business of it."""
    process = subprocess.Popen(  # noqa: S603 - a module of ours, named by ourselves
        [sys.executable, "-s", "-X", "utf8", "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={"PYTHONPATH": str(_ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        close_fds=True,
        bufsize=0,
    )
    for pipe in (process.stdin, process.stdout):
        _widen(pipe)
    if process.stdin:
        os.set_blocking(process.stdin.fileno(), False)
    return process


def _widen(pipe: IO[bytes] | None) -> None:
    """Let a few frames wait in the pipe, so that the child goes on while the parent writes. Linux only."""
    if pipe is not None and hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):  # more than this account may have: it only goes slower
            fcntl.fcntl(pipe.fileno(), fcntl.F_SETPIPE_SZ, _WIDE)
