"""What the frames of a check hold: the head before the rows (the pipe itself is `webapp.sandbox.frames`)."""

from __future__ import annotations

from datetime import date
from typing import Any

from webapp.sheets.checking.checker import ListHeading
from webapp.sheets.checking.questions import Question
from webapp.sheets.checking.survey import Skipped
from webapp.sheets.problems import Outcome
from webapp.sheets.report import FileFacts, Head

ROWS_IN_A_FRAME = 500


def head_to_plain(file: FileFacts, head: Head) -> dict[str, Any]:
    """The first frame: the file and the list, before its rows."""
    heading = head.heading
    return {
        "file": [file.name, file.sha256, file.format],
        "sheet": head.sheet,
        "header_row": head.header_row,
        "heading": [heading.unit, heading.occupation, heading.level, heading.date],
        "columns": head.columns,
        "questions": [[q.code, int(q.outcome), q.rows, q.columns, q.params] for q in head.questions],
        "skipped": [[line.row, line.reason] for line in head.skipped],
        "persons": head.persons,
    }


def head_from_plain(data: dict[str, Any]) -> tuple[FileFacts, Head]:
    """The file and the head that `head_to_plain` wrote."""
    unit, occupation, level, day = data["heading"]
    head = Head(
        sheet=data["sheet"],
        header_row=data["header_row"],
        heading=ListHeading(unit, occupation, level, date.fromisoformat(day) if day else None),
        columns=data["columns"],
        questions=[
            Question(code, Outcome(outcome), tuple(rows), tuple(columns), params)
            for code, outcome, rows, columns, params in data["questions"]
        ],
        skipped=[Skipped(row, reason) for row, reason in data["skipped"]],
        persons=data["persons"],
    )
    name, sha256, kind = data["file"]
    return FileFacts(name, sha256, kind), head
