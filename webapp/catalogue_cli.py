"""`jinlanling catalogue`: load the national list, and say what the catalogue holds (一(二))."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from sqlalchemy import select

from tenants.db import db
from tenants.scope import Scope, acting_as
from webapp.app import create_app
from webapp.catalogue.finding import matching
from webapp.catalogue.loading import Loaded, load_rows
from webapp.catalogue.models import Occupation
from webapp.catalogue.national import BadFile, ReadList, read_list
from webapp.catalogue.operations import load_occupations
from webapp.local.commands import SettingsGroup
from webapp.policy.load import policy_for
from webapp.policy.programme import programme_year


@click.group(cls=SettingsGroup)
def catalogue() -> None:
    """The occupations."""


@catalogue.command()
@click.argument("file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
def load(file: Path | None) -> None:
    """Load FILE (.csv or .xlsx with the columns code and name); without it, the list that is shipped.

    What the file doesn't say stays, and what a city changed stays. Exits with 1 when a line was refused.
    """
    try:
        read = read_list(file, policy_for(programme_year()).industries.names) if file else None
    except BadFile as error:
        raise click.ClickException(str(error)) from error
    with create_app(pages=False).app_context(), acting_as(Scope.of_system("loading the catalogue")):
        if read is None:
            click.echo(f"shipped {load_occupations()}")
        else:
            _say(read, load_rows(read.rows))
        db.session.commit()
    if read and read.refused:
        sys.exit(1)


def _say(read: ReadList, done: Loaded) -> None:
    for one in read.refused:
        click.echo(f"line {one.line}: refused: {one.reason}", err=True)
    for code in done.changed:
        click.echo(f"changed {code}")
    click.echo(
        f"added {len(done.added)}, changed {len(done.changed)}, unchanged {done.unchanged}, "
        f"refused {len(read.refused)}; with a city's own words {done.kept_local}"
    )


@catalogue.command("list")
@click.option("--query", default="", help="words of the name, letters, or the beginning of a code")
@click.option("--industry", help="one of the notice's industries")
def list_occupations(query: str, industry: str | None) -> None:
    """Every occupation: code, name, levels, industry, tags."""
    wanted = select(Occupation).order_by(Occupation.code)
    if query.strip():
        wanted = wanted.where(matching(query.strip().lower()))
    if industry:
        wanted = wanted.where(Occupation.industry == industry)
    reading = Scope.of_system("catalogue list", read_only=True)
    with create_app(pages=False).app_context(), acting_as(reading):
        for one in db.session.scalars(wanted):
            levels = "".join(map(str, one.levels)) or "-"
            click.echo(
                "\t".join((one.code, one.name, levels, one.industry or "-", ";".join(one.tags) or "-"))
            )
