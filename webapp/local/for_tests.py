"""Throw-away servers for tests: an embedded PostgreSQL (fsync off) and a Valkey, shared by all xdist workers.

A keeper process owns the servers. Every user holds a shared lock on one file; when the keeper gets that lock
exclusively, no user is left – ended or killed – and it stops the servers and removes their folder.

    with servers_for_tests() as servers:
        template = servers.template("migrated", build=upgrade)   # built once by whoever comes first
        with servers.copy_of(template) as database:               # about 0.03 s
            servers.app_url(database)
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import LiteralString, TextIO

import psycopg
from psycopg import sql

from webapp.local import binaries, postgres, roles, spawn, valkey
from webapp.local.account import server_account
from webapp.local.folders import REPOSITORY, make_folders
from webapp.local.trouble import SetupTrouble

PATIENCE = 60.0  # seconds, for a loaded machine; usual is 2
MEMORY = Path("/dev/shm")  # noqa: S108 - a file system in memory, where there is one
ROOM = 1024**3  # bytes that must be free there
CONNECTED = "SELECT 1 FROM pg_stat_activity WHERE datname = %s LIMIT 1"


@dataclass(frozen=True)
class TestServers:
    """The URLs of running servers; `database` below is a database's name on them."""

    __test__ = False  # not a test class, whatever pytest thinks of the name
    folder: str
    sockets: str
    broker: str

    @property
    def admin(self) -> str:
        return self.admin_url(postgres.DATABASE)

    @property
    def owner(self) -> str:
        return self.owner_url(postgres.DATABASE)

    @property
    def app(self) -> str:
        return self.app_url(postgres.DATABASE)

    def admin_url(self, database: str) -> str:
        """The superuser's URL: passes row-level security, so only for arranging."""
        return postgres.url(Path(self.sockets), postgres.SUPERUSER, database)

    def owner_url(self, database: str) -> str:
        """The migrations' URL."""
        return postgres.url(Path(self.sockets), roles.OWNER, database)

    def app_url(self, database: str) -> str:
        """The application's URL, as JINLANLING_DATABASE_URL."""
        return postgres.url(Path(self.sockets), roles.APP, database)

    def template(self, name: str, build: Callable[[str], object], of: str | None = None) -> str:
        """Make the template database once for all workers; `build` gets the name of an empty one, or of a
        copy of the template `of`."""
        with _locked(Path(self.folder) / "template.lock"):
            if not self._ready(name):
                self.drop(name)
                roles.create_database(self.admin_url("postgres"), name, of)
                build(name)
                self._execute("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false IS_TEMPLATE true", name)
        return name

    @contextmanager
    def copy_of(self, template: str, name: str | None = None) -> Iterator[str]:
        """A database of one's own, dropped afterwards."""
        name = name or f"t_{uuid.uuid4().hex[:12]}"
        roles.create_database(self.admin_url("postgres"), name, template)
        try:
            yield name
        finally:
            self.drop(name)

    def drop(self, name: str) -> None:
        """Remove a database and end its connections.

        One that was closed a moment ago is given the moment to end: PostgreSQL would look again after 0.1 s.
        """
        with self._admin() as connection:
            until = time.monotonic() + 0.05
            while connection.execute(CONNECTED, [name]).fetchone() and time.monotonic() < until:
                time.sleep(0.002)
            connection.execute(_naming("DROP DATABASE IF EXISTS {} WITH (FORCE)", name))

    def _ready(self, name: str) -> bool:
        with self._admin() as connection:
            found = connection.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", [name])
            row = found.fetchone()
        return bool(row and row[0])

    def _execute(self, statement: LiteralString, name: str) -> None:
        with self._admin() as connection:
            connection.execute(_naming(statement, name))

    def _admin(self) -> psycopg.Connection:
        return psycopg.connect(self.admin_url("postgres"), autocommit=True)


def _naming(statement: LiteralString, name: str) -> sql.Composed:
    return sql.SQL(statement).format(sql.Identifier(name))


def quick_place() -> Path:
    """Where throw-away folders are made and removed fastest: in memory, or else in the temp folder.

    A database is some 700 files, and a disk may take ten times as long to make them. Programs are copied
    there when the servers' account can't reach them, so they must be let run.
    """
    with suppress(OSError):
        memory = os.statvfs(MEMORY)
        free = memory.f_bavail * memory.f_frsize
        if free >= ROOM and not memory.f_flag & os.ST_NOEXEC and os.access(MEMORY, os.W_OK | os.X_OK):
            return MEMORY
    return Path(tempfile.gettempdir())


