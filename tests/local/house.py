"""Run the real `up` – real servers, lock, guard, plan – with stand-ins for the product's own processes."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from webapp.local import processes, up
from webapp.local.supervisor import Process
from webapp.local.trouble import SetupTrouble

STAND_IN = Path(__file__).with_name("stand_in.py")


def stood_in(make: Any, role: str) -> Any:
    """The real line of the table with only its command exchanged."""

    def line(*arguments: Any) -> Process:
        port = str(urlsplit(arguments[0]).port) if role == "web" else "0"
        return replace(make(*arguments), command=(sys.executable, str(STAND_IN), role, port), grace=2)

    return line


def main(port: str) -> int:
    for role in ("web", "beat"):
        setattr(processes, f"{role}_process", stood_in(getattr(processes, f"{role}_process"), role))
    workers = processes.worker_processes
    processes.worker_processes = lambda *places: [  # type: ignore[assignment]
        stood_in(lambda made: made, line.name)(line) for line in workers(*places)
    ]
    ended = (sys.executable, "-c", "print('done')")
    migrate, seed = processes.migrate_process, processes.seed_process
    processes.migrate_process = lambda needs: replace(migrate(needs), command=ended)
    processes.seed_process = lambda needs: replace(seed(needs), command=ended)
    try:
        return up.up(int(port), False, up.say_to_terminal)
    except SetupTrouble as trouble:
        up.say_to_terminal(str(trouble))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
