"""One application, database and cast for the folder; people who register on a telephone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from tenants.db import db
from tenants.models import SignInAttempt
from tenants.scope import acting_as
from tests.cast import Cast, read_cast
from tests.conftest import app_of
from tests.selfservice.filling import SYSTEM, Phone
from tests.selfservice.people import Somebody, enter, made_up
from webapp.extensions import keyring
from webapp.local.for_tests import TestServers
from webapp.notices.models import OutgoingMessage
from webapp.transaction import separately


@pytest.fixture(scope="package")
def app(servers: TestServers, peopled: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with app_of(servers, peopled, tmp_path_factory.mktemp("selfservice")) as made:
        yield made


@pytest.fixture(scope="package")
def cast(app: Flask) -> Cast:
    with app.app_context():
        return read_cast()


@pytest.fixture
def client(app: Flask, cast: Cast) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def somebody() -> Somebody:
    """Somebody new, with an identity number and a telephone of their own."""
    return made_up()


@pytest.fixture
def code_of(app: Flask) -> Callable[[Somebody], str]:
    """The code that lay last in somebody's short messages."""
    return lambda who: codes(app, who)[-1]


def codes(app: Flask, who: Somebody) -> list[str]:
    """All codes that were sent to a telephone, the oldest first."""
    with app.app_context(), separately(SYSTEM):
        ring = keyring()
        rows = db.session.scalars(
            select(OutgoingMessage).where(OutgoingMessage.channel == "sms").order_by(OutgoingMessage.id)
        )
        mine = [row for row in rows if ring.open_text(row.address) == who.phone]
        said = [json.loads(ring.open(row.body))["text"] for row in mine if row.event == "account.code"]
    return ["".join(sign for sign in text if sign.isdigit())[:6] for text in said]


@pytest.fixture
def entered(client: FlaskClient, somebody: Somebody, code_of: Callable[[Somebody], str]) -> FlaskClient:
    """Somebody's browser, registered and signed in."""
    return enter(client, somebody, code_of)


@pytest.fixture
def phone(entered: FlaskClient) -> Phone:
    """Somebody's browser, with the form that it fills in."""
    return Phone(entered)


@pytest.fixture(autouse=True)
def _nobody_is_locked_out(app: Flask, cast: Cast) -> None:
    """All tests come from one address: what one test asked for is no other's matter."""
    with app.app_context(), acting_as(SYSTEM):
        db.session.execute(delete(SignInAttempt))
        db.session.commit()
