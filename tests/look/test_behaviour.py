"""What the small scripts and HTMX do, in the browser; and that the same works without them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs

from playwright.sync_api import expect

from tests.look import gallery, samples

HTML = {"Content-Type": "text/html; charset=utf-8"}


def macros() -> object:
    return gallery.environment().globals["ui"]


def test_job_card_polls_until_the_state_is_final_and_then_stops(open_page: Callable, site) -> None:
    asked: list[str] = []
    ui, jobs = macros(), samples.jobs()
    running = jobs["running_job"] | {"url": "/job"}
    finished = running | {"final": True, "state_word": "已完成", "kind": "passed", "done": 1000}
    card = {"now": running | {"done": 412}}

    def answer(handler: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        asked.append(handler.headers["HX-Request"])
        card["now"] = finished if len(asked) >= 2 else running | {"done": 700}
        return 200, HTML, ui.job_card(card["now"]).encode()

    site.answers["/job"] = answer
    site.answers["/jobs.html"] = lambda handler, body: (
        200, HTML, site.pages["/gallery.html"].replace(b'hx-get="gallery.html"', b'hx-get="/job"'),
    )  # fmt: skip
    watched = open_page("jobs")
    expect(watched.page.locator("#job-j1 .jl-badge")).to_have_text("已完成", timeout=6000)
    assert watched.page.locator("#job-j1").get_attribute("hx-trigger") is None
    watched.page.wait_for_timeout(2500)
    assert asked == ["true", "true"]
    assert watched.complaints == []


def test_danger_is_asked_about_first_and_the_token_goes_along(open_page: Callable, site) -> None:
    sent: list[dict[str, list[str]]] = []

    def answer(handler: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        sent.append(parse_qs(body.decode()))
        return 200, HTML, b"<!doctype html><title>done</title>"

    site.answers["/withdraw"] = answer
    page = open_page("gallery").page
    page.get_by_role("button", name="撤回", exact=True).click()
    dialog = page.locator("#confirm-dialog")
    expect(dialog).to_contain_text("撤回后须重新提交")
    dialog.get_by_role("button", name="返回").click()
    expect(dialog).to_be_hidden()
    assert sent == []
    page.get_by_role("button", name="撤回", exact=True).click()
    dialog.get_by_role("button", name="撤回申请").click()
    page.wait_for_url("**/withdraw")
    assert sent == [{"csrf_token": ["made-up-token"], "version": ["3"]}]


def test_a_field_is_checked_when_it_is_left(open_page: Callable, site) -> None:
    sent: list[tuple[str, str]] = []

    def answer(handler: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        sent.append((handler.headers["X-CSRFToken"], body.decode()))
        wrong = gallery.Sample(data={"name": "张 三"})
        wrong.name.errors = ["姓名中间不能有空格。"]
        return 422, HTML, macros().field(wrong.name, check="/sample").encode()

    site.answers["/sample"] = answer
    watched = open_page("gallery")
    page = watched.page
    page.locator("#name").fill("张 三")
    page.locator("#number").click()
    expect(page.locator("#name-error")).to_have_text("姓名中间不能有空格。")
    expect(page.locator("#number")).to_be_focused()
    assert page.locator("#name").get_attribute("aria-describedby") == "name-error"
    assert sent[0][0] == "made-up-token"
    assert "_check" in sent[0][1]


def test_a_refused_form_comes_back_in_place_with_the_wrong_field_focused(open_page: Callable, site) -> None:
    page_again = gallery.pages()["application"].replace('id="opinion"', 'id="opinion" aria-invalid="true"')
    site.answers["/decide"] = lambda handler, body: (422, HTML, page_again.encode())
    page = open_page("application").page
    page.locator("#opinion").fill("")
    page.get_by_role("button", name="提交：复审通过").click()
    expect(page.locator("#opinion")).to_be_focused()
    expect(page.locator("#opinion-count")).to_contain_text("/ 200")
    assert page.url.endswith("/application.html")


def test_errors_of_the_server_become_words(open_page: Callable, site) -> None:
    site.answers["/decide"] = lambda handler, body: (500, HTML, b"")
    page = open_page("application").page
    page.get_by_role("button", name="提交：复审通过").click()
    expect(page.locator("#toasts")).to_contain_text("系统没能完成这一步")
    expect(page.get_by_role("button", name="提交：复审通过")).not_to_have_attribute("aria-disabled", "true")


def test_a_toast_comes_by_header(open_page: Callable, site) -> None:
    header = {"HX-Trigger": json.dumps({"toast": {"message": "已通过。", "kind": "success"}})}
    answer = gallery.pages()["application"].encode()
    site.answers["/decide"] = lambda handler, body: (200, HTML | header, answer)
    watched = open_page("application")
    watched.page.get_by_role("button", name="提交：复审通过").click()
    expect(watched.page.locator("#toasts")).to_contain_text("已通过。")
    assert watched.complaints == []


def test_rows_are_chosen_all_at_once(open_page: Callable) -> None:
    page = open_page("gallery").page
    approve = page.get_by_role("button", name="批量通过")
    expect(approve).to_be_disabled()
    page.get_by_label("选择本页全部").check()
    expect(page.locator("[data-chosen]")).to_have_text("2")
    expect(approve).to_be_enabled()
    page.get_by_label("选择 张伟").uncheck()
    assert page.get_by_label("选择本页全部").evaluate("box => box.indeterminate")


def test_a_dropped_file_is_in_the_form(open_page: Callable) -> None:
    page = open_page("gallery").page
    page.evaluate(
        """() => {
            const taken = new DataTransfer();
            taken.items.add(new File(["a"], "名册.xlsx"));
            const drop = new DragEvent("drop", {dataTransfer: taken, bubbles: true, cancelable: true});
            document.querySelector("[data-drop]").dispatchEvent(drop);
        }"""
    )
    expect(page.locator("[data-drop] output")).to_contain_text("名册.xlsx")
    assert page.locator("#roster").evaluate("input => input.files.length") == 1


def test_menu_on_a_phone(open_page: Callable) -> None:
    page = open_page("dashboard", width=390, height=844).page
    entry = page.locator("#site-menu").get_by_role("link", name="名册导入")
    expect(entry).to_be_hidden()
    page.get_by_role("button", name="打开菜单").click()
    expect(entry).to_be_visible()
    page.keyboard.press("Escape")
    expect(entry).to_be_hidden()
    expect(page.get_by_role("button", name="打开菜单")).to_be_focused()


def test_without_script_menu_dialog_chart_and_switcher_still_work(open_page: Callable) -> None:
    page = open_page("gallery", width=390, height=844, script=False).page
    page.get_by_role("button", name="打开菜单").click()
    expect(page.locator("#site-menu").get_by_role("link", name="名册导入")).to_be_visible()
    page.locator("#site-menu").get_by_label("收起菜单").click()
    page.get_by_role("button", name="打开对话框").click()
    expect(page.get_by_label("退回原因")).to_be_visible()
    page = open_page("dashboard", script=False).page
    expect(page.get_by_role("rowheader", name="4月")).to_be_visible()
    page.locator(".jl-tenant summary").click()
    expect(page.get_by_role("button", name="日照市技师学院")).to_be_visible()


def test_the_chart_is_drawn_on_canvas(open_page: Callable) -> None:
    watched = open_page("dashboard")
    canvas = watched.page.locator(".jl-chart canvas")
    expect(canvas).to_be_visible()
    canvas.hover(position={"x": 200, "y": 150})
    watched.page.wait_for_timeout(300)
    assert watched.complaints == []


def test_filters_stay_in_the_address_and_back_is_right(open_page: Callable, site) -> None:
    fewer = gallery.pages()["dashboard"].replace("JLL202600007", "JLL202699999")
    site.answers["/applications"] = lambda handler, body: (200, HTML, fewer.encode())
    watched = open_page("dashboard")
    page = watched.page
    page.get_by_label("关键词").fill("孙")
    page.get_by_role("button", name="查询").click()
    expect(page.get_by_text("JLL202699999")).to_be_visible()
    assert "q=" in page.url
    page.go_back()
    expect(page.get_by_text("JLL202600007")).to_be_visible()
    expect(page.locator(".jl-nav")).to_be_visible()
    assert watched.complaints == []


def test_a_plain_form_is_sent_once(open_page: Callable, site) -> None:
    sent: list[bytes] = []

    def slow(handler: BaseHTTPRequestHandler, body: bytes) -> tuple[int, dict[str, str], bytes]:
        sent.append(body)
        time.sleep(0.5)
        return 200, HTML, b"<!doctype html><title>in</title>"

    site.answers["/sign-in"] = slow
    page = open_page("sign_in").page
    page.locator("#username").fill("clerk")
    page.evaluate("[1, 2].forEach(() => document.querySelector('form').requestSubmit())")
    page.wait_for_url("**/sign-in")
    assert len(sent) == 1


def test_paper_shows_the_content_alone(open_page: Callable) -> None:
    page = open_page("application").page
    page.emulate_media(media="print")
    expect(page.locator(".jl-nav")).to_be_hidden()
    expect(page.get_by_role("button", name="提交：复审通过")).to_be_hidden()
    expect(page.get_by_text("371102********2318")).to_be_visible()
