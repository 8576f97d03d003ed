"""Alembic's environment: migrations run as the owner role, in one transaction each."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool

from webapp.models import metadata


def run() -> None:
    url = context.config.attributes.get("url")
    connection = context.config.attributes.get("connection")
    if connection is not None:
        return migrate(connection)
    engine = create_engine(url, poolclass=pool.NullPool)
    with engine.connect() as opened:
        migrate(opened)
    engine.dispose()
    return None


def migrate(connection) -> None:
    context.configure(connection=connection, target_metadata=metadata, compare_server_default=False)
    with context.begin_transaction():
        # Two starts at once migrate one after the other.
        connection.exec_driver_sql("select pg_advisory_xact_lock(7150202)")
        context.run_migrations()


run()
