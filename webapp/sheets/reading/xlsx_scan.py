"""One streaming pass over a worksheet's XML, for what the value reader does not tell (cases 51, 56, 60, 61).

The pass works on windows of whole rows. Plain byte searches decide whether a window needs a closer look, so
an ordinary sheet costs a fraction of reading its values, and a million formatted empty rows cost little.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from html import unescape

from webapp.sheets.cells import CellError, FormulaWithoutValue
from webapp.sheets.reading.limits import Limits
from webapp.sheets.reading.marks import Marks, column_index, column_letters
from webapp.sheets.reading.refusals import refuse

ATTRIBUTE = re.compile(rb"([\w:]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
ROOT = re.compile(rb"<(?:([\w-]+):)?worksheet[\s>]")
RANGE = re.compile(rb"^\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?$")


def attributes(tag: bytes) -> dict[bytes, bytes]:
    """The attributes of one start tag, as they stand."""
    return {name: double or single for name, double, single in ATTRIBUTE.findall(tag)}


def is_true(value: bytes | None) -> bool:
    return value in (b"1", b"true")


class Patterns:
    """The expressions for one namespace prefix and one set of limits (WPS and exporters write `x:row`)."""

    def __init__(self, prefix: bytes, limits: Limits) -> None:
        def tag(pattern: bytes) -> re.Pattern[bytes]:
            return re.compile(pattern.replace(b"@", re.escape(prefix)), re.DOTALL)

        self.open_rows, self.close_rows = b"<" + prefix + b"sheetData", b"</" + prefix + b"sheetData>"
        self.open_row, self.open_formula = b"<" + prefix + b"row", b"<" + prefix + b"f"
        self.close_value, self.close_inline = b"</" + prefix + b"v>", b"</" + prefix + b"is>"
        self.close_cell = b"</" + prefix + b"c>"
        self.row = tag(rb"<@row\b([^>]*)>")
        self.cell = tag(rb"<@c\b([^>]*?)(?:/>|>(.*?)</@c>)")
        self.value = tag(rb"<@v\b[^>]*>([^<]+)</@v>")
        self.uncached = tag(rb"(?:</@f>|<@f\b[^>]*/>)\s*(?:</@c>|<@v\s*/>|<@v\b[^>]*></@v>)")
        self.column = tag(rb"<@col\b([^>]*)>")
        self.merge = tag(rb"<@mergeCell\b([^>]*)>")
        self.filter = tag(rb"<@autoFilter\b[^>]*[^/>]>.*?<@filterColumn\b")
        # cmd|'/c calc'!A1: the application, a bar, the topic, an exclamation mark, the item.
        self.dde = tag(rb"<@f\b[^>]*>[^<]*\w\s*\|[^<]*!")
        letters, digits = len(column_letters(limits.max_columns)), len(str(limits.max_rows))
        self.far = re.compile(rb"r=[\"'](?:[A-Za-z]{%d}|[A-Za-z]+\d{%d})" % (letters, digits))
        self.filled = tag(rb"<@c\b[^>]*?\br=[\"']([A-Za-z]+)(\d+)[\"'][^>]*(?<!/)>\s*<@(?:v|is|f)\b")


class SheetScan:
    """Feed it a sheet's XML as it inflates, then `finish()` for the marks. Refuses too_large and dde."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.marks = Marks()
        self._buffer = b""
        self._at: Callable[[], bool] = self._head
        self._seen = Patterns(b"", limits)
        self._row = self._contents = 0

    def feed(self, chunk: bytes) -> None:
        self._buffer += chunk
        while self._at():
            pass
        if len(self._buffer) > self.limits.max_part:
            refuse("too_large", "单独一行的内容过多")

    def finish(self) -> Marks:
        """What was found. Rows and columns that hide nothing are left out of the hidden ones."""
        marks = self.marks
        for tag in self._seen.merge.findall(self._buffer):
            self._merge(attributes(tag).get(b"ref", b""))
        marks.filtered = self._seen.filter.search(self._buffer) is not None
        return marks.trimmed(self.limits)

    def _head(self) -> bool:
        root = ROOT.search(self._buffer)
        if root is None:
            return False
        seen = self._seen = Patterns(root[1] + b":" if root[1] else b"", self.limits)
        start = self._buffer.find(seen.open_rows)
        if start < 0:
            return False
        for tag in seen.column.findall(self._buffer[:start]):
            self._column(attributes(tag))
        self._buffer = self._buffer[start:]
        self._at = self._rows
        return True

    def _column(self, found: dict[bytes, bytes]) -> None:
        if not is_true(found.get(b"hidden")):
            return
        first, last = _number(found.get(b"min")), _number(found.get(b"max"))
        self.marks.hidden_columns.update(range(max(first, 1) - 1, min(last, self.limits.max_columns)))

    def _rows(self) -> bool:
        end = self._buffer.find(self._seen.close_rows)
        cut = end if end >= 0 else self._buffer.rfind(self._seen.open_row)
        if cut > 0:
            self._scan(self._buffer[:cut])
            self._buffer = self._buffer[cut:]
        if end >= 0:
            self._at = self._tail
        return False

    def _tail(self) -> bool:
        return False

    def _scan(self, window: bytes) -> None:
        seen = self._seen
        self._measure(window)
        formulas = seen.open_formula in window
        if formulas and seen.dde.search(window):
            refuse("dde")
        odd = (formulas and seen.uncached.search(window) is not None) or _has_error(window)
        if odd or b"hidden=" in window:
            self._inspect(window)
        self._row = self._last_row(window)

    def _measure(self, window: bytes) -> None:
        """Counts contents and the rectangle they span: the memory of the value reader goes by both."""
        seen, limits = self._seen, self.limits
        contents = window.count(seen.close_value) + window.count(seen.close_inline)
        self._contents += contents
        if contents:
            end = max(window.rfind(seen.close_value), window.rfind(seen.close_inline))
            self.marks.last_row = max(self.marks.last_row, self._last_row(window[:end]))
        if contents and (self.marks.hidden_columns or seen.far.search(window)):
            self._reach(window)
        if max(self._contents, self.marks.width * self.marks.last_row) > limits.max_cells:
            refuse("too_large", f"单元格超过 {limits.max_cells} 个")
        if self.marks.last_row > limits.max_rows:
            refuse("too_large", f"超过 {limits.max_rows} 行")

    def _reach(self, window: bytes) -> None:
        for letters, digits in self._seen.filled.findall(window):
            self.marks.reach(int(digits[:8]), column_index(letters.decode().upper()))
        if self.marks.width > self.limits.max_columns:
            refuse("too_large", f"超过 {self.limits.max_columns} 列")

    def _last_row(self, window: bytes) -> int:
        """The number of the last row begun in the window; rows without a number follow one another."""
        at = window.rfind(self._seen.open_row)
        if at < 0:
            return self._row
        tag = self._seen.row.match(window, at)
        number = _number(attributes(tag[1]).get(b"r")) if tag else 0
        return number or self._row + window.count(self._seen.open_row)

    def _inspect(self, window: bytes) -> None:
        for number, tag, body in self._each_row(window):
            if is_true(tag.get(b"hidden")):
                self.marks.hidden_rows.add(number)
            if _has_error(body) or self._seen.uncached.search(body):
                self._cells(number, body)

    def _each_row(self, window: bytes) -> Iterator[tuple[int, dict[bytes, bytes], bytes]]:
        number = self._row
        for part in window.split(self._seen.open_row)[1:]:
            end = part.find(b">")
            tag = attributes(part[: max(end, 0)])
            number = _number(tag.get(b"r")) or number + 1
            yield number, tag, part[end + 1 :]

    def _cells(self, row: int, body: bytes) -> None:
        column = -1
        for tag, content in self._seen.cell.findall(body):
            found = attributes(tag)
            column = _column_of(found.get(b"r", b""), column + 1)
            if found.get(b"t") == b"e":
                value = self._seen.value.search(content)
                self.marks.put(row, column, CellError(unescape(value[1].decode()) if value else "#N/A"))
            elif self._seen.uncached.search(content + self._seen.close_cell):
                self._uncached(row, column, found, content)

    def _uncached(self, row: int, column: int, found: dict[bytes, bytes], content: bytes) -> None:
        # A formula whose text result is empty has a value: the empty text.
        if found.get(b"t") == b"str" and b"v>" in content:
            return
        self.marks.put(row, column, FormulaWithoutValue())

    def _merge(self, ref: bytes) -> None:
        match = RANGE.match(ref)
        if match is None or match[3] is None or len(self.marks.merged) >= self.limits.max_rows:
            return
        top, left = int(match[2]), column_index(match[1].decode())
        bottom, right = int(match[4]), column_index(match[3].decode())
        self.marks.merged.append((top, left, bottom, right))


def _has_error(xml: bytes) -> bool:
    return b't="e"' in xml or b"t='e'" in xml


def _number(text: bytes | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 10 else 0


def _column_of(ref: bytes, next_column: int) -> int:
    """The column of a cell reference; cells without one follow one another."""
    match = RANGE.match(ref)
    return column_index(match[1].decode()) if match else next_column
