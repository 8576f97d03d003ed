"""How many rows of a roster came out how, and what confirming would take in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from tenants.db import db
from webapp.rosters.applying import importable
from webapp.rosters.models import Effect, Roster, RosterRow
from webapp.sheets.problems import Outcome


def counted(roster_id: int) -> dict[str, int]:
    """The rows by outcome word: accepted, warned, asked, refused."""
    query = select(RosterRow.outcome, func.count()).where(RosterRow.roster_id == roster_id)
    found = {outcome: number for outcome, number in db.session.execute(query.group_by(RosterRow.outcome))}
    return {outcome.word: found.get(int(outcome), 0) for outcome in Outcome}


@dataclass(frozen=True, slots=True)
class Prospect:
    """What confirming would do: rows by effect; `waiting` are asked or refused, `dropped` left out."""

    new: int
    update: int
    same: int
    locked: int
    repeated: int
    asked: int
    refused: int
    dropped: int
    unseen: int  # warned rows whose warnings the clerk hasn't taken
    imported: int  # taken in already, by an import that was stopped half way

    @property
    def taken_in(self) -> int:
        return self.new + self.update

    @property
    def waiting(self) -> int:
        return self.asked + self.refused


def prospect(roster: Roster) -> Prospect:
    """Count, in one query, what confirming the roster would do."""
    fit = importable(roster.id)[1:4]
    kept = ~RosterRow.dropped

    def number(*conditions: ColumnElement[bool] | InstrumentedAttribute[bool]) -> ColumnElement[int]:
        return func.count().filter(*conditions)

    by_effect = [number(*fit, RosterRow.effect == effect.value) for effect in
                 (Effect.NEW, Effect.UPDATE, Effect.SAME, Effect.LOCKED, Effect.REPEATED)]  # fmt: skip

    query: Select[*tuple[Any, ...]] = select(
        *by_effect,
        number(kept, RosterRow.outcome == int(Outcome.ASKED)),
        number(kept, RosterRow.outcome == int(Outcome.REFUSED)),
        number(RosterRow.dropped),
        number(
            kept, RosterRow.outcome == int(Outcome.WARNED), ~RosterRow.codes.contained_by(RosterRow.accepted)
        ),
        number(RosterRow.imported),
    ).where(RosterRow.roster_id == roster.id)
    return Prospect(*db.session.execute(query).one())
