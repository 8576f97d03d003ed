"""What people do at the desks of the two reviews: words of the stories that the journeys tell."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from tests.journeys.conftest import Visitor

Visit = Callable[[int], Visitor]


def at(visit: Visit, login: str, width: int = 1440) -> Visitor:
    """A browser of one's own, signed in."""
    me = visit(width)
    me.sign_in(login)
    return me


def upload_sample(me: Visitor, file: Path) -> None:
    """The demo's clean roster, fetched and sent back as a clerk would; ends in the preview."""
    me.open("/rosters")
    with me.page.expect_download() as download:
        me.page.click("text=没有问题的示例名册")
    download.value.save_as(file)
    me.page.set_input_files("input[type=file]", file)
    me.page.click("button:has-text('上传并检查')")
    me.page.wait_for_selector("button:has-text('确认导入')")


def confirm_roster(me: Visitor) -> None:
    me.page.click("button:has-text('确认导入')")
    me.page.wait_for_selector("text=/已导入 \\d+ 人/")


def open_first(me: Visitor, desk: str) -> tuple[str, str]:
    """Open the oldest application of a desk's queue; its number and the person's name."""
    return open_of(me, desk, "")


def open_of(me: Visitor, desk: str, name: str) -> tuple[str, str]:
    """Open the application of a person of that name from a desk's queue; its number and the name."""
    me.open(desk)
    first = me.page.locator("tbody tr td.jl-strong a", has_text=name).first
    name = first.inner_text()
    first.click()
    me.page.wait_for_selector("#review")
    number = re.search(r"JLL-\d{4}-\w{5}-\w{5}", me.page.url)
    assert number
    return number[0], name


def decide(me: Visitor, verdict: str, ground: str = "", opinion: str = "") -> None:
    """Fill in the verdict at the page that is open, clear what is warned of, and hand it in.

    Whoever decided goes on to the application that has waited longest.
    """
    card = me.page.locator("#review")
    card.locator(f"input[name=verdict][value={verdict}]").check(force=True)
    if ground:
        card.locator("[name=ground]").select_option(ground)
    card.locator("[name=opinion]").fill(opinion)
    for box in card.locator("[name=cleared], [name=attested]").all():
        box.check()
    card.locator("button:has-text('提交意见')").click()
    me.page.wait_for_load_state("networkidle")
