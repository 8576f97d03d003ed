"""What other stages warn of is cleared before agreeing too: the photo's border, the stale seal (1.3)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from tenants.db import db
from tests.reviews.conftest import House
from webapp.applicants.models import Application
from webapp.photos.models import ApplicationPhoto
from webapp.reviews import clearing

BLUE = ["not_blue", {"blue": 12, "clause": "三(三)3"}]


def warns(_application: Application) -> list[tuple[str, str, str]]:
    return [("seal-1", "seal.stale", "盖章件已过期，盖章后变更了：联系电话（三(三)1）")]


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


def test_clause_3_3_3_a_photo_that_isnt_blue_is_cleared_by_the_reviewer(house: House) -> None:
    number = house.apply()
    one = house.one(number)
    photo = ApplicationPhoto(
        tenant_id=one.tenant_id, district_id=one.district_id, city_id=one.city_id, application_id=one.id,
        name="陈志远.jpg", size=2_310_000, width=1100, height=1540, blue=12, warnings=[BLUE],
        digest="a" * 64, kind="jpeg", thumb_digest="b" * 64, display_digest="c" * 64, file_id=1,
        policy_version="2022", uploaded_by_name="宋海燕",
    )  # fmt: skip
    house.as_system(lambda: db.session.add(photo))
    reviewer = house.client("steel.org_reviewer")
    refused = house.decide(reviewer, number, verdict="approve")
    assert refused.status_code == 422
    assert "照片边缘只有 12% 是蓝色" in refused.text
    key = f"photo-{house.read(_ids())[0]}-not_blue"
    assert house.decide(reviewer, number, verdict="approve", cleared=key).status_code == 303
    assert house.moves(number)[-1].cleared == ["photo.not_blue"]
    registrar = house.client("college.registrar")
    assert "逐条核对提醒" in registrar.get(f"/reexaminations/{number}").text


def _ids() -> object:
    return select(ApplicationPhoto.id)
