"""Reviews under the cross-check (三(四)): consent looks once more over the whole city; what it holds up
stays, what is only suspected is cleared by whoever re-examines, who sees the sentence and nothing else."""

from __future__ import annotations

from tests.applicants_pages.made import numbers
from tests.reviews.conftest import House

AGREE = {"verdict": "approve", "opinion": "同意"}
UNIT = "日照望潮港务有限公司"


def entered_twice(house: House, number: str) -> tuple[str, str]:
    """A person whom another unit has already accepted, and here comes again; nobody has looked."""
    return house.apply("port", number=number, state="accepted"), house.apply(number=number)


def test_consent_is_refused_where_somebody_has_the_person_already(house: House) -> None:
    elsewhere, number = entered_twice(house, numbers(1)[0])
    reviewer = house.client("steel.org_reviewer")
    answer = house.decide(reviewer, number, **AGREE)
    page = reviewer.get(answer.location).text
    assert "没有办理" in page
    assert "核查结束前不能通过（三(四)）" in page
    assert UNIT not in page
    assert elsewhere not in page
    now = house.one(number)
    assert (now.state, now.crosscheck, now.crosscheck_rules) == ("held", "blocked", [1])
    assert [move.verb for move in house.moves(number)] == ["import", "hold"]
    assert house.one(elsewhere).state == "accepted"
    assert number not in reviewer.get("/reviews").text


def test_of_many_each_held_one_says_so_and_the_rest_goes_on(house: House) -> None:
    first, second = numbers(2)
    _elsewhere, held = entered_twice(house, first)
    fit = house.apply(number=second)
    reviewer = house.client("steel.org_reviewer")
    rows = [f"{one}:1" for one in (held, fit)]
    done = house.post(reviewer, "/reviews/bulk/decision", row=rows, **AGREE)
    assert "办理 1 件，未办理 1 件" in done.text
    assert "核查结束前不能通过（三(四)）" in done.text
    assert (house.one(held).state, house.one(fit).state) == ("held", "unit_approved")


def test_who_re_examines_clears_what_is_suspected(house: House) -> None:
    one, other = numbers(2)
    shared = {"phone_index": b"p" * 32}
    house.apply("port", number=other, name="王芳", **shared)
    sent = house.send(number=one, name="陈志远", **shared)
    assert house.one(sent).crosscheck == "suspected"
    registrar = house.client("college.registrar")
    for page in (f"/reexaminations/{sent}", "/reexaminations"):
        answer = registrar.get(page)
        assert answer.status_code == 200, page
        assert "疑似" in answer.text, page
        assert UNIT not in answer.text
        assert "王芳" not in answer.text
    refused = house.decide(registrar, sent, "reexaminations", verdict="accept", opinion="材料齐全")
    assert refused.status_code == 422
    agreed = house.decide(
        registrar, sent, "reexaminations", verdict="accept", opinion="材料齐全", cleared="crosscheck"
    )
    assert agreed.status_code == 303, agreed.text
    assert house.one(sent).state == "accepted"
