"""What the clerk answers in the preview: safe fixes taken, choices made, values typed, rows left out (2.3).

Every answer goes through the same readers and rules as the file did; a typed value is checked as a cell is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from webapp.extensions import keyring
from webapp.refusals import NotFound, RuleBroken
from webapp.rosters.counting import counted
from webapp.rosters.facts import filed, listed_of, options_of, rule_of, stager_of, standard, tenant_of
from webapp.rosters.models import Effect, Roster, RosterRow
from webapp.rosters.operations import in_preview
from webapp.rosters.staging import CERTIFICATE, INDEX, Sealed, unseal
from webapp.rosters.writing import replace_rows
from webapp.sheets.checking.recheck import recheck
from webapp.sheets.options import CheckOptions
from webapp.sheets.problems import Outcome, Problem

# Questions whose value is read and may be right: "as it stands" takes it. The others need a value.
SETTLEABLE = frozenset(
    {"id_other_document", "unit_unknown", "unit_mismatch", "mixed_levels_row", "mixed_occupations_row"}
)
DUPLICATE, SHARED = "duplicate_id", "certificate_shared"
MOST_BESIDE = 20


def row_of(roster: Roster, number: int) -> RosterRow:
    """One row by the number that Excel shows; NotFound where there is none."""
    found = db.session.scalars(
        select(RosterRow).where(RosterRow.roster_id == roster.id, RosterRow.row == number)
    ).first()
    if found is None:
        raise NotFound(str(number))
    return found


@dataclass(frozen=True, slots=True)
class Answer:
    """What the clerk says of a row: values typed by field; [field, code] of questions whose value is right;
    "<field>:<place>" of choices offered (a page shows them masked)."""

    typed: Mapping[str, str]
    as_it_stands: Sequence[Sequence[str]] = ()
    chosen: Sequence[str] = ()


def answer_row(roster: Roster, number: int, actor: Actor, answer: Answer) -> RosterRow:
    """Check a row again with what the clerk says. The row shows what is still wrong; nothing is lost of what
    stood there. Refuses what the page didn't offer with RuleBroken."""
    in_preview(roster)
    row = row_of(roster, number)
    if row.sealed is None or row.imported:
        raise RuleBroken("row", _("这一行没有需要处理的问题。"))
    before = unseal(row.sealed, keyring())
    _refuse_unoffered(before, answer)
    options = options_of(roster, tenant_of(actor))
    beside = _beside(roster.id, row)
    staged = stage_answer(roster, row, before, answer, options)
    replace_rows(roster.id, roster.programme_year, [staged])
    db.session.refresh(row)
    _look_again(roster, beside | _beside(roster.id, row), options)
    changes = {"row": [None, number], "fields": [None, sorted(answer.typed)]}
    audit.record("roster.answer", f"roster:{roster.public_id}", changes)
    _answered(roster)
    db.session.refresh(row)
    return row


def _answered(roster: Roster) -> None:
    """Every answer makes pages read before it stale, so that two clerks can't answer past each other."""
    roster.version += 1
    roster.counts = {**roster.counts, **counted(roster.id)}


def stage_answer(
    roster: Roster, row: RosterRow, before: Sealed, answer: Answer, options: CheckOptions
) -> list[Any]:
    """The row as it is staged anew, by the readers and rules of the file, beside the rows as they are."""
    entered = {field: value.strip() or None for field, value in answer.typed.items()}
    overrides = {**before.overrides, **entered, **_choices(before, answer.chosen)}
    settled = [*before.settled, *(list(pair) for pair in answer.as_it_stands)]
    pairs = [(field, code) for field, code in settled]
    alone = tuple(one for one in before.checked.problems if one.code not in (DUPLICATE, SHARED))
    answered = recheck(replace(before.checked, problems=alone), overrides, options, listed_of(roster), pairs)
    answered.row = row.row
    rule = rule_of(roster, options, filed(roster), standard(roster))
    stager = stager_of(roster, roster.heading, rule)
    staged = stager.stage(answered, overrides, settled, original=before.checked)
    repeated = _repeated(roster.id, row, staged)
    if not repeated:
        return staged
    answered.problems, answered.outcome = (*answered.problems, *repeated), Outcome.REFUSED
    return stager.stage(answered, overrides, settled, original=before.checked)


