"""Whose photo a file is, by its name 姓名+单位 (三(三)3). Anything less than certain is asked. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

LEAST_OF_UNIT = 2  # signs of a unit's name by which it is recognised inside the full one
MOST_OFFERED = 8
# What people put between name and unit, and what systems add to a second copy.
BETWEEN = re.compile(r"[\s+＋_\-—·・.,，、/\\&和（）()【】\[\]]+")
COPY = re.compile(r"(?:\s*[(（]\d{1,3}[)）]|[\s_-]*副本|\s*-\s*copy)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may have a photo: their application, name, and the names of their unit."""

    application_id: int
    name: str
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """`kind` is exact, likely, several or nobody; `people` are the applications to choose of."""

    kind: str
    people: tuple[int, ...] = ()


class People:
    """A unit's people, found by the names of their photos."""

    def __init__(self, people: Iterable[Person]) -> None:
        self._by_name: dict[str, list[Person]] = {}
        for person in people:
            self._by_name.setdefault(plain(person.name), []).append(person)
        self._longest = max(map(len, self._by_name), default=0)

    def whose(self, file_name: str) -> Found:
        """Name and unit of one person: exact. One person otherwise: likely. Namesakes: several."""
        stem = plain(stem_of(file_name))
        named = [(self._by_name[start], stem[len(start) :]) for start in self._beginnings(stem)]
        whole = [person for people, rest in named for person in people if _of_unit(rest, person)]
        if whole:
            longest = max(len(person.name) for person in whole)
            return _found("exact", [person for person in whole if len(person.name) == longest])
        loose = [person for people, _rest in named[:1] for person in people]
        return _found("likely", loose or self._within(stem))

    def _beginnings(self, stem: str) -> list[str]:
        """The names that the stem begins with, the longest first."""
        sizes = range(min(self._longest, len(stem)), 0, -1)
        return [stem[:size] for size in sizes if stem[:size] in self._by_name]

    def _within(self, stem: str) -> list[Person]:
        """单位+姓名, or a number before the name: whoever's name ends the stem, else stands in it."""
        ends = [stem[-size:] for size in range(min(self._longest, len(stem)), 1, -1)]
        for end in ends:
            if end in self._by_name:
                return self._by_name[end]
        held = [name for name in self._by_name if len(name) > 1 and name in stem]
        return [person for name in held for person in self._by_name[name]]


def stem_of(file_name: str) -> str:
    """The file's own name without folders, ending and the marks of a copy."""
    last = re.split(r"[\\/]", file_name)[-1]
    stem, dot, ending = last.rpartition(".")
    return COPY.sub("", stem if dot and len(ending) <= 5 else last)


def plain(words: str) -> str:
    """For comparing: full-width as half-width, nothing between the signs, small letters."""
    return BETWEEN.sub("", unicodedata.normalize("NFKC", words)).lower()


def _of_unit(rest: str, person: Person) -> bool:
    """Whether what stands behind the name is the person's unit: its name, short name, or a part of it."""
    if len(rest) < LEAST_OF_UNIT:
        return False
    return any(rest in plain(unit) for unit in person.units)


def _found(kind: str, people: list[Person]) -> Found:
    ids = tuple(dict.fromkeys(person.application_id for person in people))[:MOST_OFFERED]
    if not ids:
        return Found("nobody")
    return Found(kind if len(ids) == 1 else "several", ids)


__all__ = ["Found", "People", "Person", "plain", "stem_of"]
