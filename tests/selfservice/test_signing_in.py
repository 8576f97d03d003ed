"""Registration and sign-in by a one-time code: once, for five minutes, five tries, and no oracle (4.5)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, delete, func, select, text, update

from tenants.audit import AuditEvent
from tenants.db import db
from tenants.models import ApplicantAccount, LoginCode, SignInAttempt, User
from tests.cast import Cast
from tests.selfservice.conftest import codes
from tests.selfservice.filling import SYSTEM
from tests.selfservice.people import Somebody, ask, enter, made_up, prove
from tests.signing_in import csrf_of
from webapp.extensions import keyring
from webapp.people.identity import check_digit
from webapp.transaction import separately

CodeOf = Callable[[Somebody], str]
NO_SUCH_DAY = "37110219850230251" + check_digit("37110219850230251")
TOKEN = re.compile(r'(name="csrf_token" value|name="csrf-token" content)="[^"]*"')


def other(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def accounts(app: Flask, who: Somebody) -> int:
    with app.app_context(), separately(SYSTEM):
        mine = ApplicantAccount.id_index == keyring().index(who.number)
        return db.session.scalar(select(func.count()).select_from(ApplicantAccount).where(mine)) or 0


def test_the_first_time_registers_and_the_second_signs_in(
    app: Flask, cast: Cast, client: FlaskClient, somebody: Somebody, code_of: CodeOf
) -> None:
    enter(client, somebody, code_of)
    assert "还没有报名" in client.get("/my").text
    assert accounts(app, somebody) == 1
    later(app)
    enter(app.test_client(), somebody, code_of)
    assert accounts(app, somebody) == 1


def later(app: Flask) -> None:
    """Let an hour pass for what is counted."""
    with app.app_context(), separately(SYSTEM):
        db.session.execute(delete(SignInAttempt))


def test_what_is_kept_of_a_person_is_sealed(app: Flask, entered: FlaskClient, somebody: Somebody) -> None:
    with app.app_context(), separately(SYSTEM):
        row = db.session.scalars(
            select(ApplicantAccount).where(ApplicantAccount.id_index == keyring().index(somebody.number))
        ).one()
        assert keyring().open_text(row.id_number) == somebody.number
        assert somebody.number.encode() not in row.id_number
        assert somebody.phone.encode() not in row.phone
        user = db.session.get_one(User, row.user_id)
        assert (user.tenant_id, user.city_id) == (None, None)
        assert somebody.number not in user.login


def test_a_wrong_code_opens_nothing(
    cast: Cast, client: FlaskClient, somebody: Somebody, code_of: CodeOf
) -> None:
    ask(client, somebody)
    assert prove(client, other(code_of(somebody))) == 422
    assert client.get("/my").status_code == 302
    assert prove(client, code_of(somebody)) == 303


def test_five_tries_and_the_right_code_is_worth_nothing(
    cast: Cast, client: FlaskClient, somebody: Somebody, code_of: CodeOf
) -> None:
    ask(client, somebody)
    right = code_of(somebody)
    for _ in range(5):
        assert prove(client, other(right)) == 422
    assert prove(client, right) == 422
    assert client.get("/my").status_code == 302


def test_a_code_serves_once(
    app: Flask, cast: Cast, client: FlaskClient, somebody: Somebody, code_of: CodeOf
) -> None:
    """A copy of the browser that asked finds the code used up."""
    ask(client, somebody)
    copy = app.test_client()
    with client.session_transaction() as held, copy.session_transaction() as copied:
        copied.update(held)
    assert prove(client, code_of(somebody)) == 303
    assert prove(copy, code_of(somebody)) == 422


def test_a_code_is_worth_nothing_in_another_browser(
    app: Flask, cast: Cast, client: FlaskClient, code_of: CodeOf
) -> None:
    one, two = made_up(), made_up()
    ask(client, one)
    elsewhere = app.test_client()
    ask(elsewhere, two)
    if code_of(one) != code_of(two):
        assert prove(elsewhere, code_of(one)) == 422


def test_a_code_lasts_five_minutes(
    app: Flask, cast: Cast, client: FlaskClient, somebody: Somebody, code_of: CodeOf
) -> None:
    ask(client, somebody)
    engine = create_engine(app.extensions["jinlanling"].owner_url)
    with engine.begin() as owner:
        owner.execute(text("alter table login_code no force row level security"))
        owner.execute(text("update login_code set expires_at = now() where used_at is null"))
        owner.execute(text("alter table login_code force row level security"))
    engine.dispose()
    form = {"code": code_of(somebody), "csrf_token": csrf_of(client, "/my/code")}
    answer = client.post("/my/code", data=form)
    assert (answer.status_code, "过期" in answer.text) == (422, True)


def test_a_telephone_gets_one_code_a_minute(
    app: Flask, cast: Cast, client: FlaskClient, somebody: Somebody
) -> None:
    ask(client, somebody)
    again = client.post("/my/code/again", data={"csrf_token": csrf_of(client, "/my/code")})
    assert (again.status_code, "秒后再获取" in again.text) == (429, True)
    assert len(codes(app, somebody)) == 1
    # Nor by another identity number, in another browser.
    elsewhere = made_up(phone=somebody.phone)
    other_browser = app.test_client()
    form = elsewhere.claim | {"csrf_token": csrf_of(other_browser, "/my/sign-in")}
    assert other_browser.post("/my/sign-in", data=form).status_code == 429
    later(app)
    again = client.post("/my/code/again", data={"csrf_token": csrf_of(client, "/my/code")})
    assert again.status_code == 303
    assert len(codes(app, somebody)) == 2


def test_a_number_is_asked_for_five_times_and_then_waits(app: Flask, cast: Cast, client: FlaskClient) -> None:
    """Whatever telephone it is tried with."""
    number = made_up().number
    answers = []
    for _ in range(7):
        form = made_up(number=number).claim | {"csrf_token": csrf_of(client, "/my/sign-in")}
        answers.append(client.post("/my/sign-in", data=form).status_code)
    assert answers == [303] * 5 + [429] * 2


def test_an_address_that_asks_for_everybody_waits(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context(), separately(SYSTEM):
        db.session.add_all(
            SignInAttempt(login=f"nobody {place}", address="127.0.0.1", succeeded=False)
            for place in range(60)
        )
    form = made_up().claim | {"csrf_token": csrf_of(client, "/my/sign-in")}
    assert client.post("/my/sign-in", data=form).status_code == 429


def test_known_and_unknown_numbers_get_the_same_answers(
    app: Flask, cast: Cast, entered: FlaskClient, somebody: Somebody, code_of: CodeOf
) -> None:
    """Until a code is proved: the same pages, the same statuses, a code to the telephone that was typed."""
    later(app)
    seen = []
    for who in (made_up(number=somebody.number), made_up()):  # known with another telephone; unknown
        client = app.test_client()
        form = who.claim | {"csrf_token": csrf_of(client, "/my/sign-in")}
        asked = client.post("/my/sign-in", data=form)
        page = client.get("/my/code")
        wrong = client.post(
            "/my/code", data={"code": other(code_of(who)), "csrf_token": csrf_of(client, "/my/code")}
        )
        seen.append(
            (asked.status_code, asked.location, TOKEN.sub("", page.text), wrong.status_code,
             TOKEN.sub("", wrong.text), len(codes(app, who)))
        )  # fmt: skip
    assert seen[0] == seen[1]


def test_another_telephone_does_not_take_an_account_over(
    app: Flask, cast: Cast, entered: FlaskClient, somebody: Somebody, code_of: CodeOf
) -> None:
    later(app)
    thief = made_up(number=somebody.number)
    client = app.test_client()
    ask(client, thief)
    form = {"code": code_of(thief), "csrf_token": csrf_of(client, "/my/code")}
    answer = client.post("/my/code", data=form)
    assert (answer.status_code, "另一个手机号" in answer.text) == (409, True)
    assert client.get("/my").status_code == 302


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "371102198503152530"), ("number", NO_SUCH_DAY), ("number", "3711021985"),
        ("phone", "12345678901"), ("phone", "1390000123"), ("name", "江"),
        ("name", "江远帆（焊工班）"), ("name", "江远?"), ("number", "37110219850315OI5X"),
    ],
)  # fmt: skip
def test_a_claim_that_cannot_be_is_refused_at_its_field(
    cast: Cast, client: FlaskClient, somebody: Somebody, field: str, value: str
) -> None:
    form = somebody.claim | {field: value, "csrf_token": csrf_of(client, "/my/sign-in")}
    answer = client.post("/my/sign-in", data=form)
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text


def test_a_disabled_account_stays_outside(
    app: Flask, cast: Cast, entered: FlaskClient, somebody: Somebody, code_of: CodeOf
) -> None:
    with app.app_context(), separately(SYSTEM):
        mine = select(ApplicantAccount.user_id).where(
            ApplicantAccount.id_index == keyring().index(somebody.number)
        )
        disabled = update(User).where(User.id.in_(mine)).values(disabled_at=func.now())
        db.session.execute(disabled, execution_options={"synchronize_session": False})
    assert entered.get("/my").status_code == 302
    later(app)
    client = app.test_client()
    ask(client, somebody)
    assert prove(client, code_of(somebody)) == 409


def test_the_code_stands_on_the_page_in_demo_mode_only(
    app: Flask, cast: Cast, client: FlaskClient, code_of: CodeOf
) -> None:
    who = made_up()
    ask(client, who)
    assert code_of(who) not in client.get("/my/code").text
    before = app.extensions["jinlanling"]
    app.extensions["jinlanling"] = replace(before, demo=True)
    try:
        client, who = app.test_client(), made_up()
        ask(client, who)
        assert code_of(who) in client.get("/my/code").text
    finally:
        app.extensions["jinlanling"] = before


def test_no_plain_number_or_code_in_the_tables_of_signing_in(
    app: Flask, entered: FlaskClient, somebody: Somebody, code_of: CodeOf
) -> None:
    with app.app_context(), separately(SYSTEM):
        for table in (LoginCode, SignInAttempt, AuditEvent, User, ApplicantAccount):
            rows = db.session.execute(text(f"select t::text from {table.__tablename__} t")).scalars()
            held = "\n".join(rows)
            assert somebody.number not in held
            assert somebody.phone not in held


def test_signing_out_ends_the_session(entered: FlaskClient) -> None:
    entered.post("/my/sign-out", data={"csrf_token": csrf_of(entered, "/my")})
    assert entered.get("/my").status_code == 302


def test_a_stranger_is_sent_to_the_applicants_door(cast: Cast, client: FlaskClient) -> None:
    assert client.get("/my").location == "/my/sign-in"
