"""A roster on its way: uploaded through the page, its jobs worked as a worker would, in this process."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from tests.jobs.conftest import House, house
from tests.jobs.test_pages import Browser
from tests.signing_in import csrf_of
from webapp.applicants.models import Application
from webapp.jobs.models import Job, JobState
from webapp.jobs.working import work
from webapp.policy.programme import today
from webapp.sheets.samples import clean_roster, messy_roster

__all__ = ["house"]  # a fixture of the jobs' tests, used here too

STEEL = "日照海岳钢铁集团有限公司"
VERSION = re.compile(r'name="version" value="(\d+)"')


@dataclass
class Clerk:
    """A signed-in clerk with what they do to rosters."""

    client: FlaskClient | Browser
    app: Flask

    def send(self, data: bytes, name: str = "附件2.xlsx", **fields: str) -> str:
        """Upload, and leave the check to whoever hears the bell; answers the roster's address."""
        form = {"csrf_token": csrf_of(self.client, "/rosters"), "file": (io.BytesIO(data), name), **fields}
        answer = self.client.post("/rosters", data=form, content_type="multipart/form-data")
        assert answer.status_code == 303, answer.text
        return answer.location

    def upload(self, data: bytes, name: str = "附件2.xlsx", **fields: str) -> str:
        """Upload and have the check done; answers the roster's address."""
        page = self.send(data, name, **fields)
        do_jobs(self.app)
        return page

    def post(self, address: str, page: str, **fields: str) -> TestResponse:
        """Post a form of `page` with its token and version."""
        shown = self.client.get(page).text
        version = VERSION.search(shown)
        form = {"csrf_token": csrf_of(self.client, page), **fields}
        if version:
            form["version"] = version[1]
        return self.client.post(address, data=form)

    def confirm(self, page: str, **fields: str) -> TestResponse:
        """Confirm the import and have it done."""
        answer = self.post(f"{page}/confirm", page, **fields)
        do_jobs(self.app)
        return answer


def do_jobs(app: Flask) -> None:
    """Do what waits in the database, in order: the queue is only a doorbell."""
    with app.app_context():
        while True:
            with acting_as(Scope.of_system("a test does the jobs")):
                waiting = db.session.scalars(
                    select(Job.id).where(Job.state == JobState.QUEUED.value).order_by(Job.id)
                ).first()
                db.session.rollback()
            if waiting is None:
                return
            assert work(waiting) == "done"


@pytest.fixture
def clerk(app: Flask, cast: Cast) -> Clerk:
    return Clerk(cast.sign_in(app.test_client(), "steel.org_clerk"), app)


@pytest.fixture
def clerk_of_house(house: House) -> Clerk:
    """A clerk whose jobs a real worker does; their requests see nothing of the test's own context."""
    return Clerk(Browser(house, "steel.org_clerk"), house.app)


@pytest.fixture
def other_clerk(app: Flask, cast: Cast) -> Clerk:
    """The clerk of another enterprise in another district."""
    return Clerk(cast.sign_in(app.test_client(), "port.org_clerk"), app)


@pytest.fixture
def messy() -> bytes:
    return messy_roster(today(), unit=STEEL)


@pytest.fixture
def clean() -> bytes:
    return clean_roster(unit=STEEL)


@pytest.fixture
def stored(app: Flask, cast: Cast) -> Callable[..., list[object]]:
    """Rows of a table as the system sees them."""

    def read(model: type = Application) -> list[object]:
        with app.app_context(), acting_as(Scope.of_system("a test looks")):
            found = list(db.session.scalars(select(model).order_by(model.id)))
            db.session.close()  # detached, so that the test may read them
            return found

    return read
