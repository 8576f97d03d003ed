"""Verdicts on cases (1.7): who decides, what each verdict does at once, what refuses, what is taken back,
what comes back by itself."""

from __future__ import annotations

import io

import psycopg.errors
import pytest
from PIL import Image
from sqlalchemy import update
from sqlalchemy.exc import ProgrammingError

from tenants.audit import AuditEvent
from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.crosscheck.desk import CITY, DISTRICT, Desk, a_double, again, desk_of
from tests.crosscheck.made import SYSTEM, Check, somebody
from tests.signing_in import csrf_of
from webapp.applicants.models import Application, Move
from webapp.crosscheck.models import Case
from webapp.notices.models import Notice


@pytest.fixture
def city(ledger: Check) -> Desk:
    return desk_of(ledger, CITY)


@pytest.fixture
def district(ledger: Check) -> Desk:
    return desk_of(ledger, DISTRICT)


def test_explained_lets_the_application_go_on_at_once(ledger: Check, city: Desk) -> None:
    first, second, case = a_double(ledger)
    answer = city.decide(case, "explained", "moved", opinion="已调入，原单位撤回。")
    assert answer.status_code == 303
    found = ledger.application(second)
    assert (found.state, found.crosscheck, found.crosscheck_rules) == ("submitted", "explained", None)
    assert ledger.moves(second) == ["import", "release"]  # it came in held
    assert ledger.application(first).state == "submitted"
    decided = again(ledger, case)
    assert (decided.state, decided.verdict, decided.ground) == ("decided", "explained", "moved")
    assert ledger.found(second) == {(1, "same_year"): "explained"}
    assert ledger.events(case) == ["open", "decide"]
    page = city.page(case)
    assert "情况已说明" in page
    assert "已调入，原单位撤回。" in page


def test_dismissed_lets_go_on_as_well(ledger: Check, city: Desk) -> None:
    _first, second, case = a_double(ledger)
    city.decide(case, "dismissed", "no_conflict")
    assert ledger.application(second).state == "submitted"
    assert again(ledger, case).verdict == "dismissed"


@pytest.mark.parametrize(("fate", "state", "verb"), [
    ("refuse", "rejected", "refuse"), ("send_back", "returned", "send_back"),
])  # fmt: skip
def test_confirmed_ends_the_application_that_the_officer_names(
    ledger: Check, city: Desk, fate: str, state: str, verb: str
) -> None:
    first, second, case = a_double(ledger)
    sides = [ledger.application(one).id for one in (first, second)]
    order = sides.index(again(ledger, case).application_id or 0)
    fates = ["goes_on", fate] if order == 0 else [fate, "goes_on"]
    answer = city.decide(case, "confirmed", "several_applications", *fates, opinion="以原单位报名为准。")
    assert answer.status_code == 303
    assert (ledger.application(first).state, ledger.application(second).state) == ("submitted", state)
    last = ledger.rows(Move, Move.application_id == ledger.application(second).id)[-1]
    # What the superior wrote may speak of others: the unit reads the coded reason alone.
    assert (last.verb, last.reason_code, last.note) == (verb, "several_applications", None)
    assert "以原单位报名为准" in city.page(case)
    told = ledger.rows(Notice, Notice.link == f"/applications/{second}")
    assert {one.event for one in told} >= {
        "application.rejected" if fate == "refuse" else "application.returned"
    }


def test_whichever_of_two_is_sent_back_the_other_goes_on(ledger: Check, city: Desk) -> None:
    first, second, case = a_double(ledger)
    sides = [ledger.application(one).id for one in (first, second)]
    order = sides.index(again(ledger, case).application_id or 0)
    fates = ["send_back", "goes_on"] if order == 0 else ["goes_on", "send_back"]
    assert city.decide(case, "confirmed", "several_applications", *fates).status_code == 303
    assert (ledger.application(first).state, ledger.application(second).state) == ("returned", "submitted")
    ledger.change(first, state="submitted")  # handed in again, it is held beside the one that goes on
    assert (ledger.application(first).state, ledger.application(second).state) == ("held", "submitted")


