"""A zip of photos: read, matched by 姓名+单位, asked where it isn't certain, confirmed (三(三)3)."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask

from tests.cast import Cast
from tests.photos.conftest import LEAST, STEEL, Keeper
from tests.photos.pictures import WHITE, padded, picture, zipped
from webapp.jobs.models import Job
from webapp.photos.models import ApplicationPhoto, PhotoBatch, PhotoRow

Add = Callable[..., list[str]]
Stored = Callable[[type], list[object]]


def rows(stored: Stored) -> dict[str, PhotoRow]:
    return {row.name: row for row in stored(PhotoRow)}


def version(stored: Stored) -> str:
    return str(stored(PhotoBatch)[-1].version)


def test_clause_3_3_3_photos_named_by_name_and_unit_find_their_people(
    clerk: Keeper, add: Add, stored: Stored, photo: bytes
) -> None:
    first, _second = add("王小明", "李四")
    page = clerk.match(
        zipped({f"照片/王小明{STEEL}.jpg": photo, f"李四+{STEEL}.JPG": padded(picture(), LEAST + 1)})
    )
    assert [row.match for row in stored(PhotoRow)] == ["exact", "exact"]
    assert stored(ApplicationPhoto) == []  # nothing before somebody has said so
    shown = clerk.client.get(page).text
    assert "将放入 2 人的报名，0 张待核对" in shown
    assert clerk.post(f"{page}/confirm", page, version=version(stored)).status_code == 303
    assert len(stored(ApplicationPhoto)) == 2
    assert clerk.client.get(f"/applications/{first}/photo?size=original").data == photo
    after = clerk.client.get(page).text
    assert "已放入 2 人的报名" in after
    assert [batch.state for batch in stored(PhotoBatch)] == ["done"]


def test_clause_3_3_3_whatever_is_not_certain_is_asked(
    clerk: Keeper, add: Add, stored: Stored, photo: bytes
) -> None:
    add("王小明", "王伟", "王伟", "赵六")
    page = clerk.match(
        zipped(
            {
                "王小明.jpg": photo,
                f"王伟{STEEL}.jpg": padded(picture(), LEAST),
                "IMG_0001.jpg": padded(picture(), LEAST),
                f"赵六{STEEL}.jpg": padded(picture(), LEAST),
                f"赵六{STEEL}(2).jpg": padded(picture(), LEAST),
            }
        )
    )
    found = rows(stored)
    assert {name: row.match for name, row in found.items()} == {
        "王小明.jpg": "likely", f"王伟{STEEL}.jpg": "several", "IMG_0001.jpg": "nobody",
        f"赵六{STEEL}.jpg": "several", f"赵六{STEEL}(2).jpg": "several",
    }  # fmt: skip
    assert all(row.application_id is None for row in found.values())
    shown = clerk.client.get(page).text
    assert "将放入 0 人的报名，5 张待核对" in shown
    assert clerk.post(f"{page}/confirm", page, version=version(stored)).status_code == 422
    assert stored(ApplicationPhoto) == []


def test_a_clerk_answers_one_by_one_and_what_waits_is_kept(
    clerk: Keeper, add: Add, stored: Stored, photo: bytes
) -> None:
    ming, wei, other = add("王小明", "王伟", "王伟")
    page = clerk.match(
        zipped({"a.jpg": photo, "王伟.jpg": padded(picture(), LEAST), "王小明.jpg": padded(picture(), LEAST)})
    )

    def say(name: str, **fields: str) -> int:
        return clerk.post(f"{page}/files/{rows(stored)[name].place}", page, **fields).status_code

    assert say("a.jpg", do="choose", person="没有这个人") == 422
    assert say("a.jpg", do="choose", person="王伟") == 422  # two of them
    assert say("a.jpg", do="choose", person=f"王伟 {wei}") == 303
    assert say("王伟.jpg", do="choose", offered=other) == 303
    assert clerk.post(f"{page}/confirm", page, version=version(stored)).status_code == 303
    assert len(stored(ApplicationPhoto)) == 2
    (batch,) = stored(PhotoBatch)
    assert batch.state == "matching"  # one still waits
    assert "将放入 0 人的报名，1 张待核对" in clerk.client.get(page).text
    assert clerk.post(f"{page}/accept", page, version=version(stored)).status_code == 303
    assert clerk.post(f"{page}/confirm", page, version=version(stored)).status_code == 303
    assert len(stored(ApplicationPhoto)) == 3
    assert clerk.client.get(f"/applications/{ming}/photo?size=thumb").status_code == 200
    assert [batch.state for batch in stored(PhotoBatch)] == ["done"]


def test_choosing_somebody_twice_asks_about_the_first_again(
    clerk: Keeper, add: Add, stored: Stored, photo: bytes
) -> None:
    add("王小明")
    page = clerk.match(zipped({f"王小明{STEEL}.jpg": photo, "b.jpg": padded(picture(), LEAST)}))
    place = rows(stored)["b.jpg"].place
    assert clerk.post(f"{page}/files/{place}", page, do="choose", person="王小明").status_code == 303
    found = rows(stored)
    assert (found["b.jpg"].match, found[f"王小明{STEEL}.jpg"].match) == ("chosen", "several")
    assert found[f"王小明{STEEL}.jpg"].application_id is None


def test_leaving_out_and_taking_back(clerk: Keeper, add: Add, stored: Stored, photo: bytes) -> None:
    add("王小明")
    page = clerk.match(zipped({f"王小明{STEEL}.jpg": photo}))
    assert clerk.post(f"{page}/files/0", page, do="out").status_code == 303
    assert "将放入 0 人的报名" in clerk.client.get(page).text
    assert clerk.post(f"{page}/files/0", page, do="in").status_code == 303
    assert "将放入 1 人的报名" in clerk.client.get(page).text


def test_clause_3_3_3_what_is_no_photo_is_said_and_never_used(
    clerk: Keeper, add: Add, stored: Stored
) -> None:
    add("王小明", "李四", "赵六", "孙七")
    page = clerk.match(
        zipped(
            {
                f"王小明{STEEL}.jpg": padded(picture(), LEAST - 1),
                f"李四{STEEL}.jpg": padded(picture(size=(588, 420)), LEAST),
                f"赵六{STEEL}.jpg": b"MZ" + b"\0" * LEAST,
                f"孙七{STEEL}.jpg": padded(picture(WHITE), LEAST),
                "__MACOSX/._x.jpg": b"noise",
            }
        )
    )
    found = rows(stored)
    assert {name.split("日照")[0]: row.refused and row.refused[0] for name, row in found.items()} == {
        "王小明": "too_small", "李四": "landscape", "赵六": "kind", "孙七": None,
    }  # fmt: skip
    shown = clerk.client.get(f"{page}?view=all").text
    for words in ("照片只有 1.999999 MB", "不是竖幅", "不是 JPEG 或 PNG", "照片边缘只有 0% 是蓝色"):
        assert words in shown, words
    assert clerk.post(f"{page}/files/0", page, do="choose", person="王小明").status_code == 422


def test_a_photo_in_place_is_replaced_or_locked_by_its_state(
    clerk: Keeper, add: Add, stored: Stored, photo: bytes
) -> None:
    open_, done = *add("王小明"), *add("李四", state="unit_approved")
    for number in (open_, done):
        assert clerk.keep(number, photo).status_code == 303
    second = {f"王小明{STEEL}.jpg": padded(picture(), LEAST), f"李四{STEEL}.jpg": padded(picture(), LEAST)}
    page = clerk.match(zipped(second))
    assert "将替换现有照片" in clerk.client.get(f"{page}?view=all").text
    assert clerk.post(f"{page}/confirm", page, version=version(stored)).status_code == 303
    assert sorted(row.outcome or "" for row in stored(PhotoRow)) == ["locked", "replaced"]
    assert sum(row.replaced_at is None for row in stored(ApplicationPhoto)) == 2


def test_the_same_zip_twice_is_one_and_a_stale_page_is_told(
    clerk: Keeper, add: Add, stored: Stored, photo: bytes
) -> None:
    add("王小明")
    content = zipped({f"王小明{STEEL}.jpg": photo})
    page = clerk.match(content)
    assert clerk.send(content) == page
    assert len(stored(PhotoBatch)) == 1
    assert clerk.post(f"{page}/confirm", page, version="1").status_code == 409
    assert clerk.post(f"{page}/end", page, version=version(stored)).status_code == 303
    assert clerk.post(f"{page}/confirm", page, version=version(stored)).status_code == 409
    assert stored(ApplicationPhoto) == []


def test_another_units_zip_and_people_do_not_exist(
    clerk: Keeper, stranger: Keeper, add: Add, stored: Stored, photo: bytes
) -> None:
    add("王小明")
    (theirs,) = add("周八", unit="port")
    page = clerk.match(zipped({f"王小明{STEEL}.jpg": photo, "周八.jpg": padded(picture(), LEAST)}))
    assert rows(stored)["周八.jpg"].match == "nobody"
    assert clerk.post(f"{page}/files/1", page, do="choose", person=theirs).status_code == 422
    assert stranger.client.get(page).status_code == 404
    assert stranger.client.get(f"{page}/files/0").status_code == 404
    for verb in ("confirm", "accept", "end", "files/0"):
        assert stranger.post(f"{page}/{verb}", "/photos", version="2").status_code == 404


def test_who_has_no_photo_is_listed_until_there_is_one(
    clerk: Keeper, stranger: Keeper, add: Add, photo: bytes
) -> None:
    ming, _li, _gone = *add("王小明", "李四"), *add("赵六", state="withdrawn")
    shown = clerk.client.get("/photos/missing").text
    assert "还没有照片的 2 人" in shown
    assert "赵六" not in shown
    assert clerk.keep(ming, photo).status_code == 303
    shown = clerk.client.get("/photos/missing").text
    assert ("王小明" in shown, "李四" in shown) == (False, True)
    assert "没有缺照片的人" in stranger.client.get("/photos/missing").text


def test_the_list_of_jobs_leads_to_the_zip(clerk: Keeper, add: Add, photo: bytes) -> None:
    add("王小明")
    page = clerk.match(zipped({f"王小明{STEEL}.jpg": photo}), "六月.zip")
    listed = clerk.client.get("/jobs").text
    assert "读取照片" in listed
    assert "六月.zip" in listed
    assert page in clerk.client.get("/photos").text


def test_the_workbench_counts_what_waits(
    clerk: Keeper, add: Add, photo: bytes, app: Flask, cast: Cast
) -> None:
    add("王小明", "李四")
    clerk.match(zipped({f"王小明{STEEL}.jpg": photo}))
    shown = clerk.client.get("/").text
    assert "缺照片的人员" in shown
    assert "待核对的照片压缩包" in shown
    reviewer = cast.sign_in(app.test_client(), "steel.org_reviewer")
    assert "缺照片的人员" not in reviewer.get("/").text


def test_whoever_oversees_jobs_opens_the_one_that_reads_a_zip(
    app: Flask, cast: Cast, clerk: Keeper, stored: Stored
) -> None:
    clerk.match(zipped({"a.jpg": padded(picture(), LEAST)}))
    (job,) = stored(Job)
    for who in ("city.city_admin", "city.city_auditor"):
        answer = cast.sign_in(app.test_client(), who).get(f"/jobs/{job.public_id}")
        assert answer.status_code == 200, who
        assert "/photos/" not in answer.text  # the zip itself is the unit's own
    assert "/photos/" in clerk.client.get(f"/jobs/{job.public_id}").text
