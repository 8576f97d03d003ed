"""Containers made by hand, byte by byte where no library would write them so."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping

SPREADSHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def text_cell(ref: str, text: str) -> str:
    return f'<c r="{ref}" t="inlineStr"><is><t>{text}</t></is></c>'


def sheet_xml(rows: str, *, before: str = "", after: str = "", dimension: str = "A1") -> str:
    return (
        f'{HEAD}<worksheet xmlns="{SPREADSHEET}"><dimension ref="{dimension}"/>{before}'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def relations(*entries: str) -> str:
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{"".join(entries)}</Relationships>'


def relation(identity: str, kind: str, target: str, mode: str = "") -> str:
    outside = f' TargetMode="{mode}"' if mode else ""
    return f'<Relationship Id="{identity}" Type="{RELATION}/{kind}" Target="{target}"{outside}/>'


def parts(sheet: str, *, properties: str = "") -> dict[str, str | bytes]:
    """The smallest set of parts that makes a workbook of one sheet."""
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    return {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{main}.worksheet+xml"/></Types>',
        "_rels/.rels": relations(relation("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{SPREADSHEET}" xmlns:r="{RELATION}">{properties}'
        '<sheets><sheet name="名单" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(relation("rId1", "worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": sheet,
    }


def packed(contents: Mapping[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return out.getvalue()


def xlsx(rows: str, extra: Mapping[str, str | bytes] | None = None, **around: str) -> bytes:
    return packed(parts(sheet_xml(rows, **around)) | dict(extra or {}))


ONE_ROW = f'<row r="1">{text_cell("A1", "姓名")}</row>'
SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def compound(streams: Mapping[str, bytes], storages: tuple[str, ...] = ()) -> bytes:
    """An OLE compound file with these streams, each padded past the mini stream's cut-off."""
    directory = [_entry("Root Entry", 5, END, 0)] + [_entry(name, 1, END, 0) for name in storages]
    sectors: list[bytes] = []
    table: list[int] = []
    for name, content in streams.items():
        content = content.ljust(4096, b"\0")
        directory.append(_entry(name, 2, len(sectors), len(content)))
        _chain(sectors, table, content)
    first_directory = len(sectors)
    _chain(sectors, table, b"".join(directory))
    table.append(FAT)
    sectors.append(struct.pack("<128L", *(table + [FREE] * (128 - len(table)))))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9L", 0, 1, first_directory, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109L", len(sectors) - 1, *[FREE] * 108)
    return header + b"".join(sectors)


def _chain(sectors: list[bytes], table: list[int], content: bytes) -> None:
    count = -(-len(content) // SECTOR)
    first = len(sectors)
    for index in range(count):
        sectors.append(content[index * SECTOR : (index + 1) * SECTOR].ljust(SECTOR, b"\0"))
        table.append(first + index + 1 if index + 1 < count else END)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le")
    head = encoded.ljust(64, b"\0") + struct.pack("<HBB3L", len(encoded) + 2, kind, 1, FREE, FREE, FREE)
    return head + bytes(36) + struct.pack("<3L", start, size, 0)


def record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<2H", kind, len(body)) + body


def biff(*records: bytes) -> bytes:
    """A BIFF8 stream of workbook globals."""
    return record(0x809, struct.pack("<4H8x", 0x600, 5, 0, 0)) + b"".join(records) + record(0x0A)
