"""三(四): the city ends the window by a new version, tried first, and opens late for one unit alone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from tests.journeys.conftest import Visitor
from tests.journeys.desks import Visit, at, confirm_roster, upload_sample
from webapp.policy.programme import today


def test_open_late_for_one_unit_alone(visit: Visit, tmp_path: Path) -> None:
    late, shut = at(visit, "lanhai.clerk"), at(visit, "bihai.clerk")
    city = at(visit, "city.filing")
    with _window_over(city):
        for clerk, name in ((late, "late"), (shut, "shut")):
            upload_sample(clerk, tmp_path / f"{name}.xlsx")
            clerk.page.click("button:has-text('确认导入')")
            clerk.page.wait_for_selector("text=三(四)")
        _open_late(city, "澜海水产")
        late.page.reload()
        confirm_roster(late)
        shut.page.reload()
        shut.page.click("button:has-text('确认导入')")
        shut.page.wait_for_selector("text=三(四)")
    assert city.complaints == []


@contextmanager
def _window_over(city: Visitor) -> Iterator[None]:
    """The window ended yesterday; put back afterwards, since the product is everybody's."""
    before = _revise(city, (today() - timedelta(days=1)).isoformat(), "演练：提前截止")
    try:
        yield
    finally:
        _revise(city, before, "演练结束，恢复原截止日期")


def _revise(city: Visitor, closes: str, reason: str) -> str:
    """Set the window's last day by a new version, tried before it is saved; the day it was."""
    city.open(f"/programme/{today().year}/edit")
    before = city.page.input_value("[name=window-closes]")
    city.page.fill("[name=window-closes]", closes)
    city.page.locator("h1").click()  # the field is checked on leaving it
    city.page.wait_for_load_state("networkidle")
    city.page.click("button:has-text('试算')")
    city.page.wait_for_selector("h2:has-text('试算结果')")
    city.page.fill("[name=reason]", reason)
    city.page.click("button:has-text('保存为新版本')")
    city.page.click("dialog button:has-text('保存')")
    city.page.wait_for_selector(f"text={reason}")
    return before


def _open_late(city: Visitor, unit: str) -> None:
    city.open(f"/programme/{today().year}/late-openings")
    city.page.fill("[name=find]", unit)
    city.page.click("button:has-text('查找')")
    city.page.click(f"main a:has-text('{unit}')")
    city.page.fill("[name=first]", today().isoformat())
    city.page.fill("[name=last]", (today() + timedelta(days=3)).isoformat())
    city.page.locator("h1").click()
    city.page.wait_for_load_state("networkidle")
    city.page.fill("[name=reason] >> nth=-1", "赶制出口订单")
    city.page.click("button:has-text('延期开放')")
    city.page.wait_for_selector("text=赶制出口订单")
