"""Which list an address means, and the addresses of a list's pages."""

from __future__ import annotations

from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from tenants.models import Tenant
from webapp.papers.queries import Key, unit_named
from webapp.refusals import NotFound

YEARS = range(2000, 2200)


def key_in(given: MultiDict[str, str]) -> tuple[Key, Tenant]:
    """The list that an address or a form names by unit, year, occupation and level; NotFound without one."""
    unit = unit_named(given.get("unit", ""))
    year = given.get("year", 0, type=int)
    occupation, level = given.get("occupation", ""), given.get("level", "")
    if year not in YEARS or not occupation or not level:
        raise NotFound("list")
    return Key(unit.id, year, occupation, level), unit


def arguments(key: Key, unit: str) -> dict[str, Any]:
    """What an address of a list carries; `unit` is the unit's public id."""
    return {"unit": unit, "year": key.year, "occupation": key.occupation, "level": key.level}


def list_url(key: Key, unit: str) -> str:
    return url_for("papers.show_list", **arguments(key, unit))
