"""What the reader says to a file it refuses."""

from __future__ import annotations

import io
import struct
import zipfile

import pytest

from tests.sheets.containers import packed
from webapp.sheets.cells import FileRefused
from webapp.sheets.reading.limits import Limits
from webapp.sheets.reading.reader import read_workbook


def refusal(data: bytes, limits: Limits | None = None) -> FileRefused:
    """The refusal, which must come before any row is asked for."""
    with pytest.raises(FileRefused) as caught:
        read_workbook(data, "名单.xlsx", limits or Limits())
    return caught.value


def code(data: bytes, limits: Limits | None = None) -> str:
    return refusal(data, limits).code


def content(rows: str) -> str:
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text")
    )
    return (
        f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="名单">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )


def ods(extra: dict[str, str]) -> bytes:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return packed({"mimetype": kind, "content.xml": content("")} | extra)


def lying(data: bytes, part: str, size: int) -> bytes:
    """The archive with a false uncompressed size for one part, in both of its headers."""
    changed = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        local = archive.getinfo(part).header_offset
    struct.pack_into("<L", changed, local + 22, size)
    at = data.index(part.encode(), data.index(b"PK\x01\x02")) - 46
    struct.pack_into("<L", changed, at + 24, size)
    return bytes(changed)
