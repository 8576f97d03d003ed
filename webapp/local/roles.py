"""The database's roles (spec 4.1): an owner for migrations, and an app login that owns and inherits nothing.

One group role per reach; the app takes one of them on for a transaction by SET ROLE. None passes row-level
security. `provision` works on the embedded server and, with an administrator's URL, on any other.
"""

from __future__ import annotations

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

OWNER = "jinlanling_owner"
APP = "jinlanling_app"
REACHES = (
    "account", "tenant", "institution", "district", "city", "applicant", "public", "crosscheck", "system",
)  # fmt: skip
REACH_ROLES = tuple(f"app_{reach}" for reach in REACHES)
LOGIN = "LOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"
GROUP = "NOLOGIN NOINHERIT NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE"


def provision(
    admin_url: str,
    *,
    database: str = "jinlanling",
    owner_password: str | None = None,
    app_password: str | None = None,
) -> None:
    """Create or put right roles, database and extension; safe to repeat. A password None is left as it is."""
    with psycopg.connect(admin_url, autocommit=True) as connection:
        _role(connection, OWNER, LOGIN, owner_password)
        _role(connection, APP, LOGIN, app_password)
        for name in REACH_ROLES:
            _role(connection, name, GROUP, None)
            _grant_reach(connection, name)
        _database(connection, database)
    with psycopg.connect(make_conninfo(plain(admin_url), dbname=database), autocommit=True) as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
        connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        connection.execute(sql.SQL("GRANT ALL ON SCHEMA public TO {}").format(sql.Identifier(OWNER)))


def create_database(admin_url: str, name: str, template: str | None = None) -> None:
    """Make an empty database of the owner's (with pg_trgm), or a copy of a template."""
    with psycopg.connect(plain(admin_url), autocommit=True) as connection:
        statement = sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(name), sql.Identifier(OWNER))
        if template:
            # Files are copied as they are: for a small template half the work of writing them to the log too.
            statement += sql.SQL(" TEMPLATE {} STRATEGY FILE_COPY").format(sql.Identifier(template))
        connection.execute(statement)
        _database_rights(connection, name)
    if template is None:
        with psycopg.connect(make_conninfo(plain(admin_url), dbname=name), autocommit=True) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")


def sees_chinese(admin_url: str) -> bool:
    """True when pg_trgm finds letters in Chinese text; false under a wrong locale (spec 3.5)."""
    with psycopg.connect(plain(admin_url)) as connection:
        row = connection.execute("SELECT cardinality(show_trgm('日照')) > 0").fetchone()
    return bool(row and row[0])


def plain(url: str) -> str:
    """SQLAlchemy's driver suffix is not libpq's."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _role(connection: psycopg.Connection, name: str, rights: str, password: str | None) -> None:
    """Create the role, or alter it where its rights differ: only a superuser may name some of them at all."""
    found = connection.execute(
        "SELECT rolcanlogin, rolinherit OR rolsuper OR rolbypassrls OR rolcreatedb OR rolcreaterole"
        " FROM pg_roles WHERE rolname = %s",
        [name],
    ).fetchone()
    if found is None or found != (rights == LOGIN, False):
        verb = "CREATE" if found is None else "ALTER"
        connection.execute(sql.SQL(f"{verb} ROLE {{}} {rights}").format(sql.Identifier(name)))
    if password is not None:
        # The server gets, and might log, only the SCRAM verifier.
        verifier = connection.pgconn.encrypt_password(password.encode(), name.encode(), b"scram-sha-256")
        statement = sql.SQL("ALTER ROLE {} PASSWORD {}")
        connection.execute(statement.format(sql.Identifier(name), sql.Literal(verifier.decode())))


def _grant_reach(connection: psycopg.Connection, name: str) -> None:
    """The app may become the role, but has none of its rights before (per-grant options came with 16)."""
    options = " WITH INHERIT FALSE, SET TRUE" if connection.info.server_version >= 160000 else ""
    statement = sql.SQL("GRANT {} TO {}").format(sql.Identifier(name), sql.Identifier(APP))
    connection.execute(statement + sql.SQL(options))


def _database(connection: psycopg.Connection, name: str) -> None:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
    row = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchone()
    if not (row and row[0]):  # an administrator who is no superuser must be a member to give things away
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))
    verb = "ALTER DATABASE {} OWNER TO {}" if found else "CREATE DATABASE {} OWNER {}"
    connection.execute(sql.SQL(verb).format(sql.Identifier(name), sql.Identifier(OWNER)))
    _database_rights(connection, name)


def _database_rights(connection: psycopg.Connection, name: str) -> None:
    """Only our logins connect; reaches may make temporary tables, as COPY knows no row-level security."""
    database = sql.Identifier(name)
    roles = sql.SQL(", ").join(map(sql.Identifier, REACH_ROLES))
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
    connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(APP)))
    connection.execute(sql.SQL("GRANT TEMPORARY ON DATABASE {} TO {}").format(database, roles))
