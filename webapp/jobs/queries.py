"""Reading jobs: my own, or with the administrators' permission all that the reach covers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import Select, select

from tenants.actor import Actor
from tenants.db import db
from tenants.models import User
from tenants.roles import Permission
from webapp.jobs.kinds import KINDS, load
from webapp.jobs.models import Job, JobState
from webapp.jobs.words import GROUNDS, elapsed, error_sentence, state_word
from webapp.refusals import NotFound

PAGE = 20


@dataclass(frozen=True, slots=True)
class JobPage:
    """One page of a list; `next` is the public id the following page begins after."""

    jobs: list[Job]
    next: str | None


def jobs(actor: Actor, state: str = "", after: str = "", *, everybody: bool = False) -> JobPage:
    """The latest first; `everybody` only counts with the permission to read all."""
    query = _visible(actor, everybody=everybody).order_by(Job.id.desc()).limit(PAGE + 1)
    if state in set(JobState):
        query = query.where(Job.state == state)
    if after:
        query = query.where(Job.id < select(Job.id).where(Job.public_id == after).scalar_subquery())
    found = list(db.session.scalars(query))
    return JobPage(found[:PAGE], found[PAGE - 1].public_id if len(found) > PAGE else None)


def one(actor: Actor, public_id: str) -> Job:
    """The job of this public id; NotFound when it is foreign as when it isn't."""
    job = db.session.scalars(_visible(actor, everybody=True).where(Job.public_id == public_id)).first()
    if job is None:
        raise NotFound("job")
    return job


def _visible(actor: Actor, *, everybody: bool) -> Select[Job]:
    """Row-level security bounds the reach; within it, one's own unless one may read all."""
    query = select(Job)
    if not (everybody and actor.can(Permission.JOB_READ_ALL)):
        query = query.where(Job.user_id == actor.user_id)
        query = query.where(Job.tenant_id == (actor.tenant.id if actor.tenant else None))
    return query


def names_of(found: list[Job]) -> dict[int, str]:
    """Who ordered these jobs, by user id, as far as the reach shows."""
    ids = {job.user_id for job in found if job.user_id is not None}
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(ids)))
    return {row.id: row.name for row in rows}


def title(job: Job) -> str:
    kind = KINDS.get(job.kind)
    return str(kind.title) if kind else job.kind


def labels_of(found: list[Job], actor: Actor) -> dict[int, str]:
    """What one's own jobs work on, such as a file's name, by job id; one query a kind. Others' are theirs."""
    named: dict[int, str] = {}
    for kind in {job.kind for job in found}:
        mine = [
            job for job in found
            if job.kind == kind and job.user_id == actor.user_id and job.subject_id is not None
        ]  # fmt: skip
        hook = KINDS[kind].labels if kind in KINDS else None
        labels = load(hook)([job.subject_id for job in mine]) if hook and mine else {}
        named |= {job.id: labels[job.subject_id] for job in mine if job.subject_id in labels}
    return named


def card(job: Job, actor: Actor) -> dict[str, Any]:
    """What `ui.job_card` draws; its cancel button only for who may press it."""
    final = JobState(job.state).final
    may_cancel = not final and job.cancel_requested_at is None and actor.can(Permission.JOB_CANCEL)
    return {
        "id": job.public_id,
        "title": title(job),
        "state_word": state_word(job),
        "kind": GROUNDS[job.state],
        "done": job.done,
        "total": job.total,
        "elapsed": elapsed(job),
        "final": final,
        "url": url_for("jobs.show", public_id=job.public_id),
        "cancel_url": url_for("jobs.cancel", public_id=job.public_id) if may_cancel else "",
        "result_url": result_url(job),
        "result_word": "",
        "error": error_sentence(job),
        "counts": counts(job),
    }


def counts(job: Job) -> list[tuple[str, Any]]:
    """The job's counters that its kind has words for, in the kind's order."""
    words = KINDS[job.kind].counts if job.kind in KINDS else {}
    return [(str(word), job.counts[name]) for name, word in words.items() if name in job.counts]


def result_url(job: Job) -> str:
    """Where the kind shows what came of the job; empty when it shows nothing."""
    kind = KINDS.get(job.kind)
    return (load(kind.link)(job.subject_id) or "") if kind and kind.link else ""
