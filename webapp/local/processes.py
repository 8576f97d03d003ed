"""The table of processes that make up a running product: the one place that says how each is started.

Servers come first and stop last; the stop goes beat, workers, web, Valkey, PostgreSQL (spec 3.5). Settings
and secrets travel by environment, never on a command line.
"""

from __future__ import annotations

import http.client
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from webapp.local import binaries, postgres, roles, valkey
from webapp.local.folders import Folders
from webapp.local.supervisor import Process
from webapp.local.trouble import SetupTrouble

JINLANLING = (sys.executable, "-m", "webapp")
CELERY = (sys.executable, "-m", "celery", "-A", "tasks.app")
SERVER_ENVIRONMENT = postgres.ENVIRONMENT  # nothing of the settings: the servers need no secret


def postgres_process(folders: Folders) -> Process:
    """The embedded PostgreSQL; makes its cluster now, and its roles when it is ready."""
    postgres.release(folders.postgres, folders.sockets)
    return Process(
        "postgres",
        postgres.make_and_command(folders),
        ready=lambda: postgres.answers(folders.sockets),
        after_ready=lambda: _arrange(folders.sockets),
        account=folders.account,
        folder=folders.postgres,
        environment=SERVER_ENVIRONMENT,
        stop_signal=signal.SIGINT,  # fast shutdown: ends sessions, writes a checkpoint
        grace=60,
        guard_grace=30,
    )


def _arrange(sockets: Path) -> None:
    """Roles and extension as spec 4.1 wants them, at every start; refuses a cluster blind to Chinese."""
    roles.provision(postgres.url(sockets, database="postgres"))
    if not roles.sees_chinese(postgres.url(sockets)):
        raise SetupTrouble("✗ postgres: pg_trgm sees no Chinese; the cluster was made with another locale")


def valkey_process(folders: Folders) -> Process:
    """The embedded Valkey."""
    data = folders.account.own_folder(folders.valkey)
    return Process(
        "valkey",
        valkey.command(binaries.valkey_server(folders.account, folders.copies), folders.sockets),
        ready=lambda: valkey.answers(valkey.url(folders.sockets)),
        account=folders.account,
        folder=data,
        environment=SERVER_ENVIRONMENT,
        grace=20,
        guard_grace=10,
    )


def migrate_process(needs: tuple[str, ...]) -> Process:
    """Bring the schema to head, as the owner."""
    return Process("migrate", (*JINLANLING, "db", "upgrade"), needs, once=True, patience=600)


def seed_process(needs: tuple[str, ...]) -> Process:
    """Put the demo city into an empty database; does nothing when it is there."""
    return Process("seed", (*JINLANLING, "demo", "seed"), needs, once=True, patience=600)


def web_process(address: str, needs: tuple[str, ...]) -> Process:
    """The web server: gunicorn with threads. Another server would be put in here."""
    command = [sys.executable, "-m", "gunicorn", "-c", "python:webapp.local.web_server"]
    command += ["--bind", urlsplit(address).netloc, "webapp.wsgi:app"]
    return Process(
        "web",
        command,
        needs,
        ready=lambda: ask(address, "/readyz")[0] == 200,
        why_not=lambda: "(/readyz answers {}: {})".format(*ask(address, "/readyz")),
        grace=25,
        restarts=5,
    )


def worker_processes(logs: Path, needs: tuple[str, ...]) -> list[Process]:
    """The Celery workers; what they can't finish in time resumes at the next start (spec 4.3).

    Imports have a worker of their own, so that any number of long ones leaves the rest its turn; so has
    sending, so that a slow mail server holds up nothing but mails.
    """
    several = max(2, min(4, os.cpu_count() or 2))
    return [
        _worker("worker", "interactive,returns", 1, logs, needs),
        _worker("importer", "import", several, logs, needs),
        _worker("sender", "sending", 1, logs, needs),
    ]


def _worker(name: str, queues: str, children: int, logs: Path, needs: tuple[str, ...]) -> Process:
    command = [*CELERY, "worker", "-n", f"{name}@%h", "-Q", queues, "--concurrency", str(children)]
    command += ["--loglevel", "INFO", "--without-gossip", "--without-mingle"]
    return Process(name, command, needs, log_says(logs / f"{name}.log", "ready."), grace=30, restarts=5)


def beat_process(run: Path, logs: Path, needs: tuple[str, ...]) -> Process:
    """Celery beat, its schedule file in var/run."""
    command = (*CELERY, "beat", "--schedule", str(run / "beat-schedule"), "--pidfile=", "--loglevel", "INFO")
    return Process("beat", command, needs, log_says(logs / "beat.log", "Starting..."), grace=10, restarts=5)


def ask(address: str, path: str) -> tuple[int, str]:
    """The status and the beginning of the answer to a GET; 0 and nothing when nobody answers."""
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read(500).decode("utf-8", "replace").strip()
    except (OSError, http.client.HTTPException):
        return 0, ""
    finally:
        connection.close()


def log_says(log: Path, words: str) -> Callable[[], bool]:
    """A probe: the log, from where it ends now, says the words."""
    before = log.stat().st_size if log.exists() else 0

    def ready() -> bool:
        with log.open("rb") as file:
            file.seek(before)
            return words.encode() in file.read()

    return ready
