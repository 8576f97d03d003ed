"""谁录入，谁不审核 (三(二)): nobody reviews what they entered, nor themselves; the database holds it too."""

from __future__ import annotations

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError

from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.reviews.conftest import House
from webapp.applicants.models import Move


def test_clause_3_2_whoever_entered_it_doesnt_review_it(house: House) -> None:
    reviewer_id = house.cast.users["steel.org_reviewer"].id
    number = house.apply(entered_by=reviewer_id)
    reviewer = house.client("steel.org_reviewer")
    page = reviewer.get(f"/applications/{number}").text
    assert "谁录入，谁不审核" in page
    assert "提交意见" not in page
    answer = house.decide(reviewer, number, verdict="approve")
    assert answer.status_code == 403
    assert "谁录入，谁不审核" in answer.text
    assert house.one(number).state == "submitted"


def test_clause_3_2_nobody_reviews_their_own_application(house: House) -> None:
    number = house.apply(applicant_id=house.cast.users["steel.org_reviewer"].id)
    reviewer = house.client("steel.org_reviewer")
    assert "这是您本人的申请" in reviewer.get(f"/applications/{number}").text
    assert house.decide(reviewer, number, verdict="approve").status_code == 403


@pytest.mark.parametrize("verb", ["approve", "accept", "return", "reject"])
@pytest.mark.parametrize("column", ["entered_by", "applicant_id"])
def test_clause_3_2_the_database_refuses_the_same_person_too(house: House, verb: str, column: str) -> None:
    actor = house.cast.actors["steel.org_reviewer"]
    number = house.apply(**{column: actor.user_id})
    one = house.one(number)
    place = {"tenant_id": one.tenant_id, "district_id": one.district_id, "city_id": one.city_id}
    row = insert(Move).values(
        **place, application_id=one.id, verb=verb, from_state="submitted", to_state="unit_approved",
        user_id=actor.user_id, actor=actor.signature, policy_version="2022",
    )  # fmt: skip
    with (
        house.app.app_context(),
        acting_as(actor.scope()),
        pytest.raises(DBAPIError, match="does not approve"),
    ):
        db.session.execute(row)
    with house.app.app_context(), acting_as(Scope.of_system("even the system")), pytest.raises(DBAPIError):
        db.session.execute(row)


def test_a_namesake_says_that_it_is_somebody_else(house: House) -> None:
    name = house.cast.users["steel.org_reviewer"].name
    number = house.apply(name=name)
    reviewer = house.client("steel.org_reviewer")
    assert "申请人与我同名，不是我本人" in reviewer.get(f"/applications/{number}").text
    refused = house.decide(reviewer, number, verdict="approve")
    assert refused.status_code == 422
    assert "您与申请人同名" in refused.text
    assert house.decide(reviewer, number, verdict="approve", another_person="y").status_code == 303


def _moved(
    house: House, number: str, user_id: int | None, verb: str, before: str, typed_by: list[int] | None = None
) -> None:
    """A move written past the machine, as even the system can't."""
    one = house.one(number)
    row = insert(Move).values(
        tenant_id=one.tenant_id, district_id=one.district_id, city_id=one.city_id, application_id=one.id,
        verb=verb, from_state=before, to_state="returned", user_id=user_id, actor="某人",
        policy_version="2022", typed_by=typed_by,
    )  # fmt: skip
    house.as_system(lambda: db.session.execute(row))


@pytest.mark.parametrize("verb", ["accept", "return", "reject"])
def test_clause_3_4_the_database_keeps_who_agreed_from_the_re_examination(house: House, verb: str) -> None:
    number = house.send()
    reviewer = house.cast.users["steel.org_reviewer"].id
    with pytest.raises(DBAPIError, match="does not approve"):
        _moved(house, number, reviewer, verb, "unit_approved")
    if verb != "accept":  # at the unit's own desk they may, after it was taken back
        _moved(house, number, reviewer, verb, "submitted")


def test_clause_3_2_the_database_takes_no_verdict_of_nobody_and_none_of_who_typed(house: House) -> None:
    number, reviewer = house.apply(), house.cast.users["steel.org_reviewer"].id
    with pytest.raises(DBAPIError, match="does not approve"):
        _moved(house, number, None, "approve", "submitted")
    _moved(house, number, house.cast.users["steel.org_clerk"].id, "submit", "draft", [reviewer])
    with pytest.raises(DBAPIError, match="does not approve"):
        _moved(house, number, reviewer, "return", "submitted")
