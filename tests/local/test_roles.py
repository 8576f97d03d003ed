"""The roles of spec 4.1 on a real server: what the app may not do, and that provisioning can be repeated."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from webapp.local import roles
from webapp.local.for_tests import TestServers


@pytest.fixture(scope="module")
def servers(own_servers: TestServers) -> TestServers:
    with psycopg.connect(own_servers.owner) as connection:
        connection.execute("CREATE TABLE roster (tenant_id int, name text)")
        connection.execute("INSERT INTO roster VALUES (1, '王芳')")
        connection.execute("GRANT SELECT ON roster TO app_tenant")
    return own_servers


def test_the_app_login_can_do_nothing_before_it_takes_a_reach(servers: TestServers) -> None:
    with psycopg.connect(servers.app, autocommit=True) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT * FROM roster")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("CREATE TABLE mine (a int)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(roles.OWNER)))


def test_each_reach_can_be_taken_and_only_its_own_grants_count(servers: TestServers) -> None:
    with psycopg.connect(servers.app, autocommit=True) as connection:
        for name in roles.REACH_ROLES:
            connection.execute(sql.SQL("SET ROLE {}").format(sql.Identifier(name)))
            if name == "app_tenant":
                assert connection.execute("SELECT name FROM roster").fetchall() == [("王芳",)]
                connection.execute("CREATE TEMP TABLE staging (LIKE roster)")
                continue
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("SELECT * FROM roster")


def test_no_role_of_ours_passes_policies_or_inherits(servers: TestServers) -> None:
    with psycopg.connect(servers.admin) as connection:
        rows = connection.execute(
            "SELECT rolname, rolcanlogin FROM pg_roles WHERE NOT (rolsuper OR rolbypassrls OR rolinherit"
            " OR rolcreaterole OR rolcreatedb OR rolreplication) AND rolname ~ '^(app_|jinlanling)'"
        ).fetchall()
        owner = connection.execute(
            "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = current_database()"
        ).fetchone()
    assert dict(rows) == dict.fromkeys(roles.REACH_ROLES, False) | {roles.OWNER: True, roles.APP: True}
    assert owner == (roles.OWNER,)


def test_provisioning_again_puts_rights_back_and_sets_passwords(servers: TestServers) -> None:
    with psycopg.connect(servers.admin, autocommit=True) as connection:
        connection.execute("ALTER ROLE jinlanling_app BYPASSRLS INHERIT")
        connection.execute("REVOKE app_city FROM jinlanling_app")
    roles.provision(servers.admin_url("postgres"), app_password="口令 with 'quotes'")
    with psycopg.connect(servers.admin) as connection:
        found = connection.execute(
            "SELECT rolbypassrls, rolinherit, rolpassword LIKE 'SCRAM-SHA-256$%%',"
            " pg_has_role('jinlanling_app', 'app_city', 'SET') FROM pg_authid WHERE rolname = %s",
            [roles.APP],
        ).fetchone()
    assert found == (False, False, True, True)


def test_an_administrator_without_superuser_can_provision_another_database(servers: TestServers) -> None:
    with psycopg.connect(servers.admin, autocommit=True) as connection:
        connection.execute("CREATE ROLE dba LOGIN CREATEROLE CREATEDB")
        for name in (roles.OWNER, roles.APP, *roles.REACH_ROLES):
            connection.execute(sql.SQL("GRANT {} TO dba WITH ADMIN TRUE").format(sql.Identifier(name)))
    url = servers.admin_url("postgres").replace("postgres@", "dba@")
    roles.provision(url, database="second")
    with psycopg.connect(servers.owner_url("second")) as connection:
        connection.execute("CREATE TABLE works (name text); SELECT show_trgm('日照')")
