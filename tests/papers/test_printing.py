"""Annex 1 and 2 as they go out: whole for whoever may see the numbers, masked for others, audited, and nobody
else's."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from docx import Document
from flask.testing import FlaskClient
from openpyxl import load_workbook

from tenants.audit import AuditEvent
from tests.documents.made import pages_of, plain
from tests.papers.conftest import Desk
from webapp.applicants.models import Application
from webapp.papers.models import PaperIssue

Clients = Callable[[str], FlaskClient]
PHONE = "13912342208"


def number_of(desk: Desk, public_id: str) -> str:
    from webapp.extensions import keyring

    row = desk.rows(Application, Application.public_id == public_id)[0]
    with desk.app.app_context():
        return keyring().open_text(row.id_number)


def events(desk: Desk, action: str, subject: str) -> list[AuditEvent]:
    return desk.rows(AuditEvent, AuditEvent.action == action, AuditEvent.subject == subject)


def test_clause_3_3_1_annex_1_comes_as_word_and_pdf_with_the_numbers_in_full(desk: Desk) -> None:
    (number,) = desk.add("陈志远", native_place="山东日照", specialty="压力容器焊接", politics="群众")
    text = pages_of(desk.annex1(number))
    assert len(text) == 1
    for words in ("陈志远", number_of(desk, number), PHONE, "山东日照", "压力容器焊接", "群众",
                  "1986年4月", "12年2个月", "高级工（三级）", "2019年3月18日", desk.occupation, number,
                  "导出人"):  # fmt: skip
        assert plain(words) in text[0], words
    document = Document(io.BytesIO(desk.annex1(number, "docx")))
    cells = {cell.text for row in document.tables[0].rows for cell in row.cells}
    assert {"陈志远", number_of(desk, number), PHONE, "压力容器焊接"} <= cells
    assert "导出人" in document.sections[0].footer.paragraphs[0].text


def test_taking_it_is_audited_as_print_and_never_names_the_number(desk: Desk) -> None:
    (number,) = desk.add("陈志远")
    desk.annex1(number)
    (event,) = events(desk, "paper.annex1", f"application:{number}")
    assert event.reason == "print"
    assert number_of(desk, number) not in str(event.changes)


@pytest.mark.parametrize("who", ["donggang.district_officer", "city.city_auditor", "city.city_finance"])
def test_whoever_may_not_see_the_numbers_gets_a_masked_copy_without_a_code(
    desk: Desk, clients: Clients, who: str
) -> None:
    (number,) = desk.add("陈志远")
    answer = clients(who).get(f"/papers/applications/{number}/annex1.pdf")
    assert answer.status_code == 200
    (text,) = pages_of(answer.data)
    assert number_of(desk, number) not in text
    assert PHONE not in text
    assert "139****2208" in text
    assert plain("证件号码已掩码，仅供查阅") in text
    assert "数据第" not in text
    listed = clients(who).get("/papers/annex2.xlsx", query_string=desk.given)
    assert listed.status_code == 200
    cells = [str(cell.value) for row in load_workbook(io.BytesIO(listed.data)).active for cell in row]
    assert number_of(desk, number) not in cells
    assert PHONE not in cells
    assert not desk.rows(PaperIssue, PaperIssue.application_id == desk.id_of(number))


@pytest.mark.parametrize("ending", ["pdf", "docx"])
def test_a_bureau_that_may_see_them_gets_a_copy_that_cannot_be_sealed(
    desk: Desk, clients: Clients, ending: str
) -> None:
    (number,) = desk.add("陈志远")
    answer = clients("donggang.district_reviewer").get(f"/papers/applications/{number}/annex1.{ending}")
    assert answer.status_code == 200
    if ending == "pdf":
        assert plain("仅供查阅，不作盖章件") in pages_of(answer.data)[0]
    assert not desk.rows(PaperIssue, PaperIssue.application_id == desk.id_of(number))


def test_another_units_papers_are_nowhere(desk: Desk, other: Desk) -> None:
    (number,) = desk.add("陈志远")
    client = other.client
    assert client.get(f"/papers/applications/{number}/annex1.pdf").status_code == 404
    assert client.get(f"/papers/received/{number}/annex1.pdf").status_code in (403, 404)
    for address in ("/papers/list", "/papers/annex2.pdf", "/papers"):
        assert client.get(address, query_string=desk.given).status_code == 404
    assert other.client.get("/papers/annex2.pdf").status_code == 404
    assert other.client.get("/papers/list?unit=x&year=99999999999&occupation=a&level=b").status_code == 404


def test_an_institution_prints_what_it_re_examines_and_nothing_else(desk: Desk, clients: Clients) -> None:
    mine, not_mine = desk.add("陈志远", "孙一凡")
    desk.change(mine, institution_id=desk.cast.tenants["college"].id, state="unit_approved")
    registrar = clients("college.registrar")
    assert registrar.get(f"/papers/received/{mine}/annex1.pdf").status_code == 200
    assert registrar.get(f"/papers/received/{not_mine}/annex1.pdf").status_code == 404
    assert registrar.get(f"/papers/applications/{mine}/annex1.pdf").status_code == 404


def test_clause_3_3_2_annex_2_is_one_list_of_unit_occupation_and_level(desk: Desk) -> None:
    desk.add("陈志远", "孙一凡")
    desk.add("周远帆", target_level="高级工")
    desk.add("吴天成", state="returned")
    desk.add("郑书恒", state="accepted")
    (text,) = pages_of(desk.annex2())
    assert "陈志远" in text
    assert "孙一凡" in text
    assert "郑书恒" in text
    assert "周远帆" not in text
    assert "吴天成" not in text
    assert plain(f"培训工种：{desk.occupation}") in text
    assert "数据第1版" in text
    document = Document(io.BytesIO(desk.annex2("docx")))
    assert [row.cells[1].text for row in document.tables[0].rows[1:]] == ["陈志远", "孙一凡", "郑书恒"]


def test_the_workbook_has_text_cells_and_reads_back(desk: Desk) -> None:
    (number,) = desk.add("=1+1")
    sheet = load_workbook(io.BytesIO(desk.annex2("xlsx"))).active
    row = [cell for cell in sheet[6]]
    assert row[1].value == "=1+1"
    assert all(cell.data_type == "s" for cell in row[1:])
    assert row[5].value == number_of(desk, number)
    assert row[5].number_format == "@"
    below = [cell.value for cell in sheet["A"] if cell.value]
    assert any("工资和福利待遇" in str(one) for one in below)
    assert any("导出人" in str(one) for one in below)
    assert "导出人" in sheet.oddFooter.left.text


def test_the_same_contents_are_the_same_version_and_others_the_next(desk: Desk) -> None:
    (number,) = desk.add("陈志远")
    assert "数据第1版" in pages_of(desk.annex2())[0]
    assert "数据第1版" in pages_of(desk.annex2())[0]
    desk.change(number, education="大学本科")
    assert "数据第2版" in pages_of(desk.annex2())[0]


def test_the_pages_work_and_say_what_is_missing(desk: Desk, clients: Clients) -> None:
    (number,) = desk.add("陈志远")
    index = desk.client.get("/papers").text
    assert desk.occupation in index
    assert "未盖章" in index
    page = desk.page()
    assert number in page
    assert "工资福利承诺" in page
    assert "全部打印（1 人）" in page
    shown = desk.client.get(f"/applications/{number}").text
    assert "附件 1 报名表" in shown
    bureau = clients("donggang.district_officer").get("/papers").text
    assert desk.tenant.name in bureau
    assert (
        clients("donggang.district_officer").get("/papers/list", query_string=desk.given).status_code == 200
    )
    assert clients("lanshan.district_officer").get("/papers/list", query_string=desk.given).status_code == 404
