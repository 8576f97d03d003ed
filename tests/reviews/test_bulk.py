"""Many verdicts at once: each with an answer of its own, nothing hidden, nothing half done."""

from __future__ import annotations

from sqlalchemy import update

from tenants.db import db
from tests.applicants_pages.made import numbers
from tests.reviews.conftest import UNATTESTED, House
from webapp.applicants.models import Application


def test_each_row_gets_its_own_answer(house: House) -> None:
    reviewer_user = house.cast.users["steel.org_reviewer"]
    given = numbers(7)
    fit = house.apply(number=given[0], name="王一")
    warned = house.apply(number=given[1], name="王二", warnings=[UNATTESTED])
    stale = house.apply(number=given[2], name="王三")
    entered = house.apply(number=given[3], name="王四", entered_by=reviewer_user.id)
    gone = house.apply(number=given[4], name="王五", state="rejected")
    namesake = house.apply(number=given[5], name=reviewer_user.name)
    foreign = house.apply("port", number=given[6], name="王七")
    rows = [f"{one}:1" for one in (fit, warned, entered, gone, namesake, foreign)] + [f"{stale}:9"]
    reviewer = house.client("steel.org_reviewer")
    asked = house.post(reviewer, "/reviews/bulk", row=rows, verb="approve")
    assert asked.status_code == 200
    assert "其中 1 件可以直接同意" in asked.text
    assert house.one(fit).state == "submitted"  # nothing is done by asking
    done = house.post(reviewer, "/reviews/bulk/decision", row=rows, verdict="approve", opinion="同意")
    assert done.status_code == 200
    for page in (asked.text, done.text):
        for words in (
            "须单位证明主要技术特长", "在您打开之后有了变动", "谁录入，谁不审核",
            "已不在本环节，现为“审核不通过”", "申请人与您同名", "没有这件报名，或不在本单位范围内",
        ):  # fmt: skip
            assert words in page, words
        assert "王七" not in page
    assert "办理 1 件，未办理 6 件" in done.text
    assert house.one(fit).state == "unit_approved"
    assert house.moves(fit)[-1].note == "同意"
    for one in (warned, stale, entered, namesake, foreign):
        assert (house.one(one).state, len(house.moves(one))) == ("submitted", 1)
    assert len(house.events("application.approve")) == 1


def test_a_bulk_return_has_one_ground_and_one_opinion(house: House) -> None:
    rows = [f"{house.apply(number=one)}:1" for one in numbers(3)]
    reviewer = house.client("steel.org_reviewer")
    asked = house.post(reviewer, "/reviews/bulk", row=rows, verb="return")
    assert asked.status_code == 200
    bare = house.post(reviewer, "/reviews/bulk/decision", row=rows, verdict="return", opinion="照片不清")
    assert bare.status_code == 422
    assert "照片不清" in bare.text
    given = {"verdict": "return", "ground": "photo", "opinion": "照片不清"}
    done = house.post(reviewer, "/reviews/bulk/decision", row=rows, **given)
    assert "办理 3 件，未办理 0 件" in done.text
    for row in rows:
        move = house.moves(row.partition(":")[0])[-1]
        assert (move.verb, move.reason_code, move.note) == ("return", "photo", "照片不清")


def test_nobody_is_rejected_by_the_dozen(house: House) -> None:
    number = house.apply()
    reviewer = house.client("steel.org_reviewer")
    given = {"verdict": "reject", "ground": "public_body", "opinion": "机关职工"}
    answer = house.post(reviewer, "/reviews/bulk/decision", row=[f"{number}:1"], **given)
    assert answer.status_code == 422
    assert house.one(number).state == "submitted"


def test_nothing_chosen_and_mangled_rows_are_said(house: House) -> None:
    reviewer = house.client("steel.org_reviewer")
    for rows in ([], ["nonsense", "JLL:x", ":1"]):
        answer = house.post(reviewer, "/reviews/bulk", row=rows)
        assert answer.status_code == 422
        assert "请先在列表中选择报名" in answer.text


def test_clause_3_4_bulk_accept_at_the_institution(house: House) -> None:
    sent = [house.send(number=one) for one in numbers(2)]
    warned = house.apply(number=numbers(3)[2], state="unit_approved", warnings=[UNATTESTED])
    house.as_system(
        lambda: db.session.execute(
            update(Application)
            .where(Application.public_id == warned)
            .values(institution_id=house.cast.tenants["college"].id)
        )
    )
    rows = [f"{one}:2" for one in sent] + [f"{warned}:1"]
    registrar = house.client("college.registrar")
    page = registrar.get("/reexaminations").text
    assert f'value="{rows[0]}"' in page
    done = house.post(registrar, "/reexaminations/bulk/decision", row=rows, verdict="accept")
    assert "办理 2 件，未办理 1 件" in done.text
    assert "有提醒须核对" in done.text
    assert [house.one(one).state for one in (*sent, warned)] == ["accepted", "accepted", "unit_approved"]


def test_the_same_bulk_twice_has_one_effect(house: House) -> None:
    rows = [f"{house.apply()}:1"]
    reviewer = house.client("steel.org_reviewer")
    house.post(reviewer, "/reviews/bulk/decision", row=rows, verdict="approve")
    again = house.post(reviewer, "/reviews/bulk/decision", row=rows * 2, verdict="approve")
    assert "办理 0 件，未办理 1 件" in again.text
    assert len(house.moves(rows[0].partition(":")[0])) == 2
