"""What a check is told beside the workbook: level, occupation, date, known units, policy (spec 2.1).

Plain data that survives JSON, since the check runs in a child process.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from webapp.policy.load import policy_for
from webapp.policy.rules import Policy

SHANGHAI = ZoneInfo("Asia/Shanghai")


def today() -> date:
    """The day it is in Shanghai, by which all of the product's dates go."""
    return datetime.now(SHANGHAI).date()


@dataclass(frozen=True, slots=True)
class KnownUnit:
    """A unit that the asker may name: its full name, and short or former names that mean the same."""

    name: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CheckOptions:
    """How to check. `level` and `occupation` replace the heading's; `as_of` is the reference date (三(一));
    `known_units` None means that units can't be judged (case 24); `sheet` picks one of several (case 57);
    `policy` None takes the shipped notice of the reference date's year, which knows no city's revisions."""

    level: str | None = None
    occupation: str | None = None
    as_of: date = field(default_factory=today)
    known_units: tuple[KnownUnit, ...] | None = None
    sheet: str | None = None
    policy: Policy | None = None

    @property
    def rules(self) -> Policy:
        """The policy that decides."""
        return self.policy or policy_for(self.as_of.year)

    def to_json(self) -> dict[str, Any]:
        """The options as JSON can carry them; `from_json` reads them back equal."""
        units = self.known_units
        return {
            "level": self.level,
            "occupation": self.occupation,
            "as_of": self.as_of.isoformat(),
            "known_units": None if units is None else [[unit.name, list(unit.aliases)] for unit in units],
            "sheet": self.sheet,
            "policy": self.policy.to_dict() if self.policy else None,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> CheckOptions:
        """The options that `to_json` wrote. KeyError or ValueError for anything else."""
        units = data["known_units"]
        return cls(
            level=data["level"],
            occupation=data["occupation"],
            as_of=date.fromisoformat(data["as_of"]),
            known_units=None
            if units is None
            else tuple(KnownUnit(name, tuple(more)) for name, more in units),
            sheet=data["sheet"],
            policy=Policy.from_dict(data["policy"]) if data["policy"] else None,
        )
