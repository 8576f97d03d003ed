"""全量查重: a run finds what the rules say of everybody, however often it was stopped; once a night; told
with its progress; what is left over beside an ended application is let go (1.7)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import Context
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest
from sqlalchemy import update

from tenants.db import db
from tenants.scope import Reach, Scope, acting_as
from tests.crosscheck.desk import CITY, a_double, again, desk_of
from tests.crosscheck.made import SYSTEM, Check, name_of, slipped, somebody
from tests.crosscheck.oracle import standing, truth
from tests.crosscheck.policies import policy
from tests.rosters.conftest import do_jobs
from tests.signing_in import csrf_of
from webapp.applicants.models import Application
from webapp.crosscheck import running, telling
from webapp.crosscheck.models import Figure, Finding, Run
from webapp.jobs.lease import ATTEMPTS
from webapp.jobs.models import Job
from webapp.jobs.working import work
from webapp.notices.models import Notice
from webapp.policy.crosscheck import RULES

STEPS = len(RULES) + 1  # how much there is, then each rule
SERIES = count(20)


def everything(ledger: Check) -> None:
    """Something for every rule to find that nobody has looked at."""
    one, slip = slipped()
    ledger.apply("steel", one, checked=False, certificate_number="S000037000111193000001")
    ledger.apply("port", one, checked=False)
    ledger.apply("school", slip, checked=False, name=name_of(one))
    ledger.known(one, 2, checked=False, name=name_of(one))
    shared = f"S0000370002221930{next(SERIES):05d}"
    ledger.known(slip, 3, checked=False, name=name_of(one), written=shared)
    ledger.apply("steel", somebody(), checked=False, certificate_number=shared)
    ledger.known(slip, 3, checked=False, name=name_of(one), contradicts='{"said": "技师"}')
    warned = [{"field": "certificate_number", "code": "certificate_contradicts",
               "params": {"said": "技师", "typed": "高级工"}}]  # fmt: skip
    ledger.apply("steel", somebody(), checked=False, warnings=warned)


def begin(ledger: Check) -> tuple[int, int]:
    """A run that is asked for; its id, its job's."""
    scope = Scope(Reach.CITY, tenant_id=ledger.city, city_id=ledger.city)
    with ledger.app.app_context(), acting_as(scope):
        run, job = running.begin(ledger.city, scope, None)
        db.session.commit()
        return run.id, job.id


def whole(ledger: Check) -> Run:
    """A run from its beginning to its end."""
    run_id, job_id = begin(ledger)
    with ledger.app.app_context():
        assert work(job_id) == "done"
    return ledger.rows(Run, Run.id == run_id)[0]


@pytest.fixture(autouse=True)
def covered(ledger: Check) -> None:
    """An issuer whose certificates of a year are all known."""
    from webapp.people.models import CoveredSeries

    if not ledger.rows(CoveredSeries, CoveredSeries.series == "S00003700011119"):
        ledger.cover("S00003700011119")


def test_a_run_finds_what_the_rules_say_and_the_next_one_nothing_new(ledger: Check) -> None:
    everything(ledger)
    run = whole(ledger)
    found = standing(ledger)
    assert found == truth(ledger)
    assert {rule for rule, _ground, _sides in found} == {rule.number for rule in RULES}
    assert (run.state, sum(each["put"] for each in run.found.values()) > 0) == ("done", True)
    again_run = whole(ledger)
    assert standing(ledger) == found
    assert all(each == {"put": 0, "gone": 0} for each in again_run.found.values())


@pytest.mark.parametrize("after", range(STEPS))
def test_a_run_stopped_between_any_two_steps_ends_in_the_same_findings(ledger: Check, after: int) -> None:
    everything(ledger)
    run_id, job_id = begin(ledger)
    asked = count()
    with ledger.app.app_context():
        assert work(job_id, stopping=lambda: next(asked) >= after) != "done"
    assert ledger.rows(Run, Run.id == run_id)[0].state == "running"
    finish(ledger, job_id)
    assert standing(ledger) == truth(ledger)
    assert ledger.rows(Run, Run.id == run_id)[0].state == "done"


