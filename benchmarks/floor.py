"""The floor of an import: calamine parses the sheet, COPY puts its cells into a plain logged table."""

from __future__ import annotations

import io
import time

import psycopg
from python_calamine import CalamineWorkbook

from webapp.sheets.checking.layouts import ANNEX_2
from webapp.sheets.samples import HEADER_ROW


def floor_seconds(connection: psycopg.Connection, data: bytes) -> float:
    """Seconds from the workbook's bytes to its committed rows."""
    columns = ", ".join(f"{field} text" for field in ANNEX_2)
    connection.execute("drop table if exists bench_floor")
    connection.execute(f"create table bench_floor ({columns})".encode())
    begin = time.perf_counter()
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    copying = connection.cursor()
    with connection.transaction(), copying, copying.copy("copy bench_floor from stdin") as copy:
        for number, row in enumerate(sheet.iter_rows(), start=1):
            if number > HEADER_ROW:
                copy.write_row(row)
    return time.perf_counter() - begin
