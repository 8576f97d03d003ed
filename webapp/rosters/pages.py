"""What the preview page needs, gathered in few queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from webapp.extensions import keyring
from webapp.rosters.counting import Prospect, prospect
from webapp.rosters.models import Roster, RosterState
from webapp.rosters.queries import PAGE, Group, groups, rows_page
from webapp.rosters.showing import ShownRow, show
from webapp.rosters.words import TARGET_QUESTIONS


@dataclass(frozen=True, slots=True)
class Preview:
    """The rows in view and what confirming would do."""

    prospect: Prospect
    groups: list[Group]
    rows: list[ShownRow]
    next_after: int | None
    open_questions: list[dict[str, Any]]
    wants_target: bool

    @property
    def safe(self) -> int:
        """How many warned cells wait to be taken."""
        return sum(group.unseen for group in self.groups if group.first.outcome == 1)


def preview_of(roster: Roster, view: str, after: int, key: str | None) -> Preview:
    """The preview of a roster that was checked; rows after row number `after`, of one problem with `key`."""
    found = rows_page(roster.id, view, after, key)
    shown = [show(row, keyring()) for row in found[:PAGE]]
    more = found[PAGE - 1].row if len(found) > PAGE else None
    kinds = groups(roster.id, keyring()) if roster.state == RosterState.PREVIEW.value else []
    return Preview(prospect(roster), kinds, shown, more, open_questions(roster), wants_target(roster))


def open_questions(roster: Roster) -> list[dict[str, Any]]:
    """The questions about the whole list that the clerk must still answer."""
    return [
        one for one in roster.questions if one["outcome"] == "asked" and one["code"] not in roster.answers
    ]


def wants_target(roster: Roster) -> bool:
    """Whether level or occupation is missing, so that nothing can be decided yet."""
    return any(one["code"] in TARGET_QUESTIONS for one in open_questions(roster))
