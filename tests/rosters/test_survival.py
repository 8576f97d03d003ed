"""A real roster's check and import through `kill -9` and FLUSHALL, and two clerks at once: nothing is lost
and nothing doubled (spec 4.3, 4.4; cases 63 and 64)."""

from __future__ import annotations

import io
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from tenants.db import db
from tenants.scope import Scope, acting_as
from tenants.staff import create_user
from tests.cast import HASHED, Cast
from tests.jobs.conftest import SYSTEM, House
from tests.rosters.conftest import STEEL, Clerk
from webapp.applicants.models import Application, ApplicationFigure, Move
from webapp.jobs.models import Job, JobState
from webapp.jobs.working import work
from webapp.rosters.models import Roster, RosterRow
from webapp.sheets.checking.layouts import ANNEX_2
from webapp.sheets.samples import HEADER_ROW, clean_roster
from webapp.transaction import separately

Stored = Callable[..., list[Any]]
PEOPLE, CHUNK = 1500, 500
PHONE = ANNEX_2.index("phone") + 1


def job_of(house: House, kind: str) -> Job:
    db.session.close()
    with separately(SYSTEM):
        return db.session.scalars(select(Job).where(Job.kind == kind)).one()


def killed_in_the_middle(house: House, kind: str) -> None:
    """Kill the running worker with all its children while the job is half done; empty the broker as well."""
    house.until(lambda: 0 < job_of(house, kind).done < PEOPLE, f"the middle of {kind}")
    house.kill(house.running[-1])
    house.broker.flushall()


@pytest.fixture
def slow(house: House) -> Callable[[], object]:
    """Starts a worker whose every step waits between its effects and its commit."""
    return lambda: house.worker(TEST_ADVANCE_SECONDS="0.4")


def test_a_check_and_an_import_killed_in_the_middle_lose_and_double_nothing(
    house: House, slow: Callable[[], object], clerk_of_house: Clerk, stored: Stored
) -> None:
    clerk = clerk_of_house
    page = clerk.send(clean_roster(PEOPLE, unit=STEEL))
    slow()
    killed_in_the_middle(house, "rosters.check")
    reached = job_of(house, "rosters.check").done
    assert reached in (CHUNK, 2 * CHUNK)
    assert house.count(RosterRow) == reached  # effects and progress stand together

    slow()
    house.until_over(job_of(house, "rosters.check"))
    first, last = HEADER_ROW + 1, HEADER_ROW + PEOPLE
    assert [row.row for row in sorted(stored(RosterRow), key=lambda row: row.row)] == list(
        range(first, last + 1)
    )
    checked = job_of(house, "rosters.check")
    assert (checked.state, checked.attempt, sum(checked.counts.values())) == ("done", 2, PEOPLE)
    assert [roster.state for roster in stored(Roster)] == ["preview"]

    assert clerk.post(f"{page}/confirm", page).status_code == 303
    killed_in_the_middle(house, "rosters.import")
    reached = job_of(house, "rosters.import").done
    assert reached in (CHUNK, 2 * CHUNK)
    assert house.count(Application) == house.count(Move) == reached

    house.worker()
    house.until_over(job_of(house, "rosters.import"))
    imported = job_of(house, "rosters.import")
    assert (imported.state, imported.attempt, imported.done) == ("done", 2, PEOPLE)
    one_of_each(stored, PEOPLE)
    assert [(roster.state, roster.result["new"]) for roster in stored(Roster)] == [("done", PEOPLE)]
    assert all(row.imported for row in stored(RosterRow))


def one_of_each(stored: Stored, number: int) -> None:
    """So many people, each with one live application and one move that made it; the figures agree."""
    made = stored(Application)
    assert len(made) == len({one.id_index for one in made}) == number
    assert {one.state for one in made} == {"submitted"}
    entries = [move.application_id for move in stored(Move) if move.verb == "import"]
    assert sorted(entries) == sorted(one.id for one in made)
    assert sum(figure.number for figure in stored(ApplicationFigure)) == number


def with_other_phones(data: bytes) -> bytes:
    """The same list with another telephone for every second person."""
    book = load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    for row in range(HEADER_ROW + 1, sheet.max_row + 1, 2):
        sheet.cell(row, PHONE).value = f"139{row:08d}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_every_change_of_a_mixed_list_longer_than_a_chunk_is_made(clerk: Clerk, stored: Stored) -> None:
    number = 2 * CHUNK + 100
    data = clean_roster(number, unit=STEEL)
    clerk.confirm(clerk.upload(data))
    page = clerk.upload(with_other_phones(data))
    assert f"新增 0、更新 {number // 2}、无变化 {number // 2}" in clerk.client.get(page).text
    clerk.confirm(page)
    one_of_each(stored, number)
    assert Counter(one.version for one in stored(Application)) == {1: number // 2, 2: number // 2}
    corrected = [move.application_id for move in stored(Move) if move.verb == "correct"]
    assert len(corrected) == len(set(corrected)) == number // 2
    changed = [one.phone_masked for one in stored(Application) if one.version == 2]
    assert all(phone.startswith("139****") for phone in changed)
    assert stored(Roster)[-1].result["updated"] == number // 2


@pytest.fixture
def colleague(app: Flask, cast: Cast) -> Clerk:
    """A second clerk of the same enterprise."""
    with app.app_context(), acting_as(Scope.of_system("a second clerk")):
        user = create_user(cast.tenants["steel"], "steel.second", "第二位经办人", ["org_clerk"]).user
        user.password_hash, user.must_change_password = HASHED, False
        cast.users["steel.second"] = user
        db.session.commit()
        return Clerk(cast.sign_in(app.test_client(), "steel.second"), app)


def test_two_clerks_importing_the_same_people_at_once_make_one_set_of_records(
    app: Flask, clerk: Clerk, colleague: Clerk, stored: Stored
) -> None:
    number = CHUNK + 100
    data = clean_roster(number, unit=STEEL)
    pages = clerk.upload(data), colleague.upload(with_other_phones(data))
    for who, page in zip((clerk, colleague), pages, strict=True):  # both previews say: all of them new
        assert f"将导入 {number} 人" in who.client.get(page).text
        assert who.post(f"{page}/confirm", page).status_code == 303
    assert at_once(app, [job.id for job in stored(Job) if job.state == JobState.QUEUED.value]) == ["done"] * 2
    one_of_each(stored, number)
    results = [roster.result for roster in stored(Roster)]
    assert results[0]["new"] + results[1]["new"] == number
    for result in results:
        assert sum(result[key] for key in ("new", "updated", "same")) == number
        assert (result["left"], result["locked"]) == (0, 0)


def at_once(app: Flask, jobs: list[int]) -> list[str]:
    """Work on these jobs at the same moment, as two workers would; what became of them."""
    together, outcomes = threading.Barrier(len(jobs)), []

    def one(job: int) -> None:
        with app.app_context():
            together.wait(10)
            outcomes.append(work(job))

    threads = [threading.Thread(target=one, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
