"""Any workbook in (case 59): its kind told by its content, refused whole or given as sheets of cells."""

from __future__ import annotations

import hashlib

from webapp.sheets.archive import open_archive
from webapp.sheets.calamine_rows import sheets_of
from webapp.sheets.cells import Sheet, Workbook
from webapp.sheets.limits import DEFAULT_LIMITS, Limits
from webapp.sheets.refusals import refuse
from webapp.sheets.xlsx_details import inspect_xlsx


def read_workbook(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """The workbook in `data`; `name` is only kept, never believed. Raises FileRefused (case 60)."""
    if not data:
        refuse("empty_file")
    if len(data) > limits.max_bytes:
        refuse("too_large", f"超过 {limits.max_bytes >> 20} MB")
    kind, sheets = _read(data, limits)
    return Workbook(name, hashlib.sha256(data).hexdigest(), kind, sheets)


def _read(data: bytes, limits: Limits) -> tuple[str, list[Sheet]]:
    archive = open_archive(data, limits)
    return "xlsx", sheets_of(data, inspect_xlsx(archive, limits), limits)
