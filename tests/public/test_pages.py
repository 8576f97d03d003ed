"""Notice, window, forms and contacts for everybody (heading, 二, 三(四)); clean by axe, whole on a phone."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from tests.cast import Cast
from webapp.policy.notice import notice_text
from webapp.policy.rules import Window
from webapp.programmes.models import Programme
from webapp.public.window import window_state
from webapp.sheets.writing.annex2 import TITLE

PAGES = ("/welcome", "/welcome/notice", "/welcome/forms", "/welcome/contacts", "/welcome/status")
WINDOW = Window("三(四)", date(2022, 4, 20), date(2022, 5, 20))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize(
    "who", ["", "city.city_filing", "college.inst_admin", "donggang.district_officer", "steel.org_clerk"]
)
def test_everybody_sees_the_public_pages(house: Flask, people: Cast, who: str, page: str) -> None:
    client = house.test_client()
    if who:
        people.sign_in(client, who)
    answer = client.get(page)
    assert answer.status_code == 200
    for other in PAGES:
        assert f'href="{other}"' in answer.text


@pytest.mark.parametrize("page", PAGES)
def test_a_product_without_a_city_has_its_public_pages_too(app: Flask, page: str) -> None:
    assert app.test_client().get(page).status_code == 200


def test_the_notice_stands_there_with_its_annexes(stranger: FlaskClient) -> None:
    shown = stranger.get("/welcome/notice").text
    for words in (
        "日照市人力资源和社会保障局",
        "2022-04-14",
        "/welcome/annex-1.docx",
        "/welcome/annex-2.docx",
    ):
        assert words in shown


def test_the_shipped_notice_is_whole_and_names_no_person() -> None:
    text = notice_text(2022)
    for clause in (
        "一、",
        "二、",
        "三、",
        "四、",
        "五、",
        "六、",
        "210个课时",
        "一次性 2500元/人",
        "附件：1.",
    ):
        assert clause in text
    for private in ("侯永光", "王伟", "李翠", "13181183926", "hyg6503"):
        assert private not in text


@pytest.mark.parametrize(
    ("address", "title"),
    [("/welcome/annex-1.docx", "培训项目报名表"), ("/welcome/annex-2.docx", "报名人员汇总表")],
)
def test_clause_3_4_blank_forms_in_word_are_downloaded_by_strangers(
    stranger: FlaskClient, address: str, title: str
) -> None:
    answer = stranger.get(address)
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as packed:
        assert title in packed.read("word/document.xml").decode()


def test_clause_3_4_the_import_template_is_downloaded_by_strangers(stranger: FlaskClient) -> None:
    answer = stranger.get("/welcome/annex-2")
    assert load_workbook(io.BytesIO(answer.data)).worksheets[0]["A1"].value == TITLE


@pytest.mark.parametrize(
    ("day", "word"),
    [
        (date(2022, 4, 19), "即将开放"), (date(2022, 4, 20), "报名中"), (date(2022, 5, 20), "报名中"),
        (date(2022, 5, 21), "已结束"),
    ],
)  # fmt: skip
def test_clause_3_4_the_window_as_strangers_read_it(app: Flask, day: date, word: str) -> None:
    with app.test_request_context():
        published = Programme(city_id=1, year=2022, title="x", state="published")
        assert window_state(published, WINDOW, day).word == word
        assert (
            window_state(Programme(city_id=1, year=2022, title="x", state="draft"), WINDOW, day).word
            == "未开放"
        )
        assert window_state(None, WINDOW, day).word == "未开放"


def test_clause_2_before_any_institution_is_entered_the_notices_office_lines_stand(app: Flask) -> None:
    shown = app.test_client().get("/welcome/contacts").text
    assert "0633-2910098" in shown
