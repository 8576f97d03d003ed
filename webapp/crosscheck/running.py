"""全量查重: every rule over a city's whole ledger, each night and when asked; what a run killed anywhere does
again changes nothing, so that it ends in the same findings.

A step is one rule over one part of the ledger: findings, cases and applications move in its transaction, with
the cursor. Between the runs, what was held up by a side that is gone meanwhile is let go on every minute.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import IntegrityError

from tenants import audit
from tenants.actor import Actor
from tenants.db import db, looking_through
from tenants.kinds import Kind
from tenants.models import Tenant
from tenants.roles import Permission
from tenants.scope import Reach, Scope
from webapp.crosscheck.checking import blocks_two, check, policy_now, rule_levels
from webapp.crosscheck.looks import APPLICATION, CERTIFICATE, KEYS
from webapp.crosscheck.models import Run
from webapp.crosscheck.reconciling import Touched, reconcile, refresh, survey
from webapp.crosscheck.seeking import Part
from webapp.crosscheck.settling import Settled, settle
from webapp.crosscheck.telling import tell_settled
from webapp.extensions import keyring
from webapp.jobs.models import Job
from webapp.jobs.periodic import once
from webapp.jobs.queue import enqueue, ring_now
from webapp.jobs.work import Step, Work
from webapp.people.merged import join_all_merged
from webapp.policy.crosscheck import RULES
from webapp.policy.programme import SHANGHAI
from webapp.refusals import NotAllowed, RuleBroken
from webapp.transaction import after_commit, separately

KIND = "crosscheck.run"
NIGHT = 2  # o'clock in Shanghai, from when on a night's run may begin
PART = 5_000_000  # entries that one step looks through
RUNNING, DONE, STOPPED = "running", "done", "stopped"
GONE_AT_A_TIME = 500
# Of this transaction: a join of the whole ledger finds few, which the planner can't know; all processors
# take part in it all the same. And it may take longer than a page's.
# Millions of groups are counted along an index, not hashed out to disk.
ALONE = (
    text("set local parallel_tuple_cost = 0"), text("set local enable_hashagg = off"),
    text("set local statement_timeout = '10min'"),
)  # fmt: skip
ENTRIES = 5000  # checked at once
SIZE = "select count(*) as number, coalesce(max({key}), 0) as top from {table} where city_id = :city"
# Applications held up beside one that isn't live any more: what held them may be gone.
LEFT_OVER = text("""
select distinct n.concerned_id from finding n
join crosscheck_case k on k.id = n.case_id
join known_application h on h.application_id = n.concerned_id and h.held
where n.stands and exists (
  select from (values (k.application_id), (k.other_application_id)) as side(id)
  where side.id is not null
    and not exists (select from known_application a where a.application_id = side.id))
limit :most
""")


def ask(actor: Actor) -> Run:
    """Begin a run now. Refuses with NotAllowed, and with RuleBroken while one is under way."""
    if not actor.can(Permission.CROSSCHECK_RUN) or actor.tenant is None:
        raise NotAllowed(Permission.CROSSCHECK_RUN.value)
    try:
        with db.session.begin_nested():
            run, job = begin(actor.tenant.city_id, actor, actor.signature)
    except IntegrityError:
        raise RuleBroken("run", _("全量查重正在进行，请等它结束。")) from None
    audit.record(KIND, f"crosscheck:{run.public_id}")
    after_commit(lambda: ring_now(KIND, job.queue, job.id))
    return run


def begin(city_id: int, by: Actor | Scope, asked_by: str | None) -> tuple[Run, Job]:
    """A run of a city with its queued job, in the caller's transaction; whoever calls rings for it.
    IntegrityError while one is under way."""
    run = Run(
        city_id=city_id, state=RUNNING, policy_version=policy_now(city_id).version, asked_by=asked_by,
        applications=0, certificates=0, found={},
    )  # fmt: skip
    db.session.add(run)
    db.session.flush()
    job = enqueue(KIND, run.id, by, dedupe_key=str(run.id))
    run.job_id = job.id
    return run, job


def nightly(now: datetime | None = None) -> int:
    """Begin the night's run of every city, once a night however many beats there are; answers of how many."""
    local = (now or datetime.now(UTC)).astimezone(SHANGHAI)
    if local.hour < NIGHT:
        return 0
    bells: list[tuple[str, int]] = []
    for city_id in _cities():
        scope = Scope(Reach.CITY, tenant_id=city_id, city_id=city_id)
        with separately(Scope.of_system("the night's cross-check")):
            open_run = select(Run.id).where(Run.city_id == city_id, Run.state == RUNNING)
            # While one is under way the night's waits for its end; it is begun by a later beat.
            if db.session.scalar(open_run) is None and once(f"{KIND}:{city_id}", f"{local:%Y-%m-%d}"):
                _run, job = begin(city_id, scope, None)
                bells.append((job.queue, job.id))
    for queue, job_id in bells:
        ring_now(KIND, queue, job_id)
    return len(bells)


