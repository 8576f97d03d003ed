"""The lines above a roster's header: 填报单位, 培训工种, 级别 and the date (spec 2, cases 24 and 49)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from webapp.sheets.cells import Cell, Cells

# Searched in text whose full-width signs are made plain one for one, so that places stay the same and a
# value is cut out of the line as it was written.
_LABEL = re.compile(
    r"(?P<unit>填报单位|申报单位|报送单位|单位名称|推荐单位)"
    r"|(?P<occupation>(?:培训|申报|报名)?(?:工种|职业)(?:\s*\((?:职业|工种)\))?(?:名称)?(?=\s*(?:[:_]|\Z)))"
    r"|(?P<level>(?:培训|申报|报名)?(?:级\s*别|等\s*级)(?=\s*(?:[:_]|\Z)))"
    r"|(?P<other>(?:填报|填表|报送|制表)(?:日期|时间)|日期\s*:|联系(?:人|电话)|电\s*话\s*:|"
    r"填表人|制表人|经办人|负责人)"
)
_DATE = re.compile(r"(?<!\d)(\d{4})\s*[年.．\-/／]\s*(\d{1,2})\s*[月.．\-/／]\s*(\d{1,2})(?!\d)\s*日?")
_EMPTY_DATE = re.compile(r"(?:\d{4})?\s*年\s*月\s*日")
_STAMP = re.compile(r"[(（]\s*(?:盖章|公章|加盖公章|章|签章|盖公章|单位公章)\s*[)）]")
_BLANKS = " \t\r\n\u3000\xa0_＿:：;；,，。"
_PLAIN = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xA0: 0x20}


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the list; None where nothing was written."""

    unit: str | None = None
    occupation: str | None = None
    level: str | None = None
    date: date | None = None


def _count(text: str, signs: str) -> int:
    return sum(text.count(sign) for sign in signs)


def _value(text: str) -> str:
    """What stands behind a label, without stamp mark, date, underscores and unpaired brackets."""
    text = _EMPTY_DATE.sub("", _DATE.sub("", _STAMP.sub("", text))).strip(_BLANKS)
    while text.endswith((")", "）")) and _count(text, ")）") > _count(text, "(（"):
        text = text[:-1].strip(_BLANKS)
    while text.startswith(("(", "（")) and _count(text, "(（") > _count(text, ")）"):
        text = text[1:].strip(_BLANKS)
    return text


def _date_in(text: str) -> date | None:
    found = _DATE.search(text)
    if found is None:
        return None
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError:
        return None


def _labelled(text: str) -> tuple[dict[str, str], str | None]:
    """The label → value pairs in a line of text, and the label left open at its end."""
    marks = list(_LABEL.finditer(text.translate(_PLAIN)))
    values: dict[str, str] = {}
    open_label: str | None = None
    for index, mark in enumerate(marks):
        label = str(mark.lastgroup)
        end = marks[index + 1].start() if index + 1 < len(marks) else len(text)
        value = _value(text[mark.end() : end])
        if value:
            values.setdefault(label, value)
        open_label = None if value else label
    return values, open_label


def _take(heading: Heading, values: dict[str, str]) -> Heading:
    return replace(
        heading,
        unit=heading.unit or values.get("unit"),
        occupation=heading.occupation or values.get("occupation"),
        level=heading.level or values.get("level"),
    )


def _read_cell(heading: Heading, cell: Cell, waiting: str | None) -> tuple[Heading, str | None]:
    if isinstance(cell, date):
        day = cell.date() if isinstance(cell, datetime) else cell
        return (heading if heading.date else replace(heading, date=day)), None
    if not isinstance(cell, str) or not cell.strip():
        return heading, waiting
    if heading.date is None:
        heading = replace(heading, date=_date_in(cell))
    values, open_label = _labelled(cell)
    if values or open_label:
        return _take(heading, values), open_label
    if waiting and (value := _value(cell)):
        heading = _take(heading, {waiting: value})
    return heading, None


def read_heading(rows: Iterable[Cells]) -> Heading:
    """The heading lines of the rows above the header; the value may stand in the label's own cell or in the
    next one that isn't empty. Blanks of the form (____) count as nothing written."""
    heading = Heading()
    for cells in rows:
        waiting: str | None = None
        for cell in cells:
            heading, waiting = _read_cell(heading, cell, waiting)
    return heading
