"""A web page named .xls, as older systems export it (case 59): its tables as one sheet, as Excel opens it."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from webapp.sheets.cells import Cells, Sheet
from webapp.sheets.reading.csv_reader import decode
from webapp.sheets.reading.limits import Limits
from webapp.sheets.reading.marks import Merged
from webapp.sheets.reading.refusals import refuse

LOOKS_LIKE_HTML = re.compile(
    rb"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table"
    rb"|meta|style|div)\b",
    re.IGNORECASE | re.DOTALL,
)
CHARSET = re.compile(rb"charset\s*=\s*[\"']?([\w-]+)", re.IGNORECASE)
SPACES = re.compile(r"[ \t\r\n]+")
UNSEEN = ("script", "style", "title")


def looks_like_html(data: bytes) -> bool:
    """Whether the content is a web page, whatever its name."""
    return LOOKS_LIKE_HTML.match(data.removeprefix(b"\xef\xbb\xbf")[:4096]) is not None


def read_html(data: bytes, limits: Limits) -> Sheet:
    """The page's tables as one sheet of texts. Refuses too_large, and unreadable when there is no table."""
    page = _Page(limits)
    page.feed(_decode(data))
    page.close()
    page.end_row()
    if not page.rows:
        refuse("unreadable", "这是网页，里面没有表格")
    return Sheet("HTML", lambda: iter(page.rows), frozenset(page.hidden), merged=tuple(page.merged))


def _decode(data: bytes) -> str:
    declared = CHARSET.search(data[:4096])
    if declared and declared[1].lower() in (b"gb2312", b"gbk", b"gb18030"):
        return data.decode("gb18030", "replace")
    return decode(data)


class _Page(HTMLParser):
    """Collects rows; a cell that spans is given once, with its range among the merged ones."""

    def __init__(self, limits: Limits) -> None:
        super().__init__(convert_charrefs=True)
        self.limits = limits
        self.rows: list[tuple[int, Cells]] = []
        self.merged: list[Merged] = []
        self.hidden: set[int] = set()
        self._number = self._depth = self._unseen = self._cells_read = 0
        self._cells: Cells | None = None
        self._text: list[str] | None = None
        self._span = (1, 1)
        self._covered_to: dict[int, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in UNSEEN:
            self._unseen += 1
        elif tag == "table":
            self._depth += 1
        elif self._depth == 1 and tag == "tr":
            self._begin_row(dict(attrs))
        elif self._depth == 1 and tag in ("td", "th"):
            self._begin_cell(dict(attrs))
        elif tag == "br" and self._text is not None:
            self._text.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag == "table":
            if self._depth == 1:
                self.end_row()
            self._depth = max(0, self._depth - 1)
        elif self._depth == 1 and tag == "tr":
            self.end_row()
        elif self._depth == 1 and tag in ("td", "th"):
            self._end_cell()

    def handle_data(self, data: str) -> None:
        if self._text is not None and not self._unseen:
            self._text.append(SPACES.sub(" ", data))

    def _begin_row(self, found: dict[str, str | None]) -> None:
        self.end_row()
        self._number += 1
        self._cells = []
        if self._number > self.limits.max_rows:
            refuse("too_large", f"超过 {self.limits.max_rows} 行")
        if "display:none" in (found.get("style") or "").replace(" ", "").lower():
            self.hidden.add(self._number)

    def _begin_cell(self, found: dict[str, str | None]) -> None:
        if self._cells is None:
            self._begin_row({})
        self._end_cell()
        self._text = []
        self._span = (_span(found.get("rowspan")), _span(found.get("colspan")))

    def _end_cell(self) -> None:
        if self._text is None or self._cells is None:
            return
        text = "\n".join(line.strip(" ") for line in "".join(self._text).split("\n")).strip("\n")
        self._text = None
        self._place(self._cells, text or None)

    def _place(self, cells: Cells, text: str | None) -> None:
        while self._covered_to.get(len(cells), 0) >= self._number:
            cells.append(None)
        column, (rows, columns) = len(cells), self._span
        cells.append(text)
        cells.extend([None] * (columns - 1))
        self._cells_read += columns
        if len(cells) > self.limits.max_columns:
            refuse("too_large", f"超过 {self.limits.max_columns} 列")
        if self._cells_read > self.limits.max_cells:
            refuse("too_large", f"单元格超过 {self.limits.max_cells} 个")
        if rows * columns > 1:
            last = self._number + rows - 1
            self.merged.append((self._number, column, last, column + columns - 1))
            self._covered_to.update(dict.fromkeys(range(column, column + columns), last))

    def end_row(self) -> None:
        self._end_cell()
        if self._cells and any(self._cells):
            self.rows.append((self._number, self._cells))
        self._cells = None


def _span(value: str | None) -> int:
    """HTML's own bounds: a span of 1 to 1000."""
    return min(max(int(value), 1), 1000) if value and value.isdigit() and len(value) < 6 else 1
