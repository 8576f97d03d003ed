"""The audit log reads well, tells what is one's own to know, and shows a tampered chain (spec 4.4, 11)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import create_engine, func, select, text

from tenants import audit
from tenants.audit import AuditEvent
from tenants.db import db
from tenants.roles import Permission
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from tests.signing_in import sign_in
from webapp.admin.words import ACTIONS, PERMISSIONS, action_word, value_word
from webapp.config import Settings

ROOT = Path(__file__).resolve().parents[2]


def _recorded() -> Iterator[str]:
    """Every act that the code records by a plain word."""
    for folder in ("tenants", "webapp", "tasks"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and _is_record(node.func) and node.args:
                    first = node.args[0]
                    if isinstance(first, ast.Constant) and isinstance(first.value, str):
                        yield first.value


def _is_record(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr == "record"
        and isinstance(function.value, ast.Name)
        and function.value.id == "audit"
    )


def test_every_recorded_act_has_its_sentence() -> None:
    recorded = set(_recorded())
    assert "user.create" in recorded, "the search finds nothing"
    assert recorded - ACTIONS.keys() == set()


def test_every_permission_has_its_words() -> None:
    assert set(PERMISSIONS) == set(Permission)


def test_values_read_well(app: Flask) -> None:
    with app.test_request_context():
        assert value_word(["org_clerk", "org_admin"]) == "经办岗、单位管理员"
        assert value_word(None) == "无"
        assert value_word(True) == "是"
        assert action_word("user.disable") == "停用账号"
        assert action_word("unheard.of") == "unheard.of"


@pytest.fixture
def tampering(app: Flask, settings_of_app: Settings) -> Iterator[None]:
    """The owner changes one sealed event behind the product's back, and puts it back afterwards."""
    with app.app_context(), acting_as(Scope.of_system("a test seals")):
        audit.seal()
        db.session.commit()
        of_a_city = AuditEvent.city_id.is_not(None)
        latest = db.session.scalars(select(func.max(AuditEvent.id)).where(of_a_city)).one()
    engine = create_engine(settings_of_app.owner_url)
    _tamper(engine, latest, "city_id = city_id + 1000")
    yield
    _tamper(engine, latest, "city_id = city_id - 1000")
    engine.dispose()


def _tamper(engine: object, event: int, change: str) -> None:
    with engine.begin() as connection:  # type: ignore[attr-defined]
        connection.execute(text("alter table audit_event no force row level security"))
        connection.execute(text("alter table audit_event disable trigger user"))
        connection.execute(text(f"update audit_event set {change} where id = :id"), {"id": event})
        connection.execute(text("alter table audit_event enable trigger user"))
        connection.execute(text("alter table audit_event force row level security"))


@pytest.fixture
def settings_of_app(app: Flask) -> Settings:
    found: Settings = app.extensions["jinlanling"]
    return found


def test_an_event_moved_out_of_sight_is_seen_on_the_page(
    cast: Cast, client: FlaskClient, tampering: None
) -> None:
    """The territory says who sees an event, so the seal covers it."""
    sign_in(client, "city.city_auditor")
    assert "最近一段日志与封存不符" in client.get("/admin/audit").text


def test_an_untouched_chain_holds(app: Flask, cast: Cast, client: FlaskClient) -> None:
    with app.app_context(), acting_as(Scope.of_system("a test seals")):
        audit.seal()
        db.session.commit()
        assert audit.verify() is None
    sign_in(client, "city.city_auditor")
    assert "封存链完好" in client.get("/admin/audit").text


def test_the_log_is_filtered_by_who_what_and_when(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, "donggang.district_admin")
    mine = client.get("/admin/audit", query_string={"action": "account.sign_in"}).text
    assert cast.users["donggang.district_admin"].name in mine
    assert "<td>新建用户</td>" not in mine
    subject = f"user:{cast.users['steel.org_clerk'].public_id}"
    one = client.get("/admin/audit", query_string={"subject": subject}).text
    assert "<td>新建用户</td>" in one
    past = client.get("/admin/audit", query_string={"until": "2020-01-01"}).text
    assert "没有符合条件的日志" in past


def test_a_day_that_is_none_is_refused_in_words(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, "donggang.district_admin")
    answer = client.get("/admin/audit", query_string={"since": "yesterday"})
    assert answer.status_code == 422
    assert "不是日期" in answer.text


def test_a_unit_sees_no_other_units_events(cast: Cast, client: FlaskClient) -> None:
    sign_in(client, "steel.org_admin")
    shown = client.get("/admin/audit").text
    assert "steel.org_clerk" in shown
    assert "port.org_clerk" not in shown


def test_the_pages_of_a_long_list_meet_without_gap(app: Flask, cast: Cast) -> None:
    from webapp.keyset import PAGE, leaf

    with app.test_request_context(), acting_as(Scope.of_system("a test turns pages")):
        every = list(db.session.scalars(select(AuditEvent.id).order_by(AuditEvent.id.desc())))
        seen, place, pages = [], "", []
        while True:
            found = leaf(select(AuditEvent.id), (AuditEvent.id,), place, falling=True)
            pages.append([row.id for row in found.rows])
            seen += pages[-1]
            if not found.next:
                break
            place = found.next
        assert seen == every
        assert len(every) > PAGE
        back = leaf(select(AuditEvent.id), (AuditEvent.id,), found.previous, falling=True)
        assert [row.id for row in back.rows] == pages[-2]


def test_a_place_tells_no_number_and_a_mangled_one_is_the_start(app: Flask, cast: Cast) -> None:
    from webapp.keyset import leaf

    with app.test_request_context(), acting_as(Scope.of_system("a test turns pages")):
        query = select(AuditEvent.id)
        first = leaf(query, (AuditEvent.id,), "")
        sealed = [leaf(query, (AuditEvent.id,), "").next for _ in range(5)]
        assert not all(str(first.rows[-1].id) in place for place in sealed)  # in one of eighty by chance
        for mangled in ("x", first.next[:-8] + "AAAAAAA=", "é"):
            assert leaf(query, (AuditEvent.id,), mangled).rows == first.rows
