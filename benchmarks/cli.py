"""`jinlanling bench NAME`: one measure of spec 5.2, one JSON object."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import click


@click.group()
def bench() -> None:
    """Measure a target of the performance spec, side by side with its floor or peer."""


def _measure(name: str, module: str, rows: str) -> None:
    """Add the command `name`, which imports what it measures with only when it is called."""

    @bench.command(name, help=f"Measure `{name}`; --rows is the number of {rows}.")
    @click.option("--rows", type=click.IntRange(min=20), default=None, help=f"number of {rows}")
    @click.option("--json", "plain", is_flag=True, help="on one line")
    def command(rows: int | None, plain: bool) -> None:
        import importlib

        measure: Callable[..., dict[str, Any]] = importlib.import_module(module).measure
        found = measure() if rows is None else measure(rows)
        click.echo(json.dumps(found, ensure_ascii=False, indent=None if plain else 1))


_measure("import", "benchmarks.roster_import", "rows of the roster")
_measure("crosscheck", "benchmarks.crosscheck", "applications, and of certificates")
_measure("pages", "benchmarks.pages", "applications at the larger size")
_measure("throughput", "benchmarks.throughput", "applications")
_measure("documents", "benchmarks.documents", "people")
