"""Case 60 and spec 4.6: what could harm is refused before it is parsed, each with its own sentence."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from tests.sheets.containers import (
    END,
    ONE_ROW,
    biff,
    compound,
    packed,
    parts,
    record,
    relation,
    relations,
    sheet_xml,
    text_cell,
    xlsx,
)
from webapp.sheets.cells import FileRefused
from webapp.sheets.limits import Limits
from webapp.sheets.reader import read_workbook

SMALL = Limits(max_rows=50, max_columns=20, max_cells=400)


def refusal(data: bytes, limits: Limits | None = None) -> FileRefused:
    """The refusal, which must come before any row is asked for."""
    with pytest.raises(FileRefused) as caught:
        read_workbook(data, "名单.xlsx", limits or Limits())
    return caught.value


def code(data: bytes, limits: Limits | None = None) -> str:
    return refusal(data, limits).code


def test_the_workbook_that_the_refusals_spoil_is_itself_read() -> None:
    (sheet,) = read_workbook(xlsx(ONE_ROW), "x").sheets
    assert list(sheet.rows()) == [(1, ["姓名"])]


def test_every_refusal_says_what_to_do() -> None:
    files = [
        b"",
        b"PK\x03\x04",
        compound({"EncryptedPackage": b"x"}),
        xlsx(ONE_ROW, {"xl/vbaProject.bin": b""}),
    ]
    for data in files:
        assert "请" in refusal(data).message


# Passwords


@pytest.mark.parametrize("stream", ["EncryptedPackage", "EncryptionInfo"])
def test_an_encrypted_xlsx_is_password_protected(stream: str) -> None:
    assert code(compound({stream: b"x"})) == "password_protected"


def test_an_xls_with_filepass_is_password_protected() -> None:
    assert code(compound({"Workbook": biff(record(0x2F, bytes(54)))})) == "password_protected"


def test_a_zip_with_encrypted_entries_is_password_protected() -> None:
    data = bytearray(xlsx(ONE_ROW))
    directory = data.index(b"PK\x01\x02")
    data[directory + 8] |= 1
    assert code(bytes(data)) == "password_protected"


def test_an_encrypted_ods_is_password_protected() -> None:
    manifest = '<manifest:manifest xmlns:manifest="m"><manifest:encryption-data/></manifest:manifest>'
    assert code(ods({"META-INF/manifest.xml": manifest})) == "password_protected"


# Macros


@pytest.mark.parametrize("part", ["xl/vbaProject.bin", "xl/macrosheets/sheet1.xml", "xl/VBAPROJECT.BIN"])
def test_a_part_with_code_is_a_macro(part: str) -> None:
    assert code(xlsx(ONE_ROW, {part: b"code"})) == "macro"


def test_a_macro_content_type_is_a_macro() -> None:
    contents = parts(sheet_xml(ONE_ROW))
    types = str(contents["[Content_Types].xml"])
    contents["[Content_Types].xml"] = types.replace(
        "openxmlformats-officedocument.spreadsheetml.sheet.main", "ms-excel.sheet.macroEnabled.main"
    )
    assert code(packed(contents)) == "macro"


def test_an_xls_with_a_vba_storage_is_a_macro() -> None:
    assert code(compound({"Workbook": biff()}, storages=("_VBA_PROJECT_CUR",))) == "macro"


def test_an_xls_with_a_macro_sheet_is_a_macro() -> None:
    macro_sheet = record(0x85, struct.pack("<LBBBB", 0, 0, 1, 1, 0) + b"M")
    assert code(compound({"Workbook": biff(macro_sheet)})) == "macro"


def test_an_ods_with_basic_is_a_macro() -> None:
    assert code(ods({"Basic/Standard/Module1.xml": "<x/>"})) == "macro"


# Links, DDE, objects


def test_a_link_to_another_workbook_is_refused() -> None:
    link = {"xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    assert code(xlsx(ONE_ROW, link)) == "external_links"


@pytest.mark.parametrize("kind", ["externalLinkPath", "image", "attachedTemplate"])
def test_an_outside_relation_is_refused(kind: str) -> None:
    outside = relations(relation("rId1", kind, "http://example.invalid/a", "External"))
    assert code(xlsx(ONE_ROW, {"xl/worksheets/_rels/sheet1.xml.rels": outside})) == "external_links"


def test_a_mail_address_made_a_hyperlink_is_no_harm() -> None:
    outside = relations(relation("rId1", "hyperlink", "mailto:a@example.invalid", "External"))
    data = xlsx(ONE_ROW, {"xl/worksheets/_rels/sheet1.xml.rels": outside})
    assert read_workbook(data, "x").format == "xlsx"


def test_a_data_connection_is_refused() -> None:
    assert code(xlsx(ONE_ROW, {"xl/connections.xml": "<connections/>"})) == "external_links"


def test_a_dde_link_is_refused() -> None:
    link = {"xl/externalLinks/externalLink1.xml": '<externalLink><ddeLink ddeService="cmd"/></externalLink>'}
    assert code(xlsx(ONE_ROW, link)) == "dde"


def test_a_dde_formula_is_refused() -> None:
    formula = '<row r="1"><c r="A1"><f>cmd|\'/c calc\'!A1</f><v>0</v></c></row>'
    assert code(xlsx(formula)) == "dde"


def test_xls_links_and_dde_are_refused() -> None:
    other_book = record(0x1AE, struct.pack("<2H", 1, 5) + b"\0a.xls")
    dde = record(0x1AE, struct.pack("<2H", 0, 5) + b"\0cmd\x03c")
    assert code(compound({"Workbook": biff(other_book)})) == "external_links"
    assert code(compound({"Workbook": biff(dde)})) == "dde"


@pytest.mark.parametrize("part", ["xl/embeddings/oleObject1.bin", "xl/activeX/activeX1.xml"])
def test_an_embedded_object_is_refused(part: str) -> None:
    assert code(xlsx(ONE_ROW, {part: b"x"})) == "embedded_object"


def test_an_object_relation_is_refused() -> None:
    inside = relations(relation("rId1", "oleObject", "../media/harmless.png"))
    assert code(xlsx(ONE_ROW, {"xl/worksheets/_rels/sheet1.xml.rels": inside})) == "embedded_object"


def test_an_object_in_an_xls_is_refused() -> None:
    assert code(compound({"Workbook": biff()}, storages=("MBD0001A2B3",))) == "embedded_object"


# Entities


BILLION_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {chr(98 + level)} "{("&" + chr(97 + level) + ";") * 10}">' for level in range(9))
    + "]>"
)


@pytest.mark.parametrize(
    "part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml", "docProps/app.xml", "odd.part"]
)
def test_entity_definitions_are_refused_in_every_part(part: str) -> None:
    contents = parts(sheet_xml(ONE_ROW))
    body = str(contents.get(part, "<x>&j;</x>")).removeprefix('<?xml version="1.0" encoding="UTF-8"?>')
    contents[part] = BILLION_LAUGHS + body
    assert code(packed(contents)) == "entity_expansion"


def test_a_definition_across_a_chunk_boundary_is_seen() -> None:
    padding = "<!--" + "x" * ((1 << 20) - 7 - 5) + "-->"
    assert code(xlsx(ONE_ROW, {"xl/styles.xml": padding + BILLION_LAUGHS[21:]})) == "entity_expansion"


def test_a_definition_hidden_by_utf_16_is_not_read() -> None:
    assert code(xlsx(ONE_ROW, {"xl/styles.xml": BILLION_LAUGHS.encode("utf-16")})) == "unreadable"


def test_an_ods_with_entities_is_refused() -> None:
    assert code(ods({"content.xml": BILLION_LAUGHS + "<x/>"})) == "entity_expansion"


# Sizes


def test_too_many_bytes() -> None:
    assert code(xlsx(ONE_ROW), Limits(max_bytes=100)) == "too_large"


def test_too_many_entries() -> None:
    extra = {f"xl/media/{number}.png": b"" for number in range(30)}
    assert code(xlsx(ONE_ROW, extra), Limits(max_entries=20)) == "too_large"


def test_declared_size_is_held_to_the_limit() -> None:
    data = xlsx(ONE_ROW, {"xl/media/a.png": bytes(3_000_000)})
    assert code(data, Limits(max_streamed=2_000_000)) == "too_large"


def lying(data: bytes, part: str, size: int) -> bytes:
    """The archive with a false uncompressed size for one part, in both of its headers."""
    changed = bytearray(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        local = archive.getinfo(part).header_offset
    struct.pack_into("<L", changed, local + 22, size)
    at = data.index(part.encode(), data.index(b"PK\x01\x02")) - 46
    struct.pack_into("<L", changed, at + 24, size)
    return bytes(changed)


def test_a_bomb_that_lies_about_its_size_is_counted_as_it_inflates() -> None:
    bomb = lying(xlsx(ONE_ROW, {"xl/media/a.png": bytes(3_000_000)}), "xl/media/a.png", 10)
    assert code(bomb, Limits(max_streamed=2_000_000)) == "too_large"


def test_a_lie_about_a_size_within_the_limit_is_corrupt() -> None:
    assert code(lying(xlsx(ONE_ROW, {"xl/media/a.png": bytes(3_000)}), "xl/media/a.png", 10)) == "corrupt"


def test_a_bomb_is_known_by_its_ratio() -> None:
    data = xlsx(ONE_ROW, {"xl/media/a.png": bytes(3_000_000)})
    assert code(data, Limits(ratio_from=1_000_000)) == "too_large"
    assert read_workbook(data, "x", Limits(ratio_from=4_000_000)).format == "xlsx"


def test_overlapping_entries_are_counted_each() -> None:
    """Fifield's bomb: many directory entries that share one stored stream."""
    data = xlsx(ONE_ROW, {"a.png": bytes(1_000_000)})
    start = data.rindex(b"PK\x01\x02")
    entry, end = data[start : data.index(b"PK\x05\x06")], data[data.index(b"PK\x05\x06") :]
    copies = b"".join(entry.replace(b"a.png", f"{n:05d}".encode()) for n in range(20))
    directory = data.index(b"PK\x01\x02")
    size = start - directory + len(entry) + len(copies)
    count = struct.unpack_from("<H", end, 10)[0] + 20
    tail = end[:8] + struct.pack("<HHLL", count, count, size, directory) + end[20:]
    bomb = data[: start + len(entry)] + copies + tail
    assert code(bomb, Limits(max_streamed=5_000_000)) == "too_large"


