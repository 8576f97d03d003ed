"""What several parts of an application's page need is asked for once while the page is drawn."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from webapp.applicants.models import Application

Found = TypeVar("Found")
PREFIX = "_once_"


def once(application: Application, name: str, read: Callable[[Application], Found]) -> Found:
    """`read(application)`, kept with the loaded row under `name`: for one request, which changes nothing between."""
    kept = vars(application)
    if PREFIX + name not in kept:
        kept[PREFIX + name] = read(application)
    found: Found = kept[PREFIX + name]
    return found
