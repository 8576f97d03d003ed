"""What goes out: Annex 2, lists and CSV. Text stays text (case 62) and reads back the same (case 65)."""

from __future__ import annotations

import datetime as dt
import io
import re
import tracemalloc
import zipfile
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from webapp.sheets.cells import Cell, CellError
from webapp.sheets.checking.heading import read_heading
from webapp.sheets.checking.layouts import ANNEX_2, TITLES
from webapp.sheets.reading.limits import Limits
from webapp.sheets.reading.reader import read_workbook
from webapp.sheets.writing.annex2 import HEADER_ROW, TITLE, Head, write_annex2
from webapp.sheets.writing.csv_writer import guard, write_csv
from webapp.sheets.writing.watermark import Watermark
from webapp.sheets.writing.writer import write_list

MARK = Watermark("王芳", dt.datetime(2022, 5, 20, 9, 30), "日照市技师学院")
DANGEROUS = ["=1+1", "+86138", "-5", "@SUM(A1)", "\t=1", "=cmd|'/c calc'!A1", "'=1", "''@x", "＝1"]
PERSON: list[Cell] = [
    1, "=张三", "男", "日照,\"港\"", "1985.10", "371102198503120015", "2005.07", "大专", "@焊工", 12.5,
    dt.date(2018, 6, 1), "0000370000451634547", "-13800000000",
]  # fmt: skip


def annex(head: Head | None = None, rows: list[list[Cell]] | None = None) -> bytes:
    out = io.BytesIO()
    write_annex2(out, head or Head(), rows or [])
    return out.getvalue()


def listed(rows: list[list[Cell]], titles: list[str] | None = None) -> bytes:
    out = io.BytesIO()
    write_list(out, titles or [f"列{n}" for n in range(len(rows[0]))], rows, MARK)
    return out.getvalue()


def formulas(data: bytes) -> int:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        return sum(len(re.findall(rb"<f[ >]", archive.read(name))) for name in sheets)


# Annex 2


def test_the_blank_annex_is_the_form_of_the_notice() -> None:
    form, guide = read_workbook(annex(), "附件2.xlsx").sheets
    rows = dict(form.rows())
    assert rows[1][0] == TITLE == "日照市“金蓝领”项目培训报名人员汇总表"
    assert rows[2][0] == "填报单位（盖章）："
    assert str(rows[3][0]).startswith("（培训工种：")
    assert rows[HEADER_ROW] == [
        "序号", "姓名", "性别", "单位名称", "出生年月", "身份证号码", "参加工作时间", "文化程度",
        "现从事职业", "从事职业年限", "现职业资格（技能等级）取得时间", "职业资格（技能等级）证书编号",
        "联系电话",
    ]  # fmt: skip
    assert max(rows) == HEADER_ROW
    assert guide.name == "填表说明"
    assert len(list(guide.rows())) > 5


