"""一人获取多证 (三(四)): a duplicate found on import, explained by the unit, decided by the city, and the
application goes on; a list that is loaded, looked up and taken down again."""

from __future__ import annotations

import re
from pathlib import Path

from tests.accessible import findings
from tests.journeys.conftest import Visitor
from tests.journeys.desks import Visit, at, confirm_roster, decide
from tests.registry.made import as_csv, line
from webapp.demo.city import BY_KEY
from webapp.sheets.samples import clean_roster, people

FIRST, SECOND, SEED = "bihai", "xinghe", 20_261  # their nearest common superior is the city
BADGE = ".jl-head-title"
SAID = "该同志 9 月从原单位调入我公司，原报名已由原单位申请撤回。"


def test_a_duplicate_is_found_on_import_explained_and_goes_on(visit: Visit, tmp_path: Path) -> None:
    first, second = at(visit, f"{FIRST}.clerk"), at(visit, f"{SECOND}.clerk")
    (shared,) = people(1, seed=SEED)
    imports(first, tmp_path / "first.xlsx", clean_roster(1, seed=SEED, unit=BY_KEY[FIRST].name))
    imports(second, tmp_path / "second.xlsx", clean_roster(2, seed=SEED, unit=BY_KEY[SECOND].name))
    second.page.wait_for_selector("text=其中 1 人查重待核")
    number = held(second, shared.name)
    assert BY_KEY[FIRST].name not in second.page.content()
    explained(second)

    city = at(visit, "city.filing")
    case_of(city, number)
    assert city.page.locator("#sides tbody tr").count() > 8
    assert BY_KEY[FIRST].name in city.page.inner_text("#sides")
    assert SAID in city.page.inner_text("main")
    assert findings(city.page) == ""
    settled(city)

    second.open(f"/applications/{number}")
    second.page.wait_for_selector("text=待单位审核")
    told(second, f"{number} 的查重已由上级核查")
    reviewer = at(visit, f"{SECOND}.reviewer")
    reviewer.open(f"/applications/{number}")
    decide(reviewer, "approve")
    reviewer.page.wait_for_selector(f"text={shared.name}：已提交意见")
    assert [*first.complaints, *second.complaints, *city.complaints, *reviewer.complaints] == []


def told(me: Visitor, words: str) -> None:
    """Look at the notices until these have come: a worker brings them, and the page asks for none."""
    for _ in range(30):
        me.open("/notices")
        if me.page.get_by_text(words).count():
            return
        me.page.wait_for_timeout(1000)
    raise AssertionError(f"no notice of {words}")


def imports(me: Visitor, file: Path, data: bytes) -> None:
    file.write_bytes(data)
    me.open("/rosters")
    me.page.set_input_files("input[type=file]", file)
    me.page.click("button:has-text('上传并检查')")
    me.page.wait_for_selector("button:has-text('确认导入')")
    confirm_roster(me)


def held(me: Visitor, name: str) -> str:
    """Follow the result of the import to whoever is held up; answers the application's number."""
    me.page.click("a:has-text('查看这些人员')")
    me.page.locator("tbody a", has_text=name).first.click()
    me.page.wait_for_selector("#crosscheck")
    assert me.page.locator("#crosscheck .jl-alert").count() == 1
    found = re.search(r"JLL-\d{4}-\w{5}-\w{5}", me.page.url)
    assert found
    return found[0]


def explained(me: Visitor) -> None:
    me.page.click("#crosscheck summary")
    me.page.fill("#crosscheck textarea", SAID)
    me.page.click("#crosscheck button:has-text('提交说明')")
    me.page.wait_for_selector(f"#crosscheck li:has-text('{SAID}')")


def case_of(me: Visitor, number: str) -> None:
    me.open("/")
    me.page.locator("a[href^='/crosscheck']").first.click()
    me.page.wait_for_selector("#queue")
    me.open(f"/crosscheck?text={number}")
    me.page.locator("tbody a.jl-strong").first.click()
    me.page.wait_for_selector("#decision")


def settled(me: Visitor) -> None:
    """Decide that it is explained, first without a word, which is refused and keeps what was chosen."""
    me.page.locator("input[name=verdict][value=explained]").check(force=True)
    me.page.select_option("#decision [name=ground]", "moved")
    me.page.click("#decision button:has-text('提交结论')")
    me.page.wait_for_selector("#decision .jl-field-error")
    assert me.page.input_value("#decision [name=ground]") == "moved"
    me.page.fill("#decision [name=opinion]", "已核对劳动合同和社保记录。")
    me.page.click("#decision button:has-text('提交结论')")
    me.page.wait_for_selector("text=/情况已说明|已说明/")
    me.complaints[:] = [one for one in me.complaints if "422" not in one]


def test_a_list_is_loaded_looked_up_and_taken_down(visit: Visit, tmp_path: Path) -> None:
    me = at(visit, "city.filing")
    for width in (1440, 390):
        me.page.set_viewport_size({"width": width, "height": 900})
        _load_look_up_take_down(me, tmp_path / f"省名单{width}.csv", width)
    me.page.set_viewport_size({"width": 1440, "height": 900})
    me.open("/crosscheck/runs")
    me.page.click("button:has-text('立即查重')")
    me.page.wait_for_selector(f"{BADGE}:has-text('已完成')")  # the page itself has gone on, unasked
    assert me.complaints == []


def _load_look_up_take_down(me: Visitor, file: Path, order: int) -> None:
    person = people(1, seed=SEED + order)[0]
    wanted = f"S000037110999{19}2{order:06d}"
    lines = [line(person.name, person.id_number, wanted), line("王芳", "371102", f"{wanted[:-1]}1")]
    file.write_bytes(as_csv(lines))
    title = f"走查名单{order}"
    loaded(me, file, title)
    me.open("/registry/look-up")
    me.page.fill("[name=number]", person.id_number)
    me.page.fill("[name=reason]", "核查报名")
    me.page.click("main button:has-text('查询')")
    me.page.wait_for_selector(f"td:has-text('{wanted}')")
    assert person.id_number not in me.page.url
    assert me.overflow() <= 0
    assert findings(me.page) == ""
    me.page.click(f"td a:has-text('{title}')")
    me.page.fill("[name=reason]", "名单传错了")
    me.page.click("button:has-text('撤下这份名单')")
    me.page.click("dialog button[data-yes]")
    me.page.wait_for_selector("text=这份名单已撤下")
    me.page.wait_for_selector(f"{BADGE}:has-text('已撤下')")


def loaded(me: Visitor, file: Path, title: str) -> None:
    me.open("/registry")
    me.page.fill("[name=title]", title)
    me.page.set_input_files("[name=file]", file)
    me.page.click("button:has-text('上传并登记')")
    me.page.wait_for_selector("h2:has-text('登记结果')")
    me.page.wait_for_selector("h2:has-text('未登记的行')")
    me.page.wait_for_selector(f"{BADGE}:has-text('已登记')")
    assert me.overflow() <= 0
    assert findings(me.page) == ""
