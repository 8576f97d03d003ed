"""An xlsx container, judged before any value is read (case 60), and its sheets' marks (cases 51, 56, 61)."""

from __future__ import annotations

import posixpath
import re
from html import unescape

from webapp.sheets.reading.archive import Archive
from webapp.sheets.reading.limits import Limits
from webapp.sheets.reading.marks import Marks
from webapp.sheets.reading.refusals import refuse
from webapp.sheets.reading.xlsx_scan import SheetScan, attributes

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
SHEET_TAG = re.compile(rb"<(?:[\w-]+:)?sheet\s([^>]*)>")
RELATION_TAG = re.compile(rb"<(?:[\w-]+:)?Relationship\s([^>]*)>")
FORBIDDEN_PARTS = (
    ("macro", ("xl/vbaproject", "xl/macrosheets/", "xl/intlmacrosheets/", "xl/vbadata")),
    ("embedded_object", ("xl/embeddings/", "xl/activex/", "xl/ctrlprops/")),
    ("external_links", ("xl/connections.xml", "xl/querytables/", "xl/model/")),
)
OPAQUE = (".bin", ".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".tif", ".tiff")
SMALL_PARTS = (".rels", "[Content_Types].xml", WORKBOOK)


def inspect_xlsx(archive: Archive, limits: Limits) -> dict[str, Marks]:
    """The marks of each worksheet by its name. Refuses macro, external_links, dde, embedded_object,
    entity_expansion, too_large and corrupt; every part of the container is inflated and counted."""
    _check_names(archive.names())
    _check_links(archive)
    small = {name: archive.read(name) for name in archive.names() if name.endswith(SMALL_PARTS)}
    for xml in small.values():
        _check_encoding(xml)
        check_xml(xml)
    _check_declared(small)
    sheets = _sheets(small, limits)
    others = [name for name in archive.names() if name not in small]
    marks = {name.lower(): _inspect_part(archive, name, sheets, limits) for name in others}
    return {sheet: marks[part] for sheet, part in sheets.items() if part in marks}


def check_xml(chunk: bytes) -> None:
    """Refuses a document type or entity definition: no workbook program writes one."""
    if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
        refuse("entity_expansion")


def _check_names(names: list[str]) -> None:
    for name in (name.lower() for name in names):
        for code, starts in FORBIDDEN_PARTS:
            if name.startswith(starts) or (code == "macro" and "vbaproject" in name):
                refuse(code)


def _inspect_part(archive: Archive, name: str, sheets: dict[str, str], limits: Limits) -> Marks:
    """Pictures and printer settings are only counted; anything else could be read as XML further on."""
    if name.lower().endswith(OPAQUE) and name.lower() not in sheets.values():
        for _ in archive.chunks(name):
            continue
        return Marks()
    scan = SheetScan(limits) if name.lower() in sheets.values() else None
    before = b""
    for chunk in archive.chunks(name):
        if not before:
            _check_encoding(chunk)
        check_xml(before[-16:] + chunk)
        if scan is not None:
            scan.feed(chunk)
        before = chunk
    return scan.finish() if scan else Marks()


def _check_encoding(start: bytes) -> None:
    """In UTF-16 a definition would pass the byte search; no workbook program writes its parts so."""
    if start[:2] in (b"\xff\xfe", b"\xfe\xff") or start[:4] in (b"<\0?\0", b"\0<\0?"):
        refuse("unreadable", "文件内部的编码不通用")


def _check_links(archive: Archive) -> None:
    """A link to another file, or through DDE to another program, is a part of its own."""
    links = [name for name in archive.names() if name.lower().startswith("xl/externallinks/")]
    if any(b"ddeLink" in archive.read(name) for name in links):
        refuse("dde")
    if links:
        refuse("external_links")


def _check_declared(small: dict[str, bytes]) -> None:
    types = small.get("[Content_Types].xml", b"").lower()
    if b"macroenabled" in types or b"vbaproject" in types:
        refuse("macro")
    if b"sheet.binary" in types:
        refuse("unreadable", "这是 xlsb 二进制工作簿")
    for name, xml in small.items():
        if name.endswith(".rels"):
            _check_relations(xml)


def _check_relations(xml: bytes) -> None:
    """Hyperlinks may point outside (Excel makes one of every e-mail address); nothing else may."""
    for tag in RELATION_TAG.findall(xml):
        found = attributes(tag)
        kind = found.get(b"Type", b"").rsplit(b"/", 1)[-1]
        if kind == b"externalLink" or (found.get(b"TargetMode") == b"External" and kind != b"hyperlink"):
            refuse("external_links")
        if kind in (b"oleObject", b"package", b"control", b"activeXControlBinary"):
            refuse("embedded_object")


def _sheets(small: dict[str, bytes], limits: Limits) -> dict[str, str]:
    """The part that holds each sheet, in lower case. Refuses too_large when there are too many."""
    parts = {}
    for tag in RELATION_TAG.findall(small.get(RELATIONS, b"")):
        found = attributes(tag)
        target = found.get(b"Target", b"").decode("utf-8", "replace")
        parts[found.get(b"Id")] = posixpath.normpath(posixpath.join("/xl", target)).strip("/").lower()
    sheets = {}
    for tag in SHEET_TAG.findall(small.get(WORKBOOK, b"")):
        found = attributes(tag)
        identity = next((value for key, value in found.items() if key.endswith(b":id")), None)
        sheets[_text(found.get(b"name", b""))] = parts.get(identity, "")
    if len(sheets) > limits.max_sheets:
        refuse("too_large", f"工作表超过 {limits.max_sheets} 张")
    return sheets


def _text(value: bytes) -> str:
    return unescape(value.decode("utf-8", "replace"))
