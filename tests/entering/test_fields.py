"""Each field is checked by the server as it is left, in words, beside what it contradicts (1.4)."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient

from tests.entering.conftest import Desk, a_form, number
from webapp.people.identity import check_digit
from webapp.policy.programme import today

YEAR = today().year


def left(desk: Desk, field: str, **typed: str) -> str:
    """The block of a field as it comes back when the field is left."""
    form = desk.opened() | typed | {"_check": field}
    page = desk.client.post("/applications/new", data=form, headers={"HX-Request": "true"}).text
    found = re.search(
        rf'id="field-{field}".*?(?=<(?:div|fieldset) class="jl-field" id=|<section|</form)', page, re.S
    )
    assert found, page
    return unescape(found[0])


def test_sex_and_birth_month_come_from_the_number(desk: Desk) -> None:
    form = desk.opened() | {"id_number": number(201), "_check": "id_number"}
    page = desk.client.post("/applications/new", data=form, headers={"HX-Request": "true"}).text
    assert 'value="1986-04"' in page
    assert re.search(r'<input[^>]*checked[^>]*value="男"', page)


def test_a_sex_that_contradicts_the_number_shows_both(desk: Desk) -> None:
    said = left(desk, "sex", id_number=number(201), sex="女")
    assert "性别填写为女，身份证号码显示为男" in said
    assert 'class="jl-field-error"' in said


def test_a_birth_month_that_contradicts_the_number_shows_both(desk: Desk) -> None:
    said = left(desk, "birth", id_number=number(201), birth="1985-04")
    assert "出生年月填写为 1985-04，身份证号码显示为 1986-04" in said


def test_fifteen_digits_are_upgraded_and_asked(desk: Desk) -> None:
    old = "371102860412201"
    said = left(desk, "id_number", id_number=old)
    assert "请确认 18 位号码是否为" in said
    assert 'value="id_number:0"' in said
    longer = old[:6] + "19" + old[6:]
    longer += check_digit(longer)
    assert longer not in said
    chosen = left(desk, "id_number", id_number=old, choose="id_number:0")
    assert f'value="{longer}"' in chosen
    assert "请确认" not in chosen.partition("help")[0]


def test_a_wrong_check_digit_is_refused(desk: Desk) -> None:
    wrong = number(201)[:-1] + ("0" if number(201)[-1] != "0" else "1")
    assert "校验码不对" in left(desk, "id_number", id_number=wrong)


@pytest.mark.parametrize(
    ("field", "typed", "said", "kind"),
    [
        ("work_start", {"work_start": "2000-01"}, "未满 16 周岁", "warned"),
        ("work_start", {"work_start": f"{YEAR + 1}-01"}, "晚于计算日期", "error"),
        ("certificate_date", {"certificate_date": f"{YEAR + 1}-01-01"}, "晚于计算日期", "error"),
        ("certificate_date", {"certificate_date": "2001-05-01"}, "未满 16 周岁", "warned"),
        ("certificate_date", {"certificate_date": "2019-02-30"}, "不是存在的日期", "error"),
        ("experience_months", {"work_start": f"{YEAR - 5}-01", "experience_months": "12年"},
         "多于参加工作时间", "error"),
        ("certificate_number", {"current_level": "中级工", "certificate_date": "2019-03-18",
                                "certificate_number": "Y000037000012193000427"}, "显示为高级工", "warned"),
        ("certificate_number", {"certificate_number": "鲁字123号"}, "不是常见的编号格式", "warned"),
        ("phone", {"phone": "12345"}, "不像手机号码", "warned"),
        ("target_occupation", {"target_occupation": "焊工人", "target_level": "技师"},
         "职业目录中没有", "error"),
    ],
)  # fmt: skip
def test_what_is_wrong_stands_at_its_field(
    desk: Desk, field: str, typed: dict[str, str], said: str, kind: str
) -> None:
    block = left(desk, field, id_number=number(201), **typed)
    assert said in block
    assert f"jl-field-{kind}" in block


def test_a_blank_that_is_needed_is_named_only_once_it_was_left(desk: Desk) -> None:
    assert "没有填写联系电话" in left(desk, "phone", name="陈志远", phone="")
    assert "没有填写联系电话" not in left(desk, "name", name="陈志远", phone="")


def test_what_may_be_left_blank_on_annex_1_is_said_once(desk: Desk) -> None:
    page = desk.client.get("/applications/new").text
    assert page.count("印在附件 1 上，可以不填，以后再补") == 1


def test_the_number_is_read_aloud_and_agreement_is_said(desk: Desk) -> None:
    form = desk.opened() | a_form(203) | {"_check": "certificate_number"}
    page = desk.client.post("/applications/new", data=form, headers={"HX-Request": "true"}).text
    assert "企业自主评价，山东省备案" in page
    assert f"与填写的高级工、{YEAR - 5} 年一致" in page


def test_the_live_answer_says_both_routes_with_the_clause(desk: Desk) -> None:
    typed = a_form(205, certificate_date=f"{YEAR - 1}-03-18", certificate_number="", target_level="技师")
    form = desk.opened() | typed | {"_check": "target_level"}
    page = desk.client.post("/applications/new", data=form, headers={"HX-Request": "true"}).text
    block = page.partition('id="eligibility"')[2].partition("</section>")[0]
    assert "证书路径" in block
    assert "年限路径" in block
    assert f"{YEAR + 2}-03-18 起满足" in block
    assert block.count('">三(一)2<') == 2
    assert f"最早 {YEAR + 2}-" in block or "最早" in block


def test_the_live_answer_names_an_unfiled_scope(desk: Desk) -> None:
    typed = a_form(205, current_level="技师", certificate_number="", target_level="高级技师")
    form = desk.opened() | typed | {"_check": "target_level"}
    page = desk.client.post("/applications/new", data=form, headers={"HX-Request": "true"}).text
    assert "不在本单位已备案的自主评价范围之内" in page
    assert "不能申报" in page


def test_rows_of_stints_are_added_and_dropped_without_javascript(desk: Desk) -> None:
    typed = desk.opened() | {"name": "陈志远", "stint_start": "2008-07", "stint_end": "2012-06"}
    more = desk.client.post("/applications/new", data=typed | {"add_stint": "1"})
    assert more.status_code == 200
    assert more.text.count('name="stint_start"') == 3
    assert "按经历合计 4 年" in more.text
    less = desk.client.post("/applications/new", data=typed | {"drop_stint": "0"})
    assert "按经历合计 4 年" not in less.text


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [("2012-07", "2008-06", "结束早于开始"), ("", "2008-06", "没有开始时间"), ("很久", "", "读不出年月"),
     (f"{YEAR + 1}-07", "", "在将来")],
)  # fmt: skip
def test_a_stint_that_cant_be_is_refused(desk: Desk, start: str, end: str, said: str) -> None:
    form = a_form(207) | {"stint_start": start, "stint_end": end}
    answer = desk.submit(form)
    assert answer.status_code == 422
    assert said in answer.text


def test_occupations_are_found_while_they_are_typed(desk: Desk) -> None:
    found = desk.client.get("/applications/occupations?target_occupation=焊").text
    assert '<option value="焊工">' in found


def test_the_way_in_stands_on_the_list(desk: Desk, at: Callable[[str], Desk]) -> None:
    assert "/applications/new" in desk.client.get("/applications").text
    reviewer: FlaskClient = at("steel.org_reviewer").client
    assert "/applications/new" not in reviewer.get("/applications").text
    assert reviewer.get("/applications/new").status_code == 403