def _refuse_unoffered(before: Sealed, answer: Answer) -> None:
    offered = {(one.field, one.code) for one in before.shown.problems if one.code in SETTLEABLE}
    if not {(field, code) for field, code in answer.as_it_stands} <= offered:
        raise RuleBroken("row", _("这个问题须填写或选择，不能按原样保留。"))


def _choices(before: Sealed, chosen: Sequence[str]) -> dict[str, str | None]:
    """The values behind the places chosen; RuleBroken for one that was never offered."""
    found: dict[str, str | None] = {}
    for one in chosen:
        field, _colon, place = one.partition(":")
        offered = [value for each in before.shown.problems if each.field == field for value in each.options]
        if not place.isdigit() or int(place) >= len(offered):
            raise RuleBroken(field, _("请从给出的选项中选择。"))
        found[field] = offered[int(place)]
    return found


def _others(roster_id: int, row: RosterRow) -> list[ColumnElement[bool]]:
    """The rows of the list that count beside this one."""
    return [
        RosterRow.roster_id == roster_id, RosterRow.row != row.row, ~RosterRow.dropped,
        RosterRow.effect != Effect.REPEATED.value,
    ]  # fmt: skip


def _repeated(roster_id: int, row: RosterRow, staged: list[Any]) -> tuple[Problem, ...]:
    """What this row has in common with another: the person (case 18) or the certificate (case 42)."""
    index, number = staged[INDEX], staged[CERTIFICATE]
    others = select(RosterRow.row).where(*_others(roster_id, row)).order_by(RosterRow.row).limit(1)
    found = []
    if index is not None and (twin := db.session.scalar(others.where(RosterRow.id_index == index))):
        found.append(_beside_problem("id_number", DUPLICATE, twin))
    holder = others.where(RosterRow.certificate_number == number, RosterRow.id_index != index)
    if number is not None and (twin := db.session.scalar(holder)):
        found.append(_beside_problem("certificate_number", SHARED, twin))
    return tuple(found)


def _beside_problem(field: str, code: str, row: int) -> Problem:
    return Problem(field, code, Outcome.REFUSED, {"rows": str(row), "others": [row]})


def _beside(roster_id: int, row: RosterRow) -> set[int]:
    """The rows whose own problem hangs on this one: the same person or certificate."""
    same = (RosterRow.id_index == row.id_index) | (RosterRow.certificate_number == row.certificate_number)
    query = select(RosterRow.row).where(*_others(roster_id, row), same, RosterRow.sealed.is_not(None))
    return set(db.session.scalars(query.limit(MOST_BESIDE)))


def _look_again(roster: Roster, numbers: set[int], options: CheckOptions) -> None:
    """Check rows again that stood in conflict with one that was answered, left out or taken back."""
    for number in sorted(numbers):
        row = row_of(roster, number)
        if row.sealed is None or row.imported:
            continue
        staged = stage_answer(roster, row, unseal(row.sealed, keyring()), Answer({}), options)
        replace_rows(roster.id, roster.programme_year, [staged])
        db.session.expire(row)


def leave_out(roster: Roster, number: int, actor: Actor, *, out: bool) -> None:
    """Leave a row out of the import, or take it back in; rows in conflict with it are checked again."""
    in_preview(roster)
    row = row_of(roster, number)
    beside = _beside(roster.id, row)
    row.dropped = out
    db.session.flush()
    _look_again(roster, beside if out else beside | {number}, options_of(roster, tenant_of(actor)))
    changes = {"row": [None, number], "out": [not out, out]}
    audit.record("roster.leave_out", f"roster:{roster.public_id}", changes)
    _answered(roster)
