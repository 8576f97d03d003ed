"""An applicant on a phone (三): a code, the unit, the form in steps with its live answer, the progress.

Each page is looked at as it comes: no axe finding, nothing cut at 390 px, one heading, no complaint.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable

from tests.accessible import findings
from tests.journeys.conftest import Visitor
from tests.journeys.desks import at, decide, open_of
from webapp.people.identity import check_digit

NUMBER = "37110219850321521" + check_digit("37110219850321521")
PICTURES = os.environ.get("PICTURES", "")


def look(me: Visitor, name: str) -> None:
    """The page as it stands is in order."""
    if PICTURES:
        me.page.screenshot(path=f"{PICTURES}/{name}.png")
    assert me.page.locator("h1").count() == 1, name
    found = findings(me.page)
    assert not found, f"{name}\n{found}"
    assert me.overflow() <= 0, name


def press(me: Visitor, words: str) -> None:
    """The bar's button."""
    me.page.locator(f".jl-phone-foot .btn:has-text('{words}')").click()
    me.page.wait_for_load_state()


def register(me: Visitor) -> None:
    me.open("/my")
    look(me, "sign-in")
    me.page.fill("[name=name]", "江远帆")
    me.page.fill("[name=number]", NUMBER)
    me.page.fill("[name=phone]", "13912345601")
    press(me, "获取验证码")
    me.page.wait_for_selector("[name=code]")
    look(me, "code")
    shown = re.search(r"演示环境的验证码：(\d{6})", me.page.content())
    assert shown
    me.page.fill("[name=code]", shown[1])
    press(me, "登录")
    me.page.wait_for_selector("text=还没有报名")


def test_an_applicant_applies_on_a_phone(visit: Callable[[int], Visitor]) -> None:
    me = visit(390)
    register(me)
    look(me, "empty")
    press(me, "开始报名")
    me.page.fill("#words", "钢铁")
    me.page.wait_for_selector("#found button")
    look(me, "unit")
    me.page.locator("#found button").first.click()
    me.page.wait_for_selector("text=第 1 步，共 4 步")
    assert me.page.locator("[name=sex]:checked").get_attribute("value") == "男"  # by the identity number
    me.page.select_option("[name=education]", "大专")
    look(me, "person")
    press(me, "下一步")
    me.page.wait_for_selector("text=第 2 步，共 4 步")
    me.page.fill("[name=occupation]", "焊工")
    me.page.fill("[name=work_start]", "2005-07")
    me.page.fill("[name=experience_months]", "14年2个月")
    look(me, "work")
    press(me, "下一步")
    me.page.wait_for_selector("text=第 3 步，共 4 步")
    target(me)
    look(me, "target")
    press(me, "下一步")
    me.page.wait_for_selector("text=第 4 步，共 4 步")
    look(me, "check")
    press(me, "提交单位审核")
    me.page.wait_for_selector("text=办理过程")
    look(me, "progress")
    me.open("/notices")
    look(me, "inbox")
    me.open("/my")
    look(me, "home")
    me.page.wait_for_selector("text=待单位审核")
    through_both_reviews(visit)
    me.page.reload()
    me.page.wait_for_selector("text=审核通过")
    assert me.complaints == [] or PICTURES  # taking a picture sets a style of its own


def through_both_reviews(visit: Callable[[int], Visitor]) -> None:
    """The unit vouches for the skill (三(一)2) and agrees; its own institution re-examines (三(四))."""
    reviewer = at(visit, "haiyue.reviewer")
    open_of(reviewer, "/reviews", "江远帆")
    decide(reviewer, "approve", opinion="技术骨干，同意")
    reviewer.page.wait_for_selector("text=江远帆：已提交意见")
    registrar = at(visit, "haiyue.registrar")
    open_of(registrar, "/reexaminations", "江远帆")
    decide(registrar, "accept", opinion="材料齐全")
    registrar.page.wait_for_selector("text=江远帆：已提交意见")
    assert [*reviewer.complaints, *registrar.complaints] == []


def settle(me: Visitor) -> None:
    """Leave the field, and let its answer come: it may bring a neighbouring field anew."""
    me.page.locator("h1").click()
    me.page.wait_for_load_state("networkidle")


def target(me: Visitor) -> None:
    """What one applies for; the answer stands below before anything is handed in."""
    me.page.fill("[name=target_occupation]", "焊工")
    settle(me)
    me.page.locator("label", has_text=re.compile(r"^\s*技师\s*$")).click()
    settle(me)
    me.page.select_option("[name=current_level]", "高级工")
    me.page.fill("[name=certificate_date]", "2024-09-01")
    me.page.fill("[name=certificate_number]", "Y000037000012193000583")
    me.page.fill("[name=specialty]", "擅长压力管道焊接")
    settle(me)
    me.page.wait_for_selector("#eligibility >> text=符合，按年限路径")
