"""`jinlanling db`: migrate, provision roles on a server of one's own, check isolation, rotate keys."""

from __future__ import annotations

import os

import click
from sqlalchemy import create_engine

from tenants.catalogue import findings
from webapp import database
from webapp.config import read_settings
from webapp.local import roles
from webapp.local.commands import SettingsGroup


@click.group(cls=SettingsGroup)
def db() -> None:
    """The database."""


@db.command()
@click.option("--to", "revision", default="head", show_default=True, help="the revision to go up to")
def upgrade(revision: str) -> None:
    """Bring the schema up to date, as the owner role (JINLANLING_OWNER_URL)."""
    database.upgrade(read_settings().owner_url, revision)


@db.command()
@click.argument("revision")
@click.confirmation_option(prompt="data of later tables is lost; go on?")
def downgrade(revision: str) -> None:
    """Take the schema back to REVISION."""
    database.downgrade(read_settings().owner_url, revision)


@db.command(cls=click.Command)
@click.option("--database", "name", default="jinlanling", show_default=True)
def provision(name: str) -> None:
    """Create the roles and the database on a server of one's own.

    Reads JINLANLING_ADMIN_URL, and the passwords to set from JINLANLING_OWNER_PASSWORD and
    JINLANLING_APP_PASSWORD. Safe to repeat.
    """
    given = os.environ
    if not given.get("JINLANLING_ADMIN_URL"):
        raise click.ClickException("JINLANLING_ADMIN_URL is not set: the superuser's address of your server")
    roles.provision(
        given["JINLANLING_ADMIN_URL"],
        database=name,
        owner_password=given.get("JINLANLING_OWNER_PASSWORD"),
        app_password=given.get("JINLANLING_APP_PASSWORD"),
    )


@db.command()
def check() -> None:
    """Walk PostgreSQL's catalogue for ways around row-level security; exit 1 on any."""
    engine = create_engine(read_settings().owner_url)
    with engine.connect() as connection:
        found = findings(connection)
    for finding in found:
        click.echo(finding)
    if found:
        raise SystemExit(1)
    click.echo("isolation holds")
