"""Strangers on a phone: the public pages, the forms, and an application's progress without an account."""

from __future__ import annotations

import re
from collections.abc import Callable

from tests.accessible import findings
from tests.journeys.conftest import Visitor

PAGES = ("/welcome", "/welcome/notice", "/welcome/forms", "/welcome/status", "/welcome/contacts")
CITY = ("/occupations", "/occupations/6-18-02-04", "/occupations/scarce", "/scopes/new", "/institutions")


def fine(me: Visitor, path: str) -> None:
    """One heading, no axe finding, nothing cut on a phone."""
    assert me.page.locator("h1").count() == 1, path
    found = findings(me.page)
    assert not found, f"{path}\n{found}"
    assert me.overflow() <= 0, path


def test_strangers_read_the_public_pages_on_a_phone(visit: Callable[[int], Visitor]) -> None:
    me = visit(390)
    for path in PAGES:
        me.open(path)
        fine(me, path)
    assert me.complaints == []


def test_a_stranger_asks_for_the_progress_on_a_phone(visit: Callable[[int], Visitor]) -> None:
    clerk = visit(1440)
    clerk.sign_in("haiyue.clerk")
    clerk.open("/applications")
    row = clerk.page.locator("#list tbody tr").first
    number = row.locator("td").first.inner_text()
    last_four = re.findall(r"\*+(\w{4})", row.inner_text())[0]
    me = visit(390)
    me.open("/welcome/status")
    me.page.fill("[name=number]", number)
    me.page.fill("[name=last_four]", "0000" if last_four != "0000" else "1111")
    me.page.click("main button:has-text('查询')")
    me.page.wait_for_selector("text=不一致")
    me.page.fill("[name=last_four]", last_four)
    me.page.click("main button:has-text('查询')")
    me.page.wait_for_selector("text=办理过程")
    assert last_four not in me.page.url
    fine(me, "/welcome/status")


def test_the_citys_catalogue_pages(visit: Callable[[int], Visitor]) -> None:
    me = visit(1440)
    me.sign_in("city.filing")
    for path in CITY:
        me.page.set_viewport_size({"width": 1440, "height": 900})
        me.open(path)
        fine(me, path)
        me.page.set_viewport_size({"width": 390, "height": 844})
        assert me.overflow() <= 0, path
    me.open("/scopes")
    me.page.click("#scopes tbody td small a >> nth=0")
    me.page.wait_for_load_state()
    fine(me, me.page.url)
    assert me.complaints == []
