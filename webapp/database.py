"""The database's engine options, and migrating it as its owner."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

MIGRATIONS = Path(__file__).resolve().parent.parent / "migrations"
SESSION = " ".join(
    f"-c {name}={value}"
    for name, value in {
        "timezone": "Asia/Shanghai",
        "statement_timeout": "60s",
        "lock_timeout": "10s",
        "idle_in_transaction_session_timeout": "60s",
        "jit": "off",
    }.items()
)


def engine_options() -> dict[str, object]:
    """Pool and session settings; every connection speaks Shanghai time and gives up in bounded time."""
    return {
        "pool_size": 5,
        "max_overflow": 5,
        "pool_pre_ping": True,
        # A failed statement is logged with its error; its values are people's data and stay out of it.
        "hide_parameters": True,
        "connect_args": {"options": SESSION, "application_name": "jinlanling"},
    }


def migration_config(owner_url: str) -> Config:
    """Alembic's configuration for a database, whose address never shows on a command line."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["url"] = owner_url
    return config


def upgrade(owner_url: str, revision: str = "head") -> None:
    """Bring the schema up to `revision`."""
    command.upgrade(migration_config(owner_url), revision)


def downgrade(owner_url: str, revision: str) -> None:
    """Take the schema back to `revision`; data of later tables is lost."""
    command.downgrade(migration_config(owner_url), revision)
