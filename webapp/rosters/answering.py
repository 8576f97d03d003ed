"""What the clerk answers in the preview: safe fixes taken, choices made, values typed, rows left out (2.3).

Every answer goes through the same readers and rules as the file did; a typed value is checked as a cell is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, text, update

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from webapp.extensions import keyring
from webapp.refusals import NotFound, RuleBroken
from webapp.rosters.counting import counted
from webapp.rosters.facts import filed, listed_of, options_of, stager_of, tenant_of
from webapp.rosters.models import Roster, RosterRow
from webapp.rosters.operations import in_preview
from webapp.rosters.staging import INDEX, Sealed, unseal
from webapp.rosters.writing import replace_rows
from webapp.sheets.checking.recheck import recheck
from webapp.sheets.options import CheckOptions
from webapp.sheets.problems import Outcome, Problem

# Answers that leave the list as it is; another answer to a question asks for a new check.
QUESTION_ANSWERS = {
    "hidden_rows": ("keep", "leave_out"),
    "hidden_columns": ("keep",),
    "mixed_levels": ("keep",),
    "mixed_occupations": ("keep",),
    "several_sheets": ("keep",),
}
ACCEPT = text("""
update roster_row set accepted = array(select distinct unnest(accepted || codes))
where roster_id = :roster and outcome = 1 and not codes <@ accepted
""")
ACCEPT_ONE = text("""
update roster_row set accepted = accepted || array[cast(:code as text)]
where roster_id = :roster and outcome = 1 and codes @> array[cast(:code as text)]
  and not accepted @> array[cast(:code as text)]
""")


def accept_all(roster: Roster) -> int:
    """Take every warning of the roster as seen and every safe fix as right; answers how many rows."""
    in_preview(roster)
    return _accepted(roster, db.session.execute(ACCEPT, {"roster": roster.id}).rowcount, "*")  # type: ignore[attr-defined]


def accept_code(roster: Roster, code: str) -> int:
    """Take one kind of warning ("<field>.<code>") in all of its rows."""
    in_preview(roster)
    found = db.session.execute(ACCEPT_ONE, {"roster": roster.id, "code": code})
    return _accepted(roster, found.rowcount, code)  # type: ignore[attr-defined]


def _accepted(roster: Roster, rows: int, code: str) -> int:
    audit.record("roster.accept", f"roster:{roster.public_id}", {"code": [None, code], "rows": [None, rows]})
    return rows


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
    stood there. Refuses a choice that wasn't offered with RuleBroken."""
    in_preview(roster)
    row = row_of(roster, number)
    if row.sealed is None:
        raise RuleBroken("row", _("这一行没有需要处理的问题。"))
    before = unseal(row.sealed, keyring())
    staged = _staged_again(roster, row, before, answer, options_of(roster, tenant_of(actor)))
    replace_rows(roster.id, roster.programme_year, [staged])
    changes = {"row": [None, number], "fields": [None, sorted(answer.typed)]}
    audit.record("roster.answer", f"roster:{roster.public_id}", changes)
    roster.counts = {**roster.counts, **counted(roster.id)}
    db.session.refresh(row)
    return row


def _staged_again(
    roster: Roster, row: RosterRow, before: Sealed, answer: Answer, options: CheckOptions
) -> list[Any]:
    """The row as it is staged anew, by the same readers and rules as the file."""
    entered = {field: value.strip() or None for field, value in answer.typed.items()}
    overrides = {**before.overrides, **entered, **_choices(before, answer.chosen)}
    settled = [*before.settled, *(list(pair) for pair in answer.as_it_stands)]
    pairs = [(field, code) for field, code in settled]
    answered = recheck(before.checked, overrides, options, listed_of(roster), pairs)
    answered.row = row.row
    stager = stager_of(roster, roster.heading, filed(roster))
    staged = stager.stage(answered, overrides, settled, original=before.checked)
    twin = _twin(roster, row, staged[INDEX])
    if twin is None:
        return staged
    answered.problems = (*answered.problems, _repeated(twin))
    answered.outcome = Outcome.REFUSED
    return stager.stage(answered, overrides, settled, original=before.checked)


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


def _twin(roster: Roster, row: RosterRow, index: bytes | None) -> int | None:
    """Another row of the list with the person whose number was typed (case 18)."""
    if index is None or index == row.id_index:
        return None
    same = (RosterRow.roster_id == roster.id, RosterRow.id_index == index, RosterRow.row != row.row)
    return db.session.scalars(select(RosterRow.row).where(*same, ~RosterRow.dropped)).first()


def _repeated(row: int) -> Problem:
    return Problem("id_number", "duplicate_id", Outcome.REFUSED, {"rows": str(row), "others": [row]})


def leave_out(roster: Roster, number: int, *, out: bool) -> None:
    """Leave a row out of the import, or take it back in."""
    in_preview(roster)
    row_of(roster, number).dropped = out
    audit.record(
        "roster.leave_out", f"roster:{roster.public_id}", {"row": [None, number], "out": [not out, out]}
    )


def answer_question(roster: Roster, code: str, answer: str) -> None:
    """Answer a question about the whole list; "leave_out" leaves the rows it is about out (case 56)."""
    in_preview(roster)
    asked = {one["code"] for one in roster.questions if one["outcome"] == "asked"}
    if code not in asked or answer not in QUESTION_ANSWERS.get(code, ()):
        raise RuleBroken("question", _("请选择一个回答。"))
    if code == "hidden_rows":
        hidden = update(RosterRow).where(RosterRow.roster_id == roster.id, RosterRow.hidden)
        db.session.execute(hidden.values(dropped=answer == "leave_out"))
    before = roster.answers.get(code)
    roster.answers = {**roster.answers, code: answer}
    audit.record("roster.question", f"roster:{roster.public_id}", {code: [before, answer]})
