"""Signing in through the pages: who comes in, who waits, and what a stranger can learn (spec 4.5)."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from tenants import lockout
from tenants.db import db
from tenants.models import User
from tenants.scope import Scope, acting_as
from tests.cast import PASSWORD, Cast
from tests.signing_in import csrf_of, sign_in
from webapp.account.rules import own_path


def attempt(client: FlaskClient, login: str, password: str, wanted: str = "") -> TestResponse:
    form = {"login": login, "password": password, "csrf_token": csrf_of(client)}
    return client.post("/account/sign-in", data=form, query_string={"next": wanted} if wanted else {})


def test_a_person_signs_in_with_both_factors(client: FlaskClient) -> None:
    sign_in(client, "steel.org_clerk")
    answer = client.get("/account/sessions")
    assert answer.status_code == 200
    assert "当前这一处" in answer.text


def test_the_login_is_read_as_people_type_it(client: FlaskClient) -> None:
    assert attempt(client, " Steel.Org_Clerk ", PASSWORD).status_code == 303


def test_without_the_second_factor_nothing_else_opens(client: FlaskClient) -> None:
    assert attempt(client, "steel.org_clerk", PASSWORD).status_code == 303
    for page in ("/", "/account/sessions", "/account/password", "/account/second-factor/new"):
        assert "/account/second-factor" in client.get(page).location, page


def test_the_session_is_a_new_one_after_each_step(client: FlaskClient) -> None:
    tokens = []
    client.get("/account/sign-in")
    attempt(client, "college.academic", PASSWORD)
    for _step in ("password", "code"):
        with client.session_transaction() as cookie:
            tokens.append(cookie["_user_id"])
        if len(tokens) == 1:
            from tests.signing_in import pass_second_factor

            pass_second_factor(client, "college.academic")
    assert tokens[0] != tokens[1]
    with client.session_transaction() as cookie:
        cookie["_user_id"] = tokens[0]
    assert "/account/sign-in" in client.get("/account/sessions").location


def _said(answer: TestResponse, login: str) -> str:
    return re.sub(r'(csrf_token" value=|csrf-token" content=)"[^"]*"', "", answer.text).replace(login, "·")


def test_an_unknown_login_and_a_wrong_password_get_the_same_answer(app: Flask, cast: Cast) -> None:
    known = attempt(app.test_client(), "port.org_clerk", "not the password")
    unknown = attempt(app.test_client(), "port.nobody_clerk", "not the password")
    assert (known.status_code, unknown.status_code) == (422, 422)
    assert _said(known, "port.org_clerk") == _said(unknown, "port.nobody_clerk")


def test_a_disabled_user_gets_the_same_answer(app: Flask, cast: Cast, client: FlaskClient) -> None:
    _set(app, "archive.org_clerk", disabled_at=cast.users["archive.org_clerk"].created_at)
    answer = attempt(client, "archive.org_clerk", PASSWORD)
    assert answer.status_code == 422
    assert "登录名或密码不对" in answer.text


def _set(app: Flask, login: str, **values: object) -> None:
    with app.app_context(), acting_as(Scope.of_system("a test arranges a user")):
        db.session.execute(update(User).where(User.login == login).values(**values))
        db.session.commit()


def test_a_disabled_user_is_out_at_the_next_request(app: Flask, cast: Cast, client: FlaskClient) -> None:
    sign_in(client, "archive.org_reviewer")
    _set(app, "archive.org_reviewer", disabled_at=cast.users["archive.org_reviewer"].created_at)
    assert "/account/sign-in" in client.get("/account/sessions").location


@pytest.mark.parametrize("login", ["school.org_clerk", "nobody.at.all"])
def test_after_five_failures_even_the_right_password_waits(client: FlaskClient, login: str) -> None:
    answers = [attempt(client, login, "wrong") for _try in range(lockout.FREE_TRIES)]
    assert {answer.status_code for answer in answers} == {422}
    late = attempt(client, login, PASSWORD)
    assert late.status_code == 429
    assert "1 分钟后再试" in late.text


def test_tries_at_the_same_time_get_no_more_guesses(app: Flask, cast: Cast) -> None:
    clients = [app.test_client() for _number in range(12)]
    tokens = [csrf_of(client) for client in clients]

    def guess(number: int) -> int:
        form = {"login": "school.org_reviewer", "password": "wrong", "csrf_token": tokens[number]}
        return clients[number].post("/account/sign-in", data=form).status_code

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(guess, range(12)))
    assert answers.count(422) == lockout.FREE_TRIES
    assert answers.count(429) == 12 - lockout.FREE_TRIES


def test_what_was_typed_as_a_login_is_not_kept(app: Flask, client: FlaskClient) -> None:
    from sqlalchemy import select

    from tenants.models import SignInAttempt

    attempt(client, "my secret in the wrong box", "x")
    with app.app_context(), acting_as(Scope.of_system("a test looks")):
        kept = list(db.session.scalars(select(SignInAttempt.login)))
    assert kept
    assert not any("secret" in login for login in kept)


def test_a_nul_is_refused_before_it_reaches_the_database(client: FlaskClient) -> None:
    assert attempt(client, "steel\0", "x").status_code == 400


def test_only_paths_of_ours_are_gone_back_to(client: FlaskClient) -> None:
    assert attempt(client, "college.examiner", PASSWORD, "//evil.example/x").location == "/"


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "https://evil.example",
        "/\t/evil.example",
        "evil",
        "",
        "javascript:x",
        "\\\\e",
    ],
)
def test_what_a_browser_reads_as_another_host_is_no_path(wanted: str) -> None:
    assert own_path(wanted) is None


def test_a_path_with_its_query_is_kept() -> None:
    assert own_path("/rosters?state=done&q=a//b") == "/rosters?state=done&q=a//b"


def test_whoever_is_signed_in_is_sent_on(client: FlaskClient) -> None:
    sign_in(client, "steel.academic")
    assert client.get("/account/sign-in").location == "/"


def test_signing_out_ends_the_session_itself(client: FlaskClient) -> None:
    sign_in(client, "steel.examiner")
    with client.session_transaction() as cookie:
        stolen = cookie["_user_id"]
    token = csrf_of(client, "/account/sessions")
    assert client.post("/account/sign-out", data={"csrf_token": token}).location == "/account/sign-in"
    with client.session_transaction() as cookie:
        cookie["_user_id"] = stolen
    assert "/account/sign-in" in client.get("/account/sessions").location


def test_a_stranger_chooses_the_language_in_the_browser(client: FlaskClient) -> None:
    form = {"language": "en", "next": "/account/sign-in", "csrf_token": csrf_of(client)}
    answer = client.post("/account/language", data=form)
    assert answer.location == "/account/sign-in"
    assert "HttpOnly" in answer.headers["Set-Cookie"] or "locale=en" in str(answer.headers)
    assert '<html lang="en">' in client.get("/account/sign-in").text


def test_a_stranger_finds_the_public_page_and_no_demo_city(client: FlaskClient) -> None:
    page = client.get("/account/sign-in").text
    assert "演示" not in page
    assert 'href="/welcome"' in page


def _events(app: Flask, subject: str) -> list[tuple[str, int | None]]:
    from sqlalchemy import select

    from tenants.audit import AuditEvent

    with app.app_context(), acting_as(Scope.of_system("a test looks")):
        query = select(AuditEvent.action, AuditEvent.tenant_id, AuditEvent.changes, AuditEvent.reason)
        found = db.session.execute(query.where(AuditEvent.subject == subject).order_by(AuditEvent.id)).all()
    assert "wrong guess" not in str(found)
    return [(row.action, row.tenant_id) for row in found if row.action.endswith(("_failed", "_out"))]


def test_failed_sign_ins_and_the_lock_out_stand_in_the_audit(app: Flask, cast: Cast) -> None:
    user = cast.users["steel.certifier"]
    client = app.test_client()
    for _try in range(lockout.FREE_TRIES + 2):
        attempt(client, "steel.certifier", "wrong guess")
    failed, locked = ("account.sign_in_failed", user.tenant_id), ("account.locked_out", user.tenant_id)
    latest = _events(app, f"user:{user.public_id}")[-lockout.FREE_TRIES - 1 :]  # other tests use it, too
    assert latest == [failed] * lockout.FREE_TRIES + [locked]
    page = cast.sign_in(app.test_client(), "steel.inst_admin").get("/admin/audit?action=account.locked_out")
    assert "多次失败，暂停登录" in page.text
    assert "未登录的人" in page.text


def test_a_failed_code_stands_in_the_audit(app: Flask, cast: Cast, client: FlaskClient) -> None:
    user = cast.users["college.certifier"]
    attempt(client, "college.certifier", PASSWORD)
    token = csrf_of(client, "/account/second-factor")
    client.post("/account/second-factor", data={"code": "000000", "csrf_token": token})
    assert _events(app, f"user:{user.public_id}") == [("account.code_failed", user.tenant_id)]