@contextmanager
def servers_for_tests(key: str | None = None) -> Iterator[TestServers]:
    """Servers shared by all who give the same key; by default by the workers of one xdist run."""
    key = key or os.environ.get("PYTEST_XDIST_TESTRUNUID") or uuid.uuid4().hex
    folder = quick_place() / f"jll-test-{key[:20]}"
    with _users_place(folder):
        yield TestServers(**json.loads((folder / "servers.json").read_text("utf-8")))


@contextmanager
def _users_place(folder: Path) -> Iterator[None]:
    """Be a user of running servers; while a keeper is removing the same folder, wait and begin anew."""
    while True:
        folder.mkdir(mode=0o711, exist_ok=True)
        with ExitStack() as stack:
            try:
                starting = stack.enter_context(_locked(folder / "start.lock"))
                users = stack.enter_context((folder / "users.lock").open("a"))
            except FileNotFoundError:
                continue
            if os.fstat(starting.fileno()).st_nlink == 0:
                continue
            fcntl.flock(users, fcntl.LOCK_SH)
            if not (folder / "servers.json").exists():
                _start_keeper(folder)
            fcntl.flock(starting, fcntl.LOCK_UN)
            yield
            return


@contextmanager
def _locked(path: Path) -> Iterator[TextIO]:
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _start_keeper(folder: Path) -> None:
    """Start the keeper away from this process and wait until it has written the servers' addresses."""
    log = folder / "keeper.log"
    with log.open("ab") as output:
        keeper = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "webapp.local.for_tests", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=REPOSITORY,
            start_new_session=True,
        )
    until = time.monotonic() + PATIENCE
    while not (folder / "servers.json").exists():
        if keeper.poll() is not None or time.monotonic() > until:
            raise SetupTrouble(f"the servers for tests did not start:\n{spawn.tail(log)}")
        time.sleep(0.02)


def keep(folder: Path) -> None:
    """The keeper's life: start, announce, wait until nobody uses the servers, stop, remove."""
    stack = ExitStack()
    account = server_account()
    folders = make_folders(folder / "var", account)
    programs = postgres.make_and_command(folders, durable=False)
    started = [
        spawn.start(
            programs,
            folders.logs / "postgres.log",
            postgres.ENVIRONMENT,
            account=account,
            death_signal=signal.SIGQUIT,
        ),
        spawn.start(
            valkey.command(binaries.valkey_server(account, folders.copies), folders.sockets),
            folders.logs / "valkey.log",
            {"PATH": os.defpath},
            account=account,
            folder=account.own_folder(folders.valkey),
        ),
    ]
    try:
        broker = valkey.url(folders.sockets)
        _wait(lambda: postgres.answers(folders.sockets) and valkey.answers(broker), started, folders.logs)
        roles.provision(postgres.url(folders.sockets, database="postgres"))
        servers = TestServers(str(folder), str(folders.sockets), broker)
        draft = folder / "servers.draft"
        draft.write_text(json.dumps(asdict(servers)), "utf-8")
        draft.rename(folder / "servers.json")
        start = stack.enter_context((folder / "start.lock").open("a"))
        users = stack.enter_context((folder / "users.lock").open("a"))
        _until_nobody_is_left(start, users)
    finally:
        for process in reversed(started):
            spawn.stop_group(process, signal.SIGQUIT if process is started[0] else signal.SIGKILL, 5)
        shutil.rmtree(folders.servers, ignore_errors=True)
        shutil.rmtree(folders.sockets, ignore_errors=True)
    shutil.rmtree(folder)
    stack.close()  # only now may a late-comer begin anew


def _wait(ready: Callable[[], bool], started: list[subprocess.Popen[bytes]], logs: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not ready():
        if any(process.poll() is not None for process in started) or time.monotonic() > until:
            raise SetupTrouble("\n".join(spawn.tail(log) for log in logs.glob("*.log")))
        time.sleep(0.02)


def _until_nobody_is_left(start: TextIO, users: TextIO) -> None:
    """Return when no user holds the lock, with both locks held so that none comes in between."""
    while True:
        time.sleep(0.3)
        try:
            fcntl.flock(start, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(start, fcntl.LOCK_UN)
            continue
        return


if __name__ == "__main__":
    keep(Path(sys.argv[1]))
