"""A roster as comma separated text, in any of the encodings that Excel and WPS write (case 59).

Every cell stays the text that stands there: a CSV has no types, and guessing one would lose zeros.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator

from webapp.sheets.cells import Cells, Numbered, Sheet
from webapp.sheets.reading.limits import Limits
from webapp.sheets.reading.refusals import refuse

DELIMITERS = ",\t;|，"
GUARDED = re.compile(r"^'+[=+\-@\t\r]")
# Control characters that no text file holds; a file with any of them is no text.
NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes) -> str:
    """The text of the bytes: by byte order mark, else UTF-8, else GB18030. Refuses unreadable."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _decode(data, (encoding,))
    if b"\0" in data[:1000]:
        # ASCII in UTF-16 has its zero bytes second (little end first) or first.
        little = data[1:1000:2].count(0) >= data[0:1000:2].count(0)
        return _decode(data, ("utf-16-le" if little else "utf-16-be",))
    return _decode(data, ("utf-8", "gb18030"))


def _decode(data: bytes, encodings: tuple[str, ...]) -> str:
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if NOT_TEXT.search(text):
            break
        return text
    refuse("unreadable", "文件不是表格，也不是文字")


def read_csv(text: str, limits: Limits) -> Sheet:
    """The text as one sheet, its records numbered as Excel numbers them. Refuses too_large, corrupt."""
    delimiter = _delimiter(text)
    for number, row in _records(text, delimiter):
        if number > limits.max_rows:
            refuse("too_large", f"超过 {limits.max_rows} 行")
        if len(row) > limits.max_columns:
            refuse("too_large", f"超过 {limits.max_columns} 列")
    return Sheet("CSV", lambda: _rows(text, delimiter))


def _delimiter(text: str) -> str:
    """The separator that stands most often in the first lines."""
    head = "\n".join(text[:20_000].splitlines()[:30])
    return max(DELIMITERS, key=head.count)


def _records(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    csv.field_size_limit(1 << 20)
    try:
        yield from enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1)
    except csv.Error:
        refuse("corrupt", "逗号分隔的格式有误")


def _rows(text: str, delimiter: str) -> Iterator[Numbered]:
    for number, record in _records(text, delimiter):
        cells: Cells = [unguard(value) or None for value in record]
        if any(cells):
            yield number, cells


def unguard(value: str) -> str:
    """Takes off the quote that our CSV export puts before = + - @ (cases 62 and 65)."""
    return value[1:] if GUARDED.match(value) else value
