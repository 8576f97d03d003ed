"""What is to be said on a clerk's own workbook, cell by cell (spec 2.3), and how it looks there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from webapp.sheets.checking.layouts import TITLES
from webapp.sheets.checking.rows import CheckedRow
from webapp.sheets.problems import Outcome

PROBLEM_TITLE, SUGGESTION_TITLE = "问题说明", "建议值"
# The columns that we add to a clerk's workbook; a reader of the returned file passes over them.
OUR_TITLES = (PROBLEM_TITLE, SUGGESTION_TITLE)
AUTHOR = "金蓝领"
LEGEND = "红色：必须改正；橙色：请核对；蓝色：请确认。改好后直接上传本表，这两列不必删除。"
CONVERTED = "原文件不是 xlsx，或行数很多，已转换为新的 xlsx 工作簿：内容和行号不变，原有的字体和底色未保留。"
COLOURS = {Outcome.REFUSED: "FF9999", Outcome.WARNED: "FFD966", Outcome.ASKED: "9DC3E6"}


@dataclass(frozen=True, slots=True)
class Annotation:
    """One remark. `row` as Excel shows it; `column` the letter, None for the whole row; `label` is the
    column's name, put before the suggestion."""

    row: int
    column: str | None
    outcome: Outcome
    message: str
    suggestion: str | None = None
    label: str = ""


@dataclass(slots=True)
class RowRemarks:
    """The remarks of one row: by column letter, and as the texts of our two columns."""

    cells: dict[str, list[Annotation]] = field(default_factory=dict)
    all: list[Annotation] = field(default_factory=list)

    def add(self, annotation: Annotation) -> None:
        self.all.append(annotation)
        if annotation.column:
            self.cells.setdefault(annotation.column, []).append(annotation)

    @property
    def problem(self) -> str:
        return "\n".join(dict.fromkeys(note.message for note in self.all))

    @property
    def suggestion(self) -> str:
        proposed = [note for note in self.all if note.suggestion]
        return "；".join(f"{note.label}：{note.suggestion}" if note.label else f"{note.suggestion}"
                        for note in proposed)  # fmt: skip


def by_row(annotations: Iterable[Annotation]) -> dict[int, RowRemarks]:
    """The remarks sorted to their rows; what is accepted needs none."""
    rows: dict[int, RowRemarks] = {}
    for annotation in annotations:
        if annotation.outcome is not Outcome.ACCEPTED:
            rows.setdefault(annotation.row, RowRemarks()).add(annotation)
    return rows


def worst_colour(notes: Iterable[Annotation]) -> str:
    return COLOURS[max(note.outcome for note in notes)]


def note_text(notes: Iterable[Annotation]) -> str:
    """The comment of a cell: every message, with the value proposed."""
    return "\n".join(
        note.message + (f"（建议：{note.suggestion}）" if note.suggestion else "") for note in notes
    )


def annotations_of(rows: Iterable[CheckedRow], columns: Mapping[str, str]) -> Iterable[Annotation]:
    """The problems of checked rows as annotations; `columns` gives each field's letter (spec 2.1)."""
    for row in rows:
        for problem in row.problems:
            yield Annotation(
                row.row,
                columns.get(problem.field),
                problem.outcome,
                problem.message,
                problem.suggestion,
                TITLES.get(problem.field, ""),
            )
