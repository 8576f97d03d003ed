"""One application, database and cast for the folder's page tests; a test on rules needs none of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.cast import Cast, read_cast
from tests.conftest import app_of
from tests.signing_in import csrf_of
from webapp.local.for_tests import TestServers

Post = Callable[..., TestResponse]


@pytest.fixture(scope="package")
def house(servers: TestServers, peopled: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with app_of(servers, peopled, tmp_path_factory.mktemp("catalogue")) as made:
        yield made


@pytest.fixture(scope="package")
def people(house: Flask) -> Cast:
    with house.app_context():
        return read_cast()


@pytest.fixture(scope="package")
def city(house: Flask, people: Cast) -> FlaskClient:
    """A browser of the city's filing officer."""
    return people.sign_in(house.test_client(), "city.city_filing")


@pytest.fixture(scope="package")
def clerk(house: Flask, people: Cast) -> FlaskClient:
    """A browser of an enterprise's clerk, who reads the catalogue."""
    return people.sign_in(house.test_client(), "steel.org_clerk")


@pytest.fixture(scope="package")
def college(house: Flask, people: Cast) -> FlaskClient:
    """A browser of the College's administrator, who keeps its contact block."""
    return people.sign_in(house.test_client(), "college.inst_admin")


def post(client: FlaskClient, page: str, /, to: str = "", **fields: object) -> TestResponse:
    """Post the fields with the page's token."""
    form = {"csrf_token": csrf_of(client, page), **fields}
    return client.post(to or page, data=form)