def test_what_is_confirmed_of_a_block_cannot_simply_go_on(ledger: Check, city: Desk) -> None:
    _first, second, case = a_double(ledger)
    answer = city.decide(case, "confirmed", "several_applications", "goes_on", "goes_on")
    assert answer.status_code == 422
    assert "须有一件报名退回修改或不予通过" in answer.text
    assert again(ledger, case).state == "open"
    assert ledger.application(second).state == "held"


@pytest.mark.parametrize(("verdict", "ground"), [
    ("explained", "two_people"), ("confirmed", "moved"), ("explained", ""), ("nonsense", "moved"), ("", ""),
])  # fmt: skip
def test_a_ground_goes_with_its_verdict(ledger: Check, city: Desk, verdict: str, ground: str) -> None:
    _first, _second, case = a_double(ledger)
    assert city.decide(case, verdict, ground).status_code == 422
    assert city.decide(case, "explained", "moved", opinion="  ").status_code == 422
    assert again(ledger, case).state == "open"


def test_the_nearest_common_superior_decides_and_the_city_may(
    ledger: Check, city: Desk, district: Desk
) -> None:
    *_both, near = a_double(ledger, "steel", "school")
    *_two, far = a_double(ledger)
    assert near.district_id == ledger.tenant("donggang").id
    assert far.district_id is None
    assert district.client.get(f"/crosscheck/cases/{far.public_id}").status_code == 404
    assert district.decide(far, "explained", "moved").status_code == 404
    assert district.decide(near, "explained", "moved").status_code == 303
    *_more, other = a_double(ledger, "steel", "school")
    assert city.decide(other, "explained", "moved").status_code == 303


@pytest.mark.parametrize("who", ["city.city_auditor", "donggang.district_officer"])
def test_who_only_reads_decides_nothing(ledger: Check, who: str) -> None:
    *_both, case = a_double(ledger, "steel", "school")
    desk = desk_of(ledger, who)
    assert "核查结论" not in desk.page(case)
    assert desk.decide(case, "explained", "moved").status_code == 403
    assert again(ledger, case).state == "open"


def test_nobody_decides_about_what_they_took_part_in(ledger: Check, city: Desk) -> None:
    _first, second, case = a_double(ledger)
    part = ledger.cast.users[CITY].id
    with ledger.app.app_context(), acting_as(Scope.of_system(SYSTEM)):
        one = db.session.get_one(Application, ledger.application(second).id)
        db.session.add(
            Move(
                tenant_id=one.tenant_id, district_id=one.district_id, city_id=one.city_id,
                application_id=one.id, verb="correct", from_state="held", to_state="held", user_id=part,
                actor="某人", policy_version="2026",
            )
        )  # fmt: skip
        db.session.commit()
    assert "须由第二人办理" in city.page(case)
    assert city.decide(case, "explained", "moved").status_code == 403
    assert again(ledger, case).state == "open"
    decided = {"state": "decided", "verdict": "explained", "decided_by": part, "ground": "moved"}
    with ledger.app.app_context(), acting_as(ledger.cast.actors[CITY].scope()):  # and beneath the page
        with pytest.raises(ProgrammingError) as refused:
            db.session.execute(update(Case).where(Case.id == case.id).values(**decided))
        assert isinstance(refused.value.orig, psycopg.errors.InsufficientPrivilege)
        db.session.rollback()


def test_two_officers_at_once_the_second_reads_what_the_first_decided(ledger: Check, city: Desk) -> None:
    _first, _second, case = a_double(ledger)
    assert city.decide(case, "explained", "moved", version=None).status_code == 303
    late = city.post(
        case, "decision", case.version, verdict="dismissed", ground="no_conflict", opinion="我的意见"
    )
    assert late.status_code == 409
    assert "我的意见" in late.text
    assert again(ledger, case).verdict == "explained"