def test_too_many_rows() -> None:
    rows = "".join(f'<row r="{n}">{text_cell(f"A{n}", "x")}</row>' for n in range(1, 60))
    assert code(xlsx(rows), SMALL) == "too_large"


def test_rows_are_counted_by_their_cells_where_the_row_number_lies() -> None:
    assert code(xlsx(f'<row r="1">{text_cell("A1048576", "x")}</row>'), SMALL) == "too_large"


def test_rows_without_numbers_are_counted() -> None:
    assert code(xlsx("<row><c><v>1</v></c></row>" * 60), SMALL) == "too_large"


def test_too_many_columns() -> None:
    assert code(xlsx(f'<row r="1">{text_cell("XFD1", "x")}</row>'), SMALL) == "too_large"


def test_two_far_corners_do_not_become_a_rectangle_of_billions() -> None:
    rows = f'<row r="1">{text_cell("T1", "x")}</row><row r="50">{text_cell("A50", "x")}</row>'
    assert code(xlsx(rows), SMALL) == "too_large"


def test_too_many_cells_in_one_place() -> None:
    assert code(xlsx('<row r="1">' + '<c r="A1"><v>1</v></c>' * 500 + "</row>"), SMALL) == "too_large"


def test_merged_ranges_over_everything_are_refused() -> None:
    merges = "<mergeCells>" + '<mergeCell ref="A1:T50"/>' * 3 + "</mergeCells>"
    rows = "".join(f'<row r="{n}">{text_cell(f"A{n}", "x")}</row>' for n in (1, 20))
    assert code(xlsx(rows, after=merges), SMALL) == "too_large"


