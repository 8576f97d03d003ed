"""The doors of the cross-check's periodic work: the night's run, what is held no more, who is told (1.7)."""

from __future__ import annotations

from tasks.app import app
from webapp.crosscheck import running, telling


@app.task(name="crosscheck.nightly")
def nightly() -> None:
    running.nightly()


@app.task(name="crosscheck.let_go")
def let_go() -> None:
    running.let_go()


@app.task(name="crosscheck.remind")
def remind() -> None:
    telling.remind()
