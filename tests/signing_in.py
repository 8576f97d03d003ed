"""Signing in through the real form, as a person does it: token against forgery, password, second factor."""

from __future__ import annotations

import re
import time

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from tenants.accounts import normal_login
from tenants.db import db
from tenants.models import User
from tenants.scope import Scope, acting_as
from tests.cast import PASSWORD, SECRET

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')


def csrf_of(client: FlaskClient, address: str = "/account/sign-in") -> str:
    """The token against forgery that a page's form carries."""
    found = CSRF.search(client.get(address).text)
    assert found, f"{address} holds no form with a token"
    return found[1]


def sign_in(client: FlaskClient, login: str, password: str = PASSWORD, secret: str = SECRET) -> FlaskClient:
    """Sign in through the pages, with the second factor when it is asked for; as often as wanted."""
    token = csrf_of(client)
    form = {"login": login, "password": password, "csrf_token": token}
    answer = client.post("/account/sign-in", data=form)
    assert answer.status_code == 303, answer.text
    after = client.get("/account/sessions")
    if after.status_code == 302 and "/account/second-factor" in after.location:
        pass_second_factor(client, login, secret)
    return client


def pass_second_factor(client: FlaskClient, login: str, secret: str = SECRET) -> None:
    """Answer the page that asks for a code."""
    token = csrf_of(client, "/account/second-factor")
    forget_used_codes(client.application, login)
    code = pyotp.TOTP(secret).at(int(time.time()))
    answer = client.post("/account/second-factor", data={"code": code, "csrf_token": token})
    assert answer.status_code == 303, answer.text


def forget_used_codes(app: Flask, login: str) -> None:
    """A code serves once; a test that signs in twice in half a minute would wait for the next one."""
    with app.app_context(), acting_as(Scope.of_system("a test signs in again")):
        db.session.execute(update(User).where(User.login == normal_login(login)).values(totp_last_step=None))
        db.session.commit()
