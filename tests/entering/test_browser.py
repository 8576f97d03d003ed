"""The form in a real browser: each field is kept and answered as it is left, and a reload loses nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Route, expect
from werkzeug.serving import make_server

from tests.cast import Cast
from tests.entering.conftest import a_form, number


@pytest.fixture
def at_desk(app: Flask, cast: Cast, chromium: Browser) -> Iterator[Page]:
    """A clerk's page on a server of the test's own; whatever its console complains of fails the test."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    name = app.config["SESSION_COOKIE_NAME"]
    cookie = cast.sign_in(app.test_client(), "steel.org_clerk").get_cookie(name)
    assert cookie is not None
    context = chromium.new_context(base_url=f"http://127.0.0.1:{server.server_port}")
    context.add_cookies([{"name": name, "value": cookie.value, "domain": "127.0.0.1", "path": "/"}])
    found = context.new_page()
    complaints: list[str] = []
    found.on("console", lambda said: said.type == "error" and complaints.append(said.text))
    yield found
    context.close()
    server.shutdown()
    assert complaints == []


def leave(page: Page, field: str, value: str) -> None:
    """Fill a field, leave it, and wait for its answer."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.fill(f"#{field}", value)
        page.keyboard.press("Tab")


def test_a_reload_comes_back_to_what_was_typed(at_desk: Page) -> None:
    page = at_desk
    page.goto("/applications/new")
    leave(page, "name", "陈重来")
    leave(page, "id_number", number(301))
    expect(page.locator("#birth")).to_have_value("1986-04")
    expect(page.locator("#draft-state")).to_contain_text("草稿已保存")
    expect(page.locator('#field-sex input[value="男"]')).to_be_checked()
    assert "/applications/drafts/" in page.url
    page.reload()
    expect(page.locator("#name")).to_have_value("陈重来")
    expect(page.locator("#id_number")).to_have_value("")
    expect(page.locator("#id_number")).to_have_attribute("placeholder", f"371102********{number(301)[-4:]}")


def test_the_live_answer_follows_the_fields(at_desk: Page) -> None:
    page = at_desk
    typed = a_form(303)
    page.goto("/applications/new")
    leave(page, "id_number", typed["id_number"])
    leave(page, "occupation", "焊工")
    leave(page, "experience_months", "15年")
    leave(page, "target_occupation", "焊工")
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("#field-target_level label", has_text="技师").first.click()
    expect(page.locator("#eligibility")).to_contain_text("年限路径")
    expect(page.locator("#eligibility")).to_contain_text("符合，按年限路径")
    expect(page.locator("#eligibility")).to_contain_text("三(一)2")
    page.fill("#target_occupation", "")
    page.type("#target_occupation", "焊", delay=30)
    expect(page.locator("#occupations option").first).to_be_attached()


def test_an_answer_leaves_what_was_chosen_and_typed_meanwhile(at_desk: Page) -> None:
    """The answer to leaving 申请工种 brings 培训级别 along: a level that was chosen before it came stays."""
    page, held = at_desk, list[Route]()

    def hold_the_first(route: Route) -> None:
        if held or route.request.method != "POST":
            route.continue_()
        else:
            held.append(route)

    page.goto("/applications/new")
    page.route("**/applications/**", hold_the_first)
    with page.expect_request(lambda asked: asked.method == "POST"):
        page.fill("#target_occupation", "焊工")
        page.keyboard.press("Tab")
    page.locator("#field-target_level label", has_text="技师").first.click()
    page.locator("#target_occupation").press("End")
    page.locator("#target_occupation").press_sequentially("人")
    with page.expect_response(lambda answer: "target_level" in (answer.request.post_data or "")[-40:]):
        held[0].continue_()
    expect(page.locator('#field-target_level input[value="技师"]')).to_be_checked()
    expect(page.locator("#target_occupation")).to_have_value("焊工人")
    page.reload()
    expect(page.locator('#field-target_level input[value="技师"]')).to_be_checked()
