"""Lists out as CSV, with a guard before what a spreadsheet would run as a formula (case 62, spec 4.6)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from webapp.sheets.cells import Cell, CellError, FormulaWithoutValue

# A quote that already stands before such a character is doubled, so that reading takes one off (case 65).
DANGEROUS = re.compile(r"^'*[=+\-@\t\r]")
BYTE_ORDER_MARK = "\ufeff"


def guard(value: str) -> str:
    """The text with a quote before a leading = + - @, tab or return; `csv_reader.unguard` takes it off."""
    return "'" + value if DANGEROUS.match(value) else value


def write_csv(titles: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Iterator[str]:
    """The list line by line, with the byte order mark by which Excel knows UTF-8."""
    yield BYTE_ORDER_MARK + _line(titles)
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[Cell]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_text(cell) for cell in cells])
    return line.getvalue()


def _text(cell: Cell) -> str:
    if isinstance(cell, str):
        return guard(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, CellError):
        return cell.text
    return "" if cell is None or isinstance(cell, FormulaWithoutValue) else str(cell)
