"""申报进度查询: what it tells, what it never tells, and that two wrong answers can't be told apart."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from werkzeug.test import TestResponse

from tenants import lockout
from tenants.db import db
from tests.public.made import NAME, OFFICER, OPINION, PHONE, Traced
from tests.signing_in import csrf_of
from webapp.applicants.states import STATES
from webapp.public.operations import TooOften, look_up
from webapp.public.progress import NEXT, masked_name

NOWHERE = "JLL-2022-22222-22222"
TOKEN = re.compile(r'(name="csrf_token" value=|name="csrf-token" content=)"[^"]*"')


def ask(client: FlaskClient, number: str, last_four: str) -> TestResponse:
    form = {"csrf_token": csrf_of(client, "/welcome/status"), "number": number, "last_four": last_four}
    return client.post("/welcome/status", data=form)


def test_number_and_digits_together_show_state_way_and_next_step(
    stranger: FlaskClient, traced: Traced
) -> None:
    answer = ask(stranger, f" {traced.number.lower()} ", traced.id_number[-4:].lower())
    assert answer.status_code == 200
    for words in (traced.number, "退回修改", "证书取得时间与证书不一致", "再次提交", "欧*"):
        assert words in answer.text, words


def test_nothing_else_of_the_person_and_no_officer_is_shown(stranger: FlaskClient, traced: Traced) -> None:
    shown = ask(stranger, traced.number, traced.id_number[-4:]).text
    private = (
        NAME, "远志", OFFICER, "审核岗", OPINION, PHONE, "1234", "海岳", traced.id_number[-4:], "1985",
        "电工", "S0000371",
    )  # fmt: skip
    assert [words for words in private if words in TOKEN.sub("", shown)] == []


def test_the_digits_stand_in_no_address(stranger: FlaskClient, traced: Traced) -> None:
    asked = f"/welcome/status?number={traced.number}&last_four={traced.id_number[-4:]}"
    assert "退回修改" not in stranger.get(asked).text
    assert 'method="post"' in stranger.get("/welcome/status").text


def compared(answer: TestResponse, sent: str) -> tuple[int, bytes, list[tuple[str, str]]]:
    body = TOKEN.sub(r"\1", answer.text).replace(sent, "·").encode()
    headers = [(name, value) for name, value in answer.headers if name not in ("Set-Cookie", "X-Request-ID")]
    return answer.status_code, body, sorted(headers)


def test_an_unknown_number_and_wrong_digits_are_told_apart_by_nothing(
    stranger: FlaskClient, traced: Traced
) -> None:
    wrong = "0000" if traced.id_number[-4:] != "0000" else "1111"
    known, unknown = ask(stranger, traced.number, wrong), ask(stranger, NOWHERE, wrong)
    assert known.status_code == 422
    assert compared(known, traced.number) == compared(unknown, NOWHERE)


def test_both_wrong_answers_do_the_same_work(house: Flask, stranger: FlaskClient, traced: Traced) -> None:
    """The statements alike, one for one: no look-up more for a number that exists."""
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    with house.app_context():
        engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            work = []
            for number in (traced.number, NOWHERE):
                said.clear()
                assert look_up(number, "0000", "192.0.2.7") is None
                work.append(list(said))
        finally:
            event.remove(engine, "before_cursor_execute", note)
    assert work[0] == work[1]
    assert any("application" in statement for statement in work[0])


def test_five_tries_a_number_then_one_waits_known_or_not(stranger: FlaskClient, traced: Traced) -> None:
    for number in (traced.number, NOWHERE):
        for _ in range(lockout.FREE_TRIES):
            assert ask(stranger, number, "0000").status_code == 422
    known, unknown = ask(stranger, traced.number, "0000"), ask(stranger, NOWHERE, "0000")
    assert known.status_code == 429
    assert compared(known, traced.number) == compared(unknown, NOWHERE)
    assert ask(stranger, traced.number, traced.id_number[-4:]).status_code == 429, "the right ones wait too"


def test_one_number_that_waits_keeps_no_other_waiting(
    stranger: FlaskClient, traced: Traced, another: Traced
) -> None:
    for _ in range(lockout.FREE_TRIES + 1):
        ask(stranger, traced.number, "0000")
    assert ask(stranger, another.number, another.id_number[-4:]).status_code == 200


def test_one_address_gets_so_many_tries_over_all_numbers(
    house: Flask, stranger: FlaskClient, another: Traced
) -> None:
    with house.app_context():
        for number in range(lockout.ADDRESS_TRIES):
            assert look_up(f"JLL-2022-00000-{number:05d}", "0000", "192.0.2.8") is None
        with pytest.raises(TooOften):
            look_up(another.number, another.id_number[-4:], "192.0.2.8")
        assert look_up(another.number, another.id_number[-4:], "192.0.2.9") is not None


def test_tries_here_keep_nobody_from_signing_in(house: Flask, stranger: FlaskClient, traced: Traced) -> None:
    with house.app_context():
        for number in range(lockout.ADDRESS_TRIES):
            look_up(f"JLL-2022-00000-{number:05d}", "0000", "127.0.0.1")
        from tenants.scope import Reach, Scope, acting_as

        with acting_as(Scope(Reach.ACCOUNT)):
            assert not lockout.locked_for("somebody", "127.0.0.1", datetime.now(UTC))
            db.session.rollback()


@pytest.mark.parametrize(("number", "digits"), [("", ""), ("JLL", "12"), ("x" * 50, "1234"), ("JLL", "12 4")])
def test_what_is_no_number_is_said_at_its_field(stranger: FlaskClient, number: str, digits: str) -> None:
    answer = ask(stranger, number, digits)
    assert answer.status_code == 422
    assert "jl-field-error" in answer.text


def test_every_state_says_what_to_do_next() -> None:
    assert set(NEXT) == set(STATES)


def test_a_name_is_one_sign_and_a_star() -> None:
    assert (masked_name("王小明"), masked_name("单"), masked_name("Anna Bell")) == ("王*", "单*", "A*")
