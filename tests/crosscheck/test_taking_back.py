"""Verdicts taken back (1.7): by whom, and what then holds up again; two numbers merged until it is undone."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError

from tenants.audit import AuditEvent
from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.crosscheck.desk import CITY, DISTRICT, Desk, a_double, again, desk_of
from tests.crosscheck.made import SYSTEM, Check, slipped
from webapp.applicants.models import Application
from webapp.crosscheck.models import Case
from webapp.people.models import KnownCertificate


@pytest.fixture
def city(ledger: Check) -> Desk:
    return desk_of(ledger, CITY)


def test_a_verdict_is_taken_back_by_its_own_bureau_or_the_city_and_by_nobody_with_a_part(
    ledger: Check, city: Desk
) -> None:
    *_both, case = a_double(ledger, "steel", "school")
    district = desk_of(ledger, DISTRICT)
    city.decide(case, "explained", "moved")
    refused = district.post(case, "take-back", why="弄错了")
    assert refused.status_code == 422
    assert "须由市人社局撤销" in refused.text
    me = ledger.cast.users[CITY].id
    with ledger.app.app_context(), acting_as(Scope.of_system(SYSTEM)):
        mine = update(Application).where(Application.id == again(ledger, case).application_id)
        db.session.execute(mine.values(entered_by=me))
        db.session.commit()
    assert city.post(case, "take-back", why="弄错了").status_code == 403
    assert again(ledger, case).state == "decided"


def test_the_database_lets_nobody_with_a_part_take_a_verdict_back(ledger: Check, city: Desk) -> None:
    first, _second, case = a_double(ledger)
    city.decide(case, "explained", "moved")
    me = ledger.cast.users[CITY].id
    with ledger.app.app_context(), acting_as(Scope.of_system(SYSTEM)):
        db.session.execute(update(Application).where(Application.public_id == first).values(entered_by=me))
        db.session.commit()
    scope = ledger.cast.actors[CITY].scope()
    with ledger.app.app_context(), acting_as(scope), pytest.raises(DBAPIError, match="with a part in it"):
        db.session.execute(
            update(Case)
            .where(Case.id == case.id)
            .values(state="open", verdict=None, decided_by=None, decided_at=None)
        )


def test_a_verdict_taken_back_holds_up_again(ledger: Check, city: Desk) -> None:
    _first, second, case = a_double(ledger)
    city.decide(case, "explained", "moved")
    assert city.post(case, "take-back", why=" ").status_code == 422
    assert city.post(case, "take-back", why="调动证明是假的").status_code == 303
    assert again(ledger, case).state == "open"
    assert ledger.application(second).state == "held"
    assert ledger.events(case) == ["open", "decide", "take_back"]
    reasons = [one.reason for one in ledger.rows(AuditEvent, AuditEvent.subject == f"case:{case.public_id}")]
    assert "调动证明是假的" in reasons


def test_what_a_verdict_has_refused_stays_refused_when_it_is_taken_back(ledger: Check, city: Desk) -> None:
    first, second, case = a_double(ledger)
    city.decide(case, "confirmed", "several_applications", "refuse", "refuse")
    assert city.post(case, "take-back", why="弄错了").status_code == 303
    assert {ledger.application(one).state for one in (first, second)} == {"rejected"}
    assert again(ledger, case).state == "lapsed"  # nothing is live that it could hold up


def test_a_person_entered_under_two_numbers_becomes_one_until_it_is_taken_back(
    ledger: Check, city: Desk
) -> None:
    number, slip = slipped()
    first = ledger.apply("steel", number, name="孟一凡")
    second = ledger.apply("school", slip, name="孟一凡")
    case = ledger.case(first, second)
    order = [ledger.application(first).id, ledger.application(second).id].index(case.application_id or 0)
    page = city.page(case)
    assert "第 17、18 位不同" in page or "第 17 位不同" in page
    back = ["goes_on", "send_back"] if order == 0 else ["send_back", "goes_on"]
    assert "须有一件不予通过" in city.decide(case, "confirmed", "same_person", *back, right="first").text
    wanted = ["goes_on", "refuse"] if order == 0 else ["refuse", "goes_on"]
    refused = city.decide(case, "confirmed", "same_person", *wanted)
    assert refused.status_code == 422
    assert "请选择哪一个身份证号是正确的" in refused.text
    right = "first" if order == 0 else "other"
    assert city.decide(case, "confirmed", "same_person", *wanted, right=right).status_code == 303
    third = ledger.apply("port", slip, name="孟一凡", state="submitted")
    assert ledger.found(third)[1, "same_year"] == "open"  # the wrong number counts for the right one
    city.decide(ledger.case(first, third), "explained", "explained_other")
    answer = city.post(again(ledger, case), "take-back", why="是两个人")
    assert answer.status_code == 303
    ledger.check([third])
    assert (1, "same_year") not in {key for key, outcome in ledger.found(third).items() if outcome == "open"}


def test_who_came_in_while_a_merge_was_decided_is_joined_by_their_check(ledger: Check, city: Desk) -> None:
    number, slip = slipped()
    first, second = ledger.apply("steel", number, name="孟一帆"), ledger.apply("port", slip, name="孟一帆")
    case = ledger.case(first, second)
    order = [ledger.application(first).id, ledger.application(second).id].index(case.application_id or 0)
    fates, right = (["goes_on", "refuse"], "first") if order == 0 else (["refuse", "goes_on"], "other")
    assert city.decide(case, "confirmed", "same_person", *fates, right=right).status_code == 303
    written = ledger.known(slip, 2, checked=False, name="孟一帆")  # as if the merge hadn't been seen
    (known,) = ledger.rows(KnownCertificate, KnownCertificate.number == written)
    assert known.merged_index is None
    ledger.check((), [known.id])
    (known,) = ledger.rows(KnownCertificate, KnownCertificate.number == written)
    assert known.merged_index == ledger.application(first).id_index
    assert ledger.found(first)[2, "held"] == "open"
