"""The applicants' pages: reach, filters, pages by keyset, one application whole, revealing, withdrawing."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook
from sqlalchemy import select

from tenants.audit import AuditEvent
from tenants.db import db
from tenants.models import Tenant
from tenants.scope import Scope, acting_as
from tests.applicants_pages.made import NUMBER, SUBMITTED, apply, numbers
from tests.cast import Cast
from tests.signing_in import csrf_of
from webapp.applicants.models import Application, Move
from webapp.photos.models import ApplicationPhoto

LINK = re.compile(r'href="(/applications/JLL-[^"]+)"')


@pytest.fixture
def one(app: Flask, cast: Cast) -> str:
    with app.app_context():
        return apply(cast.tenants["steel"])


@pytest.fixture
def clerk(app: Flask, cast: Cast) -> FlaskClient:
    return cast.sign_in(app.test_client(), "steel.org_clerk")


def events(app: Flask, action: str) -> list[AuditEvent]:
    with app.app_context(), acting_as(Scope.of_system("a test reads the audit", read_only=True)):
        return list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == action)))


def test_each_reach_lists_its_own(app: Flask, cast: Cast, one: str) -> None:
    for who, sees in {
        "steel.org_clerk": True, "port.org_clerk": False, "donggang.district_officer": True,
        "lanshan.district_officer": False, "city.city_auditor": True,
    }.items():  # fmt: skip
        client = cast.sign_in(app.test_client(), who)
        assert (one in client.get("/applications").text) is sees, who
        assert client.get(f"/applications/{one}").status_code == (200 if sees else 404), who


def test_the_object_page_says_what_the_decision_rests_on(clerk: FlaskClient, one: str) -> None:
    page = clerk.get(f"/applications/{one}").text
    for words in (
        "陈志远　焊工・技师", "371102********1233", "139****2208", "12 年 2 个月", "高级工（三级）",
        "符合，按证书路径", "取得高级工证书满 3 年，还多 1 个月 18 天", "2019-03-18 取得，2022-03-18 起符合",
        "距 14 年还差 1 年 10 个月", "三(一)2", "计算到提交日 2022-05-06",
        "企业自主评价，山东省备案，2019 年，高级工（三级），第 000427 号", "与填写的高级工、2019 年一致",
        "名册导入，提交申请", "待单位审核", "待机构复审",
    ):  # fmt: skip
        assert words in page, words
    assert NUMBER not in page
    assert "13912342208" not in page


def test_pages_follow_one_another_without_gap_or_repeat(app: Flask, cast: Cast, clerk: FlaskClient) -> None:
    with app.app_context():
        for at, number in enumerate(numbers(120)):
            apply(
                cast.tenants["steel"],
                f"王{at:03d}",
                number,
                created_at=SUBMITTED + timedelta(minutes=at // 3),
            )
    for sort in ("", "created", "name", "-name"):
        seen, address, places = [], f"/applications?sort={sort}", []
        while address:
            page = clerk.get(address).text
            links = LINK.findall(page)
            seen += [link.partition("?")[0] for link in links]
            places += [int(found) for found in re.findall(r"place=(\d+)", page)]
            following = re.search(r'href="([^"]+)"[^>]*rel="next"', page)
            address = following[1].replace("&amp;", "&") if following else ""
            back = re.search(r'href="([^"]+)"[^>]*rel="prev"', page)
        assert len(seen) == len(set(seen)) == 120, sort
        assert places == list(range(1, 121)), sort
        before = clerk.get(back[1].replace("&amp;", "&")).text
        assert [link.partition("?")[0] for link in LINK.findall(before)] == seen[50:100], sort


def test_a_search_finds_by_the_beginning_of_a_name(
    app: Flask, cast: Cast, clerk: FlaskClient, one: str
) -> None:
    with app.app_context():
        apply(cast.tenants["steel"], "陈建国", numbers(1)[0])
    for text, found in {
        "陈志": 1, "陈": 2, "chenzhi": 1, "chen": 2, "chen jian": 1, "志远": 0, one.lower(): 1, "%": 0,
    }.items():  # fmt: skip
        page = clerk.get("/applications", query_string={"text": text}).text
        assert len(LINK.findall(page)) == found, text


def test_an_identity_number_is_posted_and_opens_its_application(
    app: Flask, clerk: FlaskClient, one: str
) -> None:
    token = csrf_of(clerk, "/applications")
    answer = clerk.post("/applications/by-identity", data={"csrf_token": token, "number": NUMBER.lower()})
    assert answer.status_code == 303
    assert answer.location.endswith(f"/applications/{one}")
    assert NUMBER not in answer.location
    nobody = clerk.post("/applications/by-identity", data={"csrf_token": token, "number": numbers(1)[0]})
    assert "没有该证件号码" in nobody.text
    assert numbers(1)[0] not in nobody.text
    assert len(events(app, "application.find")) == 2


def test_revealing_needs_a_reason_and_leaves_a_trace(app: Flask, clerk: FlaskClient, one: str) -> None:
    token = csrf_of(clerk, f"/applications/{one}")
    address = f"/applications/{one}/reveal"
    refused = clerk.post(address, data={"csrf_token": token, "reason": " "})
    assert refused.status_code == 422
    assert NUMBER not in refused.text
    shown = clerk.post(address, data={"csrf_token": token, "reason": "与证书原件核对"})
    assert NUMBER in shown.text
    assert "13912342208" in shown.text
    noted = events(app, "application.reveal")
    assert [(event.subject, event.reason) for event in noted] == [(f"application:{one}", "与证书原件核对")]
    assert NUMBER not in str([event.changes for event in noted])
    assert NUMBER not in clerk.get(f"/applications/{one}").text


def test_withdrawing_ends_it_and_keeps_it(app: Flask, clerk: FlaskClient, one: str) -> None:
    token = csrf_of(clerk, f"/applications/{one}")
    address = f"/applications/{one}/withdraw"
    without = clerk.post(address, data={"csrf_token": token, "version": "1", "reason": "other"})
    assert without.status_code == 422
    assert "写明说明" in without.text
    given = {"csrf_token": token, "version": "1", "reason": "wrong_entry", "note": "身份证号码录错"}
    assert clerk.post(address, data=given).status_code == 303
    page = clerk.get(f"/applications/{one}").text
    assert "已撤回，申请不再办理；记录保留。" in page
    assert "录入有误，撤回后重新申报；身份证号码录错" in page
    assert clerk.post(address, data=given | {"version": "2"}).status_code == 409
    with app.app_context(), acting_as(Scope.of_system("a test looks", read_only=True)):
        assert db.session.scalar(select(Application.state)) == "withdrawn"
        last = db.session.scalars(select(Move).order_by(Move.id.desc())).first()
    assert (last.from_state, last.to_state, last.reason_code) == ("submitted", "withdrawn", "wrong_entry")
    assert len(events(app, "application.withdraw")) == 1


def test_a_stale_withdrawal_is_refused(clerk: FlaskClient, one: str) -> None:
    token = csrf_of(clerk, f"/applications/{one}")
    given = {"csrf_token": token, "version": "7", "reason": "own_wish"}
    assert clerk.post(f"/applications/{one}/withdraw", data=given).status_code == 409


def test_the_export_is_text_masked_watermarked_and_audited(app: Flask, clerk: FlaskClient, one: str) -> None:
    answer = clerk.get("/applications/export?state=submitted")
    sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert "日照海岳钢铁集团有限公司" in rows[0][0]
    assert rows[1][0] == "报名编号"
    assert rows[2][:4] == (one, "陈志远", "男", "371102********1233")
    assert sheet["D3"].data_type == "s"
    assert [event.changes for event in events(app, "application.export")] == [{"state": [None, "submitted"]}]


def test_neighbours_follow_the_list_one_came_from(
    app: Flask, cast: Cast, clerk: FlaskClient, one: str
) -> None:
    with app.app_context():
        older = apply(cast.tenants["steel"], "王伟", numbers(2)[0], created_at=SUBMITTED - timedelta(days=1))
        apply(cast.tenants["steel"], "李强", numbers(2)[1], state="accepted")
    page = clerk.get(f"/applications/{one}?state=submitted&place=1").text
    assert "1 / 2" in page
    assert f"/applications/{older}?place=2&amp;state=submitted" in page or (
        f"/applications/{older}?state=submitted&amp;place=2" in page
    )


def test_a_block_alone_is_answered_to_htmx(clerk: FlaskClient, one: str) -> None:
    block = clerk.get("/applications", headers={"HX-Request": "true", "HX-Target": "list"}).text
    assert one in block
    assert "<html" not in block


def test_an_empty_list_says_what_to_do_next(clerk: FlaskClient) -> None:
    page = clerk.get("/applications").text
    assert "还没有报名人员" in page
    assert 'href="/rosters"' in page
    assert "没有符合条件的报名" in clerk.get("/applications?state=returned").text


def test_clause_3_3_3_who_lacks_a_photo_is_marked_and_found(
    app: Flask, cast: Cast, clerk: FlaskClient, one: str
) -> None:
    with app.app_context():
        has = apply(cast.tenants["steel"], "王有照", numbers(2)[0])
        gone = apply(cast.tenants["steel"], "李已撤", numbers(2)[1], state="withdrawn")
        with_photo(cast.tenants["steel"], has)
    for client in (clerk, cast.sign_in(app.test_client(), "donggang.district_officer")):
        everybody = client.get("/applications").text
        assert all(number in everybody for number in (one, has, gone))
        assert everybody.count("缺照片</span>") == 1
        lacking = client.get("/applications?photo=missing").text
        assert re.findall(r"JLL-[0-9A-Z-]+(?=</td>)", lacking) == [one]
        assert f'href="/applications/{one}?photo=missing&amp;place=1"' in lacking
    assert clerk.get(f"/applications/{one}?photo=missing&place=1").status_code == 200
    book = load_workbook(io.BytesIO(clerk.get("/applications/export?photo=missing").data)).active
    assert [row[0].value for row in book if str(row[0].value).startswith("JLL-")] == [one]
    assert len(LINK.findall(clerk.get("/applications?photo=other").text)) == 3


def with_photo(tenant: Tenant, number: str) -> None:
    """Give an application a photo, as an accepted upload leaves it."""
    with acting_as(Scope.of_system("a test gives a photo")):
        own = db.session.scalar(select(Application.id).where(Application.public_id == number))
        db.session.add(
            ApplicationPhoto(
                tenant_id=tenant.id, district_id=tenant.district_id, city_id=tenant.city_id,
                application_id=own, name="照片.jpg", size=2_000_000, digest="a" * 64, file_id=1, kind="jpeg",
                width=420, height=588, blue=100, thumb_digest="b" * 64, display_digest="c" * 64, warnings=[],
                policy_version="2022", uploaded_by_name="某人",
            )
        )  # fmt: skip
        db.session.commit()
