"""`jinlanling keys`: rotate the data keys, and say what still lies under which."""

from __future__ import annotations

import click

from webapp import models  # noqa: F401 - every sealed column's table, also without the pages
from webapp.app import create_app
from webapp.extensions import keyring
from webapp.files import rotation
from webapp.local.commands import SettingsGroup


@click.group(cls=SettingsGroup)
def keys() -> None:
    """The data keys (JINLANLING_DATA_KEYS, the first is the current one)."""


@keys.command()
def rotate() -> None:
    """Seal everything anew with the current key; safe to interrupt and repeat while the product runs.

    First put the new key in front of the old one and restart; take the old one out when `status` counts 0.
    """
    with create_app(pages=False).app_context():
        for place, number in rotation.rotate():
            click.echo(f"{place}: {number}")


@keys.command()
def status() -> None:
    """How much lies under each key; a key with nothing under it may be taken out of the settings."""
    with create_app(pages=False).app_context():
        found = rotation.left()
        for name in keyring().keys:
            click.echo(f"{name}: {found.pop(name, 0)}")
        for name, number in found.items():
            click.echo(f"{name}: {number} (this key is not in the settings)")
        if found:
            raise SystemExit(1)
