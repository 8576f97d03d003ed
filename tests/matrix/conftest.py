"""One application and one database for the whole matrix."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tenants.db import db
from tests.conftest import environment
from tests.matrix.calls import House
from tests.matrix.world import build_world
from webapp.app import create_app
from webapp.config import read_settings
from webapp.local.for_tests import TestServers


@pytest.fixture(scope="package")
def house(servers: TestServers, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    storage: Path = tmp_path_factory.mktemp("matrix")
    with servers.copy_of(migrated) as name:
        app = create_app(read_settings(environment(servers, name, storage)))
        app.testing = True
        app.config["SHOW_ERROR_PAGES"] = True  # a fault is an answer of the matrix, named with its call
        with app.app_context():
            world = build_world()
        yield House(app, world)
        with app.app_context():
            db.engine.dispose()
