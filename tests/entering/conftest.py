"""A clerk of an enterprise at the form of Annex 1, on a database of the package's own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from tenants.db import db
from tenants.models import SignInAttempt
from tenants.scope import Scope, acting_as
from tests.cast import Cast, read_cast
from tests.conftest import app_of
from webapp.applicants.models import Application
from webapp.entering.models import ApplicationDraft
from webapp.local.for_tests import TestServers
from webapp.people.identity import check_digit
from webapp.policy.programme import today

CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
KEY = re.compile(r'name="key" value="([^"]+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')


def number(order: int, born: str = "19860412") -> str:
    """A made-up identity number with a right check digit; an odd order is a man's."""
    first = f"371102{born}{order:03d}"
    return first + check_digit(first)


def a_form(order: int, **changed: str) -> dict[str, str]:
    """A whole Annex 1 of somebody who may apply for 技师 by the certificate."""
    year = today().year
    return {
        "name": "陈志远", "id_number": number(order), "phone": f"139{order:08d}",
        "sex": "男" if order % 2 else "女", "birth": "1986-04", "education": "大专",
        "native_place": "山东日照", "ethnicity": "汉族", "politics": "群众", "category": "employee",
        "occupation": "焊工", "work_start": "2008-07", "experience_months": "12年2个月",
        "current_level": "高级工", "certificate_date": f"{year - 5}-03-18",
        "certificate_number": f"Y000037000012{(year - 5) % 100:02d}3{order:06d}",
        "target_occupation": "焊工", "target_level": "技师", "specialty": "氩弧焊、机器人焊接",
    } | changed  # fmt: skip


@dataclass
class Desk:
    """A signed-in clerk with what they do to forms."""

    client: FlaskClient

    def opened(self, address: str = "/applications/new") -> dict[str, str]:
        """The hidden values of a form that was opened."""
        page = self.client.get(address).text
        token, key = CSRF.search(page), KEY.search(page)
        assert token, page[:400]
        assert key, page[:400]
        version = VERSION.search(page)
        return {"csrf_token": token[1], "key": key[1], "version": version[1] if version else ""}

    def send(self, fields: dict[str, Any], address: str = "/applications/new", **more: Any) -> TestResponse:
        """Open a form and post it."""
        return self.client.post(address, data=self.opened(address) | fields | more)

    def submit(self, fields: dict[str, Any], address: str = "/applications/new") -> TestResponse:
        """Open a form, fill it in, hand it in."""
        return self.send(fields, address, _do="submit")


@pytest.fixture(scope="package")
def app(servers: TestServers, peopled: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with app_of(servers, peopled, tmp_path_factory.mktemp("entering")) as made:
        yield made


@pytest.fixture(scope="package")
def cast(app: Flask) -> Cast:
    with app.app_context():
        return read_cast()


@pytest.fixture(autouse=True)
def _nobody_is_locked_out(app: Flask, cast: Cast) -> None:
    with app.app_context(), acting_as(Scope.of_system("a test begins")):
        db.session.execute(delete(SignInAttempt))
        db.session.commit()


@pytest.fixture
def desk(app: Flask, cast: Cast) -> Desk:
    return Desk(cast.sign_in(app.test_client(), "steel.org_clerk"))


@pytest.fixture
def at(app: Flask, cast: Cast) -> Callable[[str], Desk]:
    """The desk of anybody of the cast."""
    return lambda who: Desk(cast.sign_in(app.test_client(), who))


@pytest.fixture
def stored(app: Flask, cast: Cast) -> Callable[..., list[Any]]:
    """Rows of a table as the system sees them."""

    def read(model: type = Application, **wanted: Any) -> list[Any]:
        with app.app_context(), acting_as(Scope.of_system("a test looks")):
            found = list(db.session.scalars(select(model).filter_by(**wanted).order_by(model.id)))
            db.session.close()
            return found

    return read


def application_of(stored: Callable[..., list[Any]], answer: TestResponse) -> Application:
    """The application that a redirect leads to."""
    assert answer.status_code == 303, answer.text
    return stored(public_id=answer.location.rsplit("/", 1)[1])[0]


def draft_of(stored: Callable[..., list[Any]], key: str) -> ApplicationDraft:
    """The draft of a key."""
    return stored(ApplicationDraft, public_id=key)[0]
