"""The city's officer at the registry, and the ledger beside it."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.crosscheck.conftest import app, cast, ledger
from tests.crosscheck.made import Check
from tests.jobs.test_pages import Browser
from tests.rosters.conftest import do_jobs
from tests.signing_in import csrf_of
from webapp.people.models import KnownCertificate
from webapp.registry.models import CertificateList

__all__ = ["app", "cast", "ledger"]
VERSION = re.compile(r'name="at_version"[^>]*value="(\d+)"')


@dataclass
class Officer:
    """A signed-in officer of the city bureau with what they do to lists."""

    client: FlaskClient | Browser
    ledger: Check

    def send(self, data: bytes, name: str = "名单.csv", title: str = "省名单", **fields: str) -> TestResponse:
        """Upload a list, and leave the reading to whoever hears the bell."""
        form = {"csrf_token": csrf_of(self.client, "/registry"), "file": (io.BytesIO(data), name),
                "title": title, **fields}  # fmt: skip
        return self.client.post("/registry", data=form, content_type="multipart/form-data")

    def load(self, data: bytes, name: str = "名单.csv", **fields: str) -> CertificateList:
        """Upload a list and have it read; answers it as it is then."""
        answer = self.send(data, name, **fields)
        assert answer.status_code == 303, answer.text
        do_jobs(self.ledger.app)
        return self.listed(answer.location)

    def listed(self, address: str) -> CertificateList:
        public_id = address.rpartition("/")[2]
        (found,) = self.ledger.rows(CertificateList, CertificateList.public_id == public_id)
        return found

    def withdraw(
        self, one: CertificateList, reason: str = "传错了", version: int | None = None, *, jobs: bool = True
    ) -> TestResponse:
        """Take a list down, as its page shows it or as `version`, and have it done or leave the `jobs`."""
        page = f"/registry/{one.public_id}"
        shown = self.client.get(page).text
        read = VERSION.search(shown)
        at_version = version or (read[1] if read else "")
        form = {"csrf_token": csrf_of(self.client, page), "reason": reason, "at_version": at_version}
        answer = self.client.post(f"{page}/withdraw", data=form)
        if jobs:
            do_jobs(self.ledger.app)
        return answer

    def ask(self, number: str, reason: str = "核查报名") -> TestResponse:
        """Look something up."""
        form = {"csrf_token": csrf_of(self.client, "/registry/look-up"), "number": number, "reason": reason}
        return self.client.post("/registry/look-up", data=form)

    def act(self, address: str) -> TestResponse:
        """Press the one button of a page."""
        return self.client.post(address, data={"csrf_token": csrf_of(self.client, address)})

    def certificates(self, one: CertificateList) -> list[KnownCertificate]:
        return self.ledger.rows(KnownCertificate, KnownCertificate.list_id == one.id)

    def known(self, number: str) -> list[KnownCertificate]:
        return self.ledger.rows(KnownCertificate, KnownCertificate.number == number)

    def count(self, model: type) -> int:
        with self.ledger.app.app_context(), acting_as(Scope.of_system("a test counts", read_only=True)):
            return len(db.session.scalars(select(model.id)).all())


@pytest.fixture
def officer(ledger: Check) -> Officer:
    return Officer(ledger.cast.sign_in(ledger.app.test_client(), "city.city_filing"), ledger)
