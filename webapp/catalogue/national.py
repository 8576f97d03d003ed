"""The full national list as a file, CSV or workbook: read line by line into rows or into reasons (一(二)).

The columns are code and name, with industry_tags (or industry), levels, tags and work_types where the file
has them; others are passed over. A cell that is empty says nothing: what is known stays.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from webapp.catalogue.spelling import spelling
from webapp.catalogue.tags import TAGS
from webapp.policy.spans import N_

CODE = re.compile(r"[1-8](-\d{2}){3}")
PARTS = re.compile(r"[|;；、,，]+")
LONGEST_NAME = 60
MOST_LINES = 20_000
# The short words of the national file for the notice's industries; a common trade belongs to none.
INDUSTRY_WORDS = {
    "钢铁": N_("先进钢铁制造"), "汽车": N_("汽车整车及零部件"), "能源": N_("综合能源"),
    "旅游": N_("全域旅游"), "物流": N_("现代物流"), "健康": N_("生命健康"),
    "信息技术": N_("新一代信息技术"), "海洋": N_("现代海洋"), "通用航空": N_("通用航空"),
    "体育": N_("现代体育"), "通用机械电气": None,
}  # fmt: skip


class BadFile(ValueError):
    """The file as a whole can't be read; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that isn't taken in, and why."""

    line: int
    reason: str


@dataclass(slots=True)
class ReadList:
    """What a file holds: rows ready to be written, each with its line, and what is refused."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def read_list(path: Path, industries: Sequence[str]) -> ReadList:
    """Read a .csv (UTF-8 or GB 18030) or .xlsx file; raises BadFile."""
    lines = _workbook(path) if path.suffix.lower() == ".xlsx" else _csv(path.read_bytes())
    return checked(lines, industries)


def _csv(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030", errors="replace")
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if not {"code", "name"} <= set(reader.fieldnames or ()):
        raise BadFile("the first line must name the columns code and name")
    for row in reader:
        yield reader.line_num, {key: value or "" for key, value in row.items() if isinstance(key, str)}


def _workbook(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        book = load_workbook(path, read_only=True, data_only=True)
    except Exception as error:
        raise BadFile("this is no .xlsx workbook") from error
    sheet = book.worksheets[0]
    rows = sheet.iter_rows(values_only=True)
    heads = [str(cell or "").strip() for cell in next(rows, ())]
    if not {"code", "name"} <= set(heads):
        raise BadFile("the first line must name the columns code and name")
    for line, row in enumerate(rows, start=2):
        cells = dict(zip(heads, ("" if cell is None else str(cell) for cell in row), strict=False))
        if any(cells.values()):
            yield line, cells
    book.close()


def checked(lines: Iterable[tuple[int, Mapping[str, str]]], industries: Sequence[str]) -> ReadList:
    """Rows and refusals of a file's lines; of a code given twice the first line counts."""
    found, seen = ReadList(), dict[str, int]()
    for line, cells in lines:
        if line > MOST_LINES:
            raise BadFile(f"more than {MOST_LINES} lines")
        try:
            row = _row({key.strip(): value.strip() for key, value in cells.items()}, industries)
            if row["code"] in seen:
                raise ValueError(f"code {row['code']} stands in line {seen[row['code']]} already")
        except ValueError as error:
            found.refused.append(Refused(line, str(error)))
            continue
        seen[row["code"]] = line
        found.rows.append(row)
    return found


def _row(cells: Mapping[str, str], industries: Sequence[str]) -> dict[str, Any]:
    code, name = cells["code"], cells["name"]
    if not CODE.fullmatch(code):
        raise ValueError(f"code {code[:20]!r} has not the form 6-18-02-04")
    if not name or len(name) > LONGEST_NAME or "\0" in name:
        raise ValueError("the name is empty or too long")
    return {
        "code": code, "name": name, "spelling": spelling(name), "industry": _industry(cells, industries),
        "levels": _levels(cells.get("levels", "")), "tags": _tags(cells.get("tags", "")),
        "work_types": _parts(cells.get("work_types", "")), "note": cells.get("note") or None,
    }  # fmt: skip


def _parts(cell: str) -> list[str] | None:
    return list(dict.fromkeys(one.strip() for one in PARTS.split(cell) if one.strip())) or None


def _industry(cells: Mapping[str, str], industries: Sequence[str]) -> str | None:
    for word in _parts(cells.get("industry") or cells.get("industry_tags", "")) or ():
        if word not in INDUSTRY_WORDS and word not in industries:
            raise ValueError(f"industry {word[:20]!r} is none of the notice's")
        known = word if word in industries else INDUSTRY_WORDS[word]
        if known:
            return known
    return None


def _levels(cell: str) -> list[int] | None:
    digits = re.sub(r"[\s,，、;；|.]", "", cell)
    if not digits:
        return None
    if not set(digits) <= set("12345") or len(set(digits)) != len(digits):
        raise ValueError(f"levels {cell[:20]!r} are no digits from 5 to 1")
    return sorted(map(int, digits), reverse=True)


def _tags(cell: str) -> list[str] | None:
    given = _parts(cell)
    unknown = [tag for tag in given or () if tag not in TAGS]
    if unknown:
        raise ValueError(f"tag {unknown[0][:20]!r} is none of the notice's")
    return given
