"""What is asked once about the list as a whole (spec 2.1 `questions`; cases 49, 50, 55, 56, 57)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from webapp.sheets.checking.layout import Layout, letter
from webapp.sheets.checking.layouts import ANNEX_2, TITLES
from webapp.sheets.messages import sentence
from webapp.sheets.problems import Outcome

MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Question:
    """A question about the list: WARNED needs to be seen, ASKED needs an answer before the import."""

    code: str
    outcome: Outcome
    rows: tuple[int, ...] = ()
    columns: tuple[str, ...] = ()
    params: dict[str, Any] = field(default_factory=dict)

    @property
    def message(self) -> str:
        """Its sentence in Chinese."""
        return sentence(self.code, self.params)


def numbers(rows: Sequence[int]) -> str:
    """Row numbers as a sentence names them: the first twenty."""
    return "、".join(map(str, rows[:MOST_NAMED])) + ("…" if len(rows) > MOST_NAMED else "")


def _about_rows(code: str, outcome: Outcome, rows: Sequence[int], **params: Any) -> list[Question]:
    if not rows:
        return []
    return [
        Question(code, outcome, tuple(rows), params={"rows": numbers(rows), "count": len(rows), **params})
    ]


def layout_questions(layout: Layout) -> list[Question]:
    """What the header and the sheets alone show: extra, absent and hidden columns, several lists."""
    found = []
    if layout.extra:
        letters = tuple(letter(column) for column, _ in layout.extra)
        named = "、".join(f"{letter(column)} 列“{text}”" for column, text in layout.extra)
        found.append(Question("extra_columns", Outcome.WARNED, (), letters, {"columns": named}))
    # The heading's 填报单位 stands in for a column of units; serial numbers are nobody's fact.
    quiet = {"serial"} | ({"unit"} if layout.heading.unit else set())
    absent = [TITLES[name] for name in ANNEX_2 if name not in layout.columns and name not in quiet]
    if absent:
        found.append(Question("absent_columns", Outcome.WARNED, params={"columns": "、".join(absent)}))
    hidden = sorted(column for column in layout.sheet.hidden_columns if column in layout.labels)
    if hidden:
        letters = tuple(map(letter, hidden))
        found.append(Question("hidden_columns", Outcome.ASKED, (), letters, {"columns": "、".join(letters)}))
    if layout.others:
        params = {"sheet": layout.sheet.name, "others": "、".join(layout.others)}
        found.append(Question("several_sheets", Outcome.ASKED, params=params))
    return found


def list_questions(
    *, persons: int, hidden: Sequence[int], gaps: Sequence[int], filtered: bool
) -> list[Question]:
    """What reading all rows shows: hidden ones, an active filter, serial numbers, an empty list."""
    found = [
        *_about_rows("hidden_rows", Outcome.ASKED, hidden),
        *_about_rows("serial_gaps", Outcome.WARNED, gaps),
    ]
    if filtered and not hidden:
        found.append(Question("active_filter", Outcome.WARNED))
    if not persons:
        found.append(Question("no_rows", Outcome.WARNED))
    return found


def target_questions(
    level: str | None, said: str | None, trained: bool, occupation: str | None
) -> list[Question]:
    """What is asked when the level or the occupation applied for isn't known (三(一), 三(三)2). `said` is the
    heading's own word for a level."""
    found = []
    if level is None:
        found.append(Question("level_unknown", Outcome.ASKED, params={"level": said or ""}))
    elif not trained:
        found.append(Question("level_not_trained", Outcome.ASKED, params={"level": level}))
    if occupation is None:
        found.append(Question("occupation_unknown", Outcome.ASKED))
    return found


def mixed_question(code: str, values: Sequence[str], rows: Sequence[int]) -> list[Question]:
    """One list per unit, occupation and level: the rows that differ, to be split (三(三)2)."""
    return _about_rows(code, Outcome.ASKED, rows, levels="、".join(values))
