"""From the roster through both reviews (三(二), 三(四)): agreed, returned and handed in again, refused."""

from __future__ import annotations

from pathlib import Path

from tests.journeys.conftest import Visitor
from tests.journeys.desks import Visit, at, confirm_roster, decide, open_first, upload_sample


def test_from_the_roster_through_both_reviews(visit: Visit, tmp_path: Path) -> None:
    clerk = at(visit, "liu.min")
    upload_sample(clerk, tmp_path / "clean.xlsx")
    confirm_roster(clerk)
    reviewer = at(visit, "yunfan.reviewer")
    _agree_with_all(reviewer)
    college = at(visit, "college.registrar")
    _confirm_the_call(college)
    number = _accept_one(college)
    clerk.open(f"/applications/{number}")
    clerk.page.wait_for_selector("text=机构复审通过")
    clerk.open("/notices")
    clerk.page.wait_for_selector("text=复审通过")
    assert [*clerk.complaints, *reviewer.complaints, *college.complaints] == []


def _agree_with_all(me: Visitor) -> None:
    me.open("/reviews")
    me.page.locator("thead input[type=checkbox]").check()
    me.page.click("button:has-text('批量同意')")
    me.page.wait_for_selector("h2:has-text('已选')")
    me.page.click("button:has-text('确认办理')")
    me.page.wait_for_selector("text=/办理 \\d+ 件，未办理 \\d+ 件/")


def _confirm_the_call(me: Visitor) -> None:
    """The unit that has waited longest for its call."""
    me.open("/phone-confirmations")
    me.page.locator("tbody a:has-text('登记')").first.click()
    me.page.fill("[name=person]", "刘敏")
    me.page.fill("[name=phone]", "0633-2910098")
    me.page.click("main button:has-text('登记')")
    me.page.wait_for_selector("text=已确认")


def _accept_one(me: Visitor) -> str:
    """The oldest of the unit's applications."""
    me.open("/reexaminations")
    unit = me.page.locator("[name=unit] option:has-text('云帆供应链')").get_attribute("value")
    number, name = open_first(me, f"/reexaminations?unit={unit}")
    decide(me, "accept", opinion="材料齐全")
    me.page.wait_for_selector(f"text={name}：已提交意见")
    return number


def test_returned_and_handed_in_again(visit: Visit) -> None:
    reviewer, clerk = at(visit, "lingfeng.reviewer"), at(visit, "lingfeng.clerk")
    number, name = open_first(reviewer, "/reviews")
    decide(reviewer, "return", "phone")
    reviewer.page.wait_for_selector("#review .jl-field-error")  # an opinion is wanted
    decide(reviewer, "return", "phone", "拨打三次无人接听")
    reviewer.page.wait_for_selector(f"text={name}：已提交意见")
    clerk.open("/notices")
    clerk.page.locator("main a, main button", has_text=f"{name} 的报名被退回修改").first.click()
    clerk.page.wait_for_selector("text=拨打三次无人接听")
    clerk.page.click("main a:text-is('修改')")
    clerk.page.fill("[name=phone]", "13806330011")
    if not clerk.page.input_value("[name=category]"):  # a roster's row says nothing of it
        clerk.page.select_option("[name=category]", "employee")
    clerk.page.locator("h1").click()
    clerk.page.wait_for_load_state("networkidle")
    clerk.page.click("button:has-text('修改后提交')")
    clerk.page.wait_for_selector("text=修改后再次提交")
    reviewer.open(f"/applications/{number}")
    assert reviewer.page.locator("#review").count() == 1
    assert clerk.complaints == []
    assert all("422" in one for one in reviewer.complaints)  # the verdict without an opinion


def test_refused_with_the_clause_and_told_without_an_account(visit: Visit) -> None:
    reviewer = at(visit, "hengmu.reviewer")
    number, name = open_first(reviewer, "/reviews")
    last_four = reviewer.page.locator("text=/\\d{6}\\*+\\d{3}[\\dX]/").first.inner_text().strip()[-4:]
    decide(reviewer, "reject", "public_body", "经核实为事业单位在编人员")
    reviewer.page.wait_for_selector(f"text={name}：已提交意见")
    reviewer.open(f"/applications/{number}")
    reviewer.page.wait_for_selector("text=机关事业单位职工不纳入培训项目范围（一(四)）")
    anybody = visit(390)
    anybody.open("/welcome/status")
    anybody.page.fill("[name=number]", number)
    anybody.page.fill("[name=last_four]", last_four)
    anybody.page.click("button:has-text('查询')")
    anybody.page.wait_for_selector("text=一(四)")
    assert anybody.overflow() <= 0
    assert [*anybody.complaints, *reviewer.complaints] == []
