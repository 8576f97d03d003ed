"""Reads the shipped notices, one TOML file a year; the only input of the policy folder."""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path

from webapp.policy.rules import Policy

_FOLDER = Path(__file__).parent


@lru_cache(maxsize=1)
def known_years() -> tuple[int, ...]:
    """The years whose notices are shipped, oldest first."""
    return tuple(sorted(int(path.stem) for path in _FOLDER.glob("[0-9][0-9][0-9][0-9].toml")))


@lru_cache(maxsize=32)
def _read(year: int) -> Policy:
    return Policy.from_dict(tomllib.loads((_FOLDER / f"{year}.toml").read_text(encoding="utf-8")))


def policy_for(year: int) -> Policy:
    """The notice in force in `year`: the newest that isn't later, or the oldest when `year` is before all."""
    years = known_years()
    return _read(max((one for one in years if one <= year), default=years[0]))
