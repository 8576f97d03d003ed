"""Fixtures on real servers: an embedded PostgreSQL and Valkey, a migrated template, a database per test."""

from __future__ import annotations

import base64
import gc
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, sync_playwright

from tenants.db import db
from tests.cast import Cast, build_cast, read_cast
from tests.compiled import Compiled
from webapp.app import create_app
from webapp.config import Settings, read_settings
from webapp.database import upgrade
from webapp.local.for_tests import TestServers, servers_for_tests

# A shell that starts something in the background makes it deaf to SIGINT, and all its children too.
signal.signal(signal.SIGINT, signal.default_int_handler)

# A test's application is a new one, but its templates are the same: they are compiled once a process.
Flask.jinja_options = {"bytecode_cache": Compiled()}

KEYS = {
    "JINLANLING_SECRET_KEY": "a key of the tests",
    "JINLANLING_DATA_KEYS": "t1:" + base64.b64encode(b"d" * 32).decode(),
    "JINLANLING_INDEX_KEY": base64.b64encode(b"i" * 32).decode(),
    "JINLANLING_INSECURE_COOKIES": "1",
}


def pytest_collection_finish() -> None:
    """What is imported and collected stays to the end: the collector of garbage looks past it."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def servers() -> Iterator[TestServers]:
    with servers_for_tests() as running:
        yield running


@pytest.fixture(scope="session")
def migrated(servers: TestServers) -> str:
    """The template database, migrated once by whichever worker comes first."""
    return servers.template("migrated", lambda name: upgrade(sqlalchemy(servers.owner_url(name))))


@pytest.fixture(scope="session")
def peopled(servers: TestServers, migrated: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A template that holds the cast too: its four hundred statements are made once, not for every test."""

    def build(name: str) -> None:
        given = environment(servers, name, tmp_path_factory.mktemp("peopled"))
        with app_on(read_settings(given)) as made, made.app_context():
            build_cast()

    return servers.template("peopled", build, of=migrated)


def sqlalchemy(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def environment(servers: TestServers, database: str, storage: Path) -> dict[str, str]:
    """The settings by which any process of a test finds the test's own servers."""
    return KEYS | {
        "JINLANLING_DATABASE_URL": servers.app_url(database),
        "JINLANLING_OWNER_URL": servers.owner_url(database),
        "JINLANLING_BROKER_URL": servers.broker,
        "JINLANLING_STORAGE_URL": storage.as_uri(),
    }


@pytest.fixture
def database(request: pytest.FixtureRequest, servers: TestServers, migrated: str) -> Iterator[str]:
    """A database of the test's own; the cast stands in it when the test asks for the cast."""
    template = request.getfixturevalue("peopled") if "cast" in request.fixturenames else migrated
    with servers.copy_of(template) as name:
        yield name


@pytest.fixture
def settings(servers: TestServers, database: str, tmp_path: Path) -> Settings:
    return read_settings(environment(servers, database, tmp_path / "storage"))


@contextmanager
def app_on(settings: Settings) -> Iterator[Flask]:
    """The application on a test's own settings; its connections are given back at the end."""
    made = create_app(settings)
    made.testing = True
    yield made
    with made.app_context():
        db.engine.dispose()


@contextmanager
def app_of(servers: TestServers, template: str, storage: Path) -> Iterator[Flask]:
    """One application on a fresh copy of a template, for a folder of tests that share it."""
    with (
        servers.copy_of(template) as name,
        app_on(read_settings(environment(servers, name, storage))) as made,
    ):
        yield made


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    """The application on a database of the test's own."""
    with app_on(settings) as made:
        yield made


@pytest.fixture
def cast(app: Flask) -> Cast:
    """Named tenants and users in the test's database (see tests/cast.py)."""
    with app.app_context():
        return read_cast()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, one for all browser tests of a process: a second Playwright would not start."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"),
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync"],
        )
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def _no_settings_of_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is set in the developer's shell never reaches a test."""
    for name in [name for name in os.environ if name.startswith("JINLANLING_")]:
        monkeypatch.delenv(name)
