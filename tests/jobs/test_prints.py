"""A real worker sets a list's papers and is killed half way: nobody lacks, nobody is there twice."""

from __future__ import annotations

from sqlalchemy import select

from tenants.db import db
from tests.applicants_pages.made import apply, numbers
from tests.documents.made import pages_of
from tests.jobs.conftest import SYSTEM, House
from tests.jobs.test_pages import Browser
from tests.signing_in import csrf_of
from webapp.files.operations import store
from webapp.jobs.models import Job, JobState
from webapp.papers.models import PaperIssue
from webapp.papers.printing import AT_A_TIME
from webapp.transaction import separately

PEOPLE = 2 * AT_A_TIME + 10
LIST = {"year": "2022", "occupation": "焊工", "level": "技师"}


def job() -> Job:
    db.session.close()
    with separately(SYSTEM):
        return db.session.scalars(select(Job).where(Job.kind == "papers.print")).one()


def test_clause_3_3_a_print_killed_in_the_middle_loses_and_doubles_nobody(house: House) -> None:
    steel = house.cast.tenants["steel"]
    names = [f"王{chr(0x4E00 + 7 * place)}" for place in range(PEOPLE)]
    for name, number in zip(names, numbers(PEOPLE), strict=True):
        apply(steel, name, number)
    clerk = Browser(house, "steel.org_clerk")
    form = {"csrf_token": csrf_of(clerk, "/papers"), "unit": steel.public_id, **LIST}
    before = set(store().digests())
    page = clerk.post("/papers/print", data=form).location
    house.worker(TEST_ADVANCE_SECONDS="1")
    house.until(lambda: 0 < job().done < PEOPLE, "the middle of the print")
    house.kill(house.running[-1])
    house.broker.flushall()
    kept = job()
    assert (kept.state, kept.done % AT_A_TIME, len(kept.cursor["parts"])) == (
        JobState.RUNNING, 0, kept.done // AT_A_TIME,
    )  # fmt: skip
    house.worker()
    house.until_over(kept)
    assert (job().state, job().attempt) == (JobState.DONE, 2)
    forms = [text for text in pages_of(clerk.get(f"{page}/file").data) if "申请人（签字）" in text]
    assert len(forms) == PEOPLE
    assert [sum(name in text for text in forms) for name in names] == [1] * PEOPLE
    assert len(set(store().digests()) - before) == 1  # the finished file, and none of its parts
    # Of every form that left the house there is one entry, which the two attempts share.
    with separately(SYSTEM):
        forms_issued = select(PaperIssue.application_id).where(PaperIssue.kind == "annex1")
        issued = list(db.session.scalars(forms_issued))
    assert len(issued) == len(set(issued)) == PEOPLE
