"""One application, database and cast for the folder, and what an outbox is looked at by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from tenants.db import db
from tenants.models import SignInAttempt
from tenants.scope import Scope, acting_as
from tests.cast import Cast, read_cast
from tests.conftest import app_of
from tests.notices.mail_server import Mailbox, serve
from webapp.local.for_tests import TestServers
from webapp.notices.models import Notice, NoticeRead, NoticeSetting, OutgoingMessage


@pytest.fixture(scope="package")
def app(servers: TestServers, peopled: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with app_of(servers, peopled, tmp_path_factory.mktemp("notices")) as made:
        yield made


@pytest.fixture(scope="package")
def cast(app: Flask) -> Cast:
    with app.app_context():
        return read_cast()


@pytest.fixture
def client(app: Flask, cast: Cast) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def box() -> Mailbox:
    return Mailbox()


@pytest.fixture
def url(app: Flask, box: Mailbox) -> Iterator[str]:
    """The setting of a mail server that runs, and which the application uses."""
    controller = serve(box)
    address = f"smtp://127.0.0.1:{controller.port}?from=noreply@jinlanling.example"
    before = app.extensions["jinlanling"]
    app.extensions["jinlanling"] = replace(before, smtp_url=address)
    app.extensions.pop("gateways", None)
    yield address
    app.extensions["jinlanling"] = before
    app.extensions.pop("gateways", None)
    controller.stop()


@pytest.fixture(autouse=True)
def _an_empty_house(app: Flask, cast: Cast) -> None:
    """Every test begins without notices, messages and failed sign-ins; only the owner may delete them."""
    from sqlalchemy import create_engine

    engine = create_engine(app.extensions["jinlanling"].owner_url)
    with engine.begin() as owner:
        for table in (NoticeRead, NoticeSetting, OutgoingMessage, Notice):
            owner.exec_driver_sql(f"truncate {table.__tablename__} cascade")
    engine.dispose()
    with app.app_context(), acting_as(Scope.of_system("a test begins")):
        db.session.execute(delete(SignInAttempt))
        db.session.commit()
