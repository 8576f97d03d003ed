"""Case 60 and spec 4.6: what could harm is refused before it is parsed, each with its own sentence."""

from __future__ import annotations

import io
import struct
import zipfile

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
    xlsx,
)
from tests.sheets.refusing import code, ods, refusal
from webapp.sheets.cells import FileRefused
from webapp.sheets.reading.reader import read_workbook


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
