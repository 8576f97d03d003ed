"""Commands beside a running embedded server, or beside none: no settings given, and never a traceback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from webapp.local import keys

from .conftest import House

MakeHouse = Callable[..., House]


def run(house: House, *words: str, **more: str) -> tuple[int, str, str]:
    """One command of the product with this house's folder and no other setting."""
    done = subprocess.run(
        [sys.executable, "-m", "webapp", *words],
        env=house.environment | more,
        cwd="/",
        capture_output=True,
        text=True,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


def test_commands_speak_to_the_running_servers(houses: MakeHouse, place: Path) -> None:
    house = houses(place / "var").start()
    assert run(house, "db", "upgrade")[0] == 0
    assert run(house, "db", "check")[:2] == (0, "isolation holds\n")
    made = run(
        house, "tenant", "create", "city_bureau", "日照市人力资源和社会保障局", "--short-name", "市人社局",
        "--reporting-unit", "371100", "--reason", "first",
    )  # fmt: skip
    assert made[0] == 0, made
    assert "日照市人力资源和社会保障局" in run(house, "tenant", "list")[1]
    assert run(house, "user", "list")[:2] == (0, "")
    status = run(house, "keys", "status")
    assert status[:2] == (0, "k1: 0\n"), status
    assert house.stop() == 0


@pytest.mark.parametrize("words", ["tenant list", "db check", "keys status"])
def test_with_nothing_running_one_line_says_what_to_do(houses: MakeHouse, place: Path, words: str) -> None:
    house = houses(place / "var", fresh=True)
    code, output, errors = run(house, *words.split())
    assert (code, output) == (1, "")
    assert len(errors.splitlines()) == 1
    assert "start it with `python3 run.py` first" in errors
    assert not house.var.exists(), "a command that finds nothing makes nothing"


def test_half_given_settings_are_named(houses: MakeHouse, place: Path) -> None:
    house = houses(place / "var", fresh=True)
    given = {"JINLANLING_DATABASE_URL": "postgresql://jinlanling_app@127.0.0.1:1/x"}
    code, _, errors = run(house, "tenant", "list", **given)
    assert (code, errors) == (
        1,
        "Error: JINLANLING_BROKER_URL is not set; `python3 run.py` sets up a default\n",
    )
    given |= {"JINLANLING_BROKER_URL": "redis://127.0.0.1:1/0", "JINLANLING_STORAGE_URL": place.as_uri()}
    given |= dict.fromkeys(keys.NAMES, "no key")
    code, _, errors = run(house, "tenant", "list", **given)
    assert code == 1
    assert "Traceback" not in errors
    assert run(house, "db", "provision")[2].startswith("Error: JINLANLING_ADMIN_URL is not set")


def test_help_needs_nothing_running(houses: MakeHouse, place: Path) -> None:
    house = houses(place / "var", fresh=True)
    assert "--short-name" in run(house, "tenant", "create", "--help")[1]
    assert run(house, "demo", "sign-ins")[0] == 0
