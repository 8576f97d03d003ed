"""One database for the folder: a unit's people on a list for each test, and what a scanner gives."""

from __future__ import annotations

import io
import itertools
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from tenants.db import db
from tenants.models import Tenant
from tenants.scope import Scope, acting_as
from tests.applicants_pages.made import apply
from tests.cast import Cast, read_cast
from tests.conftest import app_of
from tests.rosters.conftest import do_jobs
from tests.signing_in import csrf_of
from webapp.applicants.models import Application
from webapp.local.for_tests import TestServers
from webapp.people.identity import check_digit

SYSTEM = Scope.of_system("a test looks")
_numbers = itertools.count(1)
YEAR = 2022


@pytest.fixture(scope="package")
def app(servers: TestServers, peopled: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    with app_of(servers, peopled, tmp_path_factory.mktemp("papers")) as made:
        yield made


@pytest.fixture(scope="package")
def cast(app: Flask) -> Cast:
    with app.app_context():
        return read_cast()


def fresh_number() -> str:
    """A made-up identity number that no other test has."""
    body = f"371102{random.Random(next(_numbers)).randrange(1970, 1995)}0412{next(_numbers) % 1000:03d}"
    return body + check_digit(body)


def scanned(pdf: bytes, degrees: float = 1.5, dpi: int = 150) -> bytes:
    """The pages as a scanner gives them: askew, grey, JPEG within a PDF."""
    document, scan = pypdfium2.PdfDocument(pdf), pypdfium2.PdfDocument.new()
    for number in range(len(document)):
        picture = document[number].render(scale=dpi / 72).to_pil().convert("L")
        turned = picture.rotate(degrees, expand=True, fillcolor=255)
        jpeg = io.BytesIO()
        turned.convert("RGB").save(jpeg, "JPEG", quality=60)
        image = pypdfium2.PdfImage.new(scan)
        image.load_jpeg(jpeg, inline=True)
        width, height = (side * 72 / dpi for side in turned.size)
        image.set_matrix(pypdfium2.PdfMatrix().scale(width, height))
        page = scan.new_page(width, height)
        page.insert_obj(image)
        page.gen_content()
    target = io.BytesIO()
    scan.save(target)
    return target.getvalue()


def blank_page() -> bytes:
    """A scan on which no code can be read."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(595, 842)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@dataclass
class Desk:
    """A unit's people on a list of their own, and a signed-in clerk at its papers."""

    app: Flask
    cast: Cast
    client: FlaskClient
    occupation: str
    unit: str = "steel"
    people: list[str] = field(default_factory=list)

    @property
    def tenant(self) -> Tenant:
        return self.cast.tenants[self.unit]

    @property
    def given(self) -> dict[str, Any]:
        return {
            "unit": self.tenant.public_id, "year": YEAR, "occupation": self.occupation, "level": "技师",
        }  # fmt: skip

    def add(self, *names: str, **changed: Any) -> list[str]:
        """People of this list; answers their numbers."""
        with self.app.app_context():
            made = [
                apply(self.tenant, name, fresh_number(), target_occupation=self.occupation, **changed)
                for name in names
            ]
        self.people += made
        return made

    def change(self, number: str, **values: Any) -> None:
        """Change an application's data as a correction does."""
        raised = {"data_version": Application.data_version + 1, **values}
        with self.app.app_context(), acting_as(SYSTEM):
            db.session.execute(update(Application).where(Application.public_id == number).values(**raised))
            db.session.commit()

    def annex1(self, number: str, ending: str = "pdf") -> bytes:
        answer = self.client.get(f"/papers/applications/{number}/annex1.{ending}")
        assert answer.status_code == 200, answer.text
        return answer.data

    def annex2(self, ending: str = "pdf") -> bytes:
        answer = self.client.get(f"/papers/annex2.{ending}", query_string=self.given)
        assert answer.status_code == 200, answer.text
        return answer.data

    def page(self) -> str:
        answer = self.client.get("/papers/list", query_string=self.given)
        assert answer.status_code == 200, answer.text
        return answer.text

    def post(self, verb: str, **more: Any) -> TestResponse:
        form = {"csrf_token": csrf_of(self.client, "/papers"), **self.given, **more}
        return self.client.post(f"/papers/{verb}", data=form, content_type="multipart/form-data")

    def seal(self, *scans: bytes, target: str = "") -> TestResponse:
        """Upload sealed scans from the list's page."""
        files = [(io.BytesIO(scan), f"盖章件{place}.pdf") for place, scan in enumerate(scans, 1)]
        return self.post("seal", files=files, target=target)

    def sealed(self, number: str) -> TestResponse:
        """Print a person's form, scan it, upload it."""
        return self.seal(scanned(self.annex1(number)))

    def commit(self) -> TestResponse:
        return self.post("commit")

    def jobs(self) -> None:
        do_jobs(self.app)

    def rows(self, model: type, *where: Any) -> list[Any]:
        """Rows as the system sees them, detached."""
        with self.app.app_context(), acting_as(SYSTEM):
            found = list(db.session.scalars(select(model).where(*where).order_by(model.id)))
            db.session.close()
            return found

    def id_of(self, number: str) -> int:
        return self.rows(Application, Application.public_id == number)[0].id


@pytest.fixture(scope="package")
def clients(app: Flask, cast: Cast) -> Callable[[str], FlaskClient]:
    """A browser for each person, signed in once."""
    known: dict[str, FlaskClient] = {}

    def client(who: str) -> FlaskClient:
        if who not in known:
            known[who] = cast.sign_in(app.test_client(), who)
        return known[who]

    return client


@pytest.fixture
def desk(app: Flask, cast: Cast, clients: Callable[[str], FlaskClient]) -> Desk:
    return Desk(app, cast, clients("steel.org_clerk"), f"焊工{next(_numbers)}")


@pytest.fixture
def other(app: Flask, cast: Cast, clients: Callable[[str], FlaskClient]) -> Desk:
    """Another enterprise's clerk in another district."""
    return Desk(app, cast, clients("port.org_clerk"), f"焊工{next(_numbers)}", unit="port")