def test_a_row_that_never_ends_is_refused() -> None:
    endless = '<row r="1"><c r="A1" t="inlineStr"><is><t>' + "x" * 3_000_000 + "</t></is></c></row>"
    assert code(xlsx(endless), Limits(max_part=1_000_000)) == "too_large"


def test_too_many_sheets() -> None:
    assert code(xlsx(ONE_ROW), Limits(max_sheets=0)) == "too_large"


def test_an_ods_that_repeats_a_cell_a_billion_times_is_refused() -> None:
    cell = (
        '<table:table-cell office:value-type="string" table:number-columns-repeated="{}"><text:p>x</text:p>'
    )
    row = '<table:table-row table:number-rows-repeated="{}">' + cell + "</table:table-cell></table:table-row>"
    for rows, columns in ((1_048_576, 1), (1, 16_384), (45, 19)):
        assert code(ods({"content.xml": content(row.format(rows, columns))}), SMALL) == "too_large"


def test_csv_and_html_are_held_to_the_same_limits() -> None:
    assert code(b"a,b\n" * 60, SMALL) == "too_large"
    assert code(b"a," * 30, SMALL) == "too_large"
    assert code(b"<table>" + b"<tr><td>x</td></tr>" * 60, SMALL) == "too_large"
    assert code(b"<table><tr><td colspan=1000>x</td></tr></table>", SMALL) == "too_large"


