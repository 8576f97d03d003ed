"""Two requests at the same rows: whom the database turns away is asked to try again, not shown a fault."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text

from tenants.db import db
from webapp.app import create_app
from webapp.config import Settings
from webapp.guards import PUBLIC, allow


@pytest.fixture
def contended(settings: Settings) -> Flask:
    """The application with a page on which the database fails as it is told to."""
    made = create_app(settings)
    made.config["SHOW_ERROR_PAGES"] = made.testing = True

    @allow(PUBLIC)
    def clash(code: str) -> str:
        db.session.execute(text("select set_config('test.code', :code, true)"), {"code": code})
        db.session.execute(
            text("do $$ begin raise exception using errcode = current_setting('test.code'); end $$")
        )
        return "reached"

    made.add_url_rule("/clash/<code>", view_func=clash)
    return made


@pytest.mark.parametrize("code", ["40001", "40P01", "55P03"])
def test_whoever_came_second_is_asked_to_try_again(contended: Flask, code: str) -> None:
    answer = contended.test_client().get(f"/clash/{code}")
    assert answer.status_code == 409
    assert "请重试" in answer.text


def test_another_failure_of_the_database_is_a_fault(contended: Flask) -> None:
    assert contended.test_client().get("/clash/57014").status_code == 500
