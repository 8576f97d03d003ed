"""The guard: waits for the supervisor's end and, if that was no orderly one, ends what it left (stdlib only).

Its input is a pipe whose other end only the supervisor holds, so `kill -9` of it is seen at once. It keeps
the run's lock until all is gone; the next start waits for it.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from webapp.local.leftovers import end, read_state


def watch(state_file: Path) -> None:
    """Block until the supervisor is gone; then clean up after it when its state file is still there."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    while os.read(0, 1):
        pass
    state = read_state(state_file)
    if state is not None:
        end(state, just_now=True)
        state_file.unlink(missing_ok=True)


if __name__ == "__main__":
    watch(Path(sys.argv[1]))
