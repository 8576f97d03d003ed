"""Settings for a command beside the running product: from the environment, else the embedded default's own.

So `python3 run.py tenant list` in a clone speaks to the servers that `python3 run.py` started there.
"""

from __future__ import annotations

import os
from typing import Any

import click

from webapp.config import SettingsMissing, read_settings
from webapp.local import leftovers
from webapp.local.folders import make_folders, var_folder
from webapp.local.trouble import SetupTrouble
from webapp.local.up import make_plan


class WithSettings(click.Command):
    """A command that reads the settings; what is wrong with them is its one-line error, exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            fill()
            read_settings()
        except (SetupTrouble, SettingsMissing, ValueError) as trouble:
            raise click.ClickException(str(trouble)) from trouble
        return super().invoke(ctx)


class SettingsGroup(click.Group):
    """A group whose commands read the settings; one that needs none says `cls=click.Command`."""

    command_class = WithSettings


def fill() -> None:
    """Put the embedded default's settings into the environment when no database is named there.

    Refuses when the embedded default does not run: a command starts no servers of its own.
    """
    if os.environ.get("JINLANLING_DATABASE_URL"):
        return
    var = var_folder()
    state = leftovers.read_state(var / "run" / "state.json")
    if not state or not leftovers.started(state["supervisor"]):
        raise SetupTrouble(
            f"nothing runs in {var}: start it with `python3 run.py` first, then give this command in another "
            "terminal; or set JINLANLING_DATABASE_URL to a server of your own"
        )
    try:
        plan = make_plan(make_folders(var), port=0, demo=True)
    except PermissionError as error:
        raise SetupTrouble(
            f"{error.filename} belongs to the account that runs the product; use it"
        ) from error
    os.environ.update(plan.settings)
