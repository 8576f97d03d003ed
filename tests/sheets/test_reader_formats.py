"""Case 59: the kind of a file is told by its content, whatever it is called."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import P

from tests.sheets.containers import ONE_ROW, xlsx
from webapp.sheets.cells import CellError, FormulaWithoutValue, Sheet
from webapp.sheets.reading.reader import read_workbook

LINES = "序号,姓名,身份证号码\n1,张三㐀,371102198503120015\n"
PAGE = (
    "<html><head><meta charset={}><title>x</title><style>td{{}}</style></head><body>"
    "<table><tr><td colspan=3>汇总表</td></tr><tr><th>序号<th>姓 名<th>单位</tr>"
    "<tr style='display: none'><td>1</td><td>张&nbsp;三<br>（女）</td><td rowspan=2>日照&amp;港</td></tr>"
    "<tr><td>2</td><td>=李四</td></tr></table></body></html>"
)


def read(data: bytes, name: str = "名单.xls") -> tuple[str, Sheet]:
    book = read_workbook(data, name)
    return book.format, book.sheets[0]


def test_the_name_is_never_believed() -> None:
    assert read(xlsx(ONE_ROW), "a.csv")[0] == "xlsx"
    assert read(xls(), "a.xlsx")[0] == "xls"
    assert read(LINES.encode(), "a.xlsx")[0] == "csv"
    assert read(PAGE.format("utf-8").encode(), "a.xlsx")[0] == "html"
    assert read(ods(), "a.xls")[0] == "ods"


# CSV


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_csv_in_every_encoding(encoding: str) -> None:
    kind, sheet = read(LINES.encode(encoding))
    assert kind == "csv"
    assert list(sheet.rows()) == [
        (1, ["序号", "姓名", "身份证号码"]),
        (2, ["1", "张三㐀", "371102198503120015"]),
    ]


def test_csv_in_gbk() -> None:
    text = LINES.replace("㐀", "")
    assert list(read(text.encode("gbk"))[1].rows())[1] == (2, ["1", "张三", "371102198503120015"])


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "，"])
def test_csv_with_other_separators(delimiter: str) -> None:
    assert list(read(LINES.replace(",", delimiter).encode())[1].rows())[1][1][1] == "张三㐀"


def test_csv_rows_are_numbered_as_excel_shows_them() -> None:
    text = '姓名,单位\r\n\r\n"张\n三","日照,港"\r\n,,\r\n李四,"a""b"\r\n'
    assert list(read(text.encode())[1].rows()) == [
        (1, ["姓名", "单位"]),
        (3, ["张\n三", "日照,港"]),
        (5, ["李四", 'a"b']),
    ]


def test_csv_text_stays_text() -> None:
    assert list(read(b"a,b\n=1+1,0633\n")[1].rows())[1] == (2, ["=1+1", "0633"])


# HTML


@pytest.mark.parametrize(("charset", "encoding"), [("utf-8", "utf-8"), ("gb2312", "gb18030"), ("x", "gbk")])
def test_a_web_page_named_xls(charset: str, encoding: str) -> None:
    kind, sheet = read(PAGE.format(charset).encode(encoding))
    assert kind == "html"
    assert list(sheet.rows()) == [
        (1, ["汇总表", None, None]),
        (2, ["序号", "姓 名", "单位"]),
        (3, ["1", "张\xa0三\n（女）", "日照&港"]),
        (4, ["2", "=李四"]),
    ]
    assert sheet.hidden_rows == {3}
    assert sheet.merged == ((1, 0, 1, 2), (3, 2, 4, 2))


def test_cells_under_a_span_are_passed_over() -> None:
    page = "<table><tr><td rowspan=2>甲<td>一</tr><tr><td>二</tr><tr><td>乙<td>三</tr></table>"
    assert [cells for _, cells in read(page.encode())[1].rows()] == [["甲", "一"], [None, "二"], ["乙", "三"]]


def test_tables_follow_one_another_and_inner_ones_are_text() -> None:
    page = "<table><tr><td>标题</table><p>x</p><table><tr><td>a<table><tr><td>b</table></td><td>c</table>"
    assert list(read(page.encode())[1].rows()) == [(1, ["标题"]), (2, ["ab", "c"])]


# .xls


def xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    dated = xlwt.easyxf(num_format_str='yyyy"年"m"月"')
    sheet.write(3, 2, "张三")
    sheet.write(4, 2, 31107, dated)
    sheet.write(5, 2, 31107)
    sheet.write_merge(6, 7, 0, 1, "合并")
    sheet.row(8).set_cell_error(3, 0x2A)
    sheet.write(9, 0, True)
    sheet.row(5).hidden = sheet.row(900).hidden = True
    sheet.col(1).hidden = sheet.col(200).hidden = True
    return saved(book)


def saved(book: xlwt.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_an_old_xls_keeps_places_types_and_marks() -> None:
    kind, sheet = read(xls())
    assert kind == "xls"
    assert dict(sheet.rows()) == {
        4: [None, None, "张三", None],
        5: [None, None, dt.date(1985, 3, 1), None],
        6: [None, None, 31107, None],
        7: ["合并", None, None, None],
        9: [None, None, None, CellError("#N/A")],
        10: [True, None, None, None],
    }
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.merged) == ({6}, {1}, ((7, 0, 8, 1),))


def test_an_old_xls_with_the_1904_calendar() -> None:
    book = xlwt.Workbook()
    book.dates_1904 = 1
    book.add_sheet("a").write(0, 0, 29645, xlwt.easyxf(num_format_str="yyyy-mm-dd"))
    assert list(read(saved(book))[1].rows()) == [(1, [dt.date(1985, 3, 1)])]


def test_an_old_xls_of_many_rows_and_a_hidden_sheet() -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    for row in range(5_000):
        sheet.write(row, 0, f"值{row}")
    book.add_sheet("底稿").visibility = 1
    first, second = read_workbook(saved(book), "x").sheets
    assert list(first.rows())[-1] == (5_000, ["值4999"])
    assert (first.visible, second.visible) == (True, False)


# .ods


def ods() -> bytes:
    def text(value: str) -> TableCell:
        cell = TableCell(valuetype="string")
        cell.addElement(P(text=value))
        return cell

    def row(*cells: TableCell, **attributes: object) -> None:
        made = TableRow(**attributes)
        for cell in cells:
            made.addElement(cell)
        table.addElement(made)

    document, table = OpenDocumentSpreadsheet(), Table(name="名单")
    table.addElement(TableColumn())
    table.addElement(TableColumn(visibility="collapse"))
    row(TableCell(numbercolumnsrepeated=5), numberrowsrepeated=2)
    row(TableCell(), text("张三"))
    row(TableCell(valuetype="date", datevalue="1985-03-01"), TableCell(valuetype="float", value="31107"),
        visibility="collapse")  # fmt: skip
    row(TableCell(valuetype="string", numbercolumnsspanned=2, numberrowsspanned=2), CoveredTableCell())
    row(text("同"), numberrowsrepeated=2)
    row(TableCell(formula="of:=1+1"), TableCell(formula="of:=[.A1]", valuetype="float", value="7"))
    error = TableCell(formula="of:=1/0", valuetype="string", stringvalue="")
    error.addElement(P(text="#DIV/0!"))
    row(error)
    row(TableCell(numbercolumnsrepeated=1024), numberrowsrepeated=1_048_000, visibility="filter")
    document.spreadsheet.addElement(table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_an_ods_keeps_places_types_and_marks() -> None:
    kind, sheet = read(ods())
    assert kind == "ods"
    assert {number: cells[:2] for number, cells in sheet.rows()} == {
        3: [None, "张三"],
        4: [dt.date(1985, 3, 1), 31107],
        6: ["同", None],
        7: ["同", None],
        8: [FormulaWithoutValue(), 7],
        9: [CellError("#DIV/0!"), None],
    }
    assert (sheet.hidden_rows, sheet.hidden_columns, sheet.merged) == ({4}, {1}, ((5, 0, 6, 1),))
    assert sheet.filtered
