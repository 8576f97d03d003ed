"""One application and city for the public pages, with an application whose way is known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from tenants.db import db
from tenants.models import SignInAttempt
from tenants.scope import Scope, acting_as
from tests.cast import Cast, read_cast
from tests.conftest import app_of
from tests.public.made import ONE_MORE, TRACED, Traced, apply
from webapp.local.for_tests import TestServers


@pytest.fixture(scope="package")
def house(servers: TestServers, peopled: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with app_of(servers, peopled, tmp_path_factory.mktemp("public")) as made:
        yield made


@pytest.fixture(scope="package")
def people(house: Flask) -> Cast:
    with house.app_context():
        return read_cast()


@pytest.fixture(scope="package")
def traced(house: Flask, people: Cast) -> Traced:
    """An application that came back from the unit's reviewer, with a coded reason and an opinion."""
    with house.app_context():
        return apply(people, TRACED)


@pytest.fixture(scope="package")
def another(house: Flask, people: Cast) -> Traced:
    with house.app_context():
        return apply(people, ONE_MORE)


@pytest.fixture
def stranger(house: Flask, people: Cast) -> FlaskClient:
    """A browser of somebody unknown, with no tries behind it."""
    with house.app_context(), acting_as(Scope.of_system("a test begins")):
        db.session.execute(delete(SignInAttempt))
        db.session.commit()
    return house.test_client()
