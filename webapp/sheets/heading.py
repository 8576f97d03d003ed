"""The lines above a roster's header: 填报单位, 培训工种, 级别 and the date (spec 2, cases 24 and 49)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from webapp.sheets.cells import Cell, Cells
from webapp.sheets.layouts import fold

_LABEL = re.compile(
    r"(?P<unit>填报单位|申报单位|报送单位|单位名称|推荐单位)"
    r"|(?P<occupation>(?:培训|申报|报名)?(?:工种|职业)(?:\s*\((?:职业|工种)\))?(?:名称)?(?=\s*[:_]))"
    r"|(?P<level>(?:培训|申报|报名)?(?:级\s*别|等\s*级)(?=\s*[:_]))"
    r"|(?P<date>(?:填报|填表|报送|制表)(?:日期|时间)|日期\s*:|联系(?:人|电话)|填表人|制表人|经办人|负责人)"
)
_DATE = re.compile(r"(?<!\d)(\d{4})\s*[年.\-/]\s*(\d{1,2})\s*[月.\-/]\s*(\d{1,2})(?!\d)\s*日?")
_STAMP = re.compile(r"\(\s*(?:盖章|公章|加盖公章|章|签章|盖公章|单位公章)\s*\)")
_BLANKS = " \t\r\n\u3000_:;,，。;"


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands above the list; None where nothing was written."""

    unit: str | None = None
    occupation: str | None = None
    level: str | None = None
    date: date | None = None


def unstamped(text: str) -> str:
    """A unit's name without （盖章） and the blanks around it (case 24, fixed quietly)."""
    if "章" not in text:
        return text.strip(_BLANKS)
    return _STAMP.sub("", text.replace("（", "(").replace("）", ")")).strip(_BLANKS)


def _unwrapped(text: str) -> str:
    """A value without the underscores and the unpaired brackets of the form's blank."""
    text = text.strip(_BLANKS)
    while text.endswith(")") and text.count(")") > text.count("("):
        text = text[:-1].strip(_BLANKS)
    while text.startswith("(") and text.count("(") > text.count(")"):
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
    marks = list(_LABEL.finditer(text))
    values: dict[str, str] = {}
    open_label: str | None = None
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        label = str(mark.lastgroup)
        end = following.start() if following else len(text)
        value = _unwrapped(_STAMP.sub("", _DATE.sub("", text[mark.end() : end])))
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
        return (heading if heading.date else replace(heading, date=cell)), None
    if not isinstance(cell, str) or not cell.strip():
        return heading, waiting
    text = fold(cell)
    if heading.date is None:
        heading = replace(heading, date=_date_in(text))
    values, open_label = _labelled(text)
    if values or open_label:
        return _take(heading, values), open_label
    if waiting:
        value = _unwrapped(_STAMP.sub("", _DATE.sub("", text)))
        heading = _take(heading, {waiting: value}) if value else heading
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
