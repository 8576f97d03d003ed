"""What row-level security and the triggers let an applicant see and write, direct SQL too (4.1, 4.4)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import insert, select, text
from sqlalchemy.exc import ProgrammingError

from tenants.actor import Actor
from tenants.db import db
from tenants.models import Tenant, User
from tenants.scope import Reach, Scope, acting_as
from tests.cast import Cast
from tests.selfservice.filling import (
    SYSTEM,
    CodeOf,
    Phone,
    actor_of,
    number_of,
)
from tests.selfservice.people import Somebody, enter, made_up
from webapp.applicants.addresses import own_address
from webapp.applicants.models import Application
from webapp.applicants.operations import note_move
from webapp.entering.models import ApplicationDraft
from webapp.extensions import keyring
from webapp.notices import expanding
from webapp.notices.models import Notice, OutgoingMessage
from webapp.notices.operations import tell
from webapp.reviews.telling import tell_outcome
from webapp.transaction import separately

TABLES = (
    "application", "application_move", "application_draft", "applicant_account", "notice", "notice_read",
    "notice_setting", "outgoing_message", "user_account", "membership", "sign_in", "job", "stored_file",
    "roster", "roster_row", "audit_event", "known_certificate", "known_application",
    "person_merge", "crosscheck_case", "finding", "case_event", "application_statement", "look_up",
    "application_photo", "login_code", "sign_in_attempt", "application_figure",
)  # fmt: skip
OWNING = {
    "application": "applicant_id", "application_draft": "applicant_id", "applicant_account": "user_id",
    "notice": "user_id", "notice_read": "user_id", "notice_setting": "user_id", "stored_file": "user_id",
}  # fmt: skip


def test_an_applicant_sees_only_their_own_rows_in_every_table(
    app: Flask, cast: Cast, phone: Phone, somebody: Somebody, code_of: CodeOf
) -> None:
    stranger = Phone(enter(app.test_client(), made_up(), code_of))
    for each in (stranger, phone):
        each.begin(cast.tenants["steel"])
        number_of(each.fill())
        each.begin(cast.tenants["port"])
    me = actor_of(app, somebody)
    with app.app_context(), acting_as(me.scope()):
        for table in TABLES:
            try:
                rows = db.session.execute(text(f"select to_jsonb(t) from {table} t")).scalars().all()
            except ProgrammingError:
                db.session.rollback()
                continue
            owner = OWNING.get(table)
            foreign = [row for row in rows if owner is None or row[owner] != me.user_id]
            if table == "application_move":
                foreign = [row for row in rows if row["user_id"] != me.user_id]
            assert foreign == [], table
        assert db.session.scalars(select(Application.id)).all()
        assert db.session.scalars(select(ApplicationDraft.id)).all()


def _insert(me: Actor, unit: Tenant, source: Application, **changed: Any) -> Any:
    columns = {c.name: getattr(source, c.name) for c in Application.__table__.columns if c.name != "id"}
    place = {"tenant_id": unit.id, "district_id": unit.district_id, "city_id": unit.city_id}
    new = columns | place | {"public_id": "JLL-2026-FORGE-FORGE", "programme_year": 2031} | changed
    return insert(Application).inline().values(**new)


FORGED: dict[str, dict[str, Any]] = {
    "the territory of another unit": {"district_id": None},
    "another's name": {"applicant_id": 1},
    "entered by another": {"entered_by": 1},
    "another's number": {"id_index": b"x" * 32},
    "approved at once": {"state": "unit_approved"},
    "attested by oneself": {"attested": True},
    "an institution at once": {"institution_id": 1},
}


@pytest.mark.parametrize("what", FORGED)
def test_direct_sql_forges_nothing(
    app: Flask, cast: Cast, phone: Phone, somebody: Somebody, what: str
) -> None:
    phone.begin(cast.tenants["steel"])
    number = number_of(phone.fill())
    me = actor_of(app, somebody)
    with app.app_context(), acting_as(me.scope()):
        own = db.session.scalars(select(Application).where(Application.public_id == number)).one()
        db.session.execute(_insert(me, cast.tenants["steel"], own))  # what is right passes
        db.session.rollback()
    with app.app_context(), acting_as(me.scope()):
        own = db.session.scalars(select(Application).where(Application.public_id == number)).one()
        forged = _insert(me, cast.tenants["steel"], own, **FORGED[what])
        with pytest.raises(ProgrammingError, match=r"not an applicant|territory|row-level|for oneself"):
            db.session.execute(forged)


@pytest.mark.parametrize(
    "change", ["state = 'unit_approved'", "attested = true", "city_id = city_id + 1", "assigned_to = 1"]
)
def test_what_reviewers_write_is_not_the_applicants_to_change(
    app: Flask, cast: Cast, phone: Phone, somebody: Somebody, change: str
) -> None:
    phone.begin(cast.tenants["steel"])
    number = number_of(phone.fill())
    statement = text(f"update application set {change} where public_id = :number")
    refused = pytest.raises(ProgrammingError, match="not an applicant")
    with app.app_context(), acting_as(actor_of(app, somebody).scope()), refused:
        db.session.execute(statement, {"number": number})


def test_an_applicant_approves_nothing_not_even_as_another_reach(
    app: Flask, cast: Cast, phone: Phone, somebody: Somebody
) -> None:
    """The second person: whoever entered it, as an applicant too."""
    phone.begin(cast.tenants["steel"])
    number = number_of(phone.fill())
    me = actor_of(app, somebody)
    steel = cast.tenants["steel"]
    scope = Scope(
        Reach.TENANT, user_id=me.user_id, tenant_id=steel.id, district_id=steel.district_id,
        city_id=steel.city_id,
    )  # fmt: skip
    with app.app_context(), acting_as(scope):
        row = db.session.scalars(select(Application).where(Application.public_id == number)).one()
        note_move(row, me, ("approve", "submitted", "unit_approved"))
        with pytest.raises(ProgrammingError, match="whoever enters does not approve"):
            db.session.flush()


def test_keepers_of_accounts_see_no_applicant(
    app: Flask, cast: Cast, entered: FlaskClient, somebody: Somebody
) -> None:
    me = actor_of(app, somebody)
    for who in ("city.city_admin", "donggang.district_admin", "steel.org_admin"):
        with app.app_context(), acting_as(cast.actors[who].scope()):
            assert db.session.scalars(select(User.id).where(User.id == me.user_id)).all() == []


def test_the_inbox_is_an_applicants_too(app: Flask, cast: Cast, phone: Phone, somebody: Somebody) -> None:
    me = actor_of(app, somebody)
    with app.app_context(), separately(cast.actors["steel.org_reviewer"].scope()):
        tell("application.returned", user_id=me.user_id, link="/my", params={"name": "江远帆"})
    assert "1 条未读" in phone.client.get("/my").text
    assert "报名被退回修改" in phone.client.get("/notices").text
    assert phone.client.get("/notices/settings").status_code == 200


def test_what_decides_comes_as_a_short_message_too(
    app: Flask, cast: Cast, phone: Phone, somebody: Somebody
) -> None:
    """Once, however often the worker looks; to the registered telephone, without the reason."""
    me = actor_of(app, somebody)
    with app.app_context():
        with separately(cast.actors["steel.org_reviewer"].scope()):
            for event in ("application.returned", "application.reopened"):
                tell(event, user_id=me.user_id, params={"name": "江远帆", "reason": "证书日期"})
        expanding.expand()
        expanding.expand()
        with separately(SYSTEM):
            sent = select(OutgoingMessage).where(OutgoingMessage.key.startswith("notice-sms-"))
            rows, ring = db.session.scalars(sent).all(), keyring()
            mine = [row for row in rows if ring.open_text(row.address) == somebody.phone]
            assert [row.event for row in mine] == ["application.returned"]
            assert "退回修改" in ring.open_text(mine[0].body)
            assert "证书日期" not in ring.open_text(mine[0].body)


def test_what_was_decided_leads_to_the_own_page(
    app: Flask, cast: Cast, phone: Phone, somebody: Somebody
) -> None:
    """The reviews come before self-service and name its address by themselves: it must be the page's."""
    phone.begin(cast.tenants["steel"])
    number = number_of(phone.fill())
    with app.test_request_context(), separately(cast.actors["steel.org_reviewer"].scope()):
        row = db.session.scalars(select(Application).where(Application.public_id == number)).one()
        assert own_address(row) == url_for("selfservice.show", public_id=number)
        tell_outcome(row, "return", "海岳钢铁", "certificate_date")
    me = actor_of(app, somebody)
    with app.app_context(), separately(SYSTEM):
        mine = select(Notice.link).where(Notice.user_id == me.user_id)
        assert db.session.scalars(mine).all() == [f"/my/applications/{number}"]
