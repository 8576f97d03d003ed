"""The embedded PostgreSQL: its cluster, its command line and its health (spec 3.5).

Built-in C.UTF-8 locale, or pg_trgm sees no Chinese; a unix socket only, 0700, no TCP. Its log carries no
statement, parameter or key value, so that no personal data reach it (spec 4.2).
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from webapp.local import binaries, leftovers
from webapp.local.account import Account
from webapp.local.folders import Folders
from webapp.local.trouble import SetupTrouble

DATABASE = "jinlanling"
SUPERUSER = "postgres"
LOCALE = ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "--lc-ctype=C.UTF-8")
ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "120",
    "shared_buffers": "256MB",
    "password_encryption": "scram-sha-256",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
FORGETFUL = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "autovacuum": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
}


def make_cluster(programs: Path, data: Path, account: Account, *, sync: bool = True) -> bool:
    """Run initdb unless the cluster is there; True when it was made. Interrupted attempts are redone."""
    if (data / "PG_VERSION").exists():
        return False
    draft = data.with_name(data.name + ".new")
    shutil.rmtree(draft, ignore_errors=True)
    if data.exists():
        data.rmdir()  # refuses to lose a folder that holds something
    account.own_folder(draft)
    command = [str(programs / "initdb"), "-D", str(draft), "-U", SUPERUSER, "-E", "UTF8", *LOCALE]
    command += ["--auth-local=trust", "--auth-host=reject", *([] if sync else ["--no-sync"])]
    done = subprocess.run(  # noqa: S603
        command,
        env=ENVIRONMENT,
        cwd=draft,
        capture_output=True,
        text=True,
        errors="replace",
        **account.popen_options(),  # type: ignore[call-overload]
    )
    if done.returncode:
        raise SetupTrouble(f"PostgreSQL's initdb failed:\n{done.stdout[-500:]}{done.stderr[-1500:]}")
    draft.rename(data)
    return True


def release(data: Path, sockets: Path) -> None:
    """End servers that a killed run left at work on the cluster, and remove their lock files.

    Refuses when one will not go. Only for the holder of the run's lock. PostgreSQL itself takes a lock file
    for alive when its pid is a zombie's or somebody else's; elsewhere than on Linux that stays so."""
    if sys.platform != "linux" or not (data / "postmaster.pid").exists():
        return
    for number, patience in ((signal.SIGINT, 30), (signal.SIGKILL, 5)):
        until = time.monotonic() + patience
        for pid in leftovers.at_home(data):
            leftovers.send(pid, number)
        while leftovers.at_home(data) and time.monotonic() < until:
            time.sleep(0.05)
    if leftovers.at_home(data):
        raise SetupTrouble(f"another PostgreSQL works on {data} and can't be ended")
    (data / "postmaster.pid").unlink(missing_ok=True)
    for lock in sockets.glob(".s.PGSQL.*"):
        lock.unlink(missing_ok=True)


def command(programs: Path, data: Path, sockets: Path, *, durable: bool = True) -> list[str]:
    """The server's command line; `durable=False` is for tests only and loses data at a crash."""
    settings = SETTINGS | {"unix_socket_directories": str(sockets)} | (DURABLE if durable else FORGETFUL)
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [str(programs / "postgres"), "-D", str(data), *options]


def make_and_command(folders: Folders, *, durable: bool = True) -> list[str]:
    """Make the cluster if need be; the command line that serves it."""
    found = binaries.postgres_bin(folders.account, folders.copies)
    make_cluster(found, folders.postgres, folders.account, sync=durable)
    return command(found, folders.postgres, folders.sockets, durable=durable)


def url(sockets: Path, user: str = SUPERUSER, database: str = DATABASE) -> str:
    """A URL that SQLAlchemy and psycopg both take."""
    return f"postgresql://{user}@/{database}?host={quote(str(sockets), safe='')}"


def answers(sockets: Path) -> bool:
    """True when the server accepts connections."""
    try:
        psycopg.connect(url(sockets, database="postgres"), connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
