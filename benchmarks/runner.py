"""A worker's process for a benchmark: the application without pages, and jobs by id from standard input.

Each line names a job; the answer is a line with what became of it and the seconds it took.
"""

from __future__ import annotations

import json
import sys
import time

from webapp.app import create_app
from webapp.jobs.kinds import KINDS, load
from webapp.jobs.working import work


def main() -> None:
    app = create_app(pages=False)
    with app.app_context():
        for kind in KINDS.values():
            load(kind.runner)  # as a worker that has worked before
        _say({"ready": True})
        for line in sys.stdin:
            begin = time.perf_counter()
            outcome = work(int(line))
            _say({"outcome": outcome, "seconds": time.perf_counter() - begin})


def _say(what: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
