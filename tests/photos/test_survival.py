"""A real worker reads a zip and is killed half way, the broker emptied: nothing is lost, nothing doubled."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tenants.db import db
from tests.jobs.conftest import SYSTEM, House
from tests.jobs.test_pages import Browser
from tests.photos.conftest import LEAST, STEEL, Keeper, add_applications
from tests.photos.pictures import padded, picture, zipped
from webapp.jobs.models import Job, JobState
from webapp.photos.models import ApplicationPhoto, PhotoBatch, PhotoRow
from webapp.transaction import separately

FILES = 60


@pytest.fixture
def keeper(house: House) -> Keeper:
    """A clerk whose jobs a real worker does."""
    return Keeper(Browser(house, "steel.org_clerk"), house.app)


def job() -> Job:
    db.session.close()
    with separately(SYSTEM):
        return db.session.scalars(select(Job).where(Job.kind == "photos.match")).one()


def test_a_zip_killed_in_the_middle_loses_and_doubles_nothing(house: House, keeper: Keeper) -> None:
    signs = [chr(0x4E00 + 7 * number) for number in range(FILES)]
    names = [f"王{sign}" for sign in signs]
    add_applications(house.cast.tenants["steel"], *names)
    one = padded(picture(), LEAST)
    page = keeper.send(zipped({f"{name}{STEEL}.jpg": one for name in names}))
    house.worker(TEST_ADVANCE_SECONDS="1")
    house.until(lambda: 0 < job().done < FILES, "the middle of the zip")
    house.kill(house.running[-1])
    house.broker.flushall()
    kept = house.count(PhotoRow)
    assert 0 < kept < FILES
    assert house.count(ApplicationPhoto) == 0
    house.worker()
    house.until_over(job())
    assert job().state == JobState.DONE
    assert house.count(PhotoRow) == FILES
    assert job().attempt == 2
    with separately(SYSTEM):
        rows = db.session.scalars(select(PhotoRow).order_by(PhotoRow.place)).all()
        assert [row.place for row in rows] == list(range(FILES))
        assert {row.match for row in rows} == {"exact"}
        assert len({row.application_id for row in rows}) == FILES
        version = db.session.scalars(select(PhotoBatch.version)).one()
    assert keeper.post(f"{page}/confirm", page, version=str(version)).status_code == 303
    assert house.count(ApplicationPhoto) == FILES
