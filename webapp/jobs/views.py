"""我的任务: the list, one job with its live card, and cancelling."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Response, request, url_for

from tenants.roles import Permission
from webapp.guards import allow
from webapp.htmx import go, page
from webapp.jobs import operations, queries, words
from webapp.sessions import actor

jobs = Blueprint("jobs", __name__, url_prefix="/jobs")


@jobs.get("")
@allow(Permission.JOB_READ)
def index() -> Response:
    """My jobs, the latest first; administrators choose to see everybody's."""
    who, state = actor(), request.args.get("state", "")
    may_see_all = who.can(Permission.JOB_READ_ALL)
    everybody = may_see_all and request.args.get("whose", "all") == "all"
    found = queries.jobs(who, state, request.args.get("after", ""), everybody=everybody)
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name in ("state", "whose")}
    return page(
        "jobs/index.html", "list", jobs=found.jobs, titles={job.id: queries.title(job) for job in found.jobs},
        names=queries.names_of(found.jobs), labels=queries.labels_of(found.jobs, who),
        words=words, states=words.STATES.items(), state=state,
        whose="all" if everybody else "mine", may_see_all=may_see_all,
        next=url_for("jobs.index", **kept, after=found.next) if found.next else "",
        first=url_for("jobs.index", **kept) if request.args.get("after") else "",
    )  # fmt: skip


@jobs.get("/<public_id>")
@allow(Permission.JOB_READ)
def show(public_id: str) -> Response:
    """One job; its card asks for itself each second until the job is over."""
    who = actor()
    job = queries.one(who, public_id)
    return page(
        "jobs/show.html", "card", job=job, card=queries.card(job, who), names=queries.names_of([job]),
        label=queries.labels_of([job], who).get(job.id, ""), words=words,
    )  # fmt: skip


@jobs.post("/<public_id>/cancel")
@allow(POST=Permission.JOB_CANCEL)
def cancel(public_id: str) -> Response:
    """Cancel, and look at the job again, or at its result where that was the page with the button."""
    job = operations.cancel(actor(), public_id)
    result = queries.result_url(job)
    came_from_result = bool(result) and urlsplit(request.referrer or "").path == result
    return go(result if came_from_result else url_for("jobs.show", public_id=job.public_id))
