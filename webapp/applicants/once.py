"""What several parts of an application's page need is asked for once while the page is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from webapp.applicants.models import Application

Found = TypeVar("Found")
Read = Callable[[Sequence[Application]], Mapping[int, Found]]
PREFIX = "_once_"


def once(application: Application, name: str, read: Callable[[Application], Found]) -> Found:
    """`read(application)`, kept with the loaded row under `name`: for one request, which changes nothing."""
    kept = vars(application)
    if PREFIX + name not in kept:
        kept[PREFIX + name] = read(application)
    found: Found = kept[PREFIX + name]
    return found


def once_for_all(
    applications: Sequence[Application], name: str, read: Read[Found], otherwise: Found
) -> dict[int, Found]:
    """The same for many, by id: `read` is asked once for all that have nothing kept yet; `otherwise` is kept
    with those that it doesn't answer for."""
    fresh = [one for one in applications if PREFIX + name not in vars(one)]
    found = read(fresh) if fresh else {}
    for one in fresh:
        vars(one)[PREFIX + name] = found.get(one.id, otherwise)
    return {one.id: vars(one)[PREFIX + name] for one in applications}
