"""三(一)2-3: the unit's word is the verdict's own, and never one it gave before the application came back."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from tenants.db import db
from tests.reviews.conftest import UNATTESTED, House
from webapp.applicants.models import Application

WHY = {"ground": "phone", "opinion": "请核对联系电话"}


def attested(house: House) -> str:
    number = house.apply(warnings=[UNATTESTED])
    answer = house.decide(house.client("steel.org_reviewer"), number, verdict="approve", attested="y")
    assert answer.status_code == 303
    assert house.one(number).attested is True
    return number


@pytest.mark.parametrize("way", ["taken back", "returned"])
def test_clause_3_1_2_what_came_back_is_attested_anew(house: House, way: str) -> None:
    number = attested(house)
    reviewer = house.client("steel.org_reviewer")
    if way == "taken back":
        house.post(reviewer, f"/reviews/{number}/take-back", at_version="2", why="证书看错了")
    else:
        house.decide(house.client("college.registrar"), number, "reexaminations", verdict="return", **WHY)
    assert house.one(number).attested is None
    if way == "returned":  # corrected, and with the unit again
        again = update(Application).where(Application.public_id == number).values(state="submitted")
        house.as_system(lambda: db.session.execute(again))
    refused = house.decide(reviewer, number, verdict="approve")
    assert refused.status_code == 422
    assert "还有提醒没有核对" in refused.text
    assert house.decide(reviewer, number, verdict="approve", attested="y").status_code == 303
    assert house.one(number).attested is True


def test_clause_3_1_2_a_word_that_was_kept_lifts_nothing_at_the_unit(house: House) -> None:
    number = house.apply(warnings=[UNATTESTED], attested=True)
    reviewer = house.client("steel.org_reviewer")
    assert house.decide(reviewer, number, verdict="approve").status_code == 422
    done = house.post(reviewer, "/reviews/bulk/decision", row=[f"{number}:1"], verdict="approve")
    assert "请逐件办理" in done.text
    one = house.one(number)
    assert (one.state, one.attested) == ("submitted", True)
