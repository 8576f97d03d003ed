"""A step is one transaction; a job ends refused, given back, or later again – without a worker process."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError

from tenants.audit import AuditEvent
from tenants.db import db
from tenants.models import Membership, User
from tenants.scope import Scope, acting_as
from tests.jobs.conftest import SYSTEM, House
from tests.jobs.kinds import row
from webapp.jobs import endings, kinds, lease, queue, words
from webapp.jobs.kinds import Kind
from webapp.jobs.lease import Claim
from webapp.jobs.models import JobState
from webapp.jobs.queue import enqueue
from webapp.jobs.work import NoProgress, Work
from webapp.jobs.working import work
from webapp.refusals import IllegalMove, NotFound
from webapp.transaction import separately


@pytest.fixture
def kind(house: House, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A kind whose runner each test sets with `runs`."""
    made = Kind(
        "tests.any", "import", "测试", "tests.jobs.test_steps:_runner", kinds.Permission.ROSTER_IMPORT
    )
    monkeypatch.setitem(kinds.KINDS, "tests.any", made)
    yield
    _RUNNERS.clear()


_RUNNERS: list[Callable[[Work], None]] = []


def _runner(given: Work) -> None:
    _RUNNERS[-1](given)


def test_only_one_of_many_claims_succeeds(house: House) -> None:
    job = house.job(ring=False)
    found: list[Claim | None] = []

    def claim() -> None:
        with house.app.app_context():
            found.append(lease.claim(job.id))

    threads = [threading.Thread(target=claim) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([one for one in found if one]) == 1
    assert house.now(job).fence == 1


def test_a_live_job_with_the_same_key_is_answered_instead_of_a_second_one(house: House) -> None:
    clerk, other = house.cast.actors["steel.org_clerk"], house.cast.actors["port.org_clerk"]
    with separately(clerk.scope()):
        first = enqueue("tests.count", 1, clerk, dedupe_key="roster:1")
        again = enqueue("tests.count", 1, clerk, dedupe_key="roster:1")
        assert again.id == first.id
    with separately(other.scope()):
        foreign = enqueue("tests.count", 1, other, dedupe_key="roster:1")
        assert foreign.id != first.id
    assert work(first.id) == "done"
    with separately(clerk.scope()):
        assert enqueue("tests.count", 1, clerk, dedupe_key="roster:1").id != first.id


def test_a_step_that_collides_comes_again_from_the_same_cursor(house: House, kind: None) -> None:
    seen = []

    def run(given: Work) -> None:
        for step in given.steps():
            with step:
                seen.append(step.cursor.get("row", 0))
                db.session.add(row(given.subject_id, len(seen)))
                db.session.flush()
                if len(seen) == 2:
                    db.session.execute(text("do $$ begin raise exception using errcode = '40001'; end $$"))
                step.advance({"row": step.cursor.get("row", 0) + 1}, done=1)
                if step.cursor.get("row", 0) == 2:
                    step.finish()

    _RUNNERS.append(run)
    job = house.job("tests.any", ring=False)
    assert work(job.id) == "done"
    assert seen == [0, 1, 1, 2]
    assert house.rows(job) == [1, 3, 4]  # what the collided step wrote is gone


@pytest.mark.parametrize("code", ["40001", "40P01", "55P03"])
def test_a_step_that_always_collides_fails_the_attempt(house: House, kind: None, code: str) -> None:
    tries = []
    collide = text(f"do $$ begin raise exception using errcode = '{code}'; end $$")

    def run(given: Work) -> None:
        for step in given.steps():
            with step:
                tries.append(1)
                db.session.execute(collide)

    _RUNNERS.append(run)
    assert work(house.job("tests.any", ring=False).id) == "to be tried again"
    assert len(tries) == 5


def test_a_step_without_progress_is_an_error(house: House, kind: None) -> None:
    def run(given: Work) -> None:
        for step in given.steps():
            with pytest.raises(NoProgress), step:
                pass
            raise LookupError

    _RUNNERS.append(run)
    assert work(house.job("tests.any", ring=False).id) == "to be tried again"


LOSSES = {
    "user_disabled": update(User).values(disabled_at=datetime.now(UTC)),
    "permission_lost": update(Membership).values(roles=["org_reviewer"]),
}


@pytest.mark.parametrize("code", LOSSES)
def test_a_disabled_user_or_changed_role_takes_effect_in_the_middle_of_a_job(
    house: House, kind: None, code: str
) -> None:
    def run(given: Work) -> None:
        for step in given.steps():
            with step:
                at = step.cursor.get("row", 0)
                db.session.add(row(given.subject_id, at))
                step.advance({"row": at + 1})
            with separately(SYSTEM):
                db.session.execute(LOSSES[code])

    _RUNNERS.append(run)
    job = house.job("tests.any", ring=False)
    assert work(job.id) == f"refused: {code}"
    assert (house.now(job).state, house.now(job).error) == ("quarantined", code)
    assert house.rows(job) == [0]
    assert code in words.ERRORS


def test_a_job_acts_within_its_owners_reach(house: House, kind: None) -> None:
    reached = []

    def run(given: Work) -> None:
        for step in given.steps():
            with step:
                reached.append((step.actor.login, db.session.scalar(text("select current_user"))))
                reached.append(db.session.scalar(text("select current_setting('app.tenant_id')")))
                step.finish()

    _RUNNERS.append(run)
    work(house.job("tests.any", ring=False).id)
    tenant = house.cast.tenants["steel"].id
    assert reached == [("steel.org_clerk", "app_tenant"), str(tenant)]


def test_when_the_queues_time_is_up_the_job_is_given_back_uncounted(house: House, kind: None) -> None:
    class TimeIsUp(Exception):
        pass

    def run(given: Work) -> None:
        for step in given.steps():
            with step:
                step.advance({"row": step.cursor.get("row", 0) + 1})
            if step.cursor.get("row", 0) == 1:
                raise TimeIsUp

    _RUNNERS.append(run)
    job = house.job("tests.any", ring=False)
    assert work(job.id, time_is_up=(TimeIsUp,)) == "to be continued"
    after = house.now(job)
    assert (after.state, after.attempt, after.lease_until, after.cursor) == ("queued", 0, None, {"row": 2})


def test_a_job_that_never_gets_on_in_its_time_is_set_aside_in_the_end(
    house: House, kind: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    class TimeIsUp(Exception):
        pass

    def run(given: Work) -> None:
        raise TimeIsUp

    _RUNNERS.append(run)
    monkeypatch.setattr(endings, "BACK_OFF", timedelta(0))
    job = house.job("tests.any", ring=False)
    outcomes = [work(job.id, time_is_up=(TimeIsUp,)) for _ in range(6)]
    assert outcomes == ["to be tried again"] * 4 + ["quarantined", "nothing to do"]
    after = house.now(job)
    assert (after.state, after.attempt, after.error) == ("quarantined", 5, "gave_up")


def test_a_failed_attempt_waits_before_the_next(house: House) -> None:
    job = house.job("tests.fail", ring=False)
    assert work(job.id) == "to be tried again"
    assert work(job.id) == "nothing to do"
    assert house.now(job).lease_until > datetime.now(UTC) + timedelta(seconds=5)


def test_a_long_wait_keeps_the_lease(house: House, kind: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease, "LEASE", timedelta(seconds=0.6))
    others = []

    def run(given: Work) -> None:
        with given.alive():
            time.sleep(1.2)
        others.append(lease.claim(given.claim.job_id))

    _RUNNERS.append(run)
    assert work(house.job("tests.any", ring=False).id) == "done"
    assert others == [None]


def test_a_queued_job_is_cancelled_at_once_and_a_finished_one_never(house: House) -> None:
    job = house.job(ring=False)
    house.cancel(job)
    assert house.now(job).state == "cancelled"
    assert house.endings(job) == ["cancelled"]
    assert work(job.id) == "nothing to do"
    with pytest.raises(IllegalMove):
        house.cancel(job)
    with separately(SYSTEM):
        kept = db.session.query(AuditEvent.action).filter_by(subject=f"job:{job.public_id}").all()
    assert [row.action for row in kept] == ["job.cancelled"]


@pytest.mark.parametrize("who", ["port.org_clerk", "port.org_admin", "steel.registrar"])
def test_a_foreign_job_is_no_job(house: House, who: str) -> None:
    job = house.job(ring=False)
    with pytest.raises(NotFound):
        house.cancel(job, who)
    assert house.now(job).state == "queued"


def test_a_superiors_administrator_cancels_through_the_worker(house: House) -> None:
    job = house.job(ring=False)
    house.cancel(job, "donggang.district_admin")
    assert house.now(job).state == "queued"
    assert work(job.id) == "cancelled"
    assert (house.now(job).state, house.rows(job)) == ("cancelled", [])


def test_a_bell_that_cannot_be_rung_costs_little_time(house: House) -> None:
    job = house.job(ring=False)
    house.app.extensions["bell"] = queue.bell_for("redis+socket:///nowhere/valkey.sock")
    begun = time.monotonic()
    assert not queue.ring_now(job.kind, job.queue, job.id)
    assert queue.waiting(job.queue) == 0
    assert time.monotonic() - begun < 3
    assert house.now(job).state == "queued"


def test_a_database_that_is_away_is_not_taken_for_a_collision(house: House, kind: None) -> None:
    def run(given: Work) -> None:
        for step in given.steps():
            with step:
                raise OperationalError("select", {}, Exception("the server closed the connection"))

    _RUNNERS.append(run)
    assert work(house.job("tests.any", ring=False).id) == "to be tried again"


def test_a_job_needs_a_tenant(house: House) -> None:
    with acting_as(Scope.of_system("test")), pytest.raises(queue.NoTenant):
        enqueue("tests.count", 1, Scope.of_system("test"))


def test_every_state_has_its_word_and_ground() -> None:
    assert words.STATES.keys() == words.GROUNDS.keys() == {state.value for state in JobState}
