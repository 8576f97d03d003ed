"""What the clerk takes as it is: fixes and warnings by kind, questions about the whole list (2.3)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import text, update

from tenants import audit
from tenants.db import db
from webapp.refusals import RuleBroken
from webapp.rosters.models import Roster, RosterRow
from webapp.rosters.operations import in_preview

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
update roster_row set accepted = accepted || array[cast(:code as varchar)]
where roster_id = :roster and outcome = 1 and codes @> array[cast(:code as varchar)]
  and not accepted @> array[cast(:code as varchar)]
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
    roster.version += 1
    audit.record("roster.accept", f"roster:{roster.public_id}", {"code": [None, code], "rows": [None, rows]})
    return rows


def answer_question(roster: Roster, code: str, answer: str) -> None:
    """Answer a question about the whole list; "leave_out" leaves the rows it is about out (case 56)."""
    in_preview(roster)
    asked = {one["code"] for one in roster.questions if one["outcome"] == "asked"}
    if code not in asked or answer not in QUESTION_ANSWERS.get(code, ()):
        raise RuleBroken("question", _("请选择一个回答。"))
    before = roster.answers.get(code)
    if code == "hidden_rows" and "leave_out" in (before, answer):
        hidden = update(RosterRow).where(RosterRow.roster_id == roster.id, RosterRow.hidden)
        db.session.execute(hidden.values(dropped=answer == "leave_out"))
    roster.answers = {**roster.answers, code: answer}
    roster.version += 1
    audit.record("roster.question", f"roster:{roster.public_id}", {code: [before, answer]})
