"""The front page: open to everybody, true to the policy, and with nobody's private data."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from openpyxl import load_workbook

from webapp.policy.load import policy_for
from webapp.sheets.writing.annex2 import TITLE


@pytest.fixture
def front(app: Flask) -> str:
    answer = app.test_client().get("/welcome")
    assert answer.status_code == 200
    return answer.text


def test_it_says_who_may_apply(front: str) -> None:
    for route in policy_for(2022).routes:
        assert f"取得{route.from_level}证书满 {route.certificate_years} 年" in front
        assert f"满 {route.experience_years} 年" in front


def test_it_shows_offices_and_no_person(front: str) -> None:
    assert "日照市大学科技园临沂北路2号" in front
    assert "0633-2910098" in front
    for private in ("侯永光", "王伟", "李翠", "13181183926", "hyg6503"):
        assert private not in front


def test_strangers_get_the_blank_annex(app: Flask) -> None:
    answer = app.test_client().get("/welcome/annex-2")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert load_workbook(io.BytesIO(answer.data)).worksheets[0]["A1"].value == TITLE


def test_the_way_in_is_there(front: str) -> None:
    assert "/account/sign-in" in front
