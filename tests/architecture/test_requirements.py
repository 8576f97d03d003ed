"""The locks hold every dependency of pyproject.toml, each with its hashes."""

from __future__ import annotations

import re
import tomllib

import pytest
from packaging.requirements import Requirement

from tests.architecture.tree import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
WANTED = {
    "runtime": PROJECT["dependencies"],
    "test": PROJECT["dependencies"] + EXTRAS["test"],
    "bench": PROJECT["dependencies"] + EXTRAS["bench"],
}
PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==(\S+)")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked(lock: str) -> dict[str, str]:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
    return {normal(pin[1]): pin[2] for line in text.splitlines() if (pin := PIN.match(line))}


@pytest.mark.parametrize("lock", WANTED)
def test_the_lock_meets_what_the_project_asks_for(lock: str) -> None:
    pins = locked(lock)
    unmet = [
        wanted
        for wanted in WANTED[lock]
        if (need := Requirement(wanted)) and pins.get(normal(need.name), "0") not in need.specifier
    ]
    assert unmet == []


@pytest.mark.parametrize("lock", WANTED)
def test_every_pin_has_a_hash(lock: str) -> None:
    text = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8").replace("\\\n", " ")
    bare = [line[:60] for line in text.splitlines() if PIN.match(line) and "--hash=sha256:" not in line]
    assert bare == []


def test_the_locks_agree_on_what_they_share() -> None:
    runtime = locked("runtime")
    for lock in ("test", "bench"):
        other = locked(lock)
        assert {name: other.get(name) for name in runtime} == runtime, lock
