"""An xlsx container, judged before any value is read (case 60), and its sheets' marks (cases 51, 56, 61)."""

from __future__ import annotations

import posixpath
import re
from html import unescape

from webapp.sheets.archive import Archive
from webapp.sheets.limits import Limits
from webapp.sheets.marks import Marks
from webapp.sheets.refusals import refuse
from webapp.sheets.xlsx_scan import SheetScan, attributes

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
SHEET_TAG = re.compile(rb"<(?:[\w-]+:)?sheet\s([^>]*)>")
RELATION_TAG = re.compile(rb"<(?:[\w-]+:)?Relationship\s([^>]*)>")
FORBIDDEN_PARTS = (
    ("macro", ("xl/vbaproject", "xl/macrosheets/", "xl/intlmacrosheets/", "xl/vbadata")),
    ("embedded_object", ("xl/embeddings/", "xl/activex/", "xl/ctrlprops/")),
    ("external_links", ("xl/connections.xml", "xl/querytables/", "xl/model/")),
)
SMALL_PARTS = (".rels", "[Content_Types].xml", WORKBOOK)


def inspect_xlsx(archive: Archive, limits: Limits) -> dict[str, Marks]:
    """The marks of each worksheet by its name. Refuses macro, external_links, dde, embedded_object,
    entity_expansion, too_large and corrupt; every part of the container is inflated and counted."""
    _check_names(archive.names())
    small: dict[str, bytes] = {}
    marks: dict[str, Marks] = {}
    for name in archive.names():
        if name.endswith(SMALL_PARTS):
            small[name] = archive.read(name)
            check_xml(small[name])
        else:
            marks[name] = _inspect_part(archive, name, limits)
    _check_declared(small)
    return {sheet: marks[part] for sheet, part in _sheets(small, limits).items() if part in marks}


def check_xml(chunk: bytes) -> None:
    """Refuses a document type or entity definition: no workbook program writes one."""
    if b"<!DOCTYPE" in chunk or b"<!ENTITY" in chunk:
        refuse("entity_expansion")


def _check_names(names: list[str]) -> None:
    if WORKBOOK not in names:
        refuse("unreadable", "这不是 xlsx 工作簿")
    for name in (name.lower() for name in names):
        for code, starts in FORBIDDEN_PARTS:
            if name.startswith(starts) or (code == "macro" and "vbaproject" in name):
                refuse(code)


def _inspect_part(archive: Archive, name: str, limits: Limits) -> Marks:
    is_xml = name.endswith((".xml", ".vml"))
    scan = SheetScan(limits) if name.startswith("xl/worksheets/") and is_xml else None
    before = b""
    for chunk in archive.chunks(name):
        if is_xml:
            _check_encoding(before, chunk)
            check_xml(before[-16:] + chunk)
        if name.startswith("xl/externalLinks/") and b"ddeLink" in before[-16:] + chunk:
            refuse("dde")
        if scan is not None:
            scan.feed(chunk)
        before = chunk
    return scan.finish() if scan else Marks()


def _check_encoding(before: bytes, chunk: bytes) -> None:
    """In UTF-16 a definition would pass the byte search; no workbook program writes its parts so."""
    if not before and (chunk[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in chunk[:4]):
        refuse("unreadable", "文件内部的编码不通用")


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
    """The part that holds each sheet. Refuses too_large when there are too many."""
    parts = {}
    for tag in RELATION_TAG.findall(small.get(RELATIONS, b"")):
        found = attributes(tag)
        target = found.get(b"Target", b"").decode("utf-8", "replace")
        parts[found.get(b"Id")] = target.lstrip("/") if target[:1] == "/" else posixpath.join("xl", target)
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