def _cities() -> Sequence[int]:
    with separately(Scope.of_system("the cities of the cross-check", read_only=True)):
        query = select(Tenant.id).where(Tenant.kind == Kind.CITY_BUREAU.value, Tenant.closed_at.is_(None))
        return list(db.session.scalars(query.order_by(Tenant.id)))


def run(work: Work) -> None:
    """The runner of `crosscheck.run`: first how much there is, then rule after rule, part after part."""
    for step in work.steps():
        with step:
            row = db.session.get_one(Run, work.subject_id)
            if "parts" not in step.cursor:
                _measure(step, row)
            else:
                _one(step, row)


def _measure(step: Step, row: Run) -> None:
    """How large the ledger is, and in how many parts it is looked through."""
    with looking_through(Scope.of_crosscheck(row.city_id)):
        join_all_merged(row.city_id)
        sizes = {table: _size(table, row.city_id) for table in KEYS}
    row.applications, row.certificates = sizes[APPLICATION].number, sizes[CERTIFICATE].number
    parts = max(1, -(-(row.applications + row.certificates) // PART))
    tops = {table: size.top for table, size in sizes.items()}
    step.advance({"parts": parts, "at": 0, "tops": tops}, done=0, total=parts * len(RULES))


def _size(table: str, city_id: int) -> Any:
    """How many entries a city has in a table of the ledger, and its highest key."""
    return db.session.execute(text(SIZE.format(table=table, key=KEYS[table])), {"city": city_id}).one()


def _one(step: Step, row: Run) -> None:
    """One rule over one part; the last of them ends the run."""
    at, parts = step.cursor["at"], step.cursor["parts"]
    rule, part = RULES[at // parts].number, Part(at % parts, parts, step.cursor["tops"])
    touched, settled = _look(row.city_id, rule, part)
    tell_settled(settled)
    counted = {"put": touched.put[rule], "gone": touched.gone[rule]}
    before = row.found.get(str(rule), {"put": 0, "gone": 0})
    row.found = row.found | {str(rule): {name: before[name] + counted[name] for name in before}}
    counts = {name: step.counts.get(name, 0) + number for name, number in counted.items()}
    counts["held"] = step.counts.get("held", 0) + len(settled.held)
    step.advance(step.cursor | {"at": at + 1}, done=at + 1, counts=counts)
    if at + 1 == parts * len(RULES):
        row.state, row.finished_at = DONE, func.now()
        step.finish()


def _look(city_id: int, rule: int, part: Part) -> tuple[Touched, Settled]:
    """One rule over a part: what differs from what stands is checked entry by entry, as an import's is."""
    policy = policy_now(city_id)
    level = rule_levels(policy)[rule]
    values: dict[str, Any] = {"city": city_id, "alike": bool(policy.setting("kinds_count_alike"))}
    touched = Touched()
    with looking_through(Scope.of_crosscheck(city_id)):
        for setting in ALONE:
            db.session.execute(setting)
        applications, certificates = survey(rule, level, part, values, keyring())
        for entries in _some(applications, certificates):
            reconcile({rule: level}, values | entries, keyring(), touched)
        concerned = refresh(touched.cases) if touched.cases else []
        return touched, settle(concerned, sole=blocks_two(policy))


def _some(applications: Sequence[int], certificates: Sequence[int]) -> Iterator[dict[str, Sequence[int]]]:
    """Entries by so many as are checked at once."""
    for first in range(0, len(applications), ENTRIES):
        yield {"applications": applications[first : first + ENTRIES], "certificates": []}
    for first in range(0, len(certificates), ENTRIES):
        yield {"applications": [], "certificates": certificates[first : first + ENTRIES]}


def job_ended(job: Job, state: object) -> None:
    """A run's job was cancelled or quarantined: the run is stopped, in the same transaction."""
    stopped = update(Run).where(Run.id == job.subject_id, Run.state == RUNNING)
    db.session.execute(stopped.values(state=STOPPED, finished_at=func.now()))


def let_go() -> int:
    """Let go on what was held up beside an application that has ended meanwhile; answers how many."""
    released = 0
    for city_id in _cities():
        with separately(Scope(Reach.CITY, tenant_id=city_id, city_id=city_id)):
            with looking_through(Scope.of_crosscheck(city_id)):
                ids = list(db.session.scalars(LEFT_OVER, {"most": GONE_AT_A_TIME}))
            if ids:
                settled = check(city_id, ids)
                tell_settled(settled)
                released += len(settled.released)
    return released
