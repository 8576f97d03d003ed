"""An .ods spreadsheet, judged before any value is read (case 60), and its sheets' marks (51, 56, 61).

OpenDocument repeats rows and cells by a number, so a few bytes can stand for a billion cells: what is
counted here is what they stand for.
"""

from __future__ import annotations

import re
from typing import Any
from xml.parsers import expat

from webapp.sheets.cells import CellError, FormulaWithoutValue
from webapp.sheets.reading.archive import Archive
from webapp.sheets.reading.limits import Limits
from webapp.sheets.reading.marks import Marks
from webapp.sheets.reading.refusals import refuse
from webapp.sheets.reading.xlsx_details import check_xml

SEPARATOR = "\n"
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0" + SEPARATOR
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0" + SEPARATOR
TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0" + SEPARATOR
FOREIGN = {
    OFFICE + "dde-source": "dde",
    TABLE + "dde-link": "dde",
    TABLE + "table-source": "external_links",
    TABLE + "cell-range-source": "external_links",
    OFFICE + "scripts": "macro",
}
ERROR = re.compile(r"^(#N/A|#DIV/0!|#VALUE!|#REF!|#NAME\?|#NUM!|#NULL!|Err:\d+)$")
CELLS = (TABLE + "table-cell", TABLE + "covered-table-cell")


def inspect_ods(archive: Archive, limits: Limits) -> dict[str, Marks]:
    """The marks of each sheet by name. Refuses password_protected, macro, dde, external_links,
    embedded_object, entity_expansion, too_large and corrupt; every part is inflated and counted."""
    scan = OdsScan(limits)
    for name in archive.names():
        _check_name(name)
        if name == "META-INF/manifest.xml":
            _check_manifest(archive.read(name))
        elif name == "content.xml":
            _scan_content(archive, scan)
        else:
            before = b""
            for chunk in archive.chunks(name):
                check_xml(before[-16:] + chunk)
                before = chunk
    return scan.marks


def _check_name(name: str) -> None:
    if name.startswith(("Basic/", "Scripts/")):
        refuse("macro")


def _check_manifest(manifest: bytes) -> None:
    check_xml(manifest)
    if b"encryption-data" in manifest:
        refuse("password_protected")
    if b"oleobject" in manifest.lower():
        refuse("embedded_object")


def _scan_content(archive: Archive, scan: OdsScan) -> None:
    parser = expat.ParserCreate(namespace_separator=SEPARATOR)
    parser.buffer_text = True
    parser.StartElementHandler = scan.start
    parser.EndElementHandler = scan.end
    parser.CharacterDataHandler = scan.characters
    parser.StartDoctypeDeclHandler = _doctype
    try:
        for chunk in archive.chunks("content.xml"):
            parser.Parse(chunk)
        parser.Parse(b"", True)
    except expat.ExpatError:
        refuse("corrupt", "内容的格式有误")


def _doctype(*_: Any) -> None:
    refuse("entity_expansion")


class OdsScan:
    """Follows content.xml element by element."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.marks: dict[str, Marks] = {}
        self._sheet = Marks()
        self._row = self._column = self._rows = self._contents = 0
        self._hidden_run: list[tuple[int, int]] = []
        self._cell: dict[str, str] | None = None
        self._text = ""

    def start(self, tag: str, found: dict[str, str]) -> None:
        if tag in CELLS:
            self._cell, self._text = found, ""
        elif tag == TABLE + "table-row":
            self._begin_row(found)
        elif tag == TABLE + "table-column":
            self._begin_column(found)
        elif tag == TABLE + "table":
            self._begin_sheet(found)
        elif tag == TABLE + "filter":
            self._sheet.filtered = True
        elif tag in FOREIGN and (tag != OFFICE + "scripts" or found):
            refuse(FOREIGN[tag])

    def characters(self, text: str) -> None:
        if self._cell is not None and len(self._text) < 64:
            self._text += text

    def end(self, tag: str) -> None:
        if tag in CELLS and self._cell is not None:
            self._end_cell(self._cell)
            self._cell = None
        elif tag == TABLE + "table-row":
            self._row += self._rows
        elif tag == TABLE + "table":
            self._end_sheet()

    def _begin_sheet(self, found: dict[str, str]) -> None:
        self._sheet = self.marks[found.get(TABLE + "name", "")] = Marks()
        self._row, self._rows, self._column, self._hidden_run = 1, 0, 0, []
        if len(self.marks) > self.limits.max_sheets:
            refuse("too_large", f"工作表超过 {self.limits.max_sheets} 张")

    def _begin_column(self, found: dict[str, str]) -> None:
        count = _count(found, "number-columns-repeated")
        if found.get(TABLE + "visibility", "visible") != "visible":
            last = min(self._column + count, self.limits.max_columns)
            self._sheet.hidden_columns.update(range(self._column, last))
        self._column += count

    def _begin_row(self, found: dict[str, str]) -> None:
        self._rows, self._column = _count(found, "number-rows-repeated"), 0
        visibility = found.get(TABLE + "visibility", "visible")
        if visibility != "visible":
            self._hidden_run.append((self._row, self._row + self._rows))
        self._sheet.filtered |= visibility == "filter"

    def _end_cell(self, found: dict[str, str]) -> None:
        count = _count(found, "number-columns-repeated")
        if self._text or OFFICE + "value-type" in found or TABLE + "formula" in found:
            self._content(count)
            self._mark(found)
        self._span(found)
        self._column += count

    def _content(self, count: int) -> None:
        limits, last = self.limits, self._row + self._rows - 1
        self._contents += count * self._rows
        self._sheet.reach(last, self._column + count - 1)
        if last > limits.max_rows:
            refuse("too_large", f"超过 {limits.max_rows} 行")
        if self._column + count > limits.max_columns:
            refuse("too_large", f"超过 {limits.max_columns} 列")
        if max(self._contents, last * (self._column + count)) > limits.max_cells:
            refuse("too_large", f"单元格超过 {limits.max_cells} 个")

    def _mark(self, found: dict[str, str]) -> None:
        if TABLE + "formula" not in found:
            return
        if "|" in found[TABLE + "formula"] and "DDE" in found[TABLE + "formula"].upper():
            refuse("dde")
        if "file:" in found[TABLE + "formula"]:
            refuse("external_links")
        error = ERROR.match(self._text)
        if error:
            self._sheet.put(self._row, self._column, CellError(error[1]))
        elif OFFICE + "value-type" not in found and not self._text:
            self._sheet.put(self._row, self._column, FormulaWithoutValue())

    def _span(self, found: dict[str, str]) -> None:
        rows, columns = _count(found, "number-rows-spanned"), _count(found, "number-columns-spanned")
        if rows * columns > 1 and len(self._sheet.merged) < self.limits.max_rows:
            place = (self._row, self._column, self._row + rows - 1, self._column + columns - 1)
            self._sheet.merged.append(place)

    def _end_sheet(self) -> None:
        last = self._sheet.last_row
        for first, after in self._hidden_run:
            self._sheet.hidden_rows.update(range(first, min(after, last + 1)))
        self._sheet.trimmed(self.limits)


def _count(found: dict[str, str], name: str) -> int:
    text = found.get(TABLE + name, "1")
    return int(text) if text.isdigit() and len(text) < 9 and text != "0" else 1
