"""Every page of every role's menu: no complaint in the console, no axe finding, nothing cut on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.accessible import findings
from tests.journeys.conftest import Visitor

ROLES = (
    "haiyue.clerk", "haiyue.reviewer", "haiyue.admin", "college.registrar", "college.examiner",
    "donggang.officer", "donggang.admin", "city.admin", "city.auditor", "city.filing", "liu.min",
)  # fmt: skip


@pytest.mark.parametrize("login", ROLES)
def test_the_pages_of(visit: Callable[[int], Visitor], login: str) -> None:
    me = visit(1440)
    me.sign_in(login)
    links = me.page.eval_on_selector_all(
        "nav a[href^='/']", "links => [...new Set(links.map(link => link.getAttribute('href')))]"
    )
    assert len(links) >= 3
    for path in links:
        me.page.set_viewport_size({"width": 1440, "height": 900})
        me.open(path)
        assert me.page.locator("h1").count() == 1, path
        found = findings(me.page)
        assert not found, f"{path}\n{found}"
        me.page.set_viewport_size({"width": 390, "height": 844})
        assert me.overflow() <= 0, path
    assert me.complaints == []


def test_a_wrong_password_is_told_in_words(visit: Callable[[int], Visitor]) -> None:
    me = visit(390)
    me.open("/account/sign-in")
    me.page.fill("[name=login]", "haiyue.clerk")
    me.page.fill("[name=password]", "not the password")
    me.page.keyboard.press("Enter")
    me.page.wait_for_selector("text=登录名或密码不对")
