"""全量查重的记录: each run with its progress and what it found; begin one now."""

from __future__ import annotations

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from tenants.db import db
from webapp.crosscheck import running
from webapp.crosscheck.blueprint import RUN, RUNS, crosscheck
from webapp.crosscheck.models import Run
from webapp.guards import allow
from webapp.htmx import go, page, polls
from webapp.jobs import queries as jobs
from webapp.jobs.models import Job
from webapp.keyset import leaf
from webapp.policy.crosscheck import RULES
from webapp.policy.spans import N_
from webapp.refusals import NotFound, RuleBroken
from webapp.sessions import actor

STATES = {
    running.RUNNING: (N_("进行中"), "running"), running.DONE: (N_("已完成"), "passed"),
    running.STOPPED: (N_("已中止"), "refused"),
}  # fmt: skip


def job_link(subject_id: int) -> str | None:
    """Where a job's 查看结果 leads."""
    run = db.session.get(Run, subject_id)
    return url_for("crosscheck.run", public_id=run.public_id) if run else None


@crosscheck.get("/crosscheck/runs")
@allow(RUNS)
def runs() -> Response:
    """The runs so far, the latest first."""
    return _runs()


def _runs(status: int = 200, error: str = "") -> Response:
    who = actor()
    shown = leaf(select(Run.id, Run), (Run.id,), request.args.get("at", ""), falling=True)
    return page(
        "crosscheck/runs.html",
        "content",
        status,
        shown=shown,
        error=error,
        states=STATES,
        may_run=who.can(RUN),
        open=any(row.Run.state == running.RUNNING for row in shown.rows),
    )


@crosscheck.post("/crosscheck/runs")
@allow(POST=RUN)
def ask() -> Response:
    """Begin a run now."""
    try:
        begun = running.ask(actor())
    except RuleBroken as refusal:
        return _runs(422, str(refusal))
    flash(_("全量查重已开始，可以离开本页。"), "success")
    return go(url_for("crosscheck.run", public_id=begun.public_id))


@crosscheck.get("/crosscheck/runs/<public_id>")
@allow(RUNS)
def run(public_id: str) -> Response:
    """One run: its progress, then what each rule found."""
    found = db.session.scalars(select(Run).where(Run.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id)
    if polls("run") and found.state != running.RUNNING:  # over: what stands around the block has changed too
        return go(url_for("crosscheck.run", public_id=public_id))
    job = db.session.get(Job, found.job_id) if found.job_id else None
    return page(
        "crosscheck/run.html",
        "content",
        run=found,
        state=STATES[found.state],
        rules=[(rule, found.found.get(str(rule.number))) for rule in RULES],
        job=jobs.card(job, actor()) if job else None,
        breadcrumbs=[
            (_("查重核查"), url_for("crosscheck.index")),
            (_("全量查重"), url_for("crosscheck.runs")),
        ],
    )
