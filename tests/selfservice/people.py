"""Made-up people with right check digits, and how they sign in and fill in a form."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

from flask.testing import FlaskClient

from tests.signing_in import csrf_of
from webapp.people.identity import check_digit

_COUNT = itertools.count(1)


@dataclass(frozen=True)
class Somebody:
    name: str
    number: str
    phone: str

    @property
    def claim(self) -> dict[str, str]:
        return {"name": self.name, "number": self.number, "phone": self.phone}


def made_up(phone: str | None = None, number: str | None = None) -> Somebody:
    """Somebody new: born in March 1985, a man."""
    place = next(_COUNT)
    body = f"371102198503{place % 28 + 1:02d}{(place * 2 + 1) % 1000:03d}"
    return Somebody("江远帆", number or body + check_digit(body), phone or f"139{place:08d}")


def ask(client: FlaskClient, who: Somebody) -> None:
    form = who.claim | {"csrf_token": csrf_of(client, "/my/sign-in")}
    answer = client.post("/my/sign-in", data=form)
    assert (answer.status_code, answer.location) == (303, "/my/code"), answer.text


def prove(client: FlaskClient, code: str) -> int:
    form = {"code": code, "csrf_token": csrf_of(client, "/my/code")}
    return client.post("/my/code", data=form).status_code


def enter(client: FlaskClient, who: Somebody, code_of: Callable[[Somebody], str]) -> FlaskClient:
    ask(client, who)
    assert prove(client, code_of(who)) == 303
    return client
