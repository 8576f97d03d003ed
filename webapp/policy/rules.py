"""A year's notice as frozen data: every number with the clause it stands in (requirements 1, head).

A Policy is made from a plain dict (the shipped TOML, or JSON kept in the database or handed to a child
process) and gives the same dict back, so a decision can be explained again under the version it was made by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Window:
    """The days in which applications are taken, both included (三(四))."""

    clause: str
    opens: date
    closes: date

    def holds(self, day: date) -> bool:
        """Whether `day` lies in the window."""
        return self.opens <= day <= self.closes


@dataclass(frozen=True, slots=True)
class Route:
    """The two ways to one level (三(一)1-3): years since the certificate below, or in the occupation."""

    clause: str
    level: str
    from_level: str
    certificate_years: int
    experience_years: int
    attested: bool
    scope_bound: bool


@dataclass(frozen=True, slots=True)
class Hours:
    """The least class hours of a plan (四(三)); `total_binding` False where the notice says 一般."""

    clause: str
    levels: tuple[str, ...]
    total: int
    total_binding: bool
    civics: int
    theory: int
    theory_includes_civics: bool
    practice: int
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Amount:
    """What one person gets for one level, in whole yuan as the notice says it (五)."""

    clause: str
    scheme: str
    level: str
    yuan: int


@dataclass(frozen=True, slots=True)
class Photo:
    """The photo (三(三)3): its size in bytes, its width in percent of its height, how much of its border is
    blue in percent."""

    clause: str
    minimum_bytes: int
    maximum_bytes: int
    least_ratio: int
    most_ratio: int
    least_blue: int


@dataclass(frozen=True, slots=True)
class Ages:
    """The ages in full years outside which a reviewer is warned (requirements 1.4)."""

    clause: str
    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Industries:
    """The industries the training serves (一)."""

    clause: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Setting:
    """An answer to what the notice leaves open (requirements 1.11)."""

    name: str
    value: str | bool | int
    clause: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One year's notice. `version` is what decisions store."""

    version: str
    year: int
    title: str
    issuer: str
    issued: date
    window: Window
    industries: Industries
    routes: tuple[Route, ...]
    photo: Photo
    ages: Ages
    hours: tuple[Hours, ...]
    amounts: tuple[Amount, ...]
    settings: tuple[Setting, ...]

    def __hash__(self) -> int:
        # Versions differ in their name; hashing every clause would cost more than what it is memoised for.
        return hash((self.version, self.issued))

    def route(self, level: str) -> Route | None:
        """The conditions of a level (三(一)); None where the notice has none."""
        return next((route for route in self.routes if route.level == level), None)

    def minimum(self, level: str) -> Hours | None:
        """The least hours of a plan for the level (四(三))."""
        return next((hours for hours in self.hours if level in hours.levels), None)

    def amount(self, level: str) -> Amount | None:
        """What the level is paid with (五)."""
        return next((amount for amount in self.amounts if amount.level == level), None)

    def setting(self, name: str) -> str | bool | int:
        """The value of a setting; KeyError for a name that no notice knows."""
        for setting in self.settings:
            if setting.name == name:
                return setting.value
        raise KeyError(name)

    def binds_scope(self, level: str, *, teacher: bool = False) -> bool:
        """Whether the occupation must lie in the employer's filed scope for the level (三(一)3): as the
        notice binds it, for the other levels and for teachers (一(三)) where the settings say so too."""
        route = self.route(level)
        if route is None or (teacher and not self.setting("scope_binds_teachers")):
            return False
        return route.scope_bound or bool(self.setting("scope_binds_other_levels"))

    def reference_day(self, submitted: date) -> date:
        """The day to which years are counted (三(一)) for what is handed in on `submitted`."""
        days = {"window_opens": self.window.opens, "window_closes": self.window.closes}
        return days.get(str(self.setting("reference_date")), submitted)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Policy:
        """The policy written in `data`; dates as ISO text or dates. KeyError, TypeError or ValueError if it
        is not whole."""
        return cls(
            version=str(data["version"]),
            year=int(data["year"]),
            title=str(data["title"]),
            issuer=str(data["issuer"]),
            issued=_day(data["issued"]),
            window=Window(
                data["window"]["clause"], _day(data["window"]["opens"]), _day(data["window"]["closes"])
            ),
            industries=Industries(data["industries"]["clause"], tuple(data["industries"]["names"])),
            routes=tuple(Route(**one) for one in data["routes"]),
            photo=Photo(**data["photo"]),
            ages=Ages(**data["ages"]),
            hours=tuple(_hours(one) for one in data["hours"]),
            amounts=tuple(Amount(**one) for one in data["amounts"]),
            settings=tuple(Setting(name, **one) for name, one in data["settings"].items()),
        )

    def to_dict(self) -> dict[str, Any]:
        """The policy as JSON can carry it; `from_dict` reads it back to an equal policy."""
        data: dict[str, Any] = _plain(asdict(self))
        data["settings"] = {one.name: {"value": one.value, "clause": one.clause} for one in self.settings}
        return data


def _day(value: date | str) -> date:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _hours(data: Mapping[str, Any]) -> Hours:
    return Hours(**{**data, "levels": tuple(data["levels"]), "topics": tuple(data["topics"])})


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(one) for one in value]
    return value.isoformat() if isinstance(value, date) else value
