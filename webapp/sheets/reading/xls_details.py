"""An old .xls ([MS-XLS], BIFF8), judged by its streams and records before any value is read (case 60), and
its sheets' hidden rows and columns, filters and error cells (cases 56 and 61)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from webapp.sheets.cells import CellError
from webapp.sheets.reading.limits import Limits
from webapp.sheets.reading.marks import Marks, Merged
from webapp.sheets.reading.ole import CompoundFile
from webapp.sheets.reading.refusals import refuse

FORMULA, EOF, FILEPASS, COLINFO, MERGED = 0x06, 0x0A, 0x2F, 0x7D, 0xE5
BOUNDSHEET, FILTERMODE, SUPBOOK, BOOLERR, ROW, BOF = 0x85, 0x9B, 0x1AE, 0x205, 0x208, 0x809
VALUES = frozenset((FORMULA, BOOLERR, 0x203, 0x27E, 0xBD, 0xFD, 0x204, 0xD6))
ERRORS = {0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!", 42: "#N/A"}
OWN_BOOKS = (b"\x01\x04", b"\x01\x3a")  # this workbook itself, an add-in
UNUSED_BOOK = b"\x01\0\0 "


def inspect_xls(data: bytes, limits: Limits) -> dict[str, Marks]:
    """The marks of each sheet by name. Refuses password_protected, macro, embedded_object, external_links,
    dde, too_large, corrupt; unreadable when the container holds no workbook."""
    compound = CompoundFile(data, limits)
    _check_names(compound.names())
    book = compound.stream("Workbook") or compound.stream("Book")
    if book is None:
        refuse("unreadable", "这不是 Excel 工作簿")
    sheets = _globals(book)
    if len(sheets) > limits.max_sheets:
        refuse("too_large", f"工作表超过 {limits.max_sheets} 张")
    return {name: _sheet(book, start, limits) for name, start in sheets}


def _check_names(names: list[str]) -> None:
    lower = {name.lower() for name in names}
    if lower & {"encryptedpackage", "encryptioninfo"}:
        refuse("password_protected")
    if lower & {"_vba_project_cur", "_vba_project", "vba", "macros"}:
        refuse("macro")
    if any(name.startswith("mbd") or name in ("objectpool", "\x01ole10native") for name in lower):
        refuse("embedded_object")
    if "worddocument" in lower:
        refuse("unreadable", "这是 Word 文档，不是表格。请把名单复制到 Excel 表格中")


def _records(book: bytes, at: int = 0) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(book):
        kind, length = struct.unpack_from("<2H", book, at)
        yield kind, book[at + 4 : at + 4 + length]
        at += 4 + length


def _globals(book: bytes) -> list[tuple[str, int]]:
    sheets = []
    for kind, body in _records(book):
        if kind == FILEPASS:
            refuse("password_protected")
        elif kind == SUPBOOK:
            _check_supbook(body)
        elif kind == BOUNDSHEET and len(body) >= 8:
            if body[5] & 0x0F == 1:
                refuse("macro")
            sheets.append((_sheet_name(body), struct.unpack_from("<L", body)[0]))
        elif kind == EOF:
            break
    return sheets


def _check_supbook(body: bytes) -> None:
    """Any other supporting book is another file; one without sheets is DDE."""
    if body[2:4] in OWN_BOOKS or body[2:6] == UNUSED_BOOK:
        return
    refuse("external_links" if body[:2] != b"\0\0" else "dde")


def _sheet_name(body: bytes) -> str:
    count, wide = body[6], body[7] & 1
    return body[8 : 8 + count * (1 + wide)].decode("utf-16-le" if wide else "latin-1", "replace")


def _sheet(book: bytes, start: int, limits: Limits) -> Marks:
    """Records from the sheet's BOF to its EOF; a chart within has a BOF and EOF of its own."""
    marks, depth = Marks(), 0
    for kind, body in _records(book, start):
        depth += (kind == BOF) - (kind == EOF)
        if depth <= 0:
            break
        if depth == 1:
            _record(marks, kind, body, limits)
    if marks.last_row * marks.width > limits.max_cells:
        refuse("too_large", f"单元格超过 {limits.max_cells} 个")
    return marks.trimmed(limits)


def _record(marks: Marks, kind: int, body: bytes, limits: Limits) -> None:
    if kind in VALUES and len(body) >= 6:
        row, column = struct.unpack_from("<2H", body)
        marks.reach(row + 1, column)
        _error(marks, kind, body)
    elif kind == ROW and len(body) >= 16 and body[12] & 0x20:
        marks.hidden_rows.add(struct.unpack_from("<H", body)[0] + 1)
    elif kind == COLINFO and len(body) >= 10 and body[8] & 1:
        first, last = struct.unpack_from("<2H", body)
        marks.hidden_columns.update(range(first, min(last + 1, limits.max_columns)))
    elif kind == MERGED:
        marks.merged += _merged(body)
    elif kind == FILTERMODE:
        marks.filtered = True


def _error(marks: Marks, kind: int, body: bytes) -> None:
    row, column = struct.unpack_from("<2H", body)
    if kind == BOOLERR and len(body) >= 8 and body[7]:
        marks.put(row + 1, column, CellError(ERRORS.get(body[6], "#N/A")))
    elif kind == FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
        marks.put(row + 1, column, CellError(ERRORS.get(body[8], "#N/A")))


def _merged(body: bytes) -> list[Merged]:
    """Excel rows from 1; within the file rows and columns count from 0."""
    ranges = struct.iter_unpack("<4H", body[2 : 2 + (len(body) - 2) // 8 * 8])
    return [(top + 1, left, bottom + 1, right) for top, bottom, left, right in ranges]
