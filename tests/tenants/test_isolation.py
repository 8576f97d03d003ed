"""No row of tenant A reaches tenant B; nobody acts without a scope (spec 4.1)."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import create_engine, select, text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from tenants.catalogue import findings
from tenants.db import NoScope, ScopeChanged, db
from tenants.models import Membership, SignInAttempt, Tenant, User
from tenants.scope import Reach, Scope, acting_as
from tests.cast import Cast
from webapp.config import Settings


def test_the_catalogue_has_no_way_around_row_level_security(settings: Settings) -> None:
    with create_engine(settings.owner_url).connect() as connection:
        assert findings(connection) == []


BREACHES = {
    "create table leak (tenant_id bigint)": "table leak",
    "alter table application no force row level security": "table application",
    "create view leak as select * from application": "view leak",
    "create policy leak on application for select to app_tenant using (true)": "policy leak",
    "create policy leak on application for all to app_tenant using (true) with check (true)": "2 policies",
    "grant truncate on application to app_tenant": "TRUNCATE",
    "grant select on application to public": "PUBLIC",
    "grant select on application to jinlanling_app": "jinlanling_app holds",
    "create function leak() returns int language sql security definer as 'select 1'": "function leak",
    "grant select on audit_seal to app_tenant": "without a policy",
}


@pytest.mark.parametrize("statement", BREACHES)
def test_the_catalogue_check_names_each_breach(settings: Settings, statement: str) -> None:
    with create_engine(settings.owner_url).connect() as connection:
        connection.execute(text(statement))
        assert any(BREACHES[statement] in finding for finding in findings(connection))


def test_nobody_can_begin_a_transaction(app: Flask) -> None:
    with app.app_context(), pytest.raises(NoScope):
        db.session.scalars(select(Tenant)).all()


def test_the_scope_cannot_change_inside_a_transaction(app: Flask, cast: Cast) -> None:
    with app.app_context(), acting_as(cast.actors["steel.org_clerk"].scope()):
        db.session.scalars(select(Tenant)).all()
        with acting_as(Scope.of_system("test")), pytest.raises(ScopeChanged):
            db.session.scalars(select(Tenant)).all()


def test_the_next_transaction_may_be_somebody_elses_even_if_it_begins_with_an_add(
    app: Flask, cast: Cast
) -> None:
    """An `add` opens the transaction before its stamp is set; the former scope must be forgotten by then."""
    with app.app_context():
        with acting_as(cast.actors["steel.org_clerk"].scope()):
            db.session.scalars(select(Tenant)).all()
            db.session.commit()
        with acting_as(Scope(Reach.ACCOUNT)):
            db.session.add(SignInAttempt(login="after_its_own", address="127.0.0.1", succeeded=False))
            db.session.execute(text("select 1"))
            db.session.commit()


def test_a_failed_statement_tells_no_value(app: Flask) -> None:
    """Errors reach the log; what was written to the database must not go there with them."""
    with app.app_context(), acting_as(Scope.of_system("test")), pytest.raises(DBAPIError) as failed:
        db.session.execute(text("select 1 / (length(:typed) - 7)"), {"typed": "privacy"})
    assert "privacy" not in str(failed.value)


SEES = {
    "steel.org_clerk": {"steel", "donggang", "city"},
    "port.org_clerk": {"port", "lanshan", "city"},
    "college.registrar": {"college", "city"},
    "donggang.district_officer": {"donggang", "steel", "school", "archive", "city"},
    "lanshan.district_officer": {"lanshan", "port", "city"},
    "city.city_auditor": {"city", "donggang", "lanshan", "college", "steel", "port", "school", "archive"},
}


@pytest.mark.parametrize("who", SEES)
def test_each_reach_sees_its_own_tenants(app: Flask, cast: Cast, who: str) -> None:
    names = {tenant.id: name for name, tenant in cast.tenants.items()}
    with app.app_context(), acting_as(cast.actors[who].scope()):
        assert {names[id_] for id_ in db.session.scalars(select(Tenant.id))} == SEES[who]


def test_the_public_reach_sees_no_tenant_and_no_user(app: Flask, cast: Cast) -> None:
    with app.app_context(), acting_as(Scope(Reach.PUBLIC)), pytest.raises(ProgrammingError):
        db.session.scalars(select(Tenant.id)).all()


def test_a_reading_scope_cannot_write(app: Flask, cast: Cast) -> None:
    reading = cast.actors["steel.org_admin"].scope().reading()
    refused = pytest.raises(Exception, match="read-only transaction")
    with app.app_context(), acting_as(reading), refused:
        db.session.execute(text("update membership set ended_at = now()"))


def test_a_missing_setting_matches_no_row(app: Flask, cast: Cast) -> None:
    with app.app_context(), acting_as(Scope(Reach.TENANT)):
        assert db.session.scalars(select(Membership.id)).all() == []


def test_a_tenant_cannot_write_a_row_into_another(app: Flask, cast: Cast) -> None:
    steel, port = cast.tenants["steel"], cast.tenants["port"]
    with app.app_context(), acting_as(cast.actors["steel.org_admin"].scope()):
        db.session.add(
            Membership(
                tenant_id=port.id, district_id=steel.district_id, city_id=steel.city_id,
                user_id=cast.users["steel.org_admin"].id, roles=["org_admin"],
            )
        )  # fmt: skip
        with pytest.raises(ProgrammingError, match="row-level security"):
            db.session.flush()


def test_a_tenant_cannot_hide_a_row_from_its_district(app: Flask, cast: Cast) -> None:
    steel = cast.tenants["steel"]
    with app.app_context(), acting_as(cast.actors["steel.org_admin"].scope()):
        db.session.execute(text("select 1"))
        with pytest.raises(ProgrammingError, match="row-level security"):
            db.session.execute(
                text("update membership set district_id = null where tenant_id = :id"), {"id": steel.id}
            )


@pytest.mark.parametrize("column", ["password_hash", "totp_secret"])
@pytest.mark.parametrize("who", ["steel.org_admin", "donggang.district_admin", "city.city_admin"])
def test_a_keeper_of_accounts_reads_no_secret(app: Flask, cast: Cast, who: str, column: str) -> None:
    """Not even of those at home there: a hash can be tried at leisure, a sealed secret carried off."""
    secret = select(getattr(User, column))
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with app.app_context(), acting_as(cast.actors[who].scope()):
        assert db.session.scalars(select(User)).all()
        with refused:
            db.session.scalars(secret).all()


def test_the_login_role_alone_reads_nothing(settings: Settings, cast: Cast) -> None:
    refused = pytest.raises(ProgrammingError, match="permission denied")
    with create_engine(settings.database_url).connect() as connection, refused:
        connection.execute(text("select * from tenant"))
