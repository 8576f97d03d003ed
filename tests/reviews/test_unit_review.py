"""The unit's review (三(二)): agree, return, reject; the second person; what each demands."""

from __future__ import annotations

import pytest
from sqlalchemy import select, update

from tenants.db import db
from tenants.models import User
from tests.reviews.conftest import UNATTESTED, House
from webapp.applicants.models import Application
from webapp.catalogue.operations import NewScope, file_scope
from webapp.notices.models import Notice
from webapp.policy.programme import today
from webapp.reviews.models import Sending


def test_clause_3_2_the_unit_agrees_and_the_application_goes_to_the_college(house: House) -> None:
    number = house.apply()
    reviewer = house.client("steel.org_reviewer")
    page = reviewer.get(f"/applications/{number}").text
    assert "提交意见" in page
    assert "日照市技师学院" in page
    answer = house.decide(reviewer, number, verdict="approve", opinion="情况属实，同意申报。")
    assert answer.status_code == 303, answer.text
    one = house.one(number)
    assert (one.state, one.version) == ("unit_approved", 2)
    assert one.institution_id == house.cast.tenants["college"].id
    last = house.moves(number)[-1]
    assert (last.verb, last.from_state, last.to_state) == ("approve", "submitted", "unit_approved")
    assert last.note == "情况属实，同意申报。"
    assert last.policy_version == one.policy_version
    assert [event.changes["state"] for event in house.events("application.approve")] == [
        ["submitted", "unit_approved"]
    ]
    page = reviewer.get(f"/applications/{number}").text
    assert "单位审核通过" in page
    assert "情况属实，同意申报。" in page
    assert "收回审核意见" in page


def test_the_first_sending_keeps_how_to_reach_the_unit_and_the_next_adds_none(house: House) -> None:
    from tests.applicants_pages.made import numbers

    for one in numbers(2):
        house.send(number=one)
    sent = house.read(select(Sending))
    assert [(row.unit_name, row.institution_id) for row in sent] == [
        (house.cast.tenants["steel"].name, house.cast.tenants["college"].id)
    ]


def test_clause_3_2_the_step_cant_be_skipped(house: House) -> None:
    number = house.apply()
    registrar = house.client("college.registrar")
    assert registrar.get(f"/reexaminations/{number}").status_code == 404
    answer = house.post(registrar, f"/reexaminations/{number}/decision", at_version="1", verdict="accept")
    assert answer.status_code == 404
    assert house.one(number).state == "submitted"


@pytest.mark.parametrize(
    ("verdict", "ground", "state", "words"),
    [
        ("return", "phone", "returned", "联系电话打不通，请补充正确的号码"),
        ("reject", "not_in_service", "rejected", "不是本单位在职职工（一(三)）"),
    ],
)
def test_clause_3_2_return_and_reject_want_a_ground_and_an_opinion(
    house: House, verdict: str, ground: str, state: str, words: str
) -> None:
    number = house.apply()
    reviewer = house.client("steel.org_reviewer")
    for given, said in (
        ({"opinion": "号码不对"}, "须选择相应的原因"),
        ({"ground": ground}, "须写明意见"),
        ({"ground": "own_wish", "opinion": "号码不对"}, "须选择相应的原因"),
    ):
        answer = house.decide(reviewer, number, verdict=verdict, **given)
        assert answer.status_code == 422
        assert said in answer.text
        assert given.get("opinion", "") in answer.text
    assert house.one(number).state == "submitted"
    done = house.decide(reviewer, number, verdict=verdict, ground=ground, opinion="号码不对")
    assert done.status_code == 303
    assert house.one(number).state == state
    page = house.client("steel.org_clerk").get(f"/applications/{number}").text
    assert f"{words}；号码不对" in page
    told = house.read(select(Notice).where(Notice.event == f"application.{state}"))
    assert [(one.tenant_id, one.roles) for one in told] == [(house.cast.tenants["steel"].id, ["org_clerk"])]
    assert told[0].link == f"/applications/{number}"


def test_a_return_ground_is_no_ground_for_a_rejection(house: House) -> None:
    number = house.apply()
    reviewer = house.client("steel.org_reviewer")
    answer = house.decide(reviewer, number, verdict="reject", ground="phone", opinion="不符合")
    assert answer.status_code == 422


