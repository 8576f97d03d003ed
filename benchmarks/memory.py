"""Peak resident memory of a process and its children together, sampled while a block runs."""

from __future__ import annotations

import contextlib
import threading
from types import TracebackType

import psutil

EVERY = 0.05  # seconds
FAMILY = 5  # samples between two looks for new children: looking goes through all processes
MIB = 1 << 20


class PeakMemory:
    """`peak_mb` of the whole family of `pid`; pages that they share are counted for each."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._family = [self._root]
        self._samples = 0
        self.before_mb = self._now()
        self.peak_mb = self.before_mb

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            self.peak_mb = max(self.peak_mb, self._now())

    def _now(self) -> float:
        if self._samples % FAMILY == 0:
            self._family = [self._root, *self._root.children(recursive=True)]
        self._samples += 1
        total = 0
        for process in self._family:
            with contextlib.suppress(psutil.NoSuchProcess):
                total += process.memory_info().rss
        return total / MIB
