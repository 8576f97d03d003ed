"""Applications of the cast's units, their signed-in clerks, and the photos' jobs worked in this process."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tenants.db import db, territory
from tenants.models import Tenant
from tenants.scope import Reach, Scope, acting_as
from tests.cast import Cast
from tests.jobs.conftest import House, house
from tests.jobs.test_pages import Browser
from tests.photos.pictures import padded, picture
from tests.rosters.conftest import do_jobs
from tests.signing_in import csrf_of
from webapp.applicants.models import Application, application_number
from webapp.extensions import keyring
from webapp.people.identity import check_digit
from webapp.people.pinyin import name_pinyin
from webapp.policy.programme import programme_year

__all__ = ["house"]  # a fixture of the jobs' tests, used here too

STEEL = "日照海岳钢铁集团有限公司"
LEAST = 2_000_000
Add = Callable[..., str]


@pytest.fixture(scope="session")
def photo() -> bytes:
    """A photo that is as it should be, of exactly the least size."""
    return padded(picture(), LEAST)


def add_applications(tenant: Tenant, *names: str, state: str = "submitted", **more: object) -> list[str]:
    """Applications of made-up people in a unit; answers their numbers. Needs an application context."""
    scope = Scope(Reach.TENANT, tenant_id=tenant.id, district_id=tenant.district_id, city_id=tenant.city_id)
    with acting_as(scope):
        made = [_application(scope, tenant, name, state, number, more) for number, name in enumerate(names)]
        db.session.add_all(made)
        db.session.flush()
        numbers = [one.public_id for one in made]
        db.session.commit()
        db.session.close()
    return numbers


def _application(
    scope: Scope, tenant: Tenant, name: str, state: str, number: int, more: dict[str, object]
) -> Application:
    ring, body = (
        keyring(),
        f"3711021985{number // 27 % 12 + 1:02d}{number % 27 + 1:02d}{tenant.id % 10}{number % 100:02d}",
    )
    identity = body + check_digit(body)
    values: dict[str, object] = {
        "public_id": application_number(programme_year()), "programme_year": programme_year(), "state": state,
        "name": name, "name_pinyin": name_pinyin(name), "id_number": ring.seal(identity),
        "id_index": ring.index(identity + name), "id_fingerprint": number, "id_type": "resident",
        "id_masked": f"{identity[:6]}********{identity[-4:]}", "unit_name": tenant.name,
        "target_occupation": "焊工", "target_level": "技师", "reference_date": date(2026, 5, 6),
        "eligibility": {"eligible": True, "routes": [], "clause": ""}, "policy_version": "2022",
        "warnings": [],
    }  # fmt: skip
    return Application(**values | territory(scope) | more)


@pytest.fixture
def add(app: Flask, cast: Cast) -> Callable[..., list[str]]:
    """`add("张三", unit="steel")`: applications, and their numbers."""

    def make(*names: str, unit: str = "steel", **more: object) -> list[str]:
        with app.app_context():
            return add_applications(cast.tenants[unit], *names, **more)

    return make


@dataclass
class Keeper:
    """A signed-in person with what they do to photos."""

    client: FlaskClient | Browser
    app: Flask

    def keep(self, number: str, content: bytes, name: str = "照片.jpg", **fields: str) -> TestResponse:
        """Upload one photo on its page."""
        address = f"/applications/{number}/photo/upload"
        return self.post(address, address, file=(io.BytesIO(content), name), **fields)

    def send(self, content: bytes, name: str = "照片.zip") -> str:
        """Upload a zip and leave its reading to whoever hears the bell; answers its page."""
        answer = self.post("/photos", "/photos", file=(io.BytesIO(content), name))
        assert answer.status_code == 303, answer.text
        return answer.location

    def match(self, content: bytes, name: str = "照片.zip") -> str:
        """Upload a zip and have it read; answers its page."""
        page = self.send(content, name)
        do_jobs(self.app)
        return page

    def post(self, address: str, page: str, **fields: object) -> TestResponse:
        """Post a form of `page` with its token."""
        form = {"csrf_token": csrf_of(self.client, page), **fields}
        return self.client.post(address, data=form, content_type="multipart/form-data")


@pytest.fixture
def clerk(app: Flask, cast: Cast) -> Keeper:
    return Keeper(cast.sign_in(app.test_client(), "steel.org_clerk"), app)


@pytest.fixture
def stranger(app: Flask, cast: Cast) -> Keeper:
    """The clerk of another enterprise in another district."""
    return Keeper(cast.sign_in(app.test_client(), "port.org_clerk"), app)


@pytest.fixture
def stored(app: Flask, cast: Cast) -> Callable[[type], list[object]]:
    """Rows of a table as the system sees them."""

    def read(model: type) -> list[object]:
        with app.app_context(), acting_as(Scope.of_system("a test looks")):
            found = list(db.session.scalars(select(model).order_by(model.id)))
            db.session.close()
            return found

    return read


__all__ += ["House"]