def test_clause_3_2_returned_and_resubmitted_goes_to_the_unit_again(house: House) -> None:
    number = house.apply()
    reviewer = house.client("steel.org_reviewer")
    house.decide(reviewer, number, verdict="return", ground="phone", opinion="号码不对")
    house.as_system(
        lambda: db.session.execute(
            update(Application).where(Application.public_id == number).values(state="submitted", version=3)
        )
    )
    assert number in reviewer.get("/reviews").text
    assert house.decide(reviewer, number, verdict="approve").status_code == 303


def test_a_rejected_one_is_over(house: House) -> None:
    number = house.apply()
    reviewer = house.client("steel.org_reviewer")
    house.decide(reviewer, number, verdict="reject", ground="public_body", opinion="机关职工")
    answer = house.decide(reviewer, number, verdict="approve")
    assert answer.status_code == 409
    assert "已不在本环节" in answer.text
    assert house.one(number).state == "rejected"


def test_clause_3_1_2_by_years_alone_the_unit_attests(house: House) -> None:
    number = house.apply(warnings=[UNATTESTED])
    reviewer = house.client("steel.org_reviewer")
    page = reviewer.get(f"/applications/{number}").text
    assert "本单位证明申请人具有较高的专业知识和操作技能" in page
    refused = house.decide(reviewer, number, verdict="approve")
    assert refused.status_code == 422
    assert "还有提醒没有核对" in refused.text
    assert house.decide(reviewer, number, verdict="approve", attested="y").status_code == 303
    assert house.one(number).attested is True
    page = house.client("college.registrar").get(f"/reexaminations/{number}").text
    assert "已证明专业知识和操作技能" in page
    assert "逐条核对提醒" not in page


def test_clause_3_1_3_unattested_it_goes_on_with_its_warning(house: House) -> None:
    number = house.apply(warnings=[UNATTESTED])
    reviewer = house.client("steel.org_reviewer")
    done = house.decide(reviewer, number, verdict="approve", cleared="0-experience_unattested")
    assert done.status_code == 303
    assert house.one(number).attested is False
    assert house.moves(number)[-1].cleared == ["experience_unattested"]
    registrar = house.client("college.registrar")
    page = registrar.get(f"/reexaminations/{number}").text
    assert "单位未予证明" in page
    assert "逐条核对提醒" in page
    refused = house.decide(registrar, number, "reexaminations", verdict="accept")
    assert refused.status_code == 422
    done = house.decide(
        registrar, number, "reexaminations", verdict="accept", cleared="0-experience_unattested"
    )
    assert done.status_code == 303
    assert house.one(number).state == "accepted"


def test_every_warning_is_cleared_before_agreeing(house: House) -> None:
    said = {"field": "certificate_number", "code": "certificate_unknown_shape", "params": {"value": "A-1"}}
    number = house.apply(warnings=[said, UNATTESTED])
    reviewer = house.client("steel.org_reviewer")
    half = house.decide(reviewer, number, verdict="approve", attested="y")
    assert half.status_code == 422
    assert 'name="cleared" value="0-certificate_unknown_shape"' in half.text
    done = house.decide(
        reviewer, number, verdict="approve", attested="y", cleared="0-certificate_unknown_shape"
    )
    assert done.status_code == 303
    assert "已核对 1 条提醒" in reviewer.get(f"/applications/{number}").text


def test_clause_3_1_3_the_chosen_occupation_lies_in_the_filed_scope(house: House) -> None:
    decided = {"eligible": True, "routes": [], "clause": "三(一)3", "unchecked": ["filed_scope"]}
    number = house.apply(target_level="高级技师", eligibility=decided)
    reviewer = house.client("steel.org_reviewer")
    refused = house.decide(reviewer, number, verdict="approve")
    assert refused.status_code == 422
    assert "不在本单位已备案的自主评价范围之内" in refused.text
    assert "三(一)3" in refused.text
    assert house.one(number).state == "submitted"


