"""A photo on one application: taken, refused in words, replaced; and who gets to see its pictures."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask import Flask
from PIL import Image
from sqlalchemy import text

from tenants.actor import Actor
from tenants.audit import AuditEvent
from tenants.db import db
from tenants.scope import Reach, Scope, acting_as
from tests.cast import Cast
from tests.photos.conftest import LEAST, STEEL, Keeper
from tests.photos.pictures import WHITE, padded, picture
from tests.rosters.conftest import Clerk
from tests.rosters.test_survival import with_other_phones
from webapp.applicants.models import Application
from webapp.applicants.operations import load
from webapp.photos.keeping import Upload, keep
from webapp.photos.models import ApplicationPhoto
from webapp.photos.queries import photo_of, rendition
from webapp.refusals import NotFound, RuleBroken
from webapp.sheets.samples import clean_roster

Add = Callable[..., list[str]]
Stored = Callable[[type], list[object]]


def test_clause_3_3_3_a_photo_of_two_million_bytes_is_kept_byte_for_byte(
    clerk: Keeper, add: Add, stored: Stored, photo: bytes
) -> None:
    (number,) = add("王小明")
    assert "缺照片" in clerk.client.get(f"/applications/{number}").text
    answer = clerk.keep(number, photo, f"王小明{STEEL}.jpg")
    assert answer.status_code == 303
    shown = clerk.client.get(f"/applications/{number}").text
    assert "照片已保存" in shown
    assert "2 MB・420×588" in shown
    assert f"/applications/{number}/photo?size=display" in shown
    original = clerk.client.get(f"/applications/{number}/photo?size=original")
    assert original.data == photo
    assert original.headers["Content-Disposition"].startswith("attachment")
    (row,) = stored(ApplicationPhoto)
    assert (row.kind, row.blue, row.warnings, row.size) == ("jpeg", 100, [], LEAST)
    assert [event.action for event in stored(AuditEvent) if event.action.startswith("photo.")] == [
        "photo.keep"
    ]


def test_clause_3_3_3_one_byte_less_is_refused_with_its_real_size(
    clerk: Keeper, add: Add, stored: Stored, photo: bytes
) -> None:
    (number,) = add("王小明")
    answer = clerk.keep(number, padded(picture(), LEAST - 1))
    assert answer.status_code == 422
    assert "照片只有 1.999999 MB" in answer.text
    assert "三(三)3" in answer.text
    assert stored(ApplicationPhoto) == []


REFUSED = {
    "above the cap": (lambda: padded(picture(), 20_000_001), "超过 20 MB 的上限"),
    "landscape": (lambda: padded(picture(size=(588, 420)), LEAST), "不是竖幅"),
    "no picture": (lambda: b"%PDF-1.7" + b" " * LEAST, "不是 JPEG 或 PNG"),
    "cut short": (lambda: padded(picture(), LEAST)[:-400] + b"\0" * 400, "已损坏"),
    "nothing": (lambda: b"", "文件是空的"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_clause_3_3_3_what_is_no_photo_is_refused_in_words(
    case: str, clerk: Keeper, add: Add, stored: Stored
) -> None:
    made, words = REFUSED[case]
    (number,) = add("王小明")
    answer = clerk.keep(number, made(), "王小明.jpg")
    assert answer.status_code == 422
    assert words in answer.text
    assert stored(ApplicationPhoto) == []


def test_clause_3_3_3_a_png_named_jpg_is_a_png(clerk: Keeper, add: Add, stored: Stored) -> None:
    (number,) = add("王小明")
    large = picture(size=(1200, 1680), kind="PNG", noise=80)
    assert LEAST < len(large) < 20_000_000
    assert clerk.keep(number, large, "王小明.jpg").status_code == 303
    assert [row.kind for row in stored(ApplicationPhoto)] == ["png"]


def test_clause_3_3_3_not_blue_is_taken_with_a_warning(clerk: Keeper, add: Add, stored: Stored) -> None:
    (number,) = add("王小明")
    assert clerk.keep(number, padded(picture(WHITE), LEAST)).status_code == 303
    assert [row.warnings[0][0] for row in stored(ApplicationPhoto)] == ["not_blue"]
    shown = clerk.client.get(f"/applications/{number}").text
    assert "照片边缘只有 0% 是蓝色" in shown
    assert "有提醒" in shown
    (application,) = stored(Application)
    assert application.warnings == []  # the photo's row is the one place of its warnings
    assert clerk.keep(number, padded(picture(), LEAST + 1)).status_code == 303
    assert "照片边缘只有 0% 是蓝色" not in clerk.client.get(f"/applications/{number}").text


def test_clause_3_3_3_a_file_named_for_somebody_else_is_asked_about(
    clerk: Keeper, add: Add, photo: bytes
) -> None:
    number, _other = add("王小明", "李四")
    name = f"李四{STEEL}.jpg"
    answer = clerk.keep(number, photo, name)
    assert answer.status_code == 422
    assert "文件名写的是别人的姓名和单位" in answer.text
    assert 'name="sure"' in answer.text
    assert clerk.keep(number, photo, name, sure="1").status_code == 303


def test_renditions_are_upright_and_carry_no_metadata(clerk: Keeper, add: Add) -> None:
    (number,) = add("王小明")
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "secret place"
    assert clerk.keep(number, padded(picture(size=(588, 420), exif=exif), LEAST)).status_code == 303
    for size, shape in (("thumb", (96, 134)), ("display", (413, 579))):
        answer = clerk.client.get(f"/applications/{number}/photo?size={size}")
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "private, no-store"
        made = Image.open(io.BytesIO(answer.data))
        assert made.size == shape
        assert not made.getexif()
        assert b"secret" not in answer.data


def test_a_photo_is_replaced_until_the_unit_has_reviewed_it(
    clerk: Keeper, add: Add, stored: Stored, photo: bytes
) -> None:
    (number,) = add("王小明")
    second = padded(picture(), LEAST + 7)
    assert clerk.keep(number, photo).status_code == 303
    assert clerk.keep(number, second).status_code == 303
    assert [row.replaced_at is None for row in stored(ApplicationPhoto)] == [False, True]
    assert clerk.client.get(f"/applications/{number}/photo?size=original").data == second
    assert "photo.replace" in [event.action for event in stored(AuditEvent)]


def test_a_reviewed_photo_is_not_exchanged_but_a_missing_one_may_come_late(
    clerk: Keeper, add: Add, stored: Stored, photo: bytes
) -> None:
    (late,) = add("王小明", state="unit_approved")
    assert clerk.keep(late, photo).status_code == 303
    answer = clerk.keep(late, photo)
    assert answer.status_code == 422
    assert "照片不能再更换" in answer.text
    (ended,) = add("赵六", state="withdrawn")
    assert clerk.keep(ended, photo).status_code == 422
    assert len(stored(ApplicationPhoto)) == 1


def test_strangers_and_the_nameless_get_nothing(
    clerk: Keeper, stranger: Keeper, add: Add, photo: bytes, app: Flask
) -> None:
    (number,) = add("王小明")
    assert clerk.keep(number, photo).status_code == 303
    for size in ("thumb", "display", "original"):
        assert stranger.client.get(f"/applications/{number}/photo?size={size}").status_code == 404
        assert app.test_client().get(f"/applications/{number}/photo?size={size}").status_code == 302
    form = {"file": (io.BytesIO(photo), "x.jpg")}
    answer = stranger.post(f"/applications/{number}/photo/upload", "/photos", **form)
    assert answer.status_code == 404
    assert clerk.client.get(f"/applications/{number}/photo?size=../secret").status_code == 404


def test_bureaus_and_the_institution_see_the_photo_and_cannot_keep_one(
    app: Flask, cast: Cast, clerk: Keeper, add: Add, photo: bytes
) -> None:
    (number,) = add("王小明", state="submitted", institution_id=cast.tenants["college"].id)
    assert clerk.keep(number, photo).status_code == 303
    for who, room in (
        ("donggang.district_officer", "applications"), ("city.city_filing", "applications"),
        ("steel.org_reviewer", "applications"), ("college.registrar", "reexaminations"),
    ):  # fmt: skip
        client = cast.sign_in(app.test_client(), who)
        assert client.get(f"/{room}/{number}/photo?size=thumb").status_code == 200, who
        assert client.get(f"/applications/{number}/photo/upload").status_code == 403, who


def as_applicant(app: Flask, user_id: int) -> Scope:
    return Scope(Reach.APPLICANT, user_id=user_id)


def test_the_applicant_reach_keeps_and_sees_its_own_alone(
    app: Flask, cast: Cast, add: Add, photo: bytes
) -> None:

    me, other = cast.users["steel.org_reviewer"].id, cast.users["port.org_reviewer"].id
    (number,) = add("王小明", applicant_id=me)
    actor = Actor(me, "x", "王小明", "x", "zh_Hans_CN", None, ("applicant",))
    with app.test_request_context():
        with acting_as(as_applicant(app, me)):
            keep(load(number), Upload(io.BytesIO(photo), "IMG_1.jpg", "image/jpeg"), actor)
            db.session.commit()
            found = photo_of(load(number))
            assert found is not None
            assert rendition(found, "original") == photo
            assert found.tenant_id == cast.tenants["steel"].id
            db.session.close()
        with acting_as(as_applicant(app, other)):
            with pytest.raises(NotFound):
                load(number)
            assert db.session.execute(text("select count(*) from application_photo")).scalar_one() == 0
            assert db.session.execute(text("select count(*) from stored_file")).scalar_one() == 0
            db.session.close()


def test_a_correction_by_roster_leaves_the_photos_warning_standing(
    app: Flask, cast: Cast, clerk: Keeper, stored: Stored
) -> None:
    rosters = Clerk(clerk.client, app)
    data = clean_roster(2, unit=STEEL)
    rosters.confirm(rosters.upload(data))
    number = stored(Application)[0].public_id
    assert clerk.keep(number, padded(picture(WHITE), LEAST)).status_code == 303
    rosters.confirm(rosters.upload(with_other_phones(data)))
    first = stored(Application)[0]
    assert first.version == 3
    assert "照片边缘只有 0% 是蓝色" in clerk.client.get(f"/applications/{number}").text


def test_a_photo_is_a_new_version_of_what_a_reviewer_agrees_to(
    clerk: Keeper, add: Add, stored: Stored, photo: bytes
) -> None:
    (number,) = add("王小明")
    assert clerk.keep(number, photo).status_code == 303
    (one,) = stored(Application)
    assert (one.version, one.data_version) == (2, 2)
    (event,) = [event for event in stored(AuditEvent) if event.action == "photo.keep"]
    assert event.changes["version"] == [1, 2]


def as_their_own(cast: Cast) -> tuple[int, Actor]:
    me = cast.users["steel.org_reviewer"].id
    return me, Actor(me, "x", "王小明", "x", "zh_Hans_CN", None, ("applicant",))


@pytest.mark.parametrize("state", ["submitted", "returned", "unit_approved"])
def test_an_applicants_photo_with_a_warning_is_taken_in_every_state_that_allows_one(
    app: Flask, cast: Cast, add: Add, stored: Stored, state: str
) -> None:
    me, actor = as_their_own(cast)
    (number,) = add("王小明", applicant_id=me, state=state)
    with app.test_request_context(), acting_as(as_applicant(app, me)):
        keep(load(number), Upload(io.BytesIO(padded(picture(WHITE), LEAST)), "a.jpg", "image/jpeg"), actor)
        db.session.commit()
        db.session.close()
    assert [row.warnings[0][0] for row in stored(ApplicationPhoto)] == ["not_blue"]
    (one,) = stored(Application)
    assert (one.state, one.version, one.warnings) == (state, 2, [])


def test_an_upload_that_was_on_its_way_while_the_unit_agreed_is_refused(
    app: Flask, cast: Cast, clerk: Keeper, add: Add, stored: Stored, photo: bytes
) -> None:
    me, actor = as_their_own(cast)
    (number,) = add("王小明", applicant_id=me)
    assert clerk.keep(number, photo).status_code == 303
    with app.test_request_context(), acting_as(as_applicant(app, me)):
        application = load(number)
        with app.app_context(), acting_as(Scope.of_system("a reviewer agrees meanwhile")):
            db.session.execute(text("update application set state = 'unit_approved'"))
            db.session.commit()
            db.session.close()
        with pytest.raises(RuleBroken, match="不能再更换"):
            keep(application, Upload(io.BytesIO(photo), "a.jpg", "image/jpeg"), actor)
        db.session.rollback()
        db.session.close()
    assert len(stored(ApplicationPhoto)) == 1
