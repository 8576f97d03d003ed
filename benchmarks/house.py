"""A throw-away house to measure in: PostgreSQL and Valkey with the settings of production, migrated.

fsync, full_page_writes and synchronous_commit are on, as in the product; the folder goes with the house.
"""

from __future__ import annotations

import base64
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import psycopg
from flask import Flask

from tenants.db import db
from tenants.sealing import Keyring, parse_keys
from webapp.app import create_app
from webapp.config import read_settings
from webapp.database import upgrade
from webapp.local import binaries, postgres, roles, spawn, valkey
from webapp.local.account import Account, server_account
from webapp.local.folders import REPOSITORY, Folders, make_folders

PATIENCE = 60.0
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}


@dataclass(frozen=True)
class House:
    """A running house: its application in this process, and the settings by which others find it."""

    app: Flask
    folder: Path
    settings: dict[str, str]
    admin_url: str

    @property
    def ring(self) -> Keyring:
        """The keys of the house."""
        return parse_keys(self.settings["JINLANLING_DATA_KEYS"], self.settings["JINLANLING_INDEX_KEY"])

    @contextmanager
    def admin(self) -> Iterator[psycopg.Connection]:
        """A superuser's connection, for arranging data only: it passes row-level security."""
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            yield connection

    def environment(self) -> dict[str, str]:
        """What a process of the product gets."""
        return {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", **self.settings}

    @contextmanager
    def process(self, *command: str, **options: Any) -> Iterator[subprocess.Popen[bytes]]:
        """A process of the product, ended with the block."""
        with (self.folder / "process.log").open("ab") as log:
            started = subprocess.Popen(
                [sys.executable, *command],
                cwd=REPOSITORY,
                env=self.environment(),
                start_new_session=True,
                **({"stdout": log, "stderr": log, "stdin": subprocess.DEVNULL} | options),
            )
            try:
                yield started
            finally:
                spawn.stop_group(started, signal.SIGTERM, 10)

    def log(self) -> str:
        return spawn.tail(self.folder / "process.log")


@contextmanager
def house() -> Iterator[House]:
    """Build it, give it, and leave nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="jll-bench-"))
    folder.chmod(0o711)
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        account = server_account()
        folders = make_folders(folder / "var", account)
        stack.callback(shutil.rmtree, folders.sockets, ignore_errors=True)
        stack.callback(shutil.rmtree, folders.servers, ignore_errors=True)
        _start_servers(stack, folders, account)
        settings = _settings(folders)
        upgrade(postgres.url(folders.sockets, roles.OWNER).replace("postgresql:", "postgresql+psycopg:", 1))
        app = create_app(read_settings(settings))
        yield House(app, folder, settings, postgres.url(folders.sockets))
        with app.app_context():
            db.engine.dispose()


def _start_servers(stack: ExitStack, folders: Folders, account: Account) -> None:
    commands: tuple[tuple[str, list[str], dict[str, str], Path, int], ...] = (
        ("postgres", postgres.make_and_command(folders), postgres.ENVIRONMENT, folders.postgres,
         signal.SIGQUIT),
        ("valkey", valkey.command(binaries.valkey_server(account, folders.copies), folders.sockets),
         {"PATH": os.defpath}, account.own_folder(folders.valkey), signal.SIGKILL),
    )  # fmt: skip
    for name, command, environment, home, how in commands:
        log = folders.logs / f"{name}.log"
        started = spawn.start(
            command, log, environment, account=account, folder=home, death_signal=signal.SIGQUIT
        )
        stack.callback(spawn.stop_group, started, how, 10)
    broker = valkey.url(folders.sockets)
    wait_until(lambda: postgres.answers(folders.sockets) and valkey.answers(broker), "the servers")
    roles.provision(postgres.url(folders.sockets, database="postgres"))


def _settings(folders: Folders) -> dict[str, str]:
    """The settings of a product with made-up keys."""
    return {
        "JINLANLING_SECRET_KEY": "a key of the benchmarks",
        "JINLANLING_DATA_KEYS": "b1:" + base64.b64encode(b"d" * 32).decode(),
        "JINLANLING_INDEX_KEY": base64.b64encode(b"i" * 32).decode(),
        "JINLANLING_INSECURE_COOKIES": "1",
        "JINLANLING_DATABASE_URL": postgres.url(folders.sockets, roles.APP),
        "JINLANLING_OWNER_URL": postgres.url(folders.sockets, roles.OWNER),
        "JINLANLING_BROKER_URL": valkey.url(folders.sockets),
        "JINLANLING_STORAGE_URL": folders.storage.as_uri(),
    }


def wait_until(right: Callable[[], bool], what: str, patience: float = PATIENCE) -> None:
    """Wait for it; RuntimeError when it doesn't come about in time."""
    end = time.monotonic() + patience
    while not right():
        if time.monotonic() > end:
            raise RuntimeError(f"{what} did not come up in {patience:.0f} s")
        time.sleep(0.05)


def server_cpu(house: House) -> float:
    """Processor seconds of the house's PostgreSQL so far, with the backends that ended."""
    data = str(house.folder / "var" / "servers" / "postgres")
    total = 0.0
    for process in psutil.process_iter(["name", "cmdline"]):
        if process.info["name"] == "postgres" and data in " ".join(process.info["cmdline"] or []):
            for one in (process, *process.children()):
                with contextlib.suppress(psutil.NoSuchProcess):
                    times = one.cpu_times()
                    total += times.user + times.system
            times = process.cpu_times()
            total += times.children_user + times.children_system
    return total


def server_facts(connection: psycopg.Connection) -> dict[str, str]:
    """Version and durability of the server measured on, for the JSON."""
    names = ("server_version", *DURABLE, "shared_buffers")
    found = {}
    for name in names:
        row = connection.execute("select current_setting(%s)", [name]).fetchone()
        found[name] = row[0] if row else ""
    return found
