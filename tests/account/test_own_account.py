"""One's own second factor, password, sessions and tenants (spec 4.5)."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from tenants import accounts, staff
from tenants.accounts import FactorStands
from tenants.db import db
from tenants.models import SignIn, Tenant, User
from tenants.scope import Reach, Scope, acting_as
from tests.cast import PASSWORD, SECRET, Cast
from tests.signing_in import csrf_of, pass_second_factor, sign_in
from webapp.extensions import keyring

NEW = "Orchard-77-lantern"


def _system(app: Flask, statement: object) -> None:
    with app.app_context(), acting_as(Scope.of_system("a test arranges")):
        db.session.execute(statement)  # type: ignore[call-overload]
        db.session.commit()


def test_a_code_serves_once(app: Flask, cast: Cast, client: FlaskClient) -> None:
    sign_in(client, "steel.certifier")
    other = app.test_client()
    other.post(
        "/account/sign-in",
        data={"login": "steel.certifier", "password": PASSWORD, "csrf_token": csrf_of(other)},
    )
    step = int(time.time()) // 30
    _system(app, update(User).where(User.login == "steel.certifier").values(totp_last_step=step + 1))
    token = csrf_of(other, "/account/second-factor")
    code = pyotp.TOTP(SECRET).at(int(time.time()))
    answer = other.post("/account/second-factor", data={"code": code, "csrf_token": token})
    assert answer.status_code == 422
    assert "已经用过" in answer.text


def test_codes_are_guessed_no_oftener_than_passwords(client: FlaskClient) -> None:
    form = {"login": "steel.registrar", "password": PASSWORD, "csrf_token": csrf_of(client)}
    client.post("/account/sign-in", data=form)
    token = csrf_of(client, "/account/second-factor")
    answers = [
        client.post("/account/second-factor", data={"code": "000000", "csrf_token": token}).status_code
        for _try in range(6)
    ]
    assert answers == [422] * 5 + [429]


def test_a_password_alone_cannot_replace_the_second_factor(app: Flask, cast: Cast) -> None:
    user = cast.users["port.certifier"]
    with app.app_context(), acting_as(Scope(Reach.ACCOUNT, user_id=user.id)):
        token = accounts.begin_session(user, "127.0.0.1", "thief")
        db.session.commit()
        own = accounts.own_user(user.id)
        code = pyotp.TOTP(SECRET).now()
        with pytest.raises(FactorStands):
            accounts.enrol_second_factor(own, SECRET, code, token, keyring())
        db.session.rollback()


def test_setting_up_a_second_factor(app: Flask, client: FlaskClient) -> None:
    _system(
        app,
        update(User).where(User.login == "school.org_admin").values(totp_secret=None, totp_confirmed_at=None),
    )
    sign_in(client, "school.org_admin")
    page = client.get("/account/second-factor/new").text
    assert "data:image/svg+xml" in page
    found = re.search(r"<code>([A-Z2-7 ]+)</code>", page)
    assert found
    secret = found[1].replace(" ", "")
    token = csrf_of(client, "/account/second-factor/new")
    wrong = client.post("/account/second-factor/new", data={"code": "12345", "csrf_token": token})
    assert wrong.status_code == 422
    assert found[1] in wrong.text, "a slip must not change the key that was scanned"
    code = pyotp.TOTP(secret).now()
    assert (
        client.post("/account/second-factor/new", data={"code": code, "csrf_token": token}).status_code == 303
    )
    sign_in(app.test_client(), "school.org_admin", secret=secret)


def test_an_unconfirmed_secret_leaves_the_old_one_in_force(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "port.academic")
    client.get("/account/second-factor/new")
    sign_in(app.test_client(), "port.academic")


def _change(client: FlaskClient, current: str, new: str, again: str | None = None) -> object:
    form = {
        "current": current,
        "new": new,
        "again": again or new,
        "csrf_token": csrf_of(client, "/account/password"),
    }
    return client.post("/account/password", data=form)


@pytest.mark.parametrize(
    ("new", "words"),
    [
        ("Short-1", "至少 12 位"),
        ("aaaaaaaaaaaaaaaa", "太容易猜到"),
        ("port.examiner-2022", "不要含有自己的登录名"),
        (PASSWORD, "不能和原密码一样"),
        ("x1-" * 60, "最多"),
    ],
)
def test_a_weak_password_is_refused_in_words(client: FlaskClient, new: str, words: str) -> None:
    sign_in(client, "port.examiner")
    answer = _change(client, PASSWORD, new)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert words in answer.text  # type: ignore[attr-defined]


def test_a_new_password_ends_the_other_sessions(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "port.registrar")
    other = sign_in(app.test_client(), "port.registrar")
    assert _change(client, "not the old one", NEW).status_code == 422  # type: ignore[attr-defined]
    assert _change(client, PASSWORD, NEW).status_code == 303  # type: ignore[attr-defined]
    assert client.get("/account/sessions").status_code == 200
    assert "/account/sign-in" in other.get("/account/sessions").location
    sign_in(app.test_client(), "port.registrar", password=NEW)


def test_a_first_password_must_be_changed_before_anything_else(app: Flask, client: FlaskClient) -> None:
    _system(app, update(User).where(User.login == "port.inst_admin").values(must_change_password=True))
    sign_in(client, "port.inst_admin")
    assert "/account/password" in client.get("/").location
    assert _change(client, PASSWORD, NEW).status_code == 303  # type: ignore[attr-defined]
    assert client.get("/account/sessions").status_code == 200


@pytest.mark.parametrize(
    ("column", "ago"), [("seen_at", timedelta(minutes=31)), ("created_at", timedelta(hours=12, minutes=1))]
)
def test_a_session_ends_by_idleness_and_by_age(
    app: Flask, cast: Cast, client: FlaskClient, column: str, ago: timedelta
) -> None:
    sign_in(client, "lanshan.district_officer")
    assert client.get("/account/sessions").status_code == 200
    mine = SignIn.user_id == cast.users["lanshan.district_officer"].id
    _system(app, update(SignIn).where(mine).values({column: datetime.now(UTC) - ago}))
    assert "/account/sign-in" in client.get("/account/sessions").location


def test_ending_one_and_all_other_sessions(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "lanshan.district_admin")
    second, third = (sign_in(app.test_client(), "lanshan.district_admin") for _number in range(2))
    page = client.get("/account/sessions").text
    handles = re.findall(r'name="session" value="([0-9a-f]+)"', page)
    assert len(handles) == 2
    token = csrf_of(client, "/account/sessions")
    client.post("/account/sessions/end", data={"session": handles[0], "csrf_token": token})
    alive = [one.get("/account/sessions").status_code for one in (second, third)]
    assert sorted(alive) == [200, 302]
    client.post("/account/sessions/end", data={"csrf_token": token})
    assert [one.get("/account/sessions").status_code for one in (client, second, third)] == [200, 302, 302]


def test_nobody_ends_another_persons_session(app: Flask, client: FlaskClient) -> None:
    victim = sign_in(app.test_client(), "lanshan.district_reviewer")
    with victim.session_transaction() as cookie:
        handle = accounts._hash(cookie["_user_id"])[: accounts.HANDLE]
    sign_in(client, "donggang.district_reviewer")
    token = csrf_of(client, "/account/sessions")
    answer = client.post("/account/sessions/end", data={"session": handle, "csrf_token": token})
    assert answer.status_code == 404
    assert victim.get("/account/sessions").status_code == 200


def test_switching_to_a_tenant_of_ones_own_only(app: Flask, cast: Cast, client: FlaskClient) -> None:
    user = cast.users["college.certifier"]
    with app.app_context(), acting_as(Scope.of_system("a test gives a second membership")):
        staff.give_roles(db.session.merge(cast.tenants["steel"]), db.session.merge(user), ["org_clerk"])
        db.session.commit()
    sign_in(client, "college.certifier")
    token = csrf_of(client, "/account/sessions")
    foreign = {"membership": cast.tenants["port"].public_id, "csrf_token": token}
    assert client.post("/account/tenant", data=foreign).status_code == 404
    own = {"membership": cast.tenants["steel"].public_id, "csrf_token": token}
    assert client.post("/account/tenant", data=own).status_code == 303
    assert cast.tenants["steel"].short_name in client.get("/account/sessions").text


def test_a_closed_tenant_is_acted_for_by_nobody(app: Flask, cast: Cast, client: FlaskClient) -> None:
    sign_in(client, "archive.org_admin")
    archive = Tenant.id == cast.tenants["archive"].id
    _system(app, update(Tenant).where(archive).values(closed_at=datetime.now(UTC)))
    assert client.get("/admin/users").status_code == 403


def test_before_the_second_factor_the_database_shows_ones_own_account_only(
    app: Flask, cast: Cast, client: FlaskClient
) -> None:
    from webapp.transaction import request_scope

    with client:
        form = {"login": "city.city_auditor", "password": PASSWORD, "csrf_token": csrf_of(client)}
        client.post("/account/sign-in", data=form)
        client.get("/account/second-factor")
        assert request_scope().reach is Reach.ACCOUNT
    pass_second_factor(client, "city.city_auditor")
    with client:
        client.get("/account/sessions")
        assert request_scope().reach is Reach.CITY


def test_the_language_of_a_signed_in_person_is_kept_with_them(app: Flask, client: FlaskClient) -> None:
    sign_in(client, "donggang.district_officer")
    token = csrf_of(client, "/account/sessions")
    client.post(
        "/account/language", data={"language": "en", "next": "/account/sessions", "csrf_token": token}
    )
    other = sign_in(app.test_client(), "donggang.district_officer")
    assert '<html lang="en">' in other.get("/account/sessions").text
