"""Files that would become too large: what is declared, what inflates, what is counted (spec 4.6, case 60)."""

from __future__ import annotations

import struct

from tests.sheets.containers import (
    ONE_ROW,
    text_cell,
    xlsx,
)
from tests.sheets.refusing import code, content, lying, ods
from webapp.sheets.reading.limits import Limits
from webapp.sheets.reading.reader import read_workbook

SMALL = Limits(max_rows=50, max_columns=20, max_cells=400)


def test_too_many_bytes() -> None:
    assert code(xlsx(ONE_ROW), Limits(max_bytes=100)) == "too_large"


def test_too_many_entries() -> None:
    extra = {f"xl/media/{number}.png": b"" for number in range(30)}
    assert code(xlsx(ONE_ROW, extra), Limits(max_entries=20)) == "too_large"


def test_declared_size_is_held_to_the_limit() -> None:
    data = xlsx(ONE_ROW, {"xl/media/a.png": bytes(3_000_000)})
    assert code(data, Limits(max_streamed=2_000_000)) == "too_large"


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