# Damage


def test_a_file_cut_short_is_corrupt() -> None:
    whole = xlsx(ONE_ROW)
    assert code(whole[: len(whole) // 2]) == "corrupt"


def test_a_changed_byte_is_corrupt() -> None:
    data = bytearray(packed({**parts(sheet_xml(ONE_ROW)), "xl/media/a.png": bytes(range(256)) * 40}))
    data[data.index(b"xl/media/a.png") + 100] ^= 0xFF
    assert code(bytes(data)) == "corrupt"


def test_xml_that_breaks_off_is_corrupt_when_read() -> None:
    data = packed(parts(sheet_xml(ONE_ROW).replace("</t></is>", "</is></t>")))
    with pytest.raises(FileRefused) as caught:
        list(read_workbook(data, "x").sheets[0].rows())
    assert caught.value.code == "corrupt"


def test_a_compound_file_whose_chain_loops_is_corrupt() -> None:
    data = bytearray(compound({"Workbook": biff()}))
    table = data.rindex(struct.pack("<L", END), 0, len(data) - 8) // 512 * 512
    struct.pack_into("<L", data, table + 4, 0)
    assert code(bytes(data)) == "corrupt"


def test_an_empty_file_is_refused() -> None:
    assert code(b"") == "empty_file"


# Names within the container


@pytest.mark.parametrize(
    "name", ["../evil.xml", "/etc/passwd", "xl\\..\\a.xml", "C:/a.xml", "xl/../../a.xml"]
)
def test_paths_that_lead_outside_are_refused(name: str) -> None:
    assert code(xlsx(ONE_ROW, {name: "x"})) == "unsafe_path"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused() -> None:
    out = io.BytesIO(xlsx(ONE_ROW))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/worksheets/SHEET1.xml", sheet_xml(""))
    assert code(out.getvalue()) == "corrupt"


# What is no roster at all


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"%PDF-1.7 ...", "PDF"),
        (b"\xff\xd8\xff\xe0 jpeg", "图片"),
        (b"Rar!\x1a\x07\x00", "压缩包"),
        (b"{\\rtf1 hello}", "Word"),
        (packed({"word/document.xml": "<x/>"}), "Word"),
        (packed({"a.txt": "hello"}), "压缩包"),
        (packed({"xl/workbook.bin": b"x"}), "xlsb"),
        (compound({"WordDocument": b"x"}), "Word"),
        (compound({"Contents": b"x"}), "Excel"),
        (b"\x00\x01\x02\x03\x04 binary \x05" * 20, "不是表格"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "2003"),
        (b"<html><body><p>no table here</p></body></html>", "没有表格"),
    ],
)
def test_what_is_no_roster_is_unreadable_and_named(data: bytes, word: str) -> None:
    refused = refusal(data)
    assert refused.code == "unreadable"
    assert word in refused.message
    assert "另存为" in refused.message


def test_an_unknown_compression_is_unreadable() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_BZIP2) as archive:
        for name, body in parts(sheet_xml(ONE_ROW)).items():
            archive.writestr(name, body)
    assert code(out.getvalue()) == "unreadable"


# OpenDocument


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


@pytest.mark.parametrize(
    ("inside", "expected"),
    [
        ('<office:dde-source office:dde-application="cmd"/>', "dde"),
        ("<table:table-source/>", "external_links"),
        ('<table:table-row><table:table-cell table:formula="of:=\'file:///a.ods\'#A1"/></table:table-row>',
         "external_links"),
        ('<table:table-row><table:table-cell table:formula="of:=DDE(&quot;a|b&quot;)"/></table:table-row>',
         "dde"),
    ],
)  # fmt: skip
def test_an_ods_with_links_or_dde_is_refused(inside: str, expected: str) -> None:
    assert code(ods({"content.xml": content(inside)})) == expected


def test_an_ods_with_an_ole_object_is_refused() -> None:
    manifest = '<m media-type="application/vnd.sun.star.oleobject"/>'
    assert code(ods({"META-INF/manifest.xml": manifest})) == "embedded_object"


def test_inflation_goes_on_past_one_chunk() -> None:
    """A part whose stream ends exactly at a chunk's edge is whole, not cut short."""
    for size in ((1 << 20) - 1, 1 << 20, (1 << 20) + 1, 3 << 20):
        body = zlib.compress(bytes(size))[:64].ljust(size, b"\1")
        assert read_workbook(xlsx(ONE_ROW, {"xl/media/a.png": body}), "x").format == "xlsx"
