"""The `jinlanling` command: a table of its groups, each loaded only when it is called.

Loading lazily keeps `roster check` and `doctor` free of Flask and of a database.
"""

from __future__ import annotations

import importlib

import click

GROUPS = {
    "applicant": ("webapp.admin_cli:applicant", "give an applicant's account another telephone"),
    "bench": ("benchmarks.cli:bench", "measure a target of the performance spec"),
    "catalogue": ("webapp.catalogue_cli:catalogue", "load and list the occupations"),
    "db": ("webapp.database_cli:db", "migrate, provision roles, check isolation"),
    "demo": ("webapp.demo.cli:demo", "seed the demo city"),
    "doctor": ("webapp.local.cli:doctor", "say what is wrong with this set-up"),
    "keys": ("webapp.keys_cli:keys", "rotate the data keys, and say what lies under which"),
    "roster": ("webapp.sheets.cli:roster", "check a roster workbook without a database"),
    "tenant": ("webapp.admin_cli:tenant", "list, create and close tenants"),
    "up": ("webapp.local.cli:up", "start everything and serve"),
    "user": ("webapp.admin_cli:user", "list, create, lock and re-key users"),
}


class LazyGroup(click.Group):
    """A click group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(GROUPS)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in GROUPS:
            return None
        module, _, attribute = GROUPS[name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, GROUPS[name][1]) for name in sorted(GROUPS)])


@click.command(cls=LazyGroup, name="jinlanling")
def main() -> None:
    """金蓝领: run the skilled-worker training programme of a city."""
