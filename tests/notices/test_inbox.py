"""The inbox: whose it is, the unread first, the bell, and what comes by mail (spec 6.1)."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tenants.db import db
from tenants.roles import Role
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from tests.signing_in import csrf_of
from webapp.notices import queries, reading
from webapp.notices.models import ByMail, Notice, NoticeRead, NoticeSetting, OutgoingMessage
from webapp.notices.operations import tell

SYSTEM = Scope.of_system("a test of the inbox")


def told(app: Flask, cast: Cast, unit: str, *roles: Role, **more: object) -> str:
    """A notice to a unit's roles; answers its public id."""
    with app.app_context(), acting_as(SYSTEM):
        tell("application.submitted", tenant_id=cast.tenants[unit].id, roles=roles, **more)  # type: ignore[arg-type]
        db.session.commit()
        return db.session.scalars(select(Notice.public_id).order_by(Notice.id.desc())).first() or ""


def bell(client: FlaskClient) -> str:
    found = re.search(r'class="jl-bell"[^>]*aria-label="([^"]*)"', client.get("/notices").text)
    assert found
    return found[1]


def test_a_notice_is_for_the_roles_it_names(app: Flask, cast: Cast) -> None:
    told(app, cast, "steel", Role.ORG_REVIEWER, Role.ORG_ADMIN)
    seen = {}
    for who in ("steel.org_reviewer", "steel.org_admin", "steel.org_clerk", "port.org_reviewer"):
        with app.app_context(), acting_as(cast.actors[who].scope()):
            seen[who] = (queries.unread(cast.actors[who]), len(queries.inbox(cast.actors[who]).lines))
    assert seen == {
        "steel.org_reviewer": (1, 1), "steel.org_admin": (1, 1), "steel.org_clerk": (0, 0),
        "port.org_reviewer": (0, 0),
    }  # fmt: skip


def test_opening_marks_read_and_leads_there(app: Flask, cast: Cast, client: FlaskClient) -> None:
    one = told(app, cast, "steel", Role.ORG_REVIEWER, link="/applicants?state=submitted")
    told(app, cast, "steel", Role.ORG_REVIEWER)
    cast.sign_in(client, "steel.org_reviewer")
    assert bell(client) == "消息，2 条未读"
    form = {"csrf_token": csrf_of(client, "/notices")}
    answer = client.post(f"/notices/{one}", data=form)
    assert (answer.status_code, answer.location) == (303, "/applicants?state=submitted")
    assert bell(client) == "消息，1 条未读"
    assert client.post(f"/notices/{one}", data=form).status_code == 303  # twice is once
    assert client.post("/notices/read", data=form).status_code == 303
    assert bell(client) == "消息，0 条未读"
    assert "没有未读消息" in client.get("/notices?show=unread").text


def test_anothers_notice_is_as_one_that_is_not(app: Flask, cast: Cast, client: FlaskClient) -> None:
    reviewers = told(app, cast, "steel", Role.ORG_REVIEWER)  # the same unit's, another role's
    abroad = told(app, cast, "port", Role.ORG_CLERK)
    cast.sign_in(client, "steel.org_clerk")
    form = {"csrf_token": csrf_of(client, "/notices")}
    assert {client.post(f"/notices/{each}", data=form).status_code for each in (reviewers, abroad, "no")} == {
        404
    }


def test_the_unread_stand_first_over_all_pages(app: Flask, cast: Cast) -> None:
    me = cast.actors["steel.org_reviewer"]
    ids = [told(app, cast, "steel", Role.ORG_REVIEWER) for _ in range(queries.PAGE + 5)]
    with app.app_context(), acting_as(me.scope()):
        for each in ids[-3:]:  # the three latest are read, and so stand last
            reading.read(me, each)
        db.session.commit()
        first = queries.inbox(me)
        second = queries.inbox(me, first.next)
        assert queries.inbox(me, "mangled").lines == first.lines
    shown = [line.public_id for line in first.lines + second.lines]
    assert shown == [*reversed(ids[:-3]), *reversed(ids[-3:])]
    assert (len(first.lines), second.next) == (queries.PAGE, "")


def test_what_is_stale_is_no_news(app: Flask, cast: Cast) -> None:
    told(app, cast, "steel", Role.ORG_REVIEWER)
    with app.app_context(), acting_as(SYSTEM):
        from sqlalchemy import create_engine, text

        owner = create_engine(app.extensions["jinlanling"].owner_url)
        with owner.begin() as connection:
            connection.execute(text("set local row_security = on"))
            connection.execute(text("alter table notice no force row level security"))
            connection.execute(
                text("update notice set at = at - cast(:age as interval)"),
                {"age": queries.FRESH + timedelta(days=1)},
            )
            connection.execute(text("alter table notice force row level security"))
        owner.dispose()
    me = cast.actors["steel.org_reviewer"]
    with app.app_context(), acting_as(me.scope()):
        assert (queries.unread(me), len(queries.inbox(me).lines)) == (0, 1)


def test_settings_are_kept_for_the_person(app: Flask, cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, "steel.org_clerk")
    form = {"csrf_token": csrf_of(client, "/notices/settings")}
    wrong = client.post("/notices/settings", data=form | {"application": "hourly"})
    assert wrong.status_code == 422
    choice = {"application": "none", "papers": "now", "programme": "daily"}
    assert client.post("/notices/settings", data=form | choice).status_code == 303
    me = cast.actors["steel.org_clerk"]
    with app.app_context():
        with acting_as(me.scope()):
            assert queries.settled(me)["application"] is ByMail.NONE
            assert queries.settled(me)["papers"] is ByMail.NOW
            db.session.rollback()
        other = cast.actors["steel.org_reviewer"]
        with acting_as(other.scope()):
            assert db.session.scalars(select(NoticeSetting)).all() == []
            assert queries.settled(other)["papers"] is ByMail.DAILY


def test_who_has_read_what_is_nobody_elses_matter(app: Flask, cast: Cast) -> None:
    one = told(app, cast, "steel", Role.ORG_REVIEWER, Role.ORG_ADMIN)
    me = cast.actors["steel.org_reviewer"]
    with app.app_context():
        with acting_as(me.scope()):
            reading.read(me, one)
            db.session.commit()
        with acting_as(cast.actors["steel.org_admin"].scope()):
            assert db.session.scalars(select(NoticeRead)).all() == []


def test_an_empty_inbox_says_what_comes(cast: Cast, client: FlaskClient) -> None:
    cast.sign_in(client, "port.org_clerk")
    assert "还没有消息" in client.get("/notices").text


@pytest.mark.parametrize(
    ("who", "sees"), [("steel.org_admin", 1), ("port.org_admin", 0), ("city.city_admin", 1)]
)
def test_the_outbox_shows_failures_without_words(
    app: Flask, cast: Cast, client: FlaskClient, who: str, sees: int
) -> None:
    from webapp.notices.operations import send_email

    with app.app_context():
        with acting_as(cast.actors["steel.org_clerk"].scope()):
            send_email("somebody@example.cn", "policy.changed", {"version": "of-the-test"})
            db.session.commit()
        with acting_as(SYSTEM):
            row = db.session.scalars(select(OutgoingMessage)).one()
            row.state, row.error, row.attempts = "failed", "smtp 550", 5
            db.session.commit()
    cast.sign_in(client, who)
    text = client.get("/notices/outbox?state=failed").text
    assert text.count("对方邮件服务器拒收") == sees
    assert "somebody" not in text
    assert "of-the-test" not in text
