"""`jinlanling demo`: make the demo city, and say who may sign in to it."""

from __future__ import annotations

import sys

import click

from webapp.app import create_app
from webapp.demo import people
from webapp.demo.marker import NotOurs
from webapp.demo.seed import seed as seed_city
from webapp.local.commands import SettingsGroup


@click.group(cls=SettingsGroup)
def demo() -> None:
    """The demo city."""


@demo.command()
def seed() -> None:
    """Put the demo city into an empty database; does nothing when it is there, refuses any other."""
    with create_app(pages=False).app_context():
        try:
            made = seed_city()
        except NotOurs as error:
            click.echo(f"refused: {error}", err=True)
            sys.exit(1)
    click.echo("the demo city is there already" if made is None else f"the demo city is made: {made}")


@demo.command("sign-ins", cls=click.Command)
def sign_ins() -> None:
    """List who may sign in to the demo city, with the codes of this half minute."""
    for one in people.sign_ins():
        code = f"  code {one.code}" if one.code else ""
        click.echo(f"{one.login:<20} {one.password}{code}  {one.label}")
