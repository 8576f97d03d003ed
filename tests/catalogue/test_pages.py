"""职业目录, 备案范围, 培训机构 as pages: filters, keyset, changes with their reason, refusals."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tenants.audit import AuditEvent
from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from tests.catalogue.conftest import post
from webapp.catalogue.contact import ensure_institution
from webapp.catalogue.models import FiledScope, Institution, ScarceAddition
from webapp.policy.programme import today

VERSION = re.compile(r'name="version"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="version"')


def version_of(text: str) -> str:
    found = VERSION.search(text)
    assert found is not None
    return found[1] or found[2]


def audited(house: Flask, action: str) -> list[AuditEvent]:
    with house.app_context(), acting_as(Scope.of_system("a test looks")):
        query = select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.id)
        found = list(db.session.scalars(query))
        db.session.close()  # detached, so that the test may read them
    return found


def shown_codes(text: str) -> list[str]:
    return re.findall(r'href="/occupations/(\d-\d\d-\d\d-\d\d)"', text)


def test_the_list_runs_by_code_a_page_at_a_time(clerk: FlaskClient) -> None:
    first = clerk.get("/occupations").text
    codes = shown_codes(first)
    assert len(codes) == 50
    assert codes == sorted(codes)
    second = shown_codes(clerk.get(f"/occupations?after={codes[-1]}").text)
    assert second
    assert min(second) > codes[-1]
    back = shown_codes(clerk.get(f"/occupations?before={second[0]}").text)
    assert back == codes


@pytest.mark.parametrize(
    ("query", "there", "not_there"),
    [
        ("q=焊工", "6-18-02-04", "6-17-02-02"),
        ("q=hangong", "6-18-02-04", "6-17-02-02"),
        ("q=电焊工", "6-18-02-04", "6-17-02-02"),
        ("q=6-17-02", "6-17-02-02", "6-18-02-04"),
        ("industry=先进钢铁制造", "6-17-02-02", "6-18-02-04"),
        ("industry=-&q=6-18", "6-18-02-04", "6-18-01-12"),
        ("tag=智能制造", "6-18-01-07", "6-18-02-04"),
        ("level=高级技师&industry=全域旅游", "4-03-02-01", "4-03-01-01"),
    ],
)
def test_the_filters_narrow(clerk: FlaskClient, query: str, there: str, not_there: str) -> None:
    codes = shown_codes(clerk.get(f"/occupations?{query}").text)
    assert there in codes
    assert not_there not in codes


def test_an_empty_list_says_what_to_do(clerk: FlaskClient) -> None:
    assert "没有符合条件的职业" in clerk.get("/occupations?q=龘").text


def test_clause_1_the_page_warns_of_a_missing_industry(clerk: FlaskClient) -> None:
    assert "没有标注所属产业" in clerk.get("/occupations/6-18-02-04").text
    assert "没有标注所属产业" not in clerk.get("/occupations/6-17-02-02").text


def test_the_city_changes_an_occupation_with_a_reason(
    house: Flask, city: FlaskClient, clerk: FlaskClient
) -> None:
    page = "/occupations/6-18-01-04"
    fields = {
        "industry": "汽车整车及零部件",
        "tags": ["智能制造"],
        "levels": [5, 4, 3],
        "work_types": "数控磨工",
    }
    version = version_of(city.get(page).text)
    unreasoned = post(city, page, version=version, **fields)
    assert unreasoned.status_code == 422
    assert post(city, page, version=version, reason="按标准核对", **fields).status_code == 303
    shown = clerk.get(page).text
    assert "数控磨工" in shown
    assert "高级工" in shown
    event = audited(house, "occupation.change")[-1]
    assert event.reason == "按标准核对"
    assert event.changes["industry"] == ["", "汽车整车及零部件"]
    stale = post(city, page, version=version, reason="再来", **fields | {"industry": ""})
    assert stale.status_code == 409


def test_a_clerk_changes_nothing(clerk: FlaskClient) -> None:
    assert "<textarea" not in clerk.get("/occupations/6-18-02-04").text
    assert post(clerk, "/occupations", to="/occupations/6-18-02-04", reason="x").status_code == 403
    assert clerk.get("/scopes/new").status_code == 403


def test_an_unknown_code_is_not_found(city: FlaskClient) -> None:
    assert city.get("/occupations/9-99-99-99").status_code == 404


def test_clause_1_2_a_scarce_addition_is_made_and_ended_on_pages(
    house: Flask, city: FlaskClient, clerk: FlaskClient
) -> None:
    first, last = today() - timedelta(days=3), today() + timedelta(days=30)
    fields = {
        "occupation": "客房服务员", "levels": [1], "valid_from": first, "valid_to": last,
        "document": "日人社字〔2026〕9号", "version": "0", "reason": "旺季缺人",
    }  # fmt: skip
    assert post(city, "/occupations/scarce", **fields | {"levels": []}).status_code == 422
    assert post(city, "/occupations/scarce", **fields).status_code == 303
    assert post(city, "/occupations/scarce", **fields).status_code == 422  # the days overlap
    assert "客房服务员" in clerk.get("/occupations/scarce").text
    assert "4-03-01-02" in shown_codes(clerk.get("/occupations?scarce=1").text)
    with house.app_context(), acting_as(Scope.of_system("a test looks")):
        public_id = db.session.scalars(select(ScarceAddition.public_id)).first()
        db.session.rollback()
    page = f"/occupations/scarce/{public_id}"
    version = version_of(city.get(page).text)
    change = {"document": "日人社字〔2026〕9号", "version": version, "reason": "需求已满足"}
    assert post(city, page, valid_to=first, **change).status_code == 422  # the past stands
    assert post(city, page, valid_to=today(), **change).status_code == 303
    assert audited(house, "scarce.change")[-1].changes["valid_to"] == [str(last), str(today())]


def test_clause_2_a_scope_is_filed_extended_and_ended_on_pages(
    house: Flask, city: FlaskClient, people: Cast
) -> None:
    steel = people.tenants["steel"]
    first, last = today() - timedelta(days=10), today() + timedelta(days=30)
    fields = {
        "tenant": steel.public_id, "occupation": "电焊工", "level": 2, "valid_from": first, "valid_to": last,
        "document": "日人社备〔2026〕3号",
    }  # fmt: skip
    wrong = post(city, "/scopes/new", **fields | {"occupation": "电焊匠人"})
    assert wrong.status_code == 422
    assert post(city, "/scopes/new", **fields).status_code == 303
    overlapping = post(city, "/scopes/new", **fields)
    assert overlapping.status_code == 422
    assert "重叠" in overlapping.text
    with house.app_context(), acting_as(Scope.of_system("a test looks")):
        public_id = db.session.scalars(select(FiledScope.public_id).order_by(FiledScope.id.desc())).first()
        db.session.rollback()
    page = f"/scopes/{public_id}"
    assert "还剩 30 天到期" in city.get(page).text
    assert public_id
    assert public_id in city.get("/scopes?view=ending").text
    later = last + timedelta(days=365)
    extend = {"extend-document": "日人社备〔2026〕8号", "extend-reason": "续期", "extend-version": "1"}
    short = post(city, page, to=f"{page}/extend", **extend, **{"extend-valid_to": last})
    assert short.status_code == 422
    longer = post(city, page, to=f"{page}/extend", **extend, **{"extend-valid_to": later})
    assert longer.status_code == 303
    end = {"end-version": "2", "end-reason": "单位申请"}
    past = post(city, page, to=f"{page}/end", **end, **{"end-last_day": today() - timedelta(days=1)})
    assert past.status_code == 422
    assert post(city, page, to=f"{page}/end", **end, **{"end-last_day": today()}).status_code == 303
    assert audited(house, "scope.end")[-1].changes["valid_to"] == [str(later), str(today())]


def test_clause_2_the_contact_block_is_kept_by_the_institution_and_shown_to_everybody(
    house: Flask, college: FlaskClient, people: Cast
) -> None:
    with house.app_context(), acting_as(Scope.of_system("a test makes an institution")):
        ensure_institution(people.tenants["college"])
        ensure_institution(people.tenants["port"])
        db.session.commit()
        version = db.session.scalars(select(Institution.version)).first()
        db.session.rollback()
    page = f"/institutions/{people.tenants['college'].public_id}"
    fields = {
        "version": version,
        "address": "临沂北路2号",
        "contact": "职业培训处",
        "email": "px@example.edu.cn",
    }
    bad = post(college, page, phones="手机138", **fields)
    assert bad.status_code == 422
    for website in ("javascript:alert(1)", "http://a b", 'http://x"onclick'):
        assert post(college, page, phones="2910098", website=website, **fields).status_code == 422
    saved = post(
        college, page, phones="0633-2910098、0633-2910026", website="https://example.edu.cn/zypx", **fields
    )
    assert saved.status_code == 303
    stranger = house.test_client().get("/welcome/contacts").text
    for words in (
        "临沂北路2号",
        "0633-2910026",
        "职业培训处",
        "px@example.edu.cn",
        "https://example.edu.cn/zypx",
    ):
        assert words in stranger
    foreign = college.get(f"/institutions/{people.tenants['port'].public_id}")
    assert foreign.status_code == 404
    assert audited(house, "institution.contact")


@pytest.mark.parametrize(
    "page", ["/occupations", "/occupations/6-18-02-04", "/occupations/scarce", "/scopes", "/institutions"]
)
@pytest.mark.parametrize(
    "who", ["college.academic", "donggang.district_officer", "steel.org_reviewer", "city.city_auditor"]
)
def test_everybody_at_a_desk_reads_the_catalogue(house: Flask, people: Cast, who: str, page: str) -> None:
    assert people.sign_in(house.test_client(), who).get(page).status_code == 200
