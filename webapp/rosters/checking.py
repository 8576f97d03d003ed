"""The check job: the stored workbook through the checking child, chunk by chunk into staged rows.

Killed anywhere it goes on after the last staged row: the child reads the file again and passes over what is
done. Nothing of what others know about its people is looked up here: that is asked when they are entered.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from sqlalchemy import func

from tenants.db import db
from webapp.files.models import StoredFile
from webapp.files.operations import read_file
from webapp.jobs.work import Step, Work
from webapp.rosters.carrying import carry_answers
from webapp.rosters.counting import counted
from webapp.rosters.facts import filed, options_of, rule_of, stager_of, standard, tenant_of
from webapp.rosters.models import Roster, RosterState
from webapp.rosters.scope import Covers, ScopeRule, Trained
from webapp.rosters.staging import OUTCOME, ROW
from webapp.rosters.writing import add_rows
from webapp.sheets.cells import FileRefused
from webapp.sheets.problems import Outcome
from webapp.sheets.report import Head
from webapp.sheets.sandbox.parent import CheckedFile

MOST_LISTED = 500  # rows named by a question or as skipped; the count of all is kept beside


def run(work: Work) -> None:
    """The runner of `rosters.check`."""
    with work.reading() as actor:
        roster = db.session.get_one(Roster, work.subject_id)
        options = options_of(roster, tenant_of(actor))
        rule = rule_of(roster, options, _covers(work, roster), _trained(work, roster))
        data = read_file(db.session.get_one(StoredFile, roster.file_id))
    try:
        with work.alive():  # the child reads a large workbook wholly before its first word
            opened = CheckedFile(data, roster.file_name, options, after=work.job.cursor.get("row", 0))
        del data
        with opened as checked:
            _stage_all(work, roster, checked, rule)
    except FileRefused as refused:
        _refuse(work, refused)


def _stage_all(work: Work, roster: Roster, checked: CheckedFile, rule: ScopeRule) -> None:
    head = head_of(checked.head)
    stager = stager_of(roster, head["heading"], rule)
    chunks = checked.chunks()
    staged: list[list[Any]] | None = None
    for step in work.steps():
        if staged is None:  # else the step collided with another and comes again
            with work.alive():  # taking up again, the child first passes over what is done
                read = next(chunks, [])
            staged = [stager.stage(row) for row in read]
        with step:
            mine = _roster(work)
            if not step.cursor:
                _take_head(mine, head)
            add_rows(mine.id, mine.programme_year, staged)
            _move_on(step, mine, checked.head, staged)
        if step.committed:
            staged = None


def _covers(work: Work, roster: Roster) -> Covers:
    """The filed scopes, asked between the steps in a reading transaction of their own."""

    def covers(occupation: str, level: str) -> bool:
        with work.reading():
            return filed(roster)(occupation, level)

    return covers


def _trained(work: Work, roster: Roster) -> Trained:
    """What the standards have, asked in the same way."""

    def trained(occupation: str, level: str) -> str | None:
        with work.reading():
            return standard(roster)(occupation, level)

    return trained


def _roster(work: Work) -> Roster:
    return db.session.get_one(Roster, work.subject_id)


def head_of(head: Head) -> dict[str, Any]:
    """What is known of the list before its rows, as the roster keeps it."""
    heading = head.heading
    return {
        "sheet": head.sheet,
        "header_row": head.header_row,
        "columns": head.columns,
        "heading": {
            "unit": heading.unit,
            "occupation": heading.occupation,
            "level": heading.level,
            "date": heading.date.isoformat() if heading.date else None,
        },
        "questions": [
            {"code": one.code, "outcome": one.outcome.word, "rows": list(one.rows[:MOST_LISTED]),
             "params": one.params}
            for one in head.questions
        ],
        "skipped": [{"row": line.row, "reason": line.reason} for line in head.skipped[:MOST_LISTED]],
    }  # fmt: skip


def _take_head(roster: Roster, head: dict[str, Any]) -> None:
    for name, value in head.items():
        setattr(roster, name, value)


def _move_on(step: Step, roster: Roster, head: Head, staged: list[list[Any]]) -> None:
    counts = Counter(step.counts)
    counts.update(Outcome(row[OUTCOME]).word for row in staged)
    if staged:
        cursor = {"row": staged[-1][ROW]}
        step.advance(cursor, done=step.done + len(staged), total=head.persons, counts=dict(counts))
        return
    carry_answers(roster, step.actor)
    roster.counts = {"rows": head.persons, "skipped": len(head.skipped), **counted(roster.id)}
    roster.state = RosterState.PREVIEW.value
    roster.checked_at = func.now()
    step.advance({"row": -1}, done=head.persons, total=head.persons)
    step.finish()


def _refuse(work: Work, refused: FileRefused) -> None:
    for step in work.steps():
        with step:
            roster = _roster(work)
            roster.state = RosterState.REFUSED.value
            roster.refused = {"code": refused.code, "message": refused.message}
            step.finish()
