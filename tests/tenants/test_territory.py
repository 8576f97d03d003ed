"""A row's territory is its tenant's, whatever the one column says that a policy compares (spec 4.1)."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import ProgrammingError

from tenants.audit import AuditEvent
from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Membership, Tenant, User
from tenants.registry import NewTenant, create_tenant
from tenants.scope import Scope, acting_as
from tests.cast import Cast

ADMIN = {
    "tenant": "steel.org_admin",
    "district": "donggang.district_admin",
    "city": "city.city_admin",
}
refused = pytest.raises(ProgrammingError, match=r"territory is not the one|row-level security")


@pytest.fixture
def elsewhere(app: Flask, cast: Cast) -> Tenant:
    """Another city's bureau."""
    with app.app_context(), acting_as(Scope.of_system("a test makes another city")):
        city = create_tenant(NewTenant(Kind.CITY_BUREAU, "青岛市人社局", "青岛人社", "370200"), None)
        db.session.commit()
        return city


def _columns(cast: Cast, reach: str, tenant: Tenant) -> dict[str, Any]:
    """The territory that passes the one-column policy of `reach`, under a tenant that isn't of it."""
    own = cast.actors[ADMIN[reach]].tenant
    assert own is not None
    return {"tenant_id": tenant.id, "district_id": own.district_id, "city_id": own.city_id}


def _forged(table: str, columns: dict[str, Any], user: User) -> Any:
    rows: dict[str, tuple[type[Any], dict[str, Any]]] = {
        "membership": (Membership, {"user_id": user.id, "roles": ["city_admin"]}),
        "user_account": (User, {"login": "forged", "name": "forged", "password_hash": "none"}),
        "audit_event": (AuditEvent, {"reach": "city", "action": "forged", "subject": "forged"}),
    }
    model, values = rows[table]
    return insert(model).inline().values(**columns, **values)


@pytest.mark.parametrize("table", ["membership", "user_account", "audit_event"])
@pytest.mark.parametrize(("reach", "whose"), [("district", "city"), ("city", "elsewhere")])
def test_a_forged_territory_is_refused(
    app: Flask, cast: Cast, elsewhere: Tenant, reach: str, whose: str, table: str
) -> None:
    tenant = elsewhere if whose == "elsewhere" else cast.tenants[whose]
    forged = _forged(table, _columns(cast, reach, tenant), cast.users[ADMIN[reach]])
    with app.app_context(), acting_as(cast.actors[ADMIN[reach]].scope()), refused:
        db.session.execute(forged)


@pytest.mark.parametrize("table", ["job", "filed_scope", "stored_file", "roster"])
def test_rows_of_work_are_held_too(app: Flask, cast: Cast, elsewhere: Tenant, table: str) -> None:
    """The system's reach has no column of its own to compare: only the trigger can refuse."""
    held = "select tgname from pg_trigger where tgrelid = cast(:table as regclass) and not tgisinternal"
    with app.app_context(), acting_as(Scope.of_system("a test looks")):
        names = db.session.scalars(text(held), {"table": table}).all()
    assert f"{table}_territory" in names


def test_a_row_is_not_moved_to_another_tenant(app: Flask, cast: Cast) -> None:
    mine = Membership.user_id == cast.users["steel.org_clerk"].id
    with app.app_context(), acting_as(cast.actors[ADMIN["district"]].scope()), refused:
        db.session.execute(update(Membership).where(mine).values(tenant_id=cast.tenants["city"].id))


FORGED_PLACES = {
    "city_id": "update tenant set city_id = :other where id = :own",
    "parent_id": "update tenant set parent_id = :other where id = :own",
    "kind": "update tenant set kind = 'college' where id = :own",
}


@pytest.mark.parametrize("column", FORGED_PLACES)
def test_a_tenants_place_stays(app: Flask, cast: Cast, elsewhere: Tenant, column: str) -> None:
    values = {"other": elsewhere.id, "own": cast.tenants["donggang"].id}
    refused = pytest.raises(ProgrammingError, match=r"place is not below|row-level security")
    with app.app_context(), acting_as(cast.actors[ADMIN["district"]].scope()), refused:
        db.session.execute(text(FORGED_PLACES[column]), values)


def test_a_new_tenant_stands_below_its_superior(app: Flask, cast: Cast, elsewhere: Tenant) -> None:
    own = cast.tenants["donggang"]
    forged = insert(Tenant).inline().values(
        kind="school", name="forged", short_name="forged", parent_id=own.id, district_id=own.id,
        city_id=elsewhere.id, reporting_unit="371102",
    )  # fmt: skip
    refused = pytest.raises(ProgrammingError, match="place is not below")
    with app.app_context(), acting_as(cast.actors[ADMIN["district"]].scope()), refused:
        db.session.execute(forged)


DRAWN_IN = [
    ("tenant", "steel", "city.city_admin"),
    ("tenant", "steel", "donggang.district_admin"),
    ("tenant", "steel", "port.org_clerk"),
    ("district", "donggang", "city.city_admin"),
    ("city", "steel", "port.org_clerk"),
]


@pytest.mark.parametrize(("reach", "where", "whom"), DRAWN_IN)
def test_nobody_draws_in_an_account_from_elsewhere(
    app: Flask, cast: Cast, reach: str, where: str, whom: str
) -> None:
    """Whoever has a role in a tenant can be read there."""
    drawn = _membership(cast, where, whom)
    refused = pytest.raises(ProgrammingError, match="at home elsewhere")
    with app.app_context(), acting_as(cast.actors[ADMIN[reach]].scope()), refused:
        db.session.execute(drawn)


@pytest.mark.parametrize(
    ("reach", "where", "whom"),
    [("district", "steel", "donggang.district_officer"), ("city", "steel", "city.city_filing")],
)
def test_a_superior_gives_its_own_people_roles_below(
    app: Flask, cast: Cast, reach: str, where: str, whom: str
) -> None:
    with app.app_context(), acting_as(cast.actors[ADMIN[reach]].scope()):
        db.session.execute(_membership(cast, where, whom))


def test_who_left_is_not_read_any_more_and_not_brought_back(app: Flask, cast: Cast) -> None:
    user, steel = cast.users["port.org_clerk"], cast.actors[ADMIN["tenant"]].scope()
    mine = (Membership.user_id == user.id, Membership.tenant_id == cast.tenants["steel"].id)
    with app.app_context():
        with acting_as(Scope.of_system("a person of two units")):
            db.session.execute(_membership(cast, "steel", "port.org_clerk"))
            db.session.commit()
        with acting_as(steel):
            assert db.session.scalars(select(User.id).where(User.id == user.id)).all() == [user.id]
            db.session.execute(update(Membership).where(*mine).values(ended_at=text("now()")))
            assert db.session.scalars(select(User.id).where(User.id == user.id)).all() == []
            with pytest.raises(ProgrammingError, match="at home elsewhere"):
                db.session.execute(update(Membership).where(*mine).values(ended_at=None))


def _membership(cast: Cast, where: str, whom: str) -> Any:
    tenant = cast.tenants[where]
    return insert(Membership).inline().values(
        tenant_id=tenant.id, district_id=tenant.district_id, city_id=tenant.city_id,
        user_id=cast.users[whom].id, roles=["org_clerk"],
    )  # fmt: skip
