"""Where everything of one running product lies: the folders below JINLANLING_VAR (default: ./var).

Folders with data are 0700. Unix socket paths are limited to about 107 bytes and travel in URLs, so a long or
unusual path gets a short socket folder in the temp folder. When root's servers can't reach var as `nobody`
(a clone below /root, say), their data lie in /var/lib/jinlanling and var points to them.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from webapp.local.account import Account, server_account

REPOSITORY = Path(__file__).resolve().parents[2]
LONGEST_SOCKET = len("/.s.PGSQL.5432.lock") + 1
SOCKET_PATH_LIMIT = 103  # macOS; Linux allows 107
OUTSIDE = Path("/var/lib/jinlanling")  # root's only: an ordinary user's servers are its own
PLAIN = re.compile(r"[A-Za-z0-9_./-]+")


@dataclass(frozen=True)
class Folders:
    """The places of one product; made by `make_folders`."""

    var: Path
    servers: Path
    sockets: Path
    account: Account

    @property
    def run(self) -> Path:
        return self.var / "run"

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def storage(self) -> Path:
        return self.var / "storage"

    @property
    def keys(self) -> Path:
        return self.var / "keys.json"

    @property
    def postgres(self) -> Path:
        return self.servers / "postgres"

    @property
    def valkey(self) -> Path:
        return self.servers / "valkey"

    @property
    def copies(self) -> Path:
        return self.servers / "programs"

    def remove_short_sockets(self) -> None:
        """After an orderly stop, leave nothing in the temp folder."""
        note = self.run / "socket-folder"
        if note.exists():
            shutil.rmtree(self.sockets, ignore_errors=True)
            note.unlink()


def var_folder() -> Path:
    """JINLANLING_VAR, or `var` beside run.py."""
    return Path(os.environ.get("JINLANLING_VAR") or REPOSITORY / "var").absolute()


def make_folders(var: Path, account: Account | None = None) -> Folders:
    """Make the folders of a product that may be started there; safe to call again."""
    account = account or server_account()
    var.mkdir(parents=True, exist_ok=True)
    var.chmod(0o711 if account.switch else 0o700)  # nobody passes through root's var, but can't list it
    for name in ("run", "log", "storage"):
        (var / name).mkdir(mode=0o700, exist_ok=True)
        (var / name).chmod(0o711 if account.switch and name == "run" else 0o700)
    servers = _servers_folder(var, account)
    return Folders(var, servers, _sockets_folder(var, account), account)


def _servers_folder(var: Path, account: Account) -> Path:
    """`var/servers`, or its stand-in outside when the servers' account can't reach var."""
    servers = var / "servers"
    if not servers.exists() and not account.can_pass(var):
        outside = OUTSIDE / secrets.token_hex(
            6
        )  # a later clone at the same path has other keys, so no hash of it
        outside.mkdir(mode=0o711, parents=True)
        outside.parent.chmod(0o711)
        servers.unlink(missing_ok=True)
        servers.symlink_to(outside)
    servers.mkdir(mode=0o711, exist_ok=True)
    servers.chmod(0o711 if account.switch else 0o700)
    return servers.resolve()


def _sockets_folder(var: Path, account: Account) -> Path:
    """`var/run/sockets` when short, plain and reachable; else a short folder that is remembered beside it."""
    inside = var.resolve() / "run" / "sockets"
    fits = len(os.fsencode(inside)) + LONGEST_SOCKET <= SOCKET_PATH_LIMIT and PLAIN.fullmatch(str(inside))
    if fits and account.can_pass(inside.parent):
        return account.own_folder(inside)
    return _short_folder(var / "run" / "socket-folder", account)


def _short_folder(note: Path, account: Account) -> Path:
    """The folder named by the note if it is still ours, else a fresh one with an unguessable name."""
    if note.exists():
        known = Path(note.read_text("utf-8"))
        if known.is_dir() and not known.is_symlink() and known.stat().st_uid == account.uid:
            return account.own_folder(known)
    base = tempfile.gettempdir()
    if len(base) > 40 or not PLAIN.fullmatch(base):
        base = "/tmp"  # noqa: S108 - mkdtemp makes it 0700 with a random name
    fresh = account.own_folder(Path(tempfile.mkdtemp(prefix="jll-", dir=base)))
    note.write_text(str(fresh), "utf-8")
    return fresh
