"""The first walk of the README: a clerk's messy roster from the upload to the list; others see nothing."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.conftest import Visitor

Visit = Callable[[int], Visitor]
# Each width walks as another enterprise: the same people again would be "no change".
CLERKS = {1440: ("haiyue.clerk", "lingfeng.clerk"), 390: ("wangchao.clerk", "yaoguang.clerk")}


@pytest.mark.parametrize("width", CLERKS)
def test_from_the_messy_sample_to_the_list(visit: Visit, tmp_path: Path, width: int) -> None:
    clerk, stranger = CLERKS[width]
    me = visit(width)
    me.sign_in(clerk)
    address = _upload(me, tmp_path / "messy.xlsx")
    name = _put_right(me)
    _confirm(me)
    me.page.click("text=查看报名人员")
    me.page.wait_for_selector(f"text={name}")
    assert me.overflow() <= 0
    assert me.complaints == []
    _stranger_sees_nothing(visit(width), stranger, address)


def _upload(me: Visitor, file: Path) -> str:
    me.open("/rosters")
    with me.page.expect_download() as download:
        me.page.click("text=有问题的示例名册")
    download.value.save_as(file)
    me.page.set_input_files("input[type=file]", file)
    me.page.click("button:has-text('上传并检查')")
    me.page.wait_for_selector("progress, h2:has-text('按问题处理')")
    address = me.page.url
    me.page.reload()  # the bar survives a reload
    me.page.wait_for_selector("h2:has-text('按问题处理')")
    return address


def _put_right(me: Visitor) -> str:
    """Answer what is asked of the list, take the safe fixes, answer one row; whose name is told."""
    me.page.click("button:has-text('隐藏行一并导入')")
    me.page.wait_for_selector("button[aria-pressed=true]:has-text('隐藏行一并导入')")
    me.page.click("button:has-text('接受全部')")
    me.page.wait_for_selector(".jl-said:has-text('已接受')")
    row = me.page.locator("#rows tr", has=me.page.locator("a:has-text('选择')")).first
    name = row.locator("td").nth(1).inner_text()
    before = me.page.locator("h2:has-text('将导入')").inner_text()
    me.page.locator("li.jl-problem:has-text('从业年限像是开始的年份') button").first.click()
    me.page.wait_for_function(
        "before => [...document.querySelectorAll('h2')].some("
        "h => h.innerText.includes('将导入') && h.innerText !== before)",
        arg=before,
    )
    return name


def _confirm(me: Visitor) -> None:
    me.page.click("button:has-text('确认导入')")
    me.page.wait_for_selector("text=/已导入 \\d+ 人/")


def _stranger_sees_nothing(other: Visitor, login: str, address: str) -> None:
    other.sign_in(login)
    other.open("/rosters")
    other.page.wait_for_selector("h2:has-text('已上传的名册')")
    assert other.page.locator("text=messy.xlsx").count() == 0
    answer = other.page.goto(address)
    assert answer is not None
    assert answer.status == 404
