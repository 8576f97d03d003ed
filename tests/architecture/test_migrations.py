"""The migrated database is the one that the models describe, and every migration can be taken back."""

from __future__ import annotations

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from tests.conftest import sqlalchemy
from webapp.database import downgrade, migration_config, upgrade
from webapp.local.for_tests import TestServers
from webapp.models import metadata


def test_the_migrated_database_is_what_the_models_say(servers: TestServers, migrated: str) -> None:
    with servers.copy_of(migrated) as name:
        engine = create_engine(sqlalchemy(servers.owner_url(name)))
        with engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, metadata) == []
        engine.dispose()


def test_every_migration_goes_down_and_up_again(servers: TestServers, migrated: str) -> None:
    with servers.copy_of(migrated) as name:
        url = sqlalchemy(servers.owner_url(name))
        before = tables(url)
        downgrade(url, "base")
        assert tables(url) <= {"alembic_version"}
        upgrade(url)
        assert tables(url) == before
        assert len(before) > 15


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory.from_config(migration_config("")).get_heads()) == 1


def tables(url: str) -> set[str]:
    engine = create_engine(url)
    try:
        return set(inspect(engine).get_table_names())
    finally:
        engine.dispose()
