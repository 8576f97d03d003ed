"""A city's ledger for the cross-check's tests: one database for the folder, people of each test's own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.cast import Cast, read_cast
from tests.conftest import app_of
from tests.crosscheck.made import Check
from webapp.local.for_tests import TestServers


@pytest.fixture(scope="package")
def app(servers: TestServers, peopled: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with app_of(servers, peopled, tmp_path_factory.mktemp("crosscheck")) as made:
        yield made


@pytest.fixture(scope="package")
def cast(app: Flask) -> Cast:
    with app.app_context():
        return read_cast()


@pytest.fixture
def ledger(app: Flask, cast: Cast) -> Check:
    return Check(app, cast)
