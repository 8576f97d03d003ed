"""The filters of a queue: read from the URL and written back to it; nothing else keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from webapp.applicants.states import STATES
from webapp.policy.levels import TRAINED_LEVELS
from webapp.policy.spans import N_
from webapp.reviews.stages import INSTITUTION, UNIT, Stage

MINE, FREE = "mine", "free"
DESKS = ((MINE, N_("由我办理")), (FREE, N_("未分派")))
CHECKED = "marked"
CHECKS = ((CHECKED, N_("查重待核")),)
LONGEST_TEXT = 40
# What each desk may look at: its own queue first, and what it sent on and can still take back.
VIEWS: dict[str, tuple[str, ...]] = {
    UNIT.name: ("submitted", "unit_approved"),
    INSTITUTION.name: (
        "unit_approved", "accepted", "returned", "rejected", "enrolled", "in_training", "examined",
        "certified", "closed",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What a queue is narrowed to; `unit` is the public id of a sending, which stands for its unit."""

    state: str
    level: str = ""
    occupation: str = ""
    desk: str = ""
    unit: str = ""
    marked: bool = False  # by the cross-check (三(四))

    @property
    def narrowed(self) -> bool:
        return bool(self.level or self.occupation or self.desk or self.unit or self.marked)

    def arguments(self, stage: Stage, **more: Any) -> dict[str, Any]:
        """The filters as a URL's arguments, without what isn't set."""
        state = "" if self.state == stage.state else self.state
        mine = {"state": state, "level": self.level, "occupation": self.occupation}
        mine |= {"desk": self.desk, "unit": self.unit, "check": CHECKED if self.marked else ""}
        return {name: value for name, value in {**mine, **more}.items() if value not in ("", None)}


def read_queue_filters(given: Mapping[str, str], stage: Stage) -> QueueFilters:
    """The filters in a URL; what isn't known is left out."""
    state, level, desk = given.get("state", ""), given.get("level", ""), given.get("desk", "")
    return QueueFilters(
        state=state if state in VIEWS[stage.name] else stage.state,
        level=level if level in TRAINED_LEVELS else "",
        occupation=given.get("occupation", "").strip()[:LONGEST_TEXT],
        desk=desk if desk in (MINE, FREE) else "",
        unit=given.get("unit", "")[:LONGEST_TEXT],
        marked=given.get("check") == CHECKED,
    )


def views_of(stage: Stage) -> list[tuple[str, str]]:
    """The states a desk may look at, with their words."""
    return [(state, STATES[state]) for state in VIEWS[stage.name]]
