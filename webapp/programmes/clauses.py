"""A notice's text read into sections, clauses and annexes, each with the name others cite it by: "三(一)3".

Pure: "一、…" begins a section, "（一）…" a clause of it, "1. …" an item; "附件 1" alone begins an annex,
whose lines with tabs are a table's rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

SECTION, CLAUSE, ITEM, TEXT, ANNEX, ROW = "section", "clause", "item", "text", "annex", "row"
_NUMERAL = "[一二三四五六七八九十]+"
_SECTION = re.compile(rf"({_NUMERAL})、(.+)")
_CLAUSE = re.compile(rf"[（(]({_NUMERAL})[)）]\s*(.+)")
_ITEM = re.compile(r"([0-9]{1,2})[.．、]\s*(.+)")
_ANNEX = re.compile(r"附件\s*([0-9]{1,2})")
_LIST = re.compile(r"附件[:：]")


@dataclass(frozen=True, slots=True)
class Passage:
    """One line of a notice: its kind, the clause it stands in (empty before the first), whether it begins
    that clause, and its words; a row's cells."""

    kind: str
    clause: str
    begins: bool
    text: str
    cells: tuple[str, ...] = ()


def passages(body: str) -> list[Passage]:
    """The lines of a notice in order; blank ones are left out."""
    return list(_Reader().read(body))


class _Reader:
    """Where the reading stands: section, clause, item."""

    def __init__(self) -> None:
        self._section = self._clause = self._item = ""
        self._annexed = False

    def read(self, body: str) -> Iterator[Passage]:
        for line in body.splitlines():
            if line.strip():
                yield self._annex(line) if self._annexed else self._line(line.strip())

    def _line(self, line: str) -> Passage:
        if match := _SECTION.fullmatch(line):
            self._section, self._clause, self._item = match[1], "", ""
            return self._begun(SECTION, line)
        if match := _ANNEX.fullmatch(line):
            self._annexed, self._section, self._clause, self._item = True, "", "", ""
            return Passage(ANNEX, f"附件{match[1]}", True, line)
        if _LIST.match(line):  # what follows lists the annexes, and is no clause
            self._section = self._clause = self._item = ""
        if self._section and (match := _CLAUSE.fullmatch(line)):
            self._clause, self._item = f"({match[1]})", ""
            return self._begun(CLAUSE, line)
        if self._clause and (match := _ITEM.fullmatch(line)):
            self._item = match[1]
            return self._begun(ITEM, line)
        return Passage(TEXT, self._name(), False, line)

    def _annex(self, line: str) -> Passage:
        if match := _ANNEX.fullmatch(line.strip()):
            return Passage(ANNEX, f"附件{match[1]}", True, line.strip())
        if "\t" in line:
            cells = tuple(cell.strip() for cell in re.split(r"\t+", line.strip()))
            return Passage(ROW, "", False, line.strip(), cells)
        return Passage(TEXT, "", False, line.strip())

    def _name(self) -> str:
        return self._section + self._clause + self._item

    def _begun(self, kind: str, line: str) -> Passage:
        return Passage(kind, self._name(), True, line)
