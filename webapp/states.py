"""State machines as tables: (state, verb) → (state, permissions). Only `move` changes a state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy import select

from tenants.actor import Actor
from tenants.db import db
from tenants.roles import Permission
from webapp.refusals import IllegalMove, NotAllowed, NotFound, Stale

# Any one of the permissions will do: a unit's clerk submits, and so does the applicant.
Table = dict[tuple[str, str], tuple[str, frozenset[Permission]]]


def to(state: str, *needs: Permission) -> tuple[str, frozenset[Permission]]:
    """One move of a table: where it leads, and who may do it."""
    return state, frozenset(needs)


class HasState(Protocol):
    id: Any
    state: Any
    version: Any


@dataclass(frozen=True, slots=True)
class Machine:
    """The moves of one kind of object."""

    name: str
    table: Table

    def target(self, state: str, verb: str, actor: Actor) -> str:
        """The state `verb` leads to; raises IllegalMove, or NotAllowed without the permission."""
        if (state, verb) not in self.table:
            raise IllegalMove(f"{self.name}: {state} → {verb}")
        after, needs = self.table[state, verb]
        if not needs & actor.permissions:
            raise NotAllowed(min(needs).value)
        return after

    def verbs(self, state: str, actor: Actor) -> list[str]:
        """What `actor` may do from `state`: the buttons of the page."""
        moves = self.table.items()
        return [verb for (at, verb), (_, needs) in moves if at == state and needs & actor.permissions]

    def move(self, row: HasState, verb: str, actor: Actor, version: int) -> tuple[str, str]:
        """Lock `row`, check state, permission and version, move it; answers (from, to)."""
        kind = type(row)
        locked = db.session.scalars(
            select(kind).where(kind.id == row.id).with_for_update().execution_options(populate_existing=True)
        ).first()
        if locked is None:
            raise NotFound(self.name)
        if locked.version != version:
            raise Stale(self.name)
        before, after = locked.state, self.target(locked.state, verb, actor)
        locked.state, locked.version = after, version + 1
        return before, after
