"""The columns of a list of certificates by their headings, and where the list stands in its workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from webapp.sheets.cells import Cells, FileRefused, Sheet, Workbook
from webapp.sheets.checking.layouts import HEADINGS, plain, unbracketed
from webapp.sheets.messages import sentence
from webapp.sheets.messages_certificates import CERTIFICATE_TITLES

DEEPEST_HEADER = 20
# Without these a line says of nobody which certificate they hold; a level may be read from the number.
NEEDED = ("name", "id_number", "occupation", "number")
_WORDS: Mapping[str, tuple[str, ...]] = {
    "name": HEADINGS["name"],
    "id_number": HEADINGS["id_number"],
    "occupation": (
        *HEADINGS["occupation"], "职业名称", "鉴定职业", "评价职业", "证书职业", "职业工种名称", "工种名称",
    ),
    "level": (*HEADINGS["current_level"], "证书级别", "鉴定等级", "评价等级", "技能等级级别"),
    "number": HEADINGS["certificate_number"],
    "issued_on": (*HEADINGS["certificate_date"], "颁证日期", "评价日期", "鉴定日期"),
    "issuer": (
        "评价机构", "评价机构名称", "发证机构", "发证机构名称", "发证单位", "鉴定机构", "颁证机构",
        "发证机关",
    ),
}  # fmt: skip
_BY_HEADING = {plain(heading): name for name, headings in _WORDS.items() for heading in headings}


@dataclass(frozen=True, slots=True)
class Place:
    """Where lines stand: their sheet, the row of its header, its columns from 0 by field, the header."""

    sheet: Sheet
    header_row: int
    columns: dict[str, int]
    header: list[str]

    def to_plain(self) -> dict[str, Any]:
        """What is kept of where the list stood."""
        columns = {name: self.header[at] for name, at in self.columns.items()}
        return {
            "sheet": self.sheet.name, "header_row": self.header_row, "columns": columns,
            "header": self.header,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """The sheets of a workbook that are lists of certificates, and the names of those that are none."""

    places: list[Place]
    left: list[str]

    def to_plain(self) -> dict[str, Any]:
        """What is kept of it; `left` are sheets that weren't read."""
        return {"sheets": [place.to_plain() for place in self.places], "left": self.left}


def find_lists(workbook: Workbook) -> Found:
    """The lists in a workbook: every sheet that has all the needed columns, since a long list goes over
    several. Refuses the file with `missing_column`, naming what the sheet that comes nearest lacks."""
    lacking, places, left = list(NEEDED), [], []
    for sheet in workbook.sheets:
        found = _header(sheet)
        missing = [name for name in NEEDED if found is None or name not in found.columns]
        if found is not None and not missing:
            places.append(found)
        else:
            left.append(sheet.name)
            lacking = min(lacking, missing, key=len)
    if not places:
        named = "、".join(CERTIFICATE_TITLES[name] for name in lacking)
        raise FileRefused("missing_column", sentence("certificate_columns", {"columns": named}))
    return Found(places, left)


def _header(sheet: Sheet) -> Place | None:
    """The row of the first twenty that names most of the fields; None where none names two."""
    best: Place | None = None
    for number, cells in takewhile(lambda row: row[0] <= DEEPEST_HEADER, sheet.rows()):
        columns = fields_of(cells)
        if len(columns) > max(1, len(best.columns) if best else 0):
            header = [cell.strip() if isinstance(cell, str) else "" for cell in cells]
            best = Place(sheet, number, columns, header)
    return best


def fields_of(cells: Cells) -> dict[str, int]:
    """The columns that a row names, the first of each field."""
    found: dict[str, int] = {}
    for column, cell in enumerate(cells):
        if isinstance(cell, str) and len(cell) <= 60:
            name = _BY_HEADING.get(plain(cell)) or _BY_HEADING.get(unbracketed(cell))
            if name is not None:
                found.setdefault(name, column)
    return found
