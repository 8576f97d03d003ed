"""The refusals an operation may raise. They carry the sentence for the person, with its clause."""

from __future__ import annotations


class Refusal(Exception):
    """Something can't be done, for a reason that the person at the screen is told."""


class NotAllowed(Refusal):
    """The actor lacks the permission, or is the second person's first (403)."""


class NotFound(Refusal):
    """No such row within the actor's reach; foreign and nonexistent get the same answer (404)."""


class IllegalMove(Refusal):
    """The verb doesn't leave from the present state (409)."""


class Stale(Refusal):
    """The row was changed since the person read it (409)."""


class Elsewhere(Refusal):
    """The form was made for another tenant than the one acted for now (409)."""


class RuleBroken(Refusal):
    """A rule refuses the input (422): the field it belongs to, the sentence, the clause."""

    def __init__(self, field: str, message: str, clause: str | None = None) -> None:
        super().__init__(message)
        self.field = field
        self.clause = clause
