"""The filters of the applicants list: read from the URL and written back to it; nothing else keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from webapp.applicants.states import GROUPS, STATES
from webapp.policy.levels import TRAINED_LEVELS

NEWEST, BY_NAME = "-created", "name"
LACKING = "missing"  # 缺照片
SORTS = ("-created", "created", "name", "-name")
LONGEST_TEXT = 40


@dataclass(frozen=True, slots=True)
class Territory:
    """What a unit bounds, by the column that bounds it; without an id, what lies in no district (市本级)."""

    column: str
    id: int | None
    name: str


NOWHERE = Territory("tenant_id", 0, "")  # an unknown unit: nothing lies there


@dataclass(frozen=True, slots=True)
class Filters:
    """What the list is narrowed to. `state` may be a group of states; `text` is the beginning of a name, or
    an application's number; `photo` is "missing" for those who lack one; `unit` is the public id of a bureau
    (its territory) or of an organisation."""

    state: str = ""
    level: str = ""
    text: str = ""
    year: int | None = None
    photo: str = ""
    unit: str = ""
    place: Territory | None = None  # what `unit` bounds, once it is looked up
    sort: str = NEWEST

    @property
    def states(self) -> tuple[str, ...]:
        """The states wanted; none for all."""
        if self.state in GROUPS:
            return GROUPS[self.state][1]
        return (self.state,) if self.state else ()

    @property
    def by_name(self) -> bool:
        """Whether the list runs by name: a search for a name does, since its index does."""
        return bool(self.text) or self.sort.endswith(BY_NAME)

    @property
    def falling(self) -> bool:
        return self.sort.startswith("-")

    @property
    def narrowed(self) -> bool:
        return bool(self.state or self.level or self.text or self.year or self.photo or self.unit)

    def arguments(self, **more: Any) -> dict[str, Any]:
        """The filters as a URL's arguments, without what isn't set."""
        mine = {"state": self.state, "level": self.level, "text": self.text, "year": self.year}
        mine["photo"], mine["unit"] = self.photo, self.unit
        mine["sort"] = "" if self.sort == NEWEST else self.sort
        return {name: value for name, value in {**mine, **more}.items() if value not in ("", None)}


def read_filters(given: Mapping[str, str]) -> Filters:
    """The filters in a URL; what isn't a known state, level, year or order is left out."""
    state, level, sort = given.get("state", ""), given.get("level", ""), given.get("sort", "")
    text, year = given.get("text", "").strip()[:LONGEST_TEXT], given.get("year", "")
    found = Filters(
        state=state if state in STATES or state in GROUPS else "",
        level=level if level in TRAINED_LEVELS else "",
        text=text,
        year=int(year) if len(year) == 4 and year.isdecimal() and year.isascii() else None,
        photo=LACKING if given.get("photo") == LACKING else "",
        unit=given.get("unit", "")[:LONGEST_TEXT],
        sort=sort if sort in SORTS else NEWEST,
    )
    return replace(found, sort=BY_NAME) if text and not found.sort.endswith(BY_NAME) else found
