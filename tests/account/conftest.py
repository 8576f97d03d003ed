"""One application, database and cast for the folder: its tests use a user each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tenants.db import db
from tests.cast import Cast, read_cast
from tests.conftest import app_of
from webapp.local.for_tests import TestServers


@pytest.fixture(scope="package")
def app(servers: TestServers, peopled: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with app_of(servers, peopled, tmp_path_factory.mktemp("account")) as made:
        yield made


@pytest.fixture(scope="package")
def cast(app: Flask) -> Cast:
    with app.app_context():
        return read_cast()


@pytest.fixture
def client(app: Flask, cast: Cast) -> FlaskClient:
    """A browser at an address of its own, so that one test's failures lock nobody else out."""
    return app.test_client()


@pytest.fixture(autouse=True)
def _nobody_is_locked_out(app: Flask, cast: Cast) -> None:
    """All tests come from one address: what one test failed is no other's matter."""
    from sqlalchemy import delete

    from tenants.models import SignInAttempt
    from tenants.scope import Scope, acting_as

    with app.app_context(), acting_as(Scope.of_system("a test begins")):
        db.session.execute(delete(SignInAttempt))
        db.session.commit()
