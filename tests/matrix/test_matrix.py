"""Every endpoint × method × role × own/foreign/nonexistent, generated from the URL map (spec 4, 4.5).

What is expected is derived from the declared needs and the one table of roles; nothing is listed twice.
"""

from __future__ import annotations

import pytest
from flask import Flask

from tenants.roles import ROLES, Permission, permissions_of
from tests.matrix.calls import OUTDATED, WHOSE, Call, House, address, calls, likeness
from tests.matrix.examples import EXAMPLES, NOWHERE
from tests.matrix.world import ACTORS, FOREIGN
from webapp.guards import ACCOUNT, PUBLIC, SIGNED_IN, Undeclared, allow, refuse_undeclared

WRONG_ADDRESS = {404, 405}


def test_every_role_of_the_table_is_in_the_matrix() -> None:
    assert {who.partition(".")[2] for who in ACTORS} == {role.value for role in ROLES}


def test_every_parameter_has_an_example(house: House) -> None:
    given = {endpoint: frozenset(example) for endpoint, example in EXAMPLES.items()}
    needed = {call.endpoint: call.arguments for call in calls(house.app) if call.arguments}
    assert needed == given


def test_an_undeclared_route_stops_the_start(house: House) -> None:
    bare = Flask("bare")
    bare.add_url_rule("/bare", "bare", lambda: "")
    with pytest.raises(Undeclared, match="bare"):
        refuse_undeclared(bare)


def test_an_undeclared_method_stops_the_start(house: House) -> None:
    bare = Flask("bare")
    bare.add_url_rule("/bare", "bare", allow(PUBLIC)(lambda: ""), methods=["GET", "POST"])
    with pytest.raises(Undeclared, match="POST"):
        refuse_undeclared(bare)


def test_a_change_cannot_hang_on_a_reading_permission() -> None:
    with pytest.raises(Undeclared):
        allow(POST=Permission.AUDIT_READ)


def _may(who: str, call: Call) -> bool:
    if call.need is PUBLIC:
        return True
    if who == "stranger":
        return False
    if call.need is SIGNED_IN:
        return True
    if who == "halfway":
        return False
    return call.need is ACCOUNT or call.need in permissions_of([who.partition(".")[2]])


@pytest.mark.parametrize("who", ["stranger", "halfway", *ACTORS])
def test_who_may_and_who_may_not(house: House, who: str) -> None:
    wrong = []
    for call in calls(house.app):
        answer = house.ask(who, call)
        verdict = _let_in(who, call, answer.status_code) if _may(who, call) else _kept_out(who, answer)
        if not verdict:
            wrong.append(f"{call}: {answer.status_code} {answer.headers.get('Location', '')}")
    assert not wrong, "\n".join(wrong)


def _let_in(who: str, call: Call, status: int) -> bool:
    """Not refused by the guard. A fixed example may be unknown, a row of one's own never is."""
    if status >= 500 and call.endpoint.partition(".")[0] != "probes":
        return False
    known = call.names_a_row and who not in ("stranger", "halfway")
    return status != 403 and status != 405 and not (known and status == 404)


def _kept_out(who: str, answer: object) -> bool:
    status, location = answer.status_code, answer.headers.get("Location", "")  # type: ignore[attr-defined]
    if who == "stranger":
        return status == 302 and location.startswith(("/account/sign-in", "/my/sign-in"))
    if who == "halfway":
        return status == 302 and location.startswith("/account/second-factor")
    return status == 403


@pytest.mark.parametrize("who", ACTORS)
def test_foreign_and_nonexistent_rows_are_told_apart_by_nothing(house: House, who: str) -> None:
    unit = FOREIGN[who.partition(".")[0]]
    known = [house.world.ids[kind][unit] for kind in house.world.ids] + list(NOWHERE.values())
    wrong = []
    for call in calls(house.app):
        if not call.names_a_row:
            continue
        answers = {whose: house.ask(who, call, whose) for whose in WHOSE[1:]}
        foreign, nowhere = (likeness(answers[whose], known) for whose in WHOSE[1:])
        expected = WRONG_ADDRESS if _may(who, call) else {403}
        if foreign != nowhere or foreign[0] not in expected:
            wrong.append(f"{call}: {foreign[0]} / {nowhere[0]}{_first_difference(foreign[1], nowhere[1])}")
    assert not wrong, "\n".join(wrong)


def _first_difference(one: str, other: str) -> str:
    at = next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), None)
    return "" if at is None else f" …{one[max(0, at - 60) : at + 40]!r} / {other[at : at + 40]!r}"


@pytest.mark.parametrize("who", ["stranger", "halfway", *ACTORS])
def test_no_change_without_the_token_against_forgery(house: House, who: str) -> None:
    wrong = []
    for call in calls(house.app):
        if call.method == "GET" or not _may(who, call):
            continue
        answer = house.ask(who, call, forged=True)
        if answer.status_code != 422 or OUTDATED not in answer.text:
            wrong.append(f"{call}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", ["stranger", "halfway"])
def test_a_block_that_is_refused_has_its_page_loaded_anew(house: House, who: str) -> None:
    for call in calls(house.app):
        if call.method == "GET" and not _may(who, call):
            with house.app.test_request_context():
                target = address(call, house.world, who, "own")
            assert house.client(who).get(target, headers={"HX-Request": "true"}).status_code == 401, call
