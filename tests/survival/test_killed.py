"""A full run and a list of certificates through `kill -9` and FLUSHALL: the same findings, the same registry,
nothing lost and nothing doubled (1.7; spec 4.3, 4.4)."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from tenants.db import db
from tests.crosscheck.made import Check, name_of, somebody
from tests.crosscheck.oracle import standing, truth
from tests.crosscheck.test_runs import everything
from tests.jobs.conftest import SYSTEM, House
from tests.registry.conftest import Officer
from tests.registry.made import as_csv, line, written
from webapp.crosscheck.models import Run
from webapp.jobs.models import Job
from webapp.people.models import KnownCertificate
from webapp.registry.models import CertificateList, RefusedLine
from webapp.transaction import separately

Slow = Callable[[], object]


def job_of(house: House, kind: str) -> Job:
    db.session.close()
    with separately(SYSTEM):
        return db.session.scalars(select(Job).where(Job.kind == kind)).one()


def killed_after(house: House, kind: str, done: int) -> int:
    """Kill the running worker with all its children when so much is done; empty the broker too."""
    house.until(lambda: job_of(house, kind).done >= done, f"{done} of {kind}")
    house.kill(house.running[-1])
    house.broker.flushall()
    return job_of(house, kind).done


def test_a_run_killed_twice_ends_in_the_same_findings(
    house: House, ledger: Check, officer: Officer, slow: Slow
) -> None:
    ledger.cover("S00003700011119")
    everything(ledger)
    assert officer.act("/crosscheck/runs").status_code == 303
    for done in (2, 5):
        slow()
        reached = killed_after(house, "crosscheck.run", done)
        assert done <= reached < 7
        assert [run.state for run in ledger.rows(Run)] == ["running"]
    house.worker()
    house.until_over(job_of(house, "crosscheck.run"))
    assert standing(ledger) == truth(ledger)
    (run,) = ledger.rows(Run)
    job = job_of(house, "crosscheck.run")
    assert (run.state, job.state, job.attempt, job.done) == ("done", "done", 3, 7)
    put = sum(each["put"] for each in run.found.values())
    assert put == len(standing(ledger))  # a step that was killed has put nothing


LINES, BAD = 7000, 1234


def test_a_list_killed_in_the_middle_is_whole_in_the_end(
    house: House, ledger: Check, officer: Officer, slow: Slow
) -> None:
    people = [somebody() for _ in range(LINES)]
    lines = [line(name_of(one), one, written(at)) for at, one in enumerate(people)]
    lines[BAD][1] = people[BAD][:17] + ("1" if people[BAD][17] != "1" else "2")
    both = ledger.apply("steel", people[-1])
    address = officer.send(as_csv(lines)).location
    slow()
    reached = killed_after(house, "registry.load", 2000)
    assert 0 < reached < LINES
    kept = house.count(KnownCertificate) + house.count(RefusedLine)
    assert kept == reached  # lines and progress stand together

    house.worker()
    house.until_over(job_of(house, "registry.load"))
    found = officer.listed(address)
    assert (found.state, found.counts["added"], found.counts["refused"]) == ("done", LINES - 1, 1)
    numbers = [one.number for one in ledger.rows(KnownCertificate)]
    assert sorted(numbers) == sorted(row[4] for at, row in enumerate(lines) if at != BAD)
    assert [one.row for one in ledger.rows(RefusedLine)] == [BAD + 2]
    assert ledger.application(both).crosscheck == "blocked"  # by the last line: who was known, was looked at


def test_taking_a_list_down_is_finished_after_a_kill(
    house: House, ledger: Check, officer: Officer, slow: Slow
) -> None:
    people = [somebody() for _ in range(5000)]
    lines = [line(name_of(one), one, written(at)) for at, one in enumerate(people)]
    held = ledger.apply("steel", people[-1])
    address = officer.send(as_csv(lines)).location
    worker = house.worker()
    house.until_over(job_of(house, "registry.load"))
    house.kill(worker)
    assert ledger.application(held).crosscheck == "blocked"

    assert officer.withdraw(officer.listed(address), jobs=False).status_code == 303
    slow()
    assert 0 < killed_after(house, "registry.withdraw", 2000) < 5000
    house.worker()
    house.until_over(job_of(house, "registry.withdraw"))
    assert officer.listed(address).state == "withdrawn"
    assert all(one.revoked_at for one in ledger.rows(KnownCertificate))
    assert ledger.application(held).crosscheck == "clear"
    assert ledger.rows(CertificateList)[0].state == "withdrawn"
