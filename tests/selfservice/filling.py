"""A form filled in on a phone, step by step, and who stands behind it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tenants.actor import Actor
from tenants.db import db
from tenants.models import ApplicantAccount, Tenant, User
from tenants.scope import Scope
from tests.cast import Cast
from tests.selfservice.people import Somebody
from tests.signing_in import csrf_of
from webapp.applicants.models import Application
from webapp.applicants.operations import note_move
from webapp.applicants.states import MACHINE
from webapp.extensions import keyring
from webapp.transaction import separately

SYSTEM = Scope.of_system("a test of self-service")
CodeOf = Callable[[Somebody], str]
PERSON = {
    "sex": "男", "birth": "1985-03", "education": "大专", "native_place": "山东日照", "ethnicity": "汉族",
    "politics": "群众",
}  # fmt: skip
WORK = {"category": "employee", "occupation": "焊工", "work_start": "2005-07", "experience_months": "15年"}
TARGET = {
    "target_occupation": "焊工", "target_level": "技师", "current_level": "高级工",
    "certificate_date": "2015-06-01", "certificate_number": "1537000000300012", "specialty": "擅长管道焊接",
}  # fmt: skip
CERTIFICATES = count(100)  # nobody has another's


@dataclass
class Phone:
    """Somebody's browser with the form that it fills in."""

    client: FlaskClient
    form: str = ""

    def begin(self, unit: Tenant) -> int:
        data = {"unit": unit.public_id, "csrf_token": csrf_of(self.client, "/my")}
        answer = self.client.post("/my/unit", data=data)
        self.form = (answer.location or "").rsplit("/", 1)[0]
        return answer.status_code

    def step(self, name: str, **typed: str) -> Any:
        data = {"_do": "next", "csrf_token": csrf_of(self.client, "/my")} | typed
        return self.client.post(f"{self.form}/{name}", data=data)

    def fill(self, **changed: str) -> Any:
        own = TARGET | {"certificate_number": f"15370000003{next(CERTIFICATES):05d}"}
        for name, typed in (("person", PERSON), ("work", WORK), ("target", own)):
            answer = self.step(name, **typed | {k: v for k, v in changed.items() if k in typed})
            assert answer.status_code == 303, answer.text
        return self.step("check", _do="submit")


def number_of(answer: Any) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.location).rsplit("/", 1)[1]


def actor_of(app: Flask, who: Somebody) -> Actor:
    with app.app_context(), separately(SYSTEM):
        mine = ApplicantAccount.id_index == keyring().index(who.number)
        row, user = db.session.execute(
            select(ApplicantAccount, User).join(User, User.id == ApplicantAccount.user_id).where(mine)
        ).one()
        return Actor(user.id, user.public_id, user.name, user.login, user.locale, None, ("applicant",),
                     city_id=row.city_id)  # fmt: skip


def reviewed(app: Flask, cast: Cast, number: str, verb: str, who: str = "steel.org_reviewer") -> None:
    """What the unit's reviewer decides."""
    me = cast.actors[who]
    with app.app_context(), separately(me.scope()):
        row = db.session.scalars(select(Application).where(Application.public_id == number)).one()
        before, after = MACHINE.move(row, verb, me, row.version)
        note_move(row, me, (verb, before, after), "certificate_date" if verb == "return" else None)
