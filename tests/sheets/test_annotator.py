"""The clerk's own workbook back (spec 2.3): theirs in everything, with colours, notes and 建议值."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
import xlwt
from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.comments import Comment

import webapp.sheets.writing.annotator
from tests.sheets.containers import text_cell, xlsx
from webapp.sheets.cells import Cells, FileRefused
from webapp.sheets.checking.layout import find_layout
from webapp.sheets.checking.rows import CheckedRow
from webapp.sheets.problems import Outcome, Problem
from webapp.sheets.reading.reader import read_workbook
from webapp.sheets.writing.annotations import Annotation, annotations_of
from webapp.sheets.writing.annotator import Annotated, annotate

HEADER = ["序号", "姓名", "身份证号码"]
NOTES = [
    Annotation(4, "C", Outcome.REFUSED, "校验码不对", None, "身份证号码"),
    Annotation(4, "B", Outcome.WARNED, "姓名中有空格", "=张三", "姓名"),
    Annotation(5, "B", Outcome.ASKED, "姓名有加注", "李四", "姓名"),
    Annotation(5, "B", Outcome.WARNED, "另一句", None, "姓名"),
    Annotation(6, None, Outcome.WARNED, "整行重复"),
    Annotation(7, "B", Outcome.ACCEPTED, "无事"),
]


def roster() -> bytes:
    book = Book()
    sheet = book.active
    sheet.title = "名单"
    sheet.append(["汇总表"])
    sheet.append(["填报单位：日照港"])
    sheet.append(HEADER)
    for row in (
        [1, "张 三", "371102198503120014"],
        [2, "李四(女)", "x"],
        [3, "=1+1", dt.date(1985, 3, 1)],
        [4, "王五"],
    ):
        sheet.append(row)
    sheet["B6"].data_type = "s"
    sheet.merge_cells("A1:C1")
    sheet.column_dimensions["C"].width = 33
    sheet.row_dimensions[7].hidden = True
    sheet["A7"].comment = Comment("自己的批注", "李会计")
    book.create_sheet("说明")["A1"] = "别的表"
    return saved(book)


def saved(book: Book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def returned(
    data: bytes, notes: list[Annotation] | None = None, name: str = "名单.xlsx", sheet: str = "名单"
) -> Annotated:
    return annotate(data, name, NOTES if notes is None else notes, sheet=sheet, header_row=3)


def rows(data: bytes) -> dict[int, Cells]:
    return dict(read_workbook(data, "x").sheets[0].rows())


def colours(data: bytes, *cells: str) -> list[str]:
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    return [sheet[cell].fill.fgColor.rgb[-6:] if sheet[cell].fill.fill_type else "" for cell in cells]


def note(data: bytes, cell: str) -> str:
    comment = load_workbook(io.BytesIO(data)).worksheets[0][cell].comment
    return comment.text if comment else ""


def test_it_is_their_workbook() -> None:
    back = returned(roster())
    book = load_workbook(io.BytesIO(back.data))
    assert not back.converted
    assert back.name == "名单（核对）.xlsx"
    assert book.sheetnames == ["名单", "说明"]
    assert book["说明"]["A1"].value == "别的表"
    sheet = book["名单"]
    assert [str(merged) for merged in sheet.merged_cells.ranges] == ["A1:C1"]
    assert sheet.column_dimensions["C"].width == 33
    assert sheet.row_dimensions[7].hidden
    assert sheet["A7"].comment.text == "自己的批注"


def test_every_value_stays_and_our_columns_come_last() -> None:
    before, after = rows(roster()), rows(returned(roster()).data)
    assert {number: cells[:3] for number, cells in after.items()} == before
    assert after[3][3:] == ["问题说明", "建议值"]
    assert after[4][3:] == ["校验码不对\n姓名中有空格", "姓名：=张三"]
    assert after[5][3:] == ["姓名有加注\n另一句", "姓名：李四"]
    assert after[6][3:] == ["整行重复", None]
    assert after[7][3:] == [None, None]


def test_wrong_cells_are_coloured_by_their_worst_problem_and_noted() -> None:
    data = returned(roster()).data
    assert colours(data, "C4", "B4", "B5", "B6", "B7") == ["FF9999", "FFD966", "9DC3E6", "", ""]
    assert note(data, "C4") == "校验码不对"
    assert note(data, "B4") == "姓名中有空格（建议：=张三）"
    assert note(data, "B5") == "姓名有加注（建议：李四）\n另一句"


def test_no_formula_is_written() -> None:
    with zipfile.ZipFile(io.BytesIO(returned(roster()).data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f" not in archive.read(name)


def test_a_formula_comes_back_as_the_value_it_showed() -> None:
    body = (
        f'<row r="3">{text_cell("A3", "序号")}</row><row r="4"><c r="A4"><f>ROW()-3</f><v>1</v></c>'
        f"{text_cell('B4', '张三')}</row>"
    )
    assert rows(returned(xlsx(body)).data)[4][:2] == [1, "张三"]


def test_a_second_return_replaces_the_first() -> None:
    first = returned(roster())
    second = returned(first.data, [NOTES[0]], first.name)
    found = rows(second.data)
    assert second.name == "名单（核对）.xlsx"
    assert found[3] == [*HEADER, "问题说明", "建议值"]
    assert found[4][3:] == ["校验码不对", None]
    assert found[5][3:] == [None, None]
    assert colours(second.data, "C4", "B4", "B5") == ["FF9999", "", ""]
    assert (note(second.data, "C4"), note(second.data, "B4")) == ("校验码不对", "")


def test_a_clerks_own_note_is_kept_below_ours_and_restored() -> None:
    with_note = returned(roster(), [Annotation(7, "A", Outcome.WARNED, "序号重复")])
    assert note(with_note.data, "A7") == "序号重复\n—— 原批注 ——\n自己的批注"
    assert note(returned(with_note.data, []).data, "A7") == "自己的批注"


def test_a_remark_on_a_merged_cell_goes_to_its_first_cell() -> None:
    book = load_workbook(io.BytesIO(roster()))
    book["名单"].merge_cells("B4:B5")
    data = returned(saved(book), [Annotation(5, "B", Outcome.REFUSED, "缺姓名")]).data
    assert colours(data, "B4") == ["FF9999"]


def test_the_1904_calendar_survives() -> None:
    book = Book()
    book.epoch = dt.datetime(1904, 1, 1)
    book.active.title = "名单"
    book.active["A4"] = dt.date(1985, 3, 1)
    assert rows(returned(saved(book), []).data)[4][0] == dt.date(1985, 3, 1)


def test_an_unknown_sheet_is_an_error_and_a_refused_file_stays_refused() -> None:
    with pytest.raises(KeyError):
        returned(roster(), sheet="没有")
    with pytest.raises(FileRefused):
        returned(xlsx("", {"xl/vbaProject.bin": b""}))


# Written anew


def check_rebuilt(back: Annotated, before: dict[int, Cells]) -> None:
    after = rows(back.data)
    assert back.converted
    assert back.name == "名单（核对）.xlsx"
    assert {number: [*cells, None, None, None][:3] for number, cells in before.items()} == {
        number: cells[:3] for number, cells in after.items()
    }
    assert after[3][3:] == ["问题说明", "建议值"]
    assert after[4][3:] == ["校验码不对\n姓名中有空格", "姓名：=张三"]
    assert colours(back.data, "C4", "B4", "B5", "B6") == ["FF9999", "FFD966", "9DC3E6", ""]
    assert "转换" in note(back.data, "E3")


def test_an_old_xls_comes_back_as_xlsx() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    sheet.write_merge(0, 0, 0, 2, "汇总表")
    values = [["单位"], HEADER, [1, "张 三", "37"], [2, "李四(女)", "x"], [3, "=1+1", 31107]]
    for row, cells in enumerate(values, 1):
        for column, value in enumerate(cells):
            sheet.write(row, column, value)
    sheet.row(4).hidden = True
    out = io.BytesIO()
    book.save(out)
    back = returned(out.getvalue(), name="名单.xls")
    check_rebuilt(back, rows(out.getvalue()))
    (found,) = read_workbook(back.data, "x").sheets
    assert found.merged == ((1, 0, 1, 2),)
    assert found.hidden_rows == {5}


def test_csv_and_html_come_back_as_xlsx() -> None:
    text = "汇总表,,\n单位,,\n序号,姓名,身份证号码\n1,张 三,0371\n2,李四(女),x\n3,=1+1,y\n"
    page = "<table>" + "".join(
        "<tr>" + "".join(f"<td>{value}</td>" for value in line.split(",")) + "</tr>"
        for line in text.split("\n")[:-1]
    )
    for data, sheet in ((text.encode("gbk"), "CSV"), (page.encode(), "HTML")):
        check_rebuilt(returned(data, name="名单.csv", sheet=sheet), rows(data))


def test_a_roster_too_long_for_openpyxl_is_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webapp.sheets.writing.annotator, "LARGEST_IN_PLACE", 100)
    back = returned(roster())
    check_rebuilt(back, rows(roster()))
    assert load_workbook(io.BytesIO(back.data)).sheetnames == ["名单", "说明"]
    again = returned(back.data, [NOTES[0]], back.name)
    assert rows(again.data)[3] == [*HEADER, "问题说明", "建议值"]
    assert rows(again.data)[5][3:] == [None, None]


def test_a_stray_format_in_the_last_corner_costs_nothing() -> None:
    body = f'<row r="3">{text_cell("A3", "序号")}</row><row r="1048576"><c r="XFD1048576" s="0"/></row>'
    data = returned(xlsx(body), []).data
    assert rows(data)[3] == ["序号", "问题说明", "建议值"]


def test_problems_become_annotations_by_their_columns() -> None:
    problem = Problem(
        "name", "name_spaces", Outcome.WARNED, {"value": "张 三", "suggestion": "张三"}, "张 三", "张三"
    )
    row = CheckedRow(9, Outcome.WARNED, {}, {}, (problem,), None)
    (found,) = annotations_of([row], {"name": "B"})
    assert (found.row, found.column, found.outcome, found.suggestion, found.label) == (
        9, "B", Outcome.WARNED, "张三", "姓名"
    )  # fmt: skip
    assert found.message == problem.message


def test_the_returned_workbook_asks_nothing_about_our_columns() -> None:
    book = Book()
    book.active.title = "名单"
    for row in (
        ["汇总表"],
        ["单位"],
        [*HEADER, "从事职业年限", "取得时间"],
        [1, "张三", "37", "12", "2018.06"],
    ):
        book.active.append(row)
    back = returned(saved(book))
    layout = find_layout(read_workbook(back.data, back.name).sheets[0])
    assert layout is not None
    assert layout.extra == ()
    assert layout.columns["name"] == 1
