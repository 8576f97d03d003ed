"""二, 1.5: no closed institution is sent to, none that has not filed yet without its being said; what the
institution has decided isn't taken back; whoever has decided is led on to what they may decide."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, select, update

from tenants.db import db
from tests.applicants_pages.made import SUBMITTED, numbers
from tests.reviews.conftest import House
from webapp.applicants.models import Application, Move
from webapp.catalogue.models import Institution
from webapp.notices.models import Notice


def test_clause_2_nothing_is_sent_to_a_closed_institution(house: House) -> None:
    number = house.apply()
    college = house.cast.tenants["college"]
    closed = update(Institution).where(Institution.tenant_id == college.id).values(listed=False)
    house.as_system(lambda: db.session.execute(closed))
    reviewer = house.client("steel.org_reviewer")
    assert college.public_id not in reviewer.get(f"/applications/{number}").text
    answer = house.decide(reviewer, number, verdict="approve", institution=college.public_id)
    assert answer.status_code == 422
    assert house.one(number).state == "submitted"


def test_what_was_accepted_and_opened_again_isnt_taken_back(house: House) -> None:
    number = house.send()
    registrar, reviewer = house.client("college.registrar"), house.client("steel.org_reviewer")
    house.decide(registrar, number, "reexaminations", verdict="accept")
    house.post(registrar, f"/reexaminations/{number}/reopen", at_version="3", why="原件须再核")
    assert "take-back" not in reviewer.get(f"/applications/{number}").text
    answer = house.post(reviewer, f"/reviews/{number}/take-back", at_version="4", why="想收回")
    assert answer.status_code == 409
    assert "培训机构已经复审过这件报名" in answer.text
    assert house.one(number).state == "unit_approved"


def test_clause_3_2_whoever_decided_is_led_to_what_they_may_decide(house: House) -> None:
    me, other = house.cast.users["steel.org_reviewer"].id, house.cast.users["steel.org_clerk"].id
    given = numbers(6)
    waits = {"waiting_since": SUBMITTED - timedelta(days=9)}
    house.apply(number=given[0], entered_by=me, **waits)
    house.apply(number=given[1], applicant_id=me, **waits)
    house.apply(number=given[2], assigned_to=other, **waits)
    typed = house.apply(number=given[3], **waits)
    mine = house.apply(number=given[4])
    now = house.apply(number=given[5])
    one = house.one(typed)
    row = insert(Move).values(
        tenant_id=one.tenant_id, district_id=one.district_id, city_id=one.city_id, application_id=one.id,
        verb="submit", to_state="submitted", user_id=other, actor="某人", policy_version="2022",
        typed_by=[other, me],
    )  # fmt: skip
    house.as_system(lambda: db.session.execute(row))
    waiting = update(Application).where(Application.public_id == mine)
    house.as_system(lambda: db.session.execute(waiting.values(assigned_to=me)))
    reviewer = house.client("steel.org_reviewer")
    assert "谁录入，谁不审核" in reviewer.get(f"/applications/{typed}").text
    answer = house.decide(reviewer, now, verdict="approve")
    assert answer.headers["Location"].endswith(f"/applications/{mine}")
    answer = house.decide(reviewer, mine, verdict="approve")
    assert answer.headers["Location"].endswith("/reviews")


def test_who_reviews_hears_that_an_application_was_withdrawn(house: House) -> None:
    clerk, registrar = house.client("steel.org_clerk"), house.client("college.registrar")
    given = numbers(2)
    first, second = house.apply(number=given[0]), house.send(number=given[1])
    why = {"verdict": "return", "ground": "phone", "opinion": "请核对联系电话"}
    house.decide(registrar, second, "reexaminations", **why)
    for number in (first, second):
        version = str(house.one(number).version)
        answer = house.post(clerk, f"/applications/{number}/withdraw", version=version, reason="own_wish")
        assert answer.status_code == 303, answer.text
    told = house.read(select(Notice).where(Notice.event == "application.withdrawn").order_by(Notice.id))
    steel, college = (house.cast.tenants[name].id for name in ("steel", "college"))
    assert [(one.tenant_id, one.roles, one.link) for one in told] == [
        (steel, ["org_reviewer"], f"/applications/{first}"),
        (steel, ["org_reviewer"], f"/applications/{second}"),
        (college, ["registrar"], f"/reexaminations/{second}"),
    ]
