"""Case 60, bound by bound: each limit and each kind of damage alone, so that no other check covers for it."""

from __future__ import annotations

import io
import struct

import pytest
import xlwt

from tests.sheets.containers import ONE_ROW, biff, compound, packed, parts, record, sheet_xml, text_cell, xlsx
from tests.sheets.refusing import code, content, lying, ods, refusal
from webapp.sheets.reading.limits import Limits

PICTURE = {"xl/media/a.png": bytes(range(256)) * 40}
TEXT_CELL = '<table:table-cell office:value-type="string" table:number-columns-repeated="{}"/>'
TEXT_ROW = '<table:table-row table:number-rows-repeated="{}">' + TEXT_CELL + "</table:table-row>"


def changed(data: bytes, *patches: tuple[int, str, int]) -> bytes:
    """The archive with fields of the picture's directory entry overwritten."""
    spoiled = bytearray(data)
    entry = data.index(b"xl/media/a.png", data.index(b"PK\x01\x02")) - 46
    for at, shape, value in patches:
        struct.pack_into(shape, spoiled, entry + at, value)
    return bytes(spoiled)


def test_a_declared_size_beyond_the_limit_is_refused_before_inflating() -> None:
    assert code(lying(xlsx(ONE_ROW, PICTURE), "xl/media/a.png", 3_000_000_000)) == "too_large"


def test_a_small_part_that_is_large_is_refused() -> None:
    relations = "<Relationships>" + "<!-- x -->" * 10_000 + "</Relationships>"
    data = xlsx(ONE_ROW, {"xl/worksheets/_rels/sheet1.xml.rels": relations})
    assert code(data, Limits(max_part=50_000)) == "too_large"


def test_damage_within_the_archive_is_corrupt() -> None:
    data = xlsx(ONE_ROW, PICTURE)
    assert "不完整" in refusal(changed(data, (20, "<L", 10_000_000))).message
    assert "中断" in refusal(changed(data, (20, "<L", 20))).message
    assert "位置" in refusal(changed(data, (42, "<L", 3))).message
    body = data.index(b"xl/media/a.png") + len("xl/media/a.png")
    assert "有误" in refusal(data[:body] + b"\xff" * 8 + data[body + 8 :]).message


@pytest.mark.parametrize(
    ("limits", "word"),
    [(Limits(max_columns=20), "列"), (Limits(max_rows=50), "行"), (Limits(max_cells=400), "单元格")],
)
def test_each_bound_of_a_sheet_holds_alone(limits: Limits, word: str) -> None:
    rows = f'<row r="60">{text_cell("AD60", "x")}</row>'
    page = "<table>" + ("<tr><td colspan=30>x</td></tr>" if word == "列" else "<tr><td>x" * 600)
    for data in (xlsx(rows), ods({"content.xml": content(TEXT_ROW.format(60, 30))}), page.encode()):
        refused = refusal(data, limits)
        assert refused.code == "too_large"
        assert word in refused.message


def test_too_many_sheets_in_every_format() -> None:
    name = record(0x85, struct.pack("<LBBBB", 0, 0, 0, 1, 0) + b"S")
    for data in (compound({"Workbook": biff(name)}), ods({"content.xml": content("")})):
        assert code(data, Limits(max_sheets=0)) == "too_large"


def test_far_corners_of_an_old_xls_are_refused() -> None:
    book, out = xlwt.Workbook(), io.BytesIO()
    sheet = book.add_sheet("名单")
    sheet.write(60_000, 0, "x")
    sheet.write(0, 200, "x")
    book.save(out)
    assert code(out.getvalue()) == "too_large"


def test_a_compound_file_that_is_damaged_is_corrupt() -> None:
    whole = compound({"Workbook": biff()})
    assert code(whole[:300]) == "corrupt"
    assert "扇区大小" in refusal(whole[:30] + b"\x0c\x01" + whole[32:]).message
    assert code(whole[:2000]) == "corrupt"
    assert code(whole[:76] + struct.pack("<109L", *[0] * 109) + whole[512:]) == "corrupt"


def test_too_many_streams_in_a_compound_file() -> None:
    many = tuple(f"S{number}" for number in range(30))
    assert code(compound({"Workbook": biff()}, storages=many), Limits(max_entries=20)) == "too_large"


def test_broken_content_of_an_ods_is_corrupt() -> None:
    assert code(ods({"content.xml": "<a><b></a>"})) == "corrupt"


def test_a_csv_cell_that_never_closes_is_corrupt() -> None:
    assert code(b'a,b\n"' + b"x," * 1_000_000) == "corrupt"


def test_a_binary_workbook_that_hides_its_kind_is_unreadable() -> None:
    contents = parts(sheet_xml(ONE_ROW))
    types = str(contents["[Content_Types].xml"])
    contents["[Content_Types].xml"] = types.replace(
        "openxmlformats-officedocument.spreadsheetml.sheet.main", "ms-excel.sheet.binary.main"
    )
    assert code(packed(contents)) == "unreadable"
