"""Any workbook in (case 59): its kind told by its content, refused whole or given as sheets of cells."""

from __future__ import annotations

import hashlib

from webapp.sheets.cells import Sheet, Workbook
from webapp.sheets.reading.archive import Archive, open_archive
from webapp.sheets.reading.calamine_rows import sheets_of
from webapp.sheets.reading.csv_reader import decode, read_csv
from webapp.sheets.reading.html_reader import looks_like_html, read_html
from webapp.sheets.reading.limits import DEFAULT_LIMITS, Limits
from webapp.sheets.reading.ods_details import inspect_ods
from webapp.sheets.reading.ole import SIGNATURE
from webapp.sheets.reading.refusals import refuse
from webapp.sheets.reading.xls_details import inspect_xls
from webapp.sheets.reading.xlsx_details import inspect_xlsx

ODS = b"application/vnd.oasis.opendocument.spreadsheet"
# Files that are sent in the place of a roster, by the bytes they begin with, and what to call them.
STRANGERS = (
    (b"%PDF", "这是 PDF 文件，不是表格"),
    (b"\xff\xd8\xff", "这是图片，不是表格"),
    (b"\x89PNG", "这是图片，不是表格"),
    (b"GIF8", "这是图片，不是表格"),
    (b"BM", "这是图片，不是表格"),
    (b"Rar!", "这是压缩包，不是表格，请先解压"),
    (b"7z\xbc\xaf", "这是压缩包，不是表格，请先解压"),
    (b"\x1f\x8b", "这是压缩包，不是表格，请先解压"),
    (b"{\\rtf", "这是 Word 文档（rtf），不是表格"),
    (b"MIME-Version:", "这是单个文件网页（mht）"),
    (b"\x09\x00\x04\x00", "这是 Excel 5.0 以前的旧格式"),
    (b"\x09\x02\x06\x00", "这是 Excel 5.0 以前的旧格式"),
    (b"\x09\x04\x06\x00", "这是 Excel 5.0 以前的旧格式"),
)


def read_workbook(data: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Workbook:
    """The workbook in `data`; `name` is only kept, never believed. Raises FileRefused (case 60)."""
    if not data:
        refuse("empty_file")
    if len(data) > limits.max_bytes:
        refuse("too_large", f"超过 {limits.max_bytes >> 20} MB")
    kind, sheets = _read(data, limits)
    return Workbook(name, hashlib.sha256(data).hexdigest(), kind, sheets)


def _read(data: bytes, limits: Limits) -> tuple[str, list[Sheet]]:
    if data.startswith(SIGNATURE):
        return "xls", sheets_of(data, inspect_xls(data, limits))
    if data.startswith(b"PK"):
        return _read_zip(data, open_archive(data, limits), limits)
    if looks_like_html(data):
        return "html", [read_html(data, limits)]
    for start, what in STRANGERS:
        if data.startswith(start):
            refuse("unreadable", what)
    if b"urn:schemas-microsoft-com:office:spreadsheet" in data[:4096]:
        refuse("unreadable", "这是“XML 表格 2003”格式")
    return "csv", [read_csv(decode(data), limits)]


def _read_zip(data: bytes, archive: Archive, limits: Limits) -> tuple[str, list[Sheet]]:
    names = {name.lower() for name in archive.names()}
    if archive.read("mimetype").strip() == ODS:
        return "ods", sheets_of(data, inspect_ods(archive, limits))
    if "word/document.xml" in names:
        refuse("unreadable", "这是 Word 文档，不是表格。请把名单复制到 Excel 表格中")
    if "xl/workbook.bin" in names:
        refuse("unreadable", "这是 xlsb 二进制工作簿")
    if "xl/workbook.xml" not in names:
        refuse("unreadable", "这是压缩包，不是表格")
    return "xlsx", sheets_of(data, inspect_xlsx(archive, limits))