def test_clause_2_the_own_unit_re_examines_within_its_filed_scope(house: House) -> None:
    number = house.apply()
    reviewer = house.client("steel.org_reviewer")
    own = house.cast.tenants["steel"]
    assert f">{own.name}</option>" not in reviewer.get(f"/applications/{number}").text
    day = today()
    house.as_system(
        lambda: file_scope(
            db.session.merge(own),
            NewScope("6-18-02-04", 2, day.replace(month=1, day=1), day, "日人社备〔2026〕1号"),
        )
    )
    page = reviewer.get(f"/applications/{number}").text
    assert f">{own.name}</option>" in page
    assert house.decide(reviewer, number, verdict="approve").status_code == 303
    assert house.one(number).institution_id == own.id
    assert number in house.client("steel.registrar").get("/reexaminations").text
    assert number not in house.client("college.registrar").get("/reexaminations").text


def test_an_institution_that_isnt_open_to_it_is_refused(house: House) -> None:
    number = house.apply()
    reviewer = house.client("steel.org_reviewer")
    answer = house.decide(reviewer, number, verdict="approve", institution="nowhere")
    assert answer.status_code == 422
    assert "请选择本市在册的培训机构" in answer.text


def test_a_stale_verdict_changes_nothing_and_loses_no_words(house: House) -> None:
    number = house.apply()
    reviewer = house.client("steel.org_reviewer")
    answer = house.decide(
        reviewer, number, at_version="9", verdict="return", ground="phone", opinion="写了很久的意见"
    )
    assert answer.status_code == 409
    assert answer.text.count("写了很久的意见") >= 2  # said above, and still in the form
    assert 'name="at_version" type="hidden" value="1"' in answer.text
    assert house.one(number).state == "submitted"
    assert len(house.moves(number)) == 1


def test_the_unit_takes_back_until_the_institution_has_acted(house: House) -> None:
    number = house.send()
    reviewer = house.client("steel.org_reviewer")
    address = f"/reviews/{number}/take-back"
    assert house.post(reviewer, address, at_version="2", why=" ").status_code == 422
    assert house.post(reviewer, address, at_version="2", why="附件传错了").status_code == 303
    one = house.one(number)
    assert (one.state, one.institution_id) == ("submitted", None)
    registrar = house.client("college.registrar")
    assert registrar.get(f"/reexaminations/{number}").status_code == 404
    assert "附件传错了" in reviewer.get(f"/applications/{number}").text
    assert house.decide(reviewer, number, verdict="approve").status_code == 303  # by the same reviewer again
    assert house.decide(registrar, number, "reexaminations", verdict="accept").status_code == 303
    late = house.post(reviewer, address, at_version=str(house.one(number).version), why="又错了")
    assert late.status_code == 409
    assert "又错了" in late.text


def test_an_application_is_handed_over_and_released(house: House) -> None:
    number = house.apply()
    reviewer = house.client("steel.org_reviewer")
    address = f"/reviews/{number}/assign"
    me = house.cast.users["steel.org_reviewer"]
    assert me.name in reviewer.get(address).text
    assert house.cast.users["steel.org_clerk"].name not in reviewer.get(address).text
    assert house.post(reviewer, address, at_version="1", to=me.public_id).status_code == 303
    assert house.one(number).assigned_to == me.id
    assert number in reviewer.get("/reviews?desk=mine").text
    assert number not in reviewer.get("/reviews?desk=free").text
    stranger = house.cast.users["steel.org_clerk"].public_id
    assert house.post(reviewer, address, at_version="1", to=stranger).status_code == 422
    assert house.post(reviewer, address, at_version="1", to="").status_code == 303
    assert house.one(number).assigned_to is None


def test_to_whom_it_is_handed_is_told(house: House) -> None:
    from tenants.staff import create_user

    number = house.apply()
    other = house.as_system(
        lambda: (
            create_user(
                db.session.merge(house.cast.tenants["steel"]), "second", "江审", ["org_reviewer"]
            ).user.public_id
        )
    )
    reviewer = house.client("steel.org_reviewer")
    assert house.post(reviewer, f"/reviews/{number}/assign", at_version="1", to=other).status_code == 303
    told = house.read(select(Notice).where(Notice.event == "application.assigned"))
    assert [one.link for one in told] == [f"/applications/{number}"]
    assert told[0].user_id == house.read(select(User.id).where(User.public_id == other))[0]
    assert "江审" in reviewer.get("/reviews").text