def test_a_decided_pair_comes_back_only_when_what_was_compared_changes(ledger: Check, city: Desk) -> None:
    number = somebody()
    ledger.known(number, 2, occupation="焊工")
    made = ledger.apply("steel", number)
    case = ledger.case(made)
    city.decide(case, "explained", "other_occupation")
    assert ledger.application(made).state == "submitted"
    ledger.check([made])
    ledger.change(made, education="本科", phone_masked="139****0000", name="改名人")
    assert again(ledger, case).state == "decided"
    ledger.change(made, target_level="高级工")  # a field that rule 2 goes by
    back = again(ledger, case)
    assert (back.state, back.verdict, back.blocks) == ("open", None, True)
    assert ledger.application(made).state == "held"
    assert ledger.events(case) == ["open", "decide", "reopen"]


def test_what_is_not_found_any_more_lapses_and_lets_go(ledger: Check) -> None:
    first, second, case = a_double(ledger)
    ledger.change(first, state="withdrawn")
    ledger.check([second])
    assert again(ledger, case).state == "lapsed"
    assert ledger.application(second).state == "submitted"


def test_the_unit_and_the_applicant_explain_with_a_paper_and_the_superior_reads_it(
    ledger: Check, city: Desk
) -> None:
    _first, second, case = a_double(ledger)
    clerk = desk_of(ledger, "port.org_clerk")
    form = {
        "csrf_token": csrf_of(clerk.client, f"/applications/{second}"), "words": "九月调入，见合同。",
        "evidence": (io.BytesIO(paper()), "合同.png"),
    }  # fmt: skip
    answer = clerk.client.post(f"/applications/{second}/statement", data=form)
    assert answer.status_code in (302, 303), answer.text
    assert "九月调入，见合同。" in clerk.client.get(f"/applications/{second}").text
    page = city.page(case)
    assert "九月调入，见合同。" in page
    assert "证明材料" in page


def test_both_numbers_are_shown_for_a_reason_and_the_audit_keeps_it(ledger: Check, city: Desk) -> None:
    number = somebody()
    one, other = ledger.apply("steel", number), ledger.apply("port", number)
    case = ledger.case(one, other)
    assert number not in city.page(case)
    assert city.post(case, "reveal", reason="").status_code == 422
    shown = city.post(case, "reveal", reason="核对两份原件")
    assert number in shown.text
    event = ledger.rows(AuditEvent, AuditEvent.subject == f"case:{case.public_id}")[-1]
    assert (event.action, event.reason) == ("case.reveal", "核对两份原件")


def test_a_case_is_handed_to_a_colleague_who_is_told(ledger: Check, city: Desk) -> None:
    _first, _second, case = a_double(ledger)
    me = ledger.cast.users[CITY]
    assert city.post(case, "assign", to=me.public_id).status_code == 303
    assert again(ledger, case).assigned_to == me.id
    assert city.post(again(ledger, case), "assign", to="somebody-else").status_code == 422
    assert city.post(again(ledger, case), "assign", to="").status_code == 303
    assert again(ledger, case).assigned_to is None


def test_several_are_closed_at_once_but_nobody_is_confirmed_by_the_dozen(ledger: Check, city: Desk) -> None:
    doubles = [a_double(ledger) for _ in range(3)]
    rows = [f"{case.public_id}:{case.version}" for _one, _two, case in doubles]
    rows[2] = f"{doubles[2][2].public_id}:9999"
    form = {"csrf_token": csrf_of(city.client, "/crosscheck"), "row": rows, "verdict": "explained",
            "ground": "moved", "opinion": "均已调入。"}  # fmt: skip
    answer = city.client.post("/crosscheck/bulk/decision", data=form)
    assert answer.status_code == 200
    assert [again(ledger, case).state for *_both, case in doubles] == ["decided", "decided", "open"]
    assert "在您打开之后有了变动" in answer.text
    form |= {"verdict": "confirmed", "ground": "several_applications"}
    assert city.client.post("/crosscheck/bulk/decision", data=form).status_code == 422


def paper() -> bytes:
    """A picture of a paper."""
    held = io.BytesIO()
    Image.new("RGB", (800, 1100), "white").save(held, "PNG")
    return held.getvalue()
