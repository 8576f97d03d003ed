"""A check as the JSON contract of spec 2.1, and as text for the terminal with ID numbers masked (spec 2.2).

Both are written row by row, so that a long list never stands in memory whole.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from webapp.people.identity import mask
from webapp.sheets.checking.checker import Check, ListHeading
from webapp.sheets.checking.questions import Question
from webapp.sheets.checking.rows import CheckedRow
from webapp.sheets.checking.survey import Skipped
from webapp.sheets.problems import Outcome, Problem

WORDS = {
    Outcome.ACCEPTED: "通过",
    Outcome.WARNED: "有提醒",
    Outcome.ASKED: "待确认",
    Outcome.REFUSED: "不通过",
}
SKIPPED = {
    "blank": "空行",
    "footer": "表尾",
    "header": "重复的表头",
    "note": "说明文字",
    "serial_only": "只有序号",
    "column_numbers": "栏次",
}
_LONG_NUMBER = re.compile(r"\d{14,17}[\dXx]")


@dataclass(frozen=True, slots=True)
class FileFacts:
    """The file that was checked; `format` is None when it was refused before its kind was known."""

    name: str
    sha256: str
    format: str | None


@dataclass(slots=True)
class Counts:
    """How many rows came out how."""

    by_outcome: dict[Outcome, int] = field(default_factory=lambda: dict.fromkeys(Outcome, 0))

    def add(self, row: CheckedRow) -> None:
        """Count a row in."""
        self.by_outcome[row.outcome] += 1

    def plain(self) -> dict[str, int]:
        """The contract's `counts`."""
        named = {outcome.word: count for outcome, count in self.by_outcome.items()}
        return {"rows": sum(named.values()), **named}


@dataclass(frozen=True, slots=True)
class Head:
    """What is known of a list before its rows come."""

    sheet: str
    header_row: int
    heading: ListHeading
    columns: dict[str, str]
    questions: list[Question]
    skipped: list[Skipped]
    persons: int

    @classmethod
    def of(cls, check: Check) -> Head:
        """The head of a check."""
        return cls(
            check.sheet,
            check.header_row,
            check.heading,
            check.columns,
            check.questions,
            check.skipped,
            check.persons,
        )


def head_json(file: FileFacts, head: Head | None, refused: tuple[str, str] | None) -> dict[str, Any]:
    """The contract's keys that come before `rows`, all of them always."""
    heading = head.heading if head else ListHeading()
    return {
        "file": {"name": file.name, "sha256": file.sha256, "format": file.format},
        "refused": {"code": refused[0], "message": refused[1]} if refused else None,
        "sheet": head.sheet if head else None,
        "header_row": head.header_row if head else None,
        "heading": {
            "unit": heading.unit,
            "occupation": heading.occupation,
            "level": heading.level,
            "date": heading.date.isoformat() if heading.date else None,
        },
        "columns": head.columns if head else {},
        "questions": [question_json(question) for question in head.questions] if head else [],
    }


def question_json(question: Question) -> dict[str, Any]:
    """A question as the contract prints it."""
    return {
        "code": question.code,
        "outcome": question.outcome.word,
        "rows": list(question.rows),
        "columns": list(question.columns),
        "message": question.message,
    }


def problem_json(problem: Problem, columns: dict[str, str]) -> dict[str, Any]:
    """A problem as the contract prints it; `column` is null where the field has none in the sheet."""
    return {
        "field": problem.field,
        "column": columns.get(problem.field),
        "code": problem.code,
        "outcome": problem.outcome.word,
        "message": problem.message,
        "value": problem.value,
        "suggestion": problem.suggestion,
        "options": list(problem.options),
    }


def row_json(row: CheckedRow, columns: dict[str, str]) -> dict[str, Any]:
    """A row as the contract prints it."""
    return {
        "row": row.row,
        "outcome": row.outcome.word,
        "hidden": row.hidden,
        "record": row.record,
        "derived": row.derived,
        "problems": [problem_json(problem, columns) for problem in row.problems],
        "eligibility": row.eligibility,
    }


def json_parts(
    file: FileFacts,
    head: Head | None,
    rows: Iterable[CheckedRow] = (),
    refused: tuple[str, str] | None = None,
) -> Iterator[bytes]:
    """The whole JSON answer in pieces, one row at a time."""
    yield orjson.dumps(head_json(file, head, refused))[:-1] + b',"rows":['
    counts = Counts()
    columns = head.columns if head else {}
    for index, row in enumerate(rows):
        counts.add(row)
        yield (b",\n" if index else b"\n") + orjson.dumps(row_json(row, columns))
    skipped = [{"row": line.row, "reason": line.reason} for line in head.skipped] if head else []
    yield b'],\n"skipped":' + orjson.dumps(skipped) + b',"counts":' + orjson.dumps(counts.plain()) + b"}\n"


def masked(text: str) -> str:
    """A text in which whatever looks like an ID number is masked."""
    return _LONG_NUMBER.sub(lambda found: mask(found[0]), text)


def _heading_text(file: FileFacts, head: Head) -> Iterator[str]:
    heading = head.heading
    yield f"文件 {file.name}（{file.format}），工作表“{head.sheet}”，表头第 {head.header_row} 行"
    day = heading.date.isoformat() if heading.date else "（未写）"
    yield (
        f"填报单位 {heading.unit or '（未写）'}  工种 {heading.occupation or '（未写）'}  "
        f"级别 {heading.level or '（未写）'}  日期 {day}"
    )
    for question in head.questions:
        yield f"请注意：{question.message}"


def _row_text(row: CheckedRow, columns: dict[str, str]) -> Iterator[str]:
    number = mask(row.record["id_number"]) if row.record["id_number"] else "（身份证号未读出）"
    yield f"第 {row.row} 行 {row.record['name'] or '（无姓名）'} {number}：{WORDS[row.outcome]}"
    for problem in row.problems:
        place = f"{columns[problem.field]} 列 " if problem.field in columns else ""
        advice = f" → {problem.suggestion}" if problem.suggestion else ""
        yield masked(f"    {place}[{problem.code}] {problem.message}{advice}")


def text_lines(file: FileFacts, head: Head, rows: Iterable[CheckedRow]) -> Iterator[str]:
    """The answer as lines for the terminal: the heading, every row that isn't simply accepted, the sums."""
    yield from _heading_text(file, head)
    counts = Counts()
    for row in rows:
        counts.add(row)
        if row.problems:
            yield from _row_text(row, head.columns)
    for line in head.skipped:
        yield f"第 {line.row} 行未读取：{SKIPPED[line.reason]}"
    sums = "，".join(f"{WORDS[outcome]} {count}" for outcome, count in counts.by_outcome.items())
    yield f"共 {sum(counts.by_outcome.values())} 行：{sums}"
