"""A lost telephone is rebound by the city's administrator, who looked at the card (4.5)."""

from __future__ import annotations

import pytest
from click import Command
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tenants.audit import AuditEvent
from tenants.db import db
from tests.cast import Cast
from tests.selfservice.filling import SYSTEM
from tests.selfservice.people import Somebody, ask, enter, made_up
from tests.selfservice.test_signing_in import CodeOf, later
from tests.signing_in import csrf_of
from webapp import admin_cli
from webapp.local.commands import WithSettings
from webapp.transaction import separately


def test_a_lost_telephone_is_rebound_and_the_former_opens_nothing(
    app: Flask, cast: Cast, entered: FlaskClient, somebody: Somebody, code_of: CodeOf,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """By the city's administrator, who looked at the card; what a stranger registered first ends likewise."""
    later(app)
    monkeypatch.setattr(admin_cli, "application", lambda: app)
    monkeypatch.setattr(WithSettings, "invoke", Command.invoke)  # its settings are read already
    anew = made_up(number=somebody.number)
    words = ["--city", cast.tenants["city"].name, "--reason", "已核对本人身份证"]

    def run(number: str, phone: str) -> Result:
        return CliRunner().invoke(admin_cli.applicant_rebind, words, input=f"{number}\n{phone}\n")

    assert run(made_up().number, anew.phone).exit_code == 1
    assert run(somebody.number, "2910098").exit_code == 1
    assert entered.get("/my").status_code == 200
    done = run(somebody.number, anew.phone)
    assert done.exit_code == 0, done.output
    assert entered.get("/my").status_code == 302
    with app.app_context(), separately(SYSTEM):
        event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "account.rebind")).one()
        assert (event.reason, event.city_id) == ("已核对本人身份证", cast.tenants["city"].id)
        assert somebody.phone not in str(event.changes)
    former = app.test_client()
    ask(former, somebody)
    refused = former.post(
        "/my/code", data={"code": code_of(somebody), "csrf_token": csrf_of(former, "/my/code")}
    )
    assert (refused.status_code, "市人社局系统管理员" in refused.text) == (409, True)
    assert enter(app.test_client(), anew, code_of).get("/my").status_code == 200
