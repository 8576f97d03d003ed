"""Seals that go stale when the data change (三(三)1-2), and the word of clause 六."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, func

from tenants.db import db
from tenants.scope import acting_as
from tests.documents.made import pages_of, plain
from tests.papers.conftest import SYSTEM, Desk, scanned
from tests.papers.test_sealing import list_seals, seals
from tests.photos.pictures import padded, picture
from tests.signing_in import csrf_of
from webapp.applicants.models import Application
from webapp.extensions import keyring
from webapp.notices.models import Notice
from webapp.papers import issuing, operations, queries, telling, views
from webapp.papers.models import PaperList
from webapp.papers.telling import tell_stale

Clients = Callable[[str], FlaskClient]


def test_clause_3_3_1_a_change_after_sealing_makes_the_seal_stale_naming_the_fields(desk: Desk) -> None:
    (number,) = desk.add("陈志远")
    desk.sealed(number)
    assert "盖章件已过期" not in desk.page()
    desk.change(number, education="大学本科", work_start="2009-07")
    page = desk.page()
    assert "盖章件已过期" in page
    assert "已修改：文化程度、参加工作时间" in page
    shown = desk.client.get(f"/applications/{number}").text
    assert "盖章之后修改了：文化程度、参加工作时间" in shown
    desk.sealed(number)
    assert "盖章件已过期" not in desk.page()
    before, now = seals(desk, number)
    assert before.ended_at is not None
    assert now.ended_at is None
    assert (before.data_version, now.data_version) == (1, 2)


def test_a_change_that_forgot_to_count_its_version_shows_all_the_same(desk: Desk) -> None:
    (number,) = desk.add("陈志远")
    desk.sealed(number)
    desk.change(number, unit_name="日照海岳钢铁集团有限公司二分厂", data_version=1)
    assert "已修改：工作单位" in desk.page()


def test_a_form_printed_before_the_change_seals_what_was_printed(desk: Desk) -> None:
    (number,) = desk.add("陈志远")
    printed = desk.annex1(number)
    desk.change(number, education="大学本科")
    desk.seal(scanned(printed))
    assert [paper.data_version for paper in seals(desk, number)] == [1]
    assert "已修改：文化程度" in desk.page()


def test_numbers_are_compared_and_never_shown(desk: Desk) -> None:
    (number,) = desk.add("陈志远")
    desk.sealed(number)
    with desk.app.app_context():
        sealed = keyring().seal("13800001111")
    desk.change(number, phone=sealed, phone_masked="138****1111")
    page = desk.page()
    assert "已修改：联系电话" in page
    assert "13800001111" not in page


def test_a_stale_seal_is_told_once(desk: Desk) -> None:
    (number,) = desk.add("陈志远")
    desk.sealed(number)
    desk.change(number, education="大学本科")

    def notices() -> list[Notice]:
        link = f"/applications/{number}"
        return desk.rows(Notice, Notice.event == "papers.stale", Notice.link == link)

    with desk.app.app_context():
        tell_stale()
        tell_stale()
    assert [one.params for one in notices()] == [{"name": "陈志远", "fields": "文化程度"}]
    desk.change(number, education="中专")
    with desk.app.app_context():
        tell_stale()
    assert len(notices()) == 2


def test_clause_3_3_2_the_lists_seal_goes_stale_naming_who_and_what(desk: Desk) -> None:
    first, second = desk.add("陈志远", "孙一凡")
    desk.commit()
    assert desk.seal(scanned(desk.annex2())).status_code == 303
    assert [paper.tied_by for paper in list_seals(desk)] == ["qr"]
    desk.change(second, state="returned")
    desk.change(first, education="大学本科")
    desk.add("郑书恒")
    page = desk.page()
    assert "汇总表的盖章件已过期" in page
    assert "新增郑书恒" in page
    assert "减少孙一凡" in page
    assert "陈志远的文化程度" in page
    assert "盖章件已过期" in desk.client.get("/papers").text


def test_clause_6_a_sealed_list_counts_only_with_the_word_on_wages(desk: Desk) -> None:
    desk.add("陈志远")
    printed = scanned(desk.annex2())
    refused = desk.seal(printed)
    assert refused.status_code == 422
    assert "请先确认工资福利承诺" in refused.text
    assert not list_seals(desk)
    assert desk.commit().status_code == 303
    (kept,) = desk.rows(PaperList, PaperList.occupation == desk.occupation)
    assert kept.committed_at is not None
    assert kept.committed_by == desk.cast.users["steel.org_clerk"].id
    assert "已承诺" in desk.page()
    assert desk.seal(printed).status_code == 303
    assert len(list_seals(desk)) == 1
    assert desk.commit().status_code == 409


def test_clause_6_the_word_is_printed_with_who_and_when(desk: Desk) -> None:
    desk.add("陈志远")
    desk.commit()
    text = pages_of(desk.annex2())[0]
    assert plain(f"承诺人：{desk.cast.users['steel.org_clerk'].name}") in text


def test_clause_6_is_a_setting(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.add("陈志远")
    for module in (issuing, operations, queries, views):
        if hasattr(module, "commitment_wanted"):
            monkeypatch.setattr(module, "commitment_wanted", lambda *_: False)
    assert "没有承诺，汇总表的盖章件不作数" not in desk.page()
    assert desk.seal(scanned(desk.annex2())).status_code == 303
    assert len(list_seals(desk)) == 1


def test_the_reviewers_queue_names_what_changed_after_the_seal(desk: Desk, clients: Clients) -> None:
    (number,) = desk.add("陈志远")
    desk.sealed(number)
    reviewer = clients("steel.org_reviewer")
    address = f"/reviews?occupation={desk.occupation}"
    assert "盖章件已过期" not in reviewer.get(address).text
    desk.change(number, education="大学本科")
    assert "盖章件已过期：文化程度" in reviewer.get(address).text


def test_the_index_asks_no_more_for_many_sealed_lists_than_for_one(desk: Desk) -> None:
    def asked() -> int:
        found: list[str] = []

        def note(_c: object, _u: object, statement: str, *_rest: object) -> None:
            found.append(statement)

        with desk.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            assert desk.client.get("/papers", query_string={"year": 2022}).status_code == 200
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return sum("FROM application" in one or "FROM paper_list" in one for one in found)

    desk.add("陈志远")
    desk.commit()
    desk.seal(scanned(desk.annex2()))
    before = asked()
    first = desk.occupation
    for number in range(3):
        desk.occupation = f"{first}之{number}"
        desk.add("孙一凡")
        desk.commit()
        desk.seal(scanned(desk.annex2()))
    assert asked() == before


def test_a_new_photo_makes_the_seal_stale_and_is_told(desk: Desk) -> None:
    (number,) = desk.add("陈志远", state="submitted")
    desk.sealed(number)
    address = f"/applications/{number}/photo/upload"
    form = {
        "csrf_token": csrf_of(desk.client, address),
        "file": (io.BytesIO(padded(picture(), 2_000_000)), "a.jpg"),
    }
    assert desk.client.post(address, data=form, content_type="multipart/form-data").status_code == 303
    assert "已修改：照片" in desk.page()
    with desk.app.app_context():
        tell_stale()
    link = f"/applications/{number}"
    (notice,) = desk.rows(Notice, Notice.event == "papers.stale", Notice.link == link)
    assert notice.params == {"name": "陈志远", "fields": "照片"}


def test_what_one_beat_has_in_hand_another_passes_over(desk: Desk) -> None:
    (number,) = desk.add("陈志远")
    desk.commit()
    desk.sealed(number)
    desk.seal(scanned(desk.annex2()))
    desk.change(number, education="大学本科")

    def in_hand() -> tuple[set[str], set[str]]:
        forms = {one.public_id for one in telling._changed_forms()}
        return forms, {kept.occupation for _paper, kept in telling._changed_lists()}

    with desk.app.app_context(), acting_as(SYSTEM):
        forms, lists = in_hand()
        assert number in forms
        assert desk.occupation in lists
        with desk.app.app_context(), acting_as(SYSTEM):
            forms, lists = in_hand()
            assert number not in forms
            assert desk.occupation not in lists
            db.session.rollback()
        db.session.rollback()


def test_a_list_is_looked_at_again_only_after_a_change(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    (number,) = desk.add("陈志远")
    desk.commit()
    desk.seal(scanned(desk.annex2()))
    monkeypatch.setattr(telling, "OVERLAP", telling.OVERLAP * 0)
    looked: list[str] = []
    true = telling.people_on

    def watched(key: queries.Key) -> list[Application]:
        looked.append(key.occupation)
        return true(key)

    monkeypatch.setattr(telling, "people_on", watched)
    with desk.app.app_context():
        for _ in range(3):
            tell_stale()
        assert looked.count(desk.occupation) == 1
        desk.change(number, education="大学本科", updated_at=func.clock_timestamp())
        tell_stale()
        tell_stale()
    assert looked.count(desk.occupation) == 2
    told = desk.rows(Notice, Notice.event == "papers.stale", Notice.link == "/papers")
    assert (
        len({one.id for one in told if desk.occupation in str(one.params) and one.user_id == told[0].user_id})
        == 1
    )