@pytest.mark.parametrize("after", range(1, STEPS))
@pytest.mark.parametrize("where", ["survey", "reconcile", "refresh", "settle", "tell_settled"])
def test_a_run_that_dies_within_any_step_ends_in_the_same_findings(
    ledger: Check, monkeypatch: pytest.MonkeyPatch, after: int, where: str
) -> None:
    if after % 2 and where != "settle":
        after = STEPS - after  # half of them is enough for each, and every step is died in
    everything(ledger)
    _run, job_id = begin(ledger)
    with dying(monkeypatch, where, after), ledger.app.app_context():
        work(job_id)
    finish(ledger, job_id)
    assert standing(ledger) == truth(ledger)
    figures(ledger)


def test_what_comes_in_while_a_run_looks_stays_found(ledger: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the look of a rule and its writing an application comes in and is held up: it stays so."""
    whole(ledger)
    number, made, real = somebody(), [], running.survey
    ledger.known(number, 2)

    def slowly(rule: int, *given: Any) -> Any:
        found = real(rule, *given)
        if rule == 2:
            made.append(Context().run(ledger.apply, "steel", number))
        return found

    monkeypatch.setattr(running, "survey", slowly)
    whole(ledger)
    assert ledger.found(made[0])[2, "held"] == "open"
    assert ledger.application(made[0]).state == "held"
    assert standing(ledger) == truth(ledger)


@contextmanager
def dying(monkeypatch: pytest.MonkeyPatch, where: str, after: int) -> Iterator[None]:
    """Within it the nth call of a part of the run does its work and then fails, before anything commits."""
    calls, real = count(1), getattr(running, where)

    def fails(*given: object, **named: object) -> object:
        answer = real(*given, **named)
        if next(calls) == after:
            raise RuntimeError("killed here")
        return answer

    with monkeypatch.context() as patched:
        patched.setattr(running, where, fails)
        yield


def finish(ledger: Check, job_id: int) -> None:
    """Take the job up again until it is done, as the sweeper has it done."""
    for _ in range(ATTEMPTS):
        free_again(ledger, job_id)
        with ledger.app.app_context():
            if work(job_id) == "done":
                return
    assert ledger.rows(Job, Job.id == job_id)[0].state == "done"


def free_again(ledger: Check, job_id: int) -> None:
    """Let a job be claimed at once, as after its back-off."""
    with ledger.app.app_context(), acting_as(Scope.of_system(SYSTEM)):
        free = update(Job).where(Job.id == job_id, Job.finished_at.is_(None))
        db.session.execute(free.values(lease_until=None))
        db.session.commit()


def figures(ledger: Check) -> None:
    """The summary of findings is what counting them gives."""
    kept = {(one.district_id, one.rule, one.outcome): one.number for one in ledger.rows(Figure) if one.number}
    counted: dict[tuple[int | None, int, str], int] = {}
    for one in ledger.rows(Finding):
        key = (one.district_id, one.rule, one.outcome)
        counted[key] = counted.get(key, 0) + 1
    assert kept == counted


def test_parts_of_a_long_ledger_find_the_same(ledger: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    everything(ledger)
    monkeypatch.setattr(running, "PART", 7)
    run = whole(ledger)
    (job,) = ledger.rows(Job, Job.id == run.job_id)
    assert job.done == job.total > 2 * len(RULES)
    assert standing(ledger) == truth(ledger)


def test_a_rule_that_rests_lapses_and_comes_back(ledger: Check) -> None:
    everything(ledger)
    whole(ledger)
    with policy(ledger, crosscheck_already_held="off", crosscheck_shared_number="warn"):
        whole(ledger)
        assert not [one for one in standing(ledger) if one[0] == 2]
        assert {one.level for one in ledger.rows(Finding, Finding.rule == 3, Finding.stands)} == {"warn"}
    whole(ledger)
    assert standing(ledger) == truth(ledger)


def test_the_night_begins_one_run_a_night_however_many_beats_there_are(ledger: Check) -> None:
    early, night = (datetime(2026, 12, 3, hour, tzinfo=UTC) for hour in (17, 18))  # 1 and 2 o'clock
    with ledger.app.app_context():
        assert running.nightly(early) == 0
        assert running.nightly(night) == 1
        assert running.nightly(night) == 0
    do_jobs(ledger.app)
    with ledger.app.app_context():
        assert running.nightly(night) == 0
        assert running.nightly(datetime(2026, 12, 4, 18, tzinfo=UTC)) == 1
    do_jobs(ledger.app)


def test_a_run_that_is_under_way_puts_the_nights_off_and_doesnt_use_it_up(ledger: Check) -> None:
    night = datetime(2026, 12, 9, 18, tzinfo=UTC)
    _run, job_id = begin(ledger)
    with ledger.app.app_context():
        assert running.nightly(night) == 0
    finish(ledger, job_id)
    with ledger.app.app_context():
        assert running.nightly(night) == 1
    do_jobs(ledger.app)


def test_a_run_is_asked_for_shown_with_its_progress_and_cancelled(ledger: Check) -> None:
    city = desk_of(ledger, CITY)
    token = {"csrf_token": csrf_of(city.client, "/crosscheck/runs")}
    answer = city.client.post("/crosscheck/runs", data=token)
    assert answer.status_code == 303
    second = city.client.post("/crosscheck/runs", data=token)
    assert second.status_code == 422
    assert "全量查重正在进行" in second.text
    page = city.client.get(answer.location).text
    assert "正在查重" in page
    assert city.client.post(cancel_of(page), data=token).status_code in (302, 303)
    do_jobs(ledger.app)
    assert "这次查重没有做完" in city.client.get(answer.location).text
    done = city.client.post("/crosscheck/runs", data=token)
    do_jobs(ledger.app)
    assert "已完成" in city.client.get(done.location).text


def cancel_of(page: str) -> str:
    import re

    found = re.search(r'action="(/jobs/[^"]+/cancel)"', page)
    assert found
    return found[1]


@pytest.mark.parametrize("who", ["city.city_auditor", "donggang.district_reviewer", "steel.org_clerk"])
def test_nobody_else_asks_for_a_run(ledger: Check, who: str) -> None:
    desk = desk_of(ledger, who)
    token = {"csrf_token": csrf_of(desk.client, "/account/sessions")}
    assert desk.client.post("/crosscheck/runs", data=token).status_code == 403


def test_what_waits_beside_an_ended_application_is_let_go(ledger: Check) -> None:
    first, second, case = a_double(ledger)
    with ledger.app.app_context(), acting_as(Scope.of_system(SYSTEM)):
        ended = update(Application).where(Application.public_id == first)
        db.session.execute(ended.values(state="withdrawn"))
        db.session.commit()
    assert ledger.application(second).state == "held"
    with ledger.app.app_context():
        assert running.let_go() == 1
        assert running.let_go() == 0
    assert ledger.application(second).state == "submitted"
    assert again(ledger, case).state == "lapsed"
    told = ledger.rows(Notice, Notice.link == f"/applications/{second}")
    assert "application.released" in {one.event for one in told}


def test_bureaus_hear_once_an_hour_how_many_cases_came_up(ledger: Check) -> None:
    a_double(ledger, "steel", "school")
    a_double(ledger)
    with ledger.app.app_context():
        told_bureaus = telling.remind()
        assert telling.remind() == 0
    told = ledger.rows(Notice, Notice.event == "case.opened")
    assert {one.tenant_id for one in told} >= {ledger.city, ledger.tenant("donggang").id}
    assert told_bureaus == len({one.tenant_id for one in told})


def test_a_run_that_always_dies_is_given_up_and_another_can_begin(
    ledger: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id, job_id = begin(ledger)
    for _ in range(ATTEMPTS):
        with dying(monkeypatch, "survey", 1), ledger.app.app_context():
            work(job_id)
        free_again(ledger, job_id)
    (job,) = ledger.rows(Job, Job.id == job_id)
    assert job.state == "quarantined"
    assert ledger.rows(Run, Run.id == run_id)[0].state == "stopped"
    assert whole(ledger).state == "done"
