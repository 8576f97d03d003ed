"""Everybody can tell everybody, in their own name; only recipients read (spec 4.1)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import insert, select, text
from sqlalchemy.exc import ProgrammingError

from tenants.db import db
from tenants.roles import Role
from tenants.scope import Reach, Scope, acting_as
from tests.cast import Cast
from webapp.extensions import keyring
from webapp.notices.events import EVENTS, sentence_of
from webapp.notices.models import Notice, OutgoingMessage
from webapp.notices.operations import BadNotice, send_email, send_sms, tell

CONTRACT = """
    application.submitted application.approved application.returned application.rejected
    application.accepted application.withdrawn application.reopened application.assigned papers.stale
    photos.missing phone.unconfirmed window.late_opened policy.changed scope.expiring account.code
    digest.daily
"""
REACHES = {
    "tenant": ("steel.org_clerk", None),
    "institution": ("college.registrar", Reach.INSTITUTION),
    "district": ("donggang.district_officer", None),
    "city": ("city.city_filing", None),
}


def test_the_events_agreed_on_are_there() -> None:
    assert set(CONTRACT.split()) <= set(EVENTS)


def test_a_sentence_bears_missing_parameters(app: Flask) -> None:
    with app.test_request_context():
        assert "江远" in sentence_of("application.returned", {"name": "江远"})
        assert "—" in sentence_of("application.returned", {"name": "江远"})


@pytest.mark.parametrize("reach", REACHES)
def test_each_reach_tells_another_tenants_people(app: Flask, cast: Cast, reach: str) -> None:
    who, asked = REACHES[reach]
    port = cast.tenants["port"]
    with app.app_context():
        with acting_as(cast.actors[who].scope(asked)):
            tell("application.returned", tenant_id=port.id, roles=[Role.ORG_CLERK], params={"name": "江远"})
            db.session.commit()
            # Not even the sender reads it back, unless it is for them.
            assert db.session.scalars(select(Notice.id)).all() == []
            db.session.rollback()
        with acting_as(cast.actors["port.org_clerk"].scope()):
            found = db.session.scalars(select(Notice)).one()
            assert (found.event, found.sender_id) == ("application.returned", cast.users[who].id)


@pytest.mark.parametrize("scope", [Reach.APPLICANT, Reach.ACCOUNT, Reach.SYSTEM])
def test_who_has_no_tenant_tells_too(app: Flask, cast: Cast, scope: Reach) -> None:
    me = cast.users["port.org_clerk"]
    own = Scope.of_system("test") if scope is Reach.SYSTEM else Scope(scope, user_id=me.id)
    with app.app_context():
        with acting_as(own):
            tell("application.submitted", tenant_id=cast.tenants["steel"].id, roles=[Role.ORG_REVIEWER])
            tell("application.withdrawn", user_id=me.id)
            db.session.commit()
        with acting_as(Scope(Reach.APPLICANT, user_id=me.id)):
            assert db.session.scalars(select(Notice.event)).all() == ["application.withdrawn"]


def test_nobody_tells_in_anothers_name(app: Flask, cast: Cast) -> None:
    forged = insert(Notice).inline().values(
        public_id="forged", tenant_id=cast.tenants["port"].id, roles=["org_clerk"], event="policy.changed",
        params={}, sender_id=cast.users["city.city_filing"].id,
    )  # fmt: skip
    refused = pytest.raises(ProgrammingError, match="row-level security")
    with app.app_context(), acting_as(cast.actors["steel.org_clerk"].scope()), refused:
        db.session.execute(forged)


def test_a_notice_is_never_altered(app: Flask, cast: Cast) -> None:
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with app.app_context(), acting_as(cast.actors["steel.org_clerk"].scope()), refused:
        db.session.execute(text("update notice set params = '{}'"))


@pytest.mark.parametrize(
    ("event", "given"),
    [
        ("no.such", {"user_id": 1}),
        ("policy.changed", {}),
        ("policy.changed", {"tenant_id": 1}),
        ("policy.changed", {"user_id": 1, "tenant_id": 1, "roles": [Role.ORG_CLERK]}),
        ("policy.changed", {"user_id": 1, "link": "https://evil.example"}),
        ("policy.changed", {"user_id": 1, "link": "//evil.example"}),
        ("policy.changed", {"user_id": 1, "params": {"reason": "电话 13900001234"}}),
        ("policy.changed", {"user_id": 1, "params": {"name": "11010519491231002X"}}),
    ],
)
def test_a_notice_written_wrongly_is_refused(app: Flask, cast: Cast, event: str, given: dict) -> None:  # type: ignore[type-arg]
    with app.app_context(), acting_as(cast.actors["steel.org_clerk"].scope()), pytest.raises(BadNotice):
        tell(event, **given)


def test_what_goes_outside_is_sealed(app: Flask, cast: Cast) -> None:
    with app.app_context():
        with acting_as(Scope(Reach.PUBLIC)):
            send_sms("13900001234", "account.code", {"code": "424242", "minutes": "5"})
            db.session.commit()
        with acting_as(cast.actors["steel.org_clerk"].scope()):
            send_email("someone@example.cn", "policy.changed", {"version": "2023"})
            db.session.commit()
        with acting_as(Scope.of_system("test")):
            sms, mail = db.session.scalars(select(OutgoingMessage).order_by(OutgoingMessage.id))
            assert b"139" not in sms.address
            assert b"424242" not in sms.body
            assert keyring().open_text(sms.address) == "13900001234"
            assert "424242" in keyring().open_text(sms.body)
            assert (sms.tenant_id, mail.tenant_id) == (None, cast.tenants["steel"].id)
            db.session.rollback()
        with acting_as(cast.actors["steel.org_clerk"].scope()), pytest.raises(ProgrammingError):
            db.session.execute(text("select address from outgoing_message"))
