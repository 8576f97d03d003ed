"""A whole list in one PDF: in order, photos in place, for its owner alone, through stops and failures."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert

from tenants.db import db
from tenants.scope import acting_as
from tests.documents.made import jpeg, pages_of
from tests.papers.conftest import SYSTEM, Desk
from webapp.files.operations import store
from webapp.jobs import endings
from webapp.jobs.models import Job
from webapp.jobs.operations import cancel
from webapp.jobs.working import work
from webapp.papers import printing
from webapp.papers.models import PaperIssue, PaperPrint
from webapp.photos.models import ApplicationPhoto
from webapp.transaction import separately

Clients = Callable[[str], FlaskClient]


def begun(desk: Desk) -> tuple[str, Job]:
    """Order the print of the list; answers its page and the queued job."""
    answer = desk.post("print")
    assert answer.status_code == 303, answer.text
    return answer.location, job_of(desk, answer.location)


def job_of(desk: Desk, page: str) -> Job:
    (asked,) = desk.rows(PaperPrint, PaperPrint.public_id == page.rpartition("/")[2])
    return desk.rows(Job, Job.id == asked.job_id)[0]


def with_photo(desk: Desk, number: str) -> None:
    """Give an application a photo, as an accepted upload leaves it."""
    tenant = desk.tenant
    with desk.app.app_context(), acting_as(SYSTEM):
        kept = store().put(io.BytesIO(jpeg()), tenant.id, 10_000_000)
        digests = {"digest": kept.digest, "thumb_digest": kept.digest, "display_digest": kept.digest}
        values: dict[str, Any] = {
            "tenant_id": tenant.id, "district_id": tenant.district_id, "city_id": tenant.city_id,
            "application_id": desk.id_of(number), "name": "a.jpg", "size": kept.size, "file_id": 1,
            "kind": "jpeg", "width": 413, "height": 579, "blue": 100, "warnings": [],
            "policy_version": "2022", "uploaded_by_name": "某人", **digests,
        }  # fmt: skip
        db.session.execute(insert(ApplicationPhoto).values(**values))
        db.session.commit()


@pytest.fixture
def few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "AT_A_TIME", 2)


def parts_left(desk: Desk) -> set[str]:
    with desk.app.app_context():
        return set(store().digests())


@pytest.mark.usefixtures("few_at_a_time")
def test_a_list_comes_out_in_one_pdf_in_its_order(desk: Desk) -> None:
    names = ["安一", "白二", "曹三", "邓四", "方五"]
    numbers = desk.add(*names)
    with_photo(desk, numbers[0])
    before = parts_left(desk)
    page, _ = begun(desk)
    waiting = desk.client.get(page).text
    assert "排队中" in waiting
    assert f'hx-get="{page}"' in waiting  # the card asks the page that will hold the file
    desk.jobs()
    shown = desk.client.get(page).text
    assert "下载 PDF" in shown
    answer = desk.client.get(f"{page}/file")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    pages = pages_of(answer.data)
    assert len(pages) == 6
    assert "汇总表" in pages[0]
    assert all(name in text for name, text in zip(names, pages[1:], strict=True))
    assert len(desk.rows(PaperIssue, PaperIssue.kind == "annex1", PaperIssue.application_id.in_(
        [desk.id_of(number) for number in numbers]))) == 5  # fmt: skip
    # Of what was kept aside on the way nothing is left: only the finished file came in.
    assert len(parts_left(desk) - before) == 1


@pytest.mark.usefixtures("few_at_a_time")
def test_stopped_between_two_steps_it_goes_on_where_it_was(desk: Desk) -> None:
    desk.add("安一", "白二", "曹三", "邓四", "方五")
    page, job = begun(desk)
    stops = iter([False, False, True])
    with desk.app.app_context():
        assert work(job.id, stopping=lambda: next(stops)) == "to be continued"
    half = job_of(desk, page)
    assert (half.done, half.total, half.state) == (4, 5, "queued")
    with desk.app.app_context():
        assert work(job.id) == "done"
    assert len(pages_of(desk.client.get(f"{page}/file").data)) == 6


@pytest.mark.usefixtures("few_at_a_time")
def test_a_failure_in_the_middle_doubles_and_loses_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.add("安一", "白二", "曹三", "邓四", "方五")
    page, job = begun(desk)
    true, calls = printing._kept_aside, []

    def failing(*given: Any) -> str:
        calls.append(given)
        kept = true(*given)
        if len(calls) == 2:
            raise RuntimeError("the machine went down after the part was written")
        return kept

    monkeypatch.setattr(printing, "_kept_aside", failing)
    monkeypatch.setattr(endings, "BACK_OFF", endings.BACK_OFF * 0)
    with desk.app.app_context():
        assert work(job.id) == "to be tried again"
        assert work(job.id) == "done"
    text = pages_of(desk.client.get(f"{page}/file").data)
    assert len(text) == 6
    assert [text.count(one) for one in text] == [1] * 6


def test_nobody_else_takes_a_print_away(desk: Desk, clients: Clients) -> None:
    desk.add("安一")
    page, _ = begun(desk)
    desk.jobs()
    for who in ("steel.org_reviewer", "port.org_clerk"):
        assert clients(who).get(page).status_code == 404
        assert clients(who).get(f"{page}/file").status_code == 404
    assert clients("donggang.district_reviewer").get(f"{page}/file").status_code == 403


@pytest.mark.usefixtures("few_at_a_time")
def test_a_cancelled_print_leaves_no_parts_and_says_so(desk: Desk) -> None:
    desk.add("安一", "白二", "曹三")
    before = parts_left(desk)
    page, job = begun(desk)
    stops = iter([False, True])
    with desk.app.app_context():
        assert work(job.id, stopping=lambda: next(stops)) == "to be continued"
    assert parts_left(desk) - before
    actor = desk.cast.actors["steel.org_clerk"]
    with desk.app.test_request_context("/", method="POST"), separately(actor.scope()):
        cancel(actor, job.public_id)
    assert "没有完成" in desk.client.get(page).text
    assert not parts_left(desk) - before


def test_whoever_oversees_jobs_opens_a_prints_and_isnt_led_to_it(desk: Desk, clients: Clients) -> None:
    desk.add("安一")
    page, job = begun(desk)
    desk.jobs()
    for who in ("city.city_admin", "city.city_auditor"):
        answer = clients(who).get(f"/jobs/{job.public_id}")
        assert answer.status_code == 200, who
        assert page not in answer.text
    assert page in desk.client.get(f"/jobs/{job.public_id}").text


def test_the_job_carries_ids_and_nothing_of_anybody(desk: Desk) -> None:
    desk.add("安一")
    _, job = begun(desk)
    assert set(job.cursor) == {"ids", "done", "parts"}
    assert "安一" not in str(job.cursor)
    desk.jobs()
    shown = desk.client.get(f"/jobs/{job.public_id}").text
    assert desk.occupation in shown
    assert "打印报名材料" in shown
