"""A job killed anywhere ends in the same state, and FLUSHALL at any instant loses nothing (spec 4.3)."""

from __future__ import annotations

from tests.jobs.conftest import House
from tests.jobs.kinds import ROWS


def test_a_job_runs_to_its_end(house: House) -> None:
    house.worker()
    job = house.job()
    house.until_over(job)
    assert house.now(job).state == "done"
    assert house.rows(job) == list(range(ROWS))
