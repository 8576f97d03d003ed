"""Peak resident memory of a process and its children together, sampled while a block runs."""

from __future__ import annotations

import threading
from types import TracebackType

import psutil

EVERY = 0.02  # seconds
MIB = 1 << 20


class PeakMemory:
    """`peak_mb` of the whole family of `pid`; pages that they share are counted for each."""

    def __init__(self, pid: int) -> None:
        self._root = psutil.Process(pid)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
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
        total = 0
        for process in (self._root, *self._root.children(recursive=True)):
            try:
                total += process.memory_info().rss
            except psutil.NoSuchProcess:
                continue
        return total / MIB
