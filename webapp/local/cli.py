"""`jinlanling up` and `jinlanling doctor`."""

from __future__ import annotations

import sys

import click

from webapp.local.trouble import SetupTrouble


@click.command()
@click.option(
    "--port", default=8000, show_default=True, help="The first port to try; the next free one is taken."
)
@click.option("--no-demo", is_flag=True, help="Start without the demo city.")
def up(port: int, no_demo: bool) -> None:
    """Start everything and serve until Ctrl+C."""
    from webapp.local.up import say_to_terminal
    from webapp.local.up import up as serve

    try:
        sys.exit(serve(port, not no_demo, say_to_terminal))
    except SetupTrouble as trouble:
        raise click.ClickException(str(trouble)) from trouble


@click.command()
@click.option("--port", default=8000, show_default=True, help="The port to look at.")
def doctor(port: int) -> None:
    """Say what is wrong with this set-up, one line a check; exit 1 when something is."""
    from webapp.local.doctor import examine

    failures = 0
    for finding in examine(port):
        failures += not finding.good
        click.echo(finding.line())
    sys.exit(1 if failures else 0)
