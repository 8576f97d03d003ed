"""The state machine of an application × every role (1.5): who may move what, and from where."""

from __future__ import annotations

import pytest

from tenants.roles import ROLES, Role
from tests.reviews.conftest import House
from webapp.applicants.reasons import REASONS, REJECTED, RETURNED
from webapp.applicants.states import MACHINE, STATES

REVIEWING = {
    ("submitted", "approve"): Role.ORG_REVIEWER,
    ("submitted", "return"): Role.ORG_REVIEWER,
    ("submitted", "reject"): Role.ORG_REVIEWER,
    ("unit_approved", "take_back"): Role.ORG_REVIEWER,
    ("unit_approved", "accept"): Role.REGISTRAR,
    ("unit_approved", "return"): Role.REGISTRAR,
    ("unit_approved", "reject"): Role.REGISTRAR,
    ("accepted", "reopen"): Role.REGISTRAR,
}
ENTERING = {"submit", "correct", "withdraw"}
# The superiors' own, by the verdict on a case of the cross-check (三(四)).
DECIDING = {"refuse", "send_back"}


def test_every_move_of_a_review_belongs_to_one_role() -> None:
    moves = {
        step: needs for step, (_to, needs) in MACHINE.table.items() if step[1] not in ENTERING | DECIDING
    }
    assert moves.keys() == REVIEWING.keys()
    for step, needs in moves.items():
        may = {role for role, row in ROLES.items() if needs & row.permissions}
        assert may == {REVIEWING[step]}, step


def test_whoever_enters_has_no_move_of_a_review() -> None:
    for (state, verb), (_to, needs) in MACHINE.table.items():
        if verb in ENTERING:
            may = {role for role, row in ROLES.items() if needs & row.permissions}
            assert may <= {Role.ORG_CLERK, Role.APPLICANT}, (state, verb)


def test_grounds_are_codes_with_sentences() -> None:
    assert not RETURNED.keys() & REJECTED.keys()
    assert all(sentence.strip() for sentence in REASONS.values())
    for clause in ("一(二)", "一(三)", "一(四)", "二", "三(一)1", "三(一)2", "三(一)3", "三(二)", "三(四)"):
        assert any(f"（{clause}）" in sentence for sentence in REJECTED.values()), clause


@pytest.mark.parametrize("state", sorted(set(STATES) - {"submitted"}))
def test_from_any_other_state_the_unit_decides_nothing(house: House, state: str) -> None:
    number = house.apply(state=state)
    reviewer = house.client("steel.org_reviewer")
    for given in (
        {"verdict": "approve"},
        {"verdict": "return", "ground": "phone", "opinion": "号码不对"},
        {"verdict": "reject", "ground": "public_body", "opinion": "机关职工"},
    ):
        assert house.decide(reviewer, number, **given).status_code == 409
    assert house.one(number).state == state


@pytest.mark.parametrize(
    "who", ["steel.org_clerk", "steel.org_admin", "donggang.district_reviewer", "city.city_filing"]
)
def test_no_other_role_decides(house: House, who: str) -> None:
    number = house.apply()
    client = house.client(who)
    page = client.get(f"/applications/{number}")
    assert "提交意见" not in page.text
    for desk in ("reviews", "reexaminations"):
        assert house.decide(client, number, desk, verdict="approve").status_code == 403
    assert house.one(number).state == "submitted"
