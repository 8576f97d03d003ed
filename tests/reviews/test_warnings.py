"""What other stages warn of is cleared before agreeing too: the photo's border, the stale seal (1.3)."""

from __future__ import annotations

import io
import re

import pytest
from sqlalchemy import text

from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.applicants_pages.made import numbers
from tests.photos.pictures import padded, picture
from tests.reviews.conftest import UNATTESTED, House
from tests.reviews.test_queries import counted
from webapp.applicants import parts
from webapp.applicants.models import Application
from webapp.reviews import clearing

AGREE = {"verdict": "approve"}


def warns(applications: list[Application]) -> dict[int, list[tuple[str, str, str]]]:
    one = ("seal-1", "seal.stale", "盖章件已过期，盖章后变更了：联系电话（三(三)1）")
    return {application.id: [one] for application in applications}


def marks(applications: list[int]) -> dict[int, str]:
    return dict.fromkeys(applications, "盖章件已过期：联系电话")


def add_photo(house: House, number: str) -> None:
    """Upload a photo whose border is red."""
    clerk = house.client("steel.org_clerk")
    content = padded(picture((180, 40, 40)), 2_000_000)
    given = {"file": (io.BytesIO(content), "陈志远.jpg")}
    answer = house.post(clerk, f"/applications/{number}/photo/upload", **given)
    assert answer.status_code == 303, answer.text


def put_photos(house: House, given: list[str]) -> None:
    """A photo each that isn't blue, as an accepted upload leaves it."""
    with house.app.app_context(), acting_as(Scope.of_system("a test adds photos")):
        ids = db.session.execute(
            text(
                "insert into application_photo (tenant_id, district_id, city_id, application_id, name, size,"
                " file_id, kind, width, height, blue, digest, thumb_digest, display_digest, warnings,"
                " policy_version, uploaded_by_name)"
                " select tenant_id, district_id, city_id, id, 'a.jpg', 1, 1,"
                " 'jpeg', 413, 579, 12, 'x', 'x', 'x', cast(:warnings as jsonb), '2022', '某人'"
                " from application where public_id = any(:given) returning id"
            ),
            {"given": given, "warnings": '[["not_blue", {"blue": 12, "least": 50, "clause": "三(三)3"}]]'},
        ).all()
        assert len(ids) == len(given)
        db.session.commit()
        db.session.close()


def test_clause_3_3_1_a_stale_seal_is_cleared_by_the_reviewer(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clearing, "SOURCES", (f"{__name__}:warns",))
    number = house.apply()
    reviewer = house.client("steel.org_reviewer")
    refused = house.decide(reviewer, number, verdict="approve")
    assert refused.status_code == 422
    assert "盖章后变更了：联系电话" in refused.text
    bulk = house.post(reviewer, "/reviews/bulk/decision", row=[f"{number}:1"], verdict="approve")
    assert "有提醒须核对" in bulk.text
    assert house.decide(reviewer, number, verdict="approve", cleared="seal-1").status_code == 303
    assert house.moves(number)[-1].cleared == ["seal.stale"]


def test_clause_3_3_3_a_photo_that_isnt_blue_is_cleared_by_the_reviewer_once(house: House) -> None:
    number = house.apply()
    add_photo(house, number)
    reviewer = house.client("steel.org_reviewer")
    refused = house.decide(reviewer, number, verdict="approve")
    assert refused.status_code == 422
    assert "照片边缘只有 0% 是蓝色" in refused.text
    keys = re.findall(r'name="cleared"[^>]* value="([^"]+)"', refused.text)
    assert len(keys) == 1
    assert re.fullmatch(r"photo-\d+-not_blue", keys[0])
    assert house.decide(reviewer, number, verdict="approve", cleared=keys[0]).status_code == 303
    assert house.moves(number)[-1].cleared == ["photo_not_blue"]
    registrar = house.client("college.registrar")
    assert "逐条核对提醒" in registrar.get(f"/reexaminations/{number}").text


def test_a_queue_counts_what_the_photo_and_the_seal_warn_of_too(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = house.apply(warnings=[UNATTESTED])
    reviewer = house.client("steel.org_reviewer")
    assert "1 条" in reviewer.get("/reviews").text
    add_photo(house, number)
    assert "2 条" in reviewer.get("/reviews").text
    monkeypatch.setattr(parts, "MARKS", (f"{__name__}:marks",))
    shown = reviewer.get("/reviews").text
    assert "3 条" in shown
    assert "盖章件已过期：联系电话" in shown


def test_many_chosen_at_once_ask_no_more_for_photos_and_seals_than_one(house: House) -> None:
    given = [house.apply(number=one) for one in numbers(12)]
    put_photos(house, given)
    reviewer = house.client("steel.org_reviewer")

    def asked(address: str, rows: list[str], **more: str) -> int:
        chosen = [f"{number}:1" for number in rows]
        with counted(house) as said:
            answer = house.post(reviewer, address, row=chosen, **more)
        assert answer.text.count("照片边缘只有 12% 是蓝色") == len(rows)
        return sum("FROM application_photo" in one or "FROM sealed_paper" in one for one in said)

    for address, more in (("/reviews/bulk", {"verb": "approve"}), ("/reviews/bulk/decision", AGREE)):
        assert asked(address, given[2:], **more) == asked(address, given[:2], **more) > 0
