"""A form handed in by the unit's clerk: one application, once, however often and by how many it is asked."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from tenants.db import db
from tenants.models import Tenant
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from tests.entering.conftest import Desk, a_form, application_of, draft_of, number
from webapp.applicants.models import Application, Move
from webapp.entering.models import ApplicationDraft
from webapp.notices.models import Notice
from webapp.policy.programme import programme_year, today

Stored = Callable[..., list[Any]]


def change(app: Flask, public_id: str, **values: Any) -> None:
    """What others do to an application meanwhile."""
    with app.app_context(), acting_as(Scope.of_system("a test plays the reviewer")):
        row = db.session.query(Application).filter_by(public_id=public_id).one()
        for name, value in values.items():
            setattr(row, name, value)
        db.session.commit()


def test_a_whole_form_becomes_an_application(desk: Desk, stored: Stored) -> None:
    answer = desk.submit(a_form(1, key_unit_shown="1", key_unit="y"))
    made = application_of(stored, answer)
    assert (made.state, made.category, made.target_occupation, made.target_level) == (
        "submitted", "employee", "焊工", "技师",
    )  # fmt: skip
    assert (made.native_place, made.ethnicity, made.politics, made.specialty, made.key_unit) == (
        "山东日照", "汉族", "群众", "氩弧焊、机器人焊接", True,
    )  # fmt: skip
    assert made.eligibility["eligible"] is True
    assert (made.data_version, made.programme_year, made.reference_date) == (1, programme_year(), today())
    page = desk.client.get(answer.location).text
    assert f"回执：报名编号 {made.public_id}" in page
    assert "提交申请" in page
    assert [
        notice.event for notice in stored(Notice) if notice.link == f"/applications/{made.public_id}"
    ] == ["application.submitted"]


def test_the_same_form_twice_has_one_effect(desk: Desk, stored: Stored) -> None:
    form = desk.opened() | a_form(3) | {"_do": "submit"}
    first, second = (desk.client.post("/applications/new", data=form) for _ in range(2))
    assert first.location == second.location
    made = application_of(stored, first)
    assert len(stored(id_index=made.id_index)) == 1
    assert [move.verb for move in stored(Move, application_id=made.id)] == ["submit"]


def test_the_same_form_twice_at_once_has_one_effect(at: Callable[[str], Desk], stored: Stored) -> None:
    desks = [at("steel.org_clerk") for _ in range(4)]
    form = desks[0].opened() | a_form(5) | {"_do": "submit"}
    answers: list[str] = []

    def post(desk: Desk) -> None:
        answer = desk.client.post(
            "/applications/new", data=form | {"csrf_token": desk.opened()["csrf_token"]}
        )
        answers.append(answer.location if answer.status_code == 303 else f"{answer.status_code}")

    threads = [threading.Thread(target=post, args=(desk,)) for desk in desks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(answers)) == 1, answers
    made = stored(public_id=answers[0].rsplit("/", 1)[1])[0]
    assert len(stored(id_index=made.id_index)) == 1
    assert len(stored(ApplicationDraft, public_id=form["key"])) == 1


def test_a_second_live_application_is_refused_with_the_way_to_the_first(desk: Desk, stored: Stored) -> None:
    first = application_of(stored, desk.submit(a_form(7)))
    answer = desk.submit(a_form(7, name="陈志勇"))
    assert answer.status_code == 422
    assert "不能重复报名" in answer.text
    assert f"/applications/{first.public_id}" in answer.text
    assert len(stored(id_index=first.id_index)) == 1


def test_a_withdrawn_application_gives_way(app: Flask, desk: Desk, stored: Stored) -> None:
    first = application_of(stored, desk.submit(a_form(9)))
    change(app, first.public_id, state="withdrawn")
    assert application_of(stored, desk.submit(a_form(9))).public_id != first.public_id


def test_a_refused_form_says_what_at_each_field_and_is_kept(desk: Desk, stored: Stored) -> None:
    form = desk.opened() | a_form(11, phone="", education="", target_level="") | {"_do": "submit"}
    answer = desk.client.post("/applications/new", data=form)
    assert answer.status_code == 422
    assert "还有 3 处需要填写或改正" in answer.text
    for field, said in (("phone", "联系电话"), ("education", "文化程度")):
        assert f'href="#{field}"' in answer.text
        assert f"没有填写{said}" in answer.text
    assert 'value="陈志远"' in answer.text
    assert draft_of(stored, form["key"]).ended_at is None


def test_nobody_is_taken_who_doesnt_qualify_yet(desk: Desk) -> None:
    year = today().year
    answer = desk.submit(
        a_form(13, certificate_date=f"{year - 1}-03-18", certificate_number="无", experience_months="12年")
    )
    assert answer.status_code == 422
    assert "三(一)2" in answer.text
    assert "还差" in answer.text


@pytest.mark.parametrize(
    ("who", "changed", "clause"),
    [
        ("steel.org_clerk", {"category": "other"}, "一(三)"),
        ("steel.org_clerk", {"category": "public_staff"}, "一(四)"),
        ("steel.org_clerk", {"category": "teacher"}, "一(三)"),
        ("archive.org_clerk", {"category": "employee"}, "一(四)"),
        ("school.org_clerk", {"category": "non_teaching"}, "一(三)"),
        ("steel.org_clerk", {"target_level": "高级技师", "current_level": "技师",
                             "certificate_number": ""}, "三(一)3"),
    ],
)  # fmt: skip
def test_the_clauses_refuse(
    at: Callable[[str], Desk], who: str, changed: dict[str, str], clause: str
) -> None:
    answer = at(who).submit(a_form(15, **changed))
    assert answer.status_code == 422
    assert clause in answer.text


def test_an_occupation_that_nobody_knows_is_refused_with_what_may_have_been_meant(desk: Desk) -> None:
    answer = desk.submit(a_form(15, target_occupation="焊工人"))
    assert answer.status_code == 422
    assert "不能培训（一(二)）：职业目录中没有“焊工人”" in answer.text
    assert 'value="target_occupation:0"' in answer.text


def test_a_teacher_of_a_school_may_apply(at: Callable[[str], Desk], stored: Stored) -> None:
    made = application_of(stored, at("school.org_clerk").submit(a_form(17, category="teacher")))
    assert made.category == "teacher"


def test_a_public_schools_teacher_may_apply_and_no_other_post(
    app: Flask, cast: Cast, at: Callable[[str], Desk], stored: Stored
) -> None:
    from tenants.models import Tenant

    with app.app_context(), acting_as(Scope.of_system("the school is a public one")):
        db.session.get_one(Tenant, cast.tenants["school"].id).is_public_institution = True
        db.session.commit()
    desk = at("school.org_clerk")
    refused = desk.submit(a_form(19, category="non_teaching"))
    assert refused.status_code == 422
    assert "一(四)" in refused.text
    assert application_of(stored, desk.submit(a_form(19, category="teacher"))).state == "submitted"


def test_outside_the_window_nothing_is_handed_in_and_the_draft_keeps(
    desk: Desk, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.entering import operations
    from webapp.refusals import RuleBroken

    def closed(*_: object, **_named: object) -> None:
        raise RuleBroken("window", "报名时间为 2022-04-20 至 2022-05-20（三(四)）", "三(四)")

    monkeypatch.setattr(operations, "admit", closed)
    form = desk.opened() | a_form(21) | {"_do": "submit"}
    answer = desk.client.post("/applications/new", data=form)
    assert answer.status_code == 422
    assert "报名时间为 2022-04-20 至 2022-05-20" in answer.text
    assert draft_of(stored, form["key"]).ended_at is None


def test_a_returned_application_is_corrected_and_handed_in_again(
    app: Flask, desk: Desk, stored: Stored
) -> None:
    first = application_of(stored, desk.submit(a_form(23)))
    change(app, first.public_id, state="returned")
    page = f"/applications/{first.public_id}"
    assert f"{page}/edit" in desk.client.get(page).text
    again = application_of(stored, desk.submit({"native_place": "山东莒县"}, f"{page}/edit"))
    assert again.public_id == first.public_id
    assert (again.state, again.native_place, again.data_version, again.version) == (
        "submitted", "山东莒县", 2, 2,
    )  # fmt: skip
    assert again.id_index == first.id_index
    moves = [(move.verb, move.from_state, move.note) for move in stored(Move, application_id=first.id)]
    assert moves == [("submit", None, None), ("correct", "returned", "native_place")]
    assert "修改了：籍贯" in desk.client.get(page).text


def test_clause_3_4_a_correction_says_when_it_was_first_handed_in(
    app: Flask, desk: Desk, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    from webapp.entering import operations

    asked: list[object] = []
    monkeypatch.setattr(operations, "admit", lambda *_, first_submitted: asked.append(first_submitted))
    first = application_of(stored, desk.submit(a_form(61)))
    change(app, first.public_id, state="returned")
    application_of(stored, desk.submit({"native_place": "山东莒县"}, f"/applications/{first.public_id}/edit"))
    assert asked == [None, first.created_at]
    moves = stored(Move, application_id=first.id)
    assert [move.typed_by for move in moves] == [[move.user_id] for move in moves]


def test_what_came_back_may_be_handed_in_unchanged_and_no_version_is_counted(
    app: Flask, desk: Desk, stored: Stored
) -> None:
    first = application_of(stored, desk.submit(a_form(25)))
    change(app, first.public_id, state="returned")
    again = application_of(stored, desk.submit({}, f"/applications/{first.public_id}/edit"))
    assert (again.state, again.data_version) == ("submitted", 1)


def test_a_reviewed_application_is_corrected_no_more(app: Flask, desk: Desk, stored: Stored) -> None:
    first = application_of(stored, desk.submit(a_form(27)))
    address = f"/applications/{first.public_id}/edit"
    opened = desk.opened(address)
    change(app, first.public_id, state="unit_approved")
    assert desk.client.get(address).status_code == 409
    assert "已经审核" in desk.client.post(address, data=opened | {"name": "陈志勇", "_do": "submit"}).text
    assert stored(public_id=first.public_id)[0].name == "陈志远"


def test_an_application_changed_meanwhile_is_told_and_the_typed_stays(
    app: Flask, desk: Desk, stored: Stored
) -> None:
    first = application_of(stored, desk.submit(a_form(29)))
    address = f"/applications/{first.public_id}/edit"
    opened = desk.opened(address)
    desk.client.post(address, data=opened | {"native_place": "山东五莲"})
    change(app, first.public_id, version=first.version + 1)
    late = desk.client.post(address, data=opened | {"_do": "submit"})
    assert late.status_code == 409
    assert 'value="山东五莲"' in late.text
    again = application_of(stored, desk.submit({}, address))
    assert again.native_place == "山东五莲"


def test_a_correction_never_takes_another_persons_number(desk: Desk, stored: Stored) -> None:
    first = application_of(stored, desk.submit(a_form(31)))
    application_of(stored, desk.submit(a_form(33)))
    answer = desk.submit({"id_number": number(33)}, f"/applications/{first.public_id}/edit")
    assert answer.status_code == 422
    assert stored(public_id=first.public_id)[0].id_index == first.id_index


def test_stints_are_kept_and_summed(desk: Desk, stored: Stored) -> None:
    year = today().year
    form = a_form(35, experience_months="", current_level="无", certificate_number="", certificate_date="",
                  specialty="多面手")  # fmt: skip
    form |= {"stint_start": [f"{year - 18}-07", f"{year - 9}-01"], "stint_end": [f"{year - 8}-12", ""]}
    made = application_of(stored, desk.submit(form))
    assert made.stints == [
        {"start": f"{year - 18}-07-01", "end": f"{year - 8}-12-31"},
        {"start": f"{year - 9}-01-01", "end": None},
    ]
    assert made.experience_months >= 17 * 12
    assert {one["code"] for one in made.warnings} >= {"stints_overlap", "experience_unattested"}
    assert [route["met"] for route in made.eligibility["routes"]] == [False, True]


def test_clause_1_a_common_trade_belongs_to_the_units_industry(
    app: Flask, cast: Cast, desk: Desk, stored: Stored
) -> None:
    """焊工 has no industry in the catalogue: the unit's counts, and only without one is it warned of."""
    before = application_of(stored, desk.submit(a_form(91)))
    assert [one["code"] for one in before.warnings] == ["industry_untagged"]
    of_industry(app, cast, "先进钢铁制造")
    try:
        after = application_of(stored, desk.submit(a_form(93)))
    finally:
        of_industry(app, cast, None)
    assert after.warnings == []


def of_industry(app: Flask, cast: Cast, industry: str | None) -> None:
    """Say of the steelworks to which industry they belong."""
    with app.app_context(), acting_as(Scope.of_system("a test names an industry")):
        db.session.get_one(Tenant, cast.tenants["steel"].id).industry = industry
        db.session.commit()
