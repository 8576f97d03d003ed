"""Every endpoint × method of the URL map, who may call it, and how an answer is compared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from tenants import accounts
from tenants.db import db
from tenants.models import SignIn, User
from tenants.scope import Reach, Scope, acting_as
from tests.matrix.examples import EXAMPLES, NOWHERE
from tests.matrix.world import FOREIGN, OWN, World
from webapp.guards import Need, needs_of
from webapp.sessions import TOKEN

WHOSE = ("own", "foreign", "nowhere")
FORGETTABLE = re.compile(r'(name="csrf_token" value=|name="csrf-token" content=)"[^"]*"')
META = re.compile(r'name="csrf-token" content="([^"]+)"')
OUTDATED = "页面已过期"
PER_ANSWER = {"Set-Cookie", "Date", "X-Request-ID"}


@dataclass(frozen=True)
class Call:
    """One endpoint and method, with what it needs and the rows its URL names."""

    endpoint: str
    method: str
    need: Need
    arguments: frozenset[str]

    @property
    def names_a_row(self) -> bool:
        return any(not value.startswith("=") for value in EXAMPLES.get(self.endpoint, {}).values())

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint}"


def calls(app: Flask) -> Iterator[Call]:
    """All of them, as the URL map has them."""
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            need = needs_of(app, rule.endpoint)[method]
            yield Call(rule.endpoint, method, need, frozenset(rule.arguments))


def address(call: Call, world: World, who: str, whose: str) -> str:
    """The call's URL with the example rows that are `who`'s own, foreign, or nowhere."""
    unit = {"own": OWN, "foreign": FOREIGN}.get(whose, OWN).get(who.partition(".")[0], "steel")
    values: dict[str, Any] = {}
    for name in call.arguments:
        example = EXAMPLES[call.endpoint][name]
        if example.startswith("="):
            values[name] = example[1:]
        else:
            rows = world.ids[example]
            mine = rows.get(who) if whose == "own" else None
            values[name] = NOWHERE[example] if whose == "nowhere" else mine or rows[unit]
    return url_for(call.endpoint, **values)


@dataclass
class House:
    """The running application with one signed-in browser for each actor, kept over all calls."""

    app: Flask
    world: World
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def client(self, who: str) -> FlaskClient:
        """The browser of an actor, of a `stranger`, or of somebody `halfway` (before the second factor)."""
        if who not in self.clients:
            self.clients[who] = self._enter(who)
        return self.clients[who]

    def _enter(self, who: str) -> FlaskClient:
        client = self.app.test_client()
        if who != "stranger":
            user = self.world.cast.users["steel.inst_admin" if who == "halfway" else who]
            token = _begin(self.app, user, finished=who != "halfway")
            with client.session_transaction() as cookie:
                cookie[TOKEN] = token
        return client

    def ask(self, who: str, call: Call, whose: str = "own", *, forged: bool = False) -> TestResponse:
        """The answer to a call; a POST carries the token against forgery unless it is `forged`."""
        client = self.client(who)
        with self.app.test_request_context():
            target = address(call, self.world, who, whose)
        form = {} if forged or call.method == "GET" else {"csrf_token": self._csrf(who)}
        answer = client.open(target, method=call.method, data=form)
        assert not form or OUTDATED.encode() not in answer.data, f"{call}: the token of {who} has run out"
        if call.endpoint.startswith(("account.", "selfservice.")) and call.method != "GET":
            self.clients.pop(who)  # it may have ended the session
            self.tokens.pop(who, None)
        return answer

    def _csrf(self, who: str) -> str:
        """The token of this browser's session, once read from a page that anybody may see."""
        if who not in self.tokens:
            found = META.search(self.client(who).get("/nowhere").text)
            assert found is not None
            self.tokens[who] = found[1]
        return self.tokens[who]


def _begin(app: Flask, user: User, *, finished: bool) -> str:
    """A session as the sign-in leaves it; the form itself is tested in tests/account."""
    with app.app_context(), acting_as(Scope(Reach.ACCOUNT, user_id=user.id)):
        token = accounts.begin_session(user, "127.0.0.1", "matrix")
        db.session.flush()
        if finished:
            own = update(SignIn).where(SignIn.user_id == user.id)
            db.session.execute(own.values(second_factor_at=SignIn.created_at))
        db.session.commit()
    return token


def likeness(answer: TestResponse, ids: list[str]) -> tuple[int, str, tuple[tuple[str, str], ...]]:
    """What of an answer could be told apart: status, body, headers; without the ids sent and the token."""
    body = FORGETTABLE.sub(r"\1", answer.text)
    for known in ids:
        body = body.replace(known, "·")
    headers = [(name, value) for name, value in answer.headers.items() if name not in PER_ANSWER]
    lengthless = sorted((name, "" if name == "Content-Length" else value) for name, value in headers)
    return answer.status_code, body, tuple(lengthless)
