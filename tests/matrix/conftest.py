"""One application and one database for the whole matrix."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import app_of
from tests.matrix.calls import House
from tests.matrix.world import build_world
from webapp.local.for_tests import TestServers


@pytest.fixture(scope="package")
def house(servers: TestServers, peopled: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with app_of(servers, peopled, tmp_path_factory.mktemp("matrix")) as app:
        app.config["SHOW_ERROR_PAGES"] = True  # a fault is an answer of the matrix, named with its call
        with app.app_context():
            world = build_world()
        yield House(app, world)
