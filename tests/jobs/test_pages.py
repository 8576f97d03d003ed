"""我的任务: the list, one live card, cancelling; a foreign reader gets the same as for nothing (spec 4.1)."""

from __future__ import annotations

import re
from contextvars import Context
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.jobs.conftest import House
from webapp.jobs.models import Job
from webapp.jobs.working import work


class Browser:
    """A signed-in client whose requests see nothing of the test's own application context."""

    def __init__(self, house: House, who: str) -> None:
        self.client: FlaskClient = Context().run(house.cast.sign_in, house.app.test_client(), who)

    def get(self, *given: Any, **named: Any) -> TestResponse:
        return Context().run(self.client.get, *given, **named)

    def post(self, *given: Any, **named: Any) -> TestResponse:
        return Context().run(self.client.post, *given, **named)


def token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page[:2000]
    return found[1]


def listed(page: str, jobs: list[Job]) -> list[bool]:
    """Which of the jobs the page leads to."""
    return [f'href="/jobs/{job.public_id}"' in page for job in jobs]


def plain(answer: TestResponse, address: str) -> str:
    """The page without what differs at every request: its token, and what was asked for."""
    page = answer.get_data(as_text=True).replace(address, "")
    return re.sub(r'(name="csrf-token" content|name="csrf_token" value)="[^"]*"', "", page)


def cancel(browser: Browser, job: Job) -> int:
    page = browser.get("/jobs").get_data(as_text=True)
    answer = browser.post(f"/jobs/{job.public_id}/cancel", data={"csrf_token": token(page)})
    return answer.status_code


def test_an_empty_list_says_what_will_stand_here(house: House) -> None:
    page = Browser(house, "steel.org_clerk").get("/jobs").get_data(as_text=True)
    assert "没有任务" in page


def test_the_card_asks_for_itself_until_the_job_is_over(house: House) -> None:
    job = house.job(ring=False)
    browser = Browser(house, "steel.org_clerk")
    address = f"/jobs/{job.public_id}"
    live = browser.get(address).get_data(as_text=True)
    assert f'hx-get="{address}"' in live
    assert 'hx-trigger="every 1s"' in live
    assert f'<a href="{address}">' in live  # without JavaScript
    assert work(job.id) == "done"
    block = browser.get(address, headers={"HX-Request": "true", "HX-Target": f"job-{job.public_id}"})
    over = block.get_data(as_text=True)
    assert "<html" not in over
    assert "已完成" in over
    assert "40 / 40" in over
    assert "hx-trigger" not in over


def test_the_list_is_filtered_and_paged_by_key(house: House) -> None:
    jobs = [house.job(ring=False) for _ in range(23)]
    assert work(jobs[0].id) == "done"
    browser = Browser(house, "steel.org_clerk")
    first = browser.get("/jobs").get_data(as_text=True)
    assert listed(first, jobs) == [False] * 3 + [True] * 20
    following = re.search(r'href="(/jobs\?[^"]*after=[^"]+)"', first)
    assert following
    second = browser.get(following[1]).get_data(as_text=True)
    assert listed(second, jobs) == [True] * 3 + [False] * 20
    done = browser.get("/jobs?state=done").get_data(as_text=True)
    assert listed(done, jobs) == [True] + [False] * 22


def test_cancelling_from_the_page(house: House) -> None:
    job = house.job(ring=False)
    browser = Browser(house, "steel.org_clerk")
    assert cancel(browser, job) == 303
    page = browser.get(f"/jobs/{job.public_id}").get_data(as_text=True)
    assert "已取消" in page
    assert "任务会继续" not in page
    assert not re.search(r"结束时间</dt><dd>\s*—", page)
    assert cancel(browser, job) == 409


def test_cancelling_from_the_result_leads_back_to_it_and_nowhere_foreign(house: House) -> None:
    browser = Browser(house, "steel.org_clerk")
    page = browser.get("/jobs").get_data(as_text=True)
    for host, leads_to_result in (("http://localhost", True), ("http://localhost/else", False)):
        job = house.job(ring=False)
        result = f"/rosters/made-{job.subject_id}"
        answer = browser.post(
            f"/jobs/{job.public_id}/cancel",
            data={"csrf_token": token(page)},
            headers={"Referer": f"{host}{result}"},
        )
        assert answer.location == (result if leads_to_result else f"/jobs/{job.public_id}")


def test_my_jobs_go_by_their_files_names_and_others_by_their_numbers(house: House) -> None:
    job = house.job(ring=False)
    name = f"附件2 第 {job.subject_id} 份.xlsx"
    browser = Browser(house, "steel.org_clerk")
    assert name in browser.get("/jobs").get_data(as_text=True)
    assert name in browser.get(f"/jobs/{job.public_id}").get_data(as_text=True)
    others = Browser(house, "steel.org_admin").get("/jobs").get_data(as_text=True)
    assert job.public_id in others
    assert name not in others


@pytest.mark.parametrize(
    "who", ["port.org_clerk", "port.org_admin", "lanshan.district_admin", "steel.org_reviewer"]
)
def test_a_foreign_job_is_answered_like_none(house: House, who: str) -> None:
    job = house.job(ring=False)
    browser = Browser(house, who)
    foreign, none = browser.get(f"/jobs/{job.public_id}"), browser.get("/jobs/nosuchjob123")
    assert (foreign.status_code, none.status_code) == (404, 404)
    assert plain(foreign, job.public_id) == plain(none, "nosuchjob123")
    assert job.public_id not in browser.get("/jobs").get_data(as_text=True)
    assert house.now(job).cancel_requested_at is None


@pytest.mark.parametrize("who", ["steel.org_admin", "donggang.district_admin", "city.city_auditor"])
def test_administrators_see_everybodys_and_the_quarantined_ones(house: House, who: str) -> None:
    job = house.job("tests.fail", ring=False)
    with house.lasting(0):
        for _ in range(5):
            work(job.id)
    browser = Browser(house, who)
    page = browser.get("/jobs?state=quarantined").get_data(as_text=True)
    assert job.public_id in page
    assert "多次重试仍未成功" in page
    assert job.public_id not in browser.get("/jobs?whose=mine").get_data(as_text=True)


def test_whoever_may_only_read_cannot_cancel(house: House) -> None:
    job = house.job(ring=False)
    browser = Browser(house, "city.city_auditor")
    assert f"/jobs/{job.public_id}/cancel" not in browser.get(f"/jobs/{job.public_id}").get_data(as_text=True)
    assert cancel(browser, job) == 403
    assert house.now(job).state == "queued"
