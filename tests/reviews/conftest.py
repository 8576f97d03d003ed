"""The cast with the city's institutions, in a database of each test's own; who reviews, and how they post."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tenants.audit import AuditEvent
from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.applicants_pages.made import apply
from tests.cast import Cast
from tests.signing_in import csrf_of
from webapp.applicants.models import Application, Move
from webapp.catalogue.models import Institution
from webapp.policy.programme import programme_year

VERSION = re.compile(r'name="at_version"[^>]* value="(\d+)"')
UNATTESTED = {
    "field": "eligibility", "code": "experience_unattested", "params": {"level": "技师", "clause": "三(一)2"}
}  # fmt: skip


@dataclass
class House:
    """The application with its cast: signing in, applying, looking at what stands in the database."""

    app: Flask
    cast: Cast

    def client(self, who: str) -> FlaskClient:
        return self.cast.sign_in(self.app.test_client(), who)

    def apply(self, unit: str = "steel", **changed: Any) -> str:
        with self.app.app_context():
            given = {"programme_year": programme_year(), "created_at": datetime.now(UTC)} | changed
            return apply(self.cast.tenants[unit], **given)

    def post(self, client: FlaskClient, address: str, **data: Any) -> TestResponse:
        """Post a form with its token, as the pages do."""
        return client.post(address, data={"csrf_token": csrf_of(client, "/account/sessions"), **data})

    def decide(self, client: FlaskClient, number: str, desk: str = "reviews", **data: Any) -> TestResponse:
        """Post a verdict at the version that stands, unless one is given."""
        given = {"at_version": str(self.one(number).version), **data}
        return self.post(client, f"/{desk}/{number}/decision", **given)

    def send(self, unit: str = "steel", **changed: Any) -> str:
        """An application that its unit approved by the pages and sent to the College."""
        number = self.apply(unit, **changed)
        answer = self.decide(self.client(f"{unit}.org_reviewer"), number, verdict="approve")
        assert answer.status_code == 303, answer.text
        return number

    def one(self, number: str) -> Application:
        return self.read(select(Application).where(Application.public_id == number))[0]

    def moves(self, number: str) -> list[Move]:
        mine = select(Application.id).where(Application.public_id == number).scalar_subquery()
        return self.read(select(Move).where(Move.application_id == mine).order_by(Move.id))

    def events(self, action: str) -> list[AuditEvent]:
        return self.read(select(AuditEvent).where(AuditEvent.action == action))

    def read(self, query: Any) -> list[Any]:
        with self.app.app_context(), acting_as(Scope.of_system("a test looks", read_only=True)):
            found = list(db.session.scalars(query).all())
            db.session.expunge_all()
            return found

    def as_system(self, act: Callable[[], Any]) -> Any:
        with self.app.app_context(), acting_as(Scope.of_system("a test prepares")):
            answer = act()
            db.session.commit()
            return answer


@pytest.fixture
def house(app: Flask, cast: Cast) -> House:
    made = House(app, cast)
    made.as_system(lambda: db.session.add_all([_institution(cast, name) for name in ("college", "steel")]))
    return made


def _institution(cast: Cast, name: str) -> Institution:
    tenant = cast.tenants[name]
    return Institution(
        tenant_id=tenant.id, district_id=tenant.district_id, city_id=tenant.city_id, name=tenant.name,
        public_id=tenant.public_id, kind=tenant.kind, phones=["2910098"], address="大学科技园临沂北路2号",
    )  # fmt: skip