def test_the_blank_annex_keeps_what_is_typed_and_prints_on_one_page_width() -> None:
    sheet = load_workbook(io.BytesIO(annex()))["报名人员汇总表"]
    columns = {field: number for number, field in enumerate(ANNEX_2, 1)}
    for field in ("id_number", "certificate_number", "phone", "birth"):
        assert sheet.cell(HEADER_ROW + 1, columns[field]).number_format == "@"
    assert sheet.column_dimensions["F"].width > 18
    assert (sheet.page_setup.orientation, int(sheet.page_setup.paperSize)) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == f"${HEADER_ROW}:${HEADER_ROW}"
    lists = {str(rule.sqref).split(":")[0]: rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert lists["C6"] == '"男,女"'
    assert "大专" in lists["H6"]
    assert all(sheet.cell(HEADER_ROW, column).comment for column in columns.values())


def test_what_stands_above_the_list_is_understood_again() -> None:
    head = Head("日照钢铁轧钢有限公司", "焊工", "技师", dt.date(2022, 5, 10))
    rows = read_workbook(annex(head), "x").sheets[0].rows()
    found = read_heading(cells for number, cells in rows if number < HEADER_ROW)
    assert (found.unit, found.occupation, found.level, found.date) == (
        head.unit, head.occupation, head.level, head.day
    )  # fmt: skip


def test_the_blanks_of_the_form_are_not_taken_for_values() -> None:
    rows = read_workbook(annex(), "x").sheets[0].rows()
    found = read_heading(cells for number, cells in rows if number < HEADER_ROW)
    assert (found.unit, found.occupation, found.level, found.date) == (None, None, None, None)


def test_an_annex_with_people_reads_back_the_same() -> None:
    data = annex(rows=[PERSON, [2, *[None] * 12], PERSON])
    rows = dict(read_workbook(data, "x").sheets[0].rows())
    assert [rows[number] for number in (6, 7, 8)] == [PERSON, [2, *[None] * 12], PERSON]
    assert formulas(data) == 0


def test_an_annex_row_of_the_wrong_width_is_refused() -> None:
    with pytest.raises(ValueError, match=r"shorter|longer"):
        annex(rows=[[1, "张三"]])


# Lists


def test_a_list_shows_who_took_it_and_reads_back_the_same() -> None:
    rows: list[list[Cell]] = [
        [*DANGEROUS],
        [
            "371102198503120015",
            "0633",
            5,
            12.5,
            True,
            None,
            dt.date(2020, 1, 1),
            dt.datetime(2020, 1, 1, 12),
            "x",
        ],
        [" 张 \n三 ", "_x000D_", "a&b<c>\"'", "\u200b字", None, None, None, None, "y"],
    ]
    data = listed(rows)
    found = dict(read_workbook(data, "x").sheets[0].rows())
    for word in ("日照市技师学院", "王芳", "2022-05-20 09:30"):
        assert word in str(found[1][0])
    assert [found[number] for number in (3, 4, 5)] == rows
    assert formulas(data) == 0


def test_every_text_cell_of_a_list_is_typed_as_text() -> None:
    sheet = load_workbook(io.BytesIO(listed([[*DANGEROUS]])))["名单"]
    cells = sheet[3]
    assert [cell.value for cell in cells] == DANGEROUS
    assert {cell.number_format for cell in cells} == {"@"}
    with zipfile.ZipFile(io.BytesIO(listed([[*DANGEROUS]]))) as archive:
        xml = archive.read("xl/worksheets/sheet1.xml").decode()
    assert xml.count('t="inlineStr"') == 1 + len(DANGEROUS) * 2


def test_an_error_value_goes_out_as_its_text() -> None:
    assert list(read_workbook(listed([[CellError("#N/A")]]), "x").sheets[0].rows())[-1][1] == ["#N/A"]


def test_a_text_too_long_for_excel_is_not_cut_unsaid() -> None:
    with pytest.raises(ValueError, match="32767"):
        listed([["x" * 32_768]])


def test_a_list_of_many_rows_is_streamed() -> None:
    def rows() -> Iterator[list[Cell]]:
        for number in range(20_000):
            yield [number, f"姓名{number}", "371102198503120015", "日照港集团有限公司", "13800000000"]

    out = io.BytesIO()
    tracemalloc.start()
    assert write_list(out, ["序号", "姓名", "证号", "单位", "电话"], rows(), MARK) == 20_000
    assert tracemalloc.get_traced_memory()[1] < 6_000_000
    tracemalloc.stop()
    assert sum(1 for _ in read_workbook(out.getvalue(), "x").sheets[0].rows()) == 20_002


# CSV


def test_csv_guards_what_would_be_run() -> None:
    for text in ("=1", "+1", "-1", "@a", "\ta", "\ra", "'=1"):
        assert guard(text) == "'" + text
    for text in ("张三", "'引", "1=1", ""):
        assert guard(text) == text


def test_csv_reads_back_the_same() -> None:
    rows: list[list[str]] = [DANGEROUS, ["张三", "a,b", 'q"q', "行\n行", "0633", " x ", "'", "y", "z"]]
    data = "".join(write_csv(["列"] * 9, rows)).encode()
    assert data.startswith(b"\xef\xbb\xbf")
    assert [cells for _, cells in read_workbook(data, "x").sheets[0].rows()][1:] == rows


def test_csv_writes_dates_and_numbers_plainly() -> None:
    lines = list(write_csv(["a"], [[-5, 1.5, dt.date(2020, 1, 2), None, CellError("#N/A")]]))
    assert lines[1] == "-5,1.5,2020-01-02,,#N/A\r\n"


EXCEL_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufffe\uffff"), min_size=1, max_size=30
)


@given(st.lists(EXCEL_TEXT, min_size=1, max_size=8))
def test_any_text_comes_back_from_a_list(texts: list[str]) -> None:
    found = list(read_workbook(listed([[*texts]]), "x", Limits()).sheets[0].rows())
    assert found[2][1] == texts


@given(st.lists(EXCEL_TEXT, min_size=2, max_size=8))
def test_any_text_comes_back_from_csv(texts: list[str]) -> None:
    data = "".join(write_csv(["a,b", "c"], [[*texts]])).encode()
    assert [cells for _, cells in read_workbook(data, "x").sheets[0].rows()][1] == texts


def test_titles_are_those_that_the_reader_knows() -> None:
    assert [TITLES[field] for field in ANNEX_2] == list(read_workbook(annex(), "x").sheets[0].rows())[4][1]
