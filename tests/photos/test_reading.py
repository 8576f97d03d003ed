"""Reading a zip: what is none, bombs, names in GBK, an attempt that fails, how it comes in (4.3, 4.6)."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from contextlib import closing

import pytest
from flask import Flask
from sqlalchemy import select

from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from tests.photos.conftest import LEAST, STEEL, Keeper
from tests.photos.pictures import gbk_named, padded, picture, zipped
from tests.rosters.conftest import do_jobs
from webapp.applicants.models import Application
from webapp.files.spool import SealedSpool
from webapp.jobs.models import Job
from webapp.jobs.working import work
from webapp.photos import reading
from webapp.photos.models import PhotoBatch, PhotoRow

Add = Callable[..., list[str]]
Stored = Callable[[type], list[object]]


def test_a_name_in_gbk_is_matched(clerk: Keeper, add: Add, stored: Stored, photo: bytes) -> None:
    add("王小明")
    clerk.match(gbk_named(f"王小明{STEEL}.jpg", photo))
    assert [(row.name, row.match) for row in stored(PhotoRow)] == [(f"王小明{STEEL}.jpg", "exact")]


@pytest.mark.parametrize(
    "content", [b"no zip at all", zipped({"a.jpg": b"x" * 100})[:-30]], ids=["words", "cut"]
)
def test_what_is_no_zip_is_refused_in_words(content: bytes, clerk: Keeper, stored: Stored) -> None:
    page = clerk.match(content)
    assert "不是 zip 压缩包" in clerk.client.get(page).text
    assert [batch.state for batch in stored(PhotoBatch)] == ["refused"]


def test_a_bomb_among_the_photos_stops_nothing(clerk: Keeper, add: Add, stored: Stored, photo: bytes) -> None:
    add("王小明")
    bomb = {"bomb.jpg": b"\0" * 19_000_000, "../up.jpg": photo, f"王小明{STEEL}.jpg": photo}
    clerk.match(zipped(bomb, zipfile.ZIP_DEFLATED))
    assert [row.match for row in stored(PhotoRow)] == ["refused", "refused", "exact"]


def test_a_reading_that_fails_half_way_goes_on_and_doubles_nothing(
    clerk: Keeper, add: Add, app: Flask, cast: Cast, stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [f"王{sign}" for sign in "甲乙丙丁戊己"]
    add(*names)
    small = {f"{name}{STEEL}.jpg": padded(picture(), LEAST) for name in names}
    clerk.send(zipped(small))
    monkeypatch.setattr(reading, "STEP_FILES", 2)
    added, real = [], reading._add

    def twice_then_no_more(*given: object) -> None:
        added.append(1)
        if len(added) == 3:
            raise RuntimeError("killed")
        real(*given)

    monkeypatch.setattr(reading, "_add", twice_then_no_more)
    with app.app_context():
        with acting_as(Scope.of_system("a test does the job")):
            job = db.session.scalars(select(Job.id)).one()
            db.session.rollback()
        assert work(job) == "to be tried again"
    assert len(stored(PhotoRow)) == 4
    monkeypatch.setattr(reading, "_add", real)
    with app.app_context(), acting_as(Scope.of_system("a test lets it be due")):
        db.session.get_one(Job, job).lease_until = None
        db.session.commit()
    do_jobs(app)
    assert [row.place for row in stored(PhotoRow)] == list(range(6))
    assert {row.match for row in stored(PhotoRow)} == {"exact"}
    assert len({row.application_id for row in stored(PhotoRow)}) == len(stored(Application)) == 6


def test_a_spool_is_sealed_and_gives_back_what_was_written(tmp_path: object) -> None:
    content = b"0123456789" * 300_000
    with closing(SealedSpool(tmp_path)) as spool:  # type: ignore[arg-type]
        for start in range(0, len(content), 70_000):
            spool.write(content[start : start + 70_000])
        spool.seek(0)
        assert list(tmp_path.iterdir()) == []  # type: ignore[attr-defined]
        assert io.BufferedReader(spool).read() == content


def test_only_the_zips_route_takes_more_than_others(app: Flask) -> None:
    with app.test_request_context("/photos", method="POST") as context:
        assert context.request.max_content_length == (2 << 30) + (1 << 20)
    for path, method in (("/photos", "GET"), ("/rosters", "POST")):
        with app.test_request_context(path, method=method) as context:
            assert context.request.max_content_length == app.config["MAX_CONTENT_LENGTH"]
