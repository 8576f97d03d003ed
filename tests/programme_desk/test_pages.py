"""年度项目's pages: read by everybody below the city, edited by its filing officers, tried before saved."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tenants.audit import AuditEvent
from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from tests.signing_in import csrf_of
from webapp.policy.programme import programme_year
from webapp.programmes.models import PolicyVersion

YEAR = programme_year()
HERE = "/programme"
EDIT = f"{HERE}/{YEAR}/edit"
LATE = f"{HERE}/{YEAR}/late-openings"
INPUT = re.compile(r"<input\b([^>]*)>|<(textarea|select)\b([^>]*)>(.*?)</\2>", re.S)
NAME, VALUE = re.compile(r'\bname="([^"]+)"'), re.compile(r'\bvalue="([^"]*)"')
CHOSEN = re.compile(r'<option selected value="([^"]*)"')


def filled(client: FlaskClient, address: str) -> dict[str, str]:
    """The fields of a page's form as they stand."""
    form = client.get(address).text
    form = form[form.index('id="content"') :]
    found = {}
    for single, tag, double, body in INPUT.findall(form):
        attributes = single or double
        name = NAME.search(attributes)
        if name is None:
            continue
        if tag == "select":
            chosen = CHOSEN.search(body)
            found[name[1]] = chosen[1] if chosen else ""
        elif tag == "textarea":
            found[name[1]] = unescape(body).strip("\r\n")
        else:
            value = VALUE.search(attributes)
            found[name[1]] = unescape(value[1]) if value else ""
    return found


def send(client: FlaskClient, address: str, form: dict[str, str]) -> TestResponse:
    return client.post(address, data={**form, "csrf_token": csrf_of(client, "/account/sessions")})


def newest(app: Flask, cast: Cast) -> PolicyVersion:
    with app.app_context(), acting_as(Scope.of_system("a test looks")):
        city = cast.tenants["city"].id
        query = select(PolicyVersion).where(PolicyVersion.city_id == city)
        found = db.session.scalars(query.order_by(PolicyVersion.id.desc())).first()
        assert found is not None
        return found


@pytest.mark.parametrize("who", ["steel.org_clerk", "donggang.district_officer", "city.city_auditor"])
def test_everybody_reads_the_programme_and_nobody_else_edits(
    client: FlaskClient, cast: Cast, who: str
) -> None:
    cast.sign_in(client, who)
    shown = client.get(HERE)
    assert shown.status_code == 200
    assert f"{YEAR}-01-01 至 {YEAR}-12-31" in shown.text
    assert "正在报名" in shown.text
    assert "修订政策" not in shown.text
    assert client.get(EDIT).status_code == 403
    assert client.get(f"{HERE}/{YEAR}/versions/1").status_code == 200
    assert client.get(LATE).status_code == 200
    assert client.get(f"{HERE}/1999/notice").status_code == 404


def test_clause_6_the_notice_is_a_document_with_anchors_and_versions(city: FlaskClient) -> None:
    before = filled(city, f"{HERE}/{YEAR}/notice/new")
    body = "一、项目培训范围\n（一）范围甲。\n三、资格审核及报名\n（一）报名条件\n1. 满3年。\n"
    body += "附件 1\n姓名\t性别"
    answer = send(city, f"{HERE}/{YEAR}/notice/new", before | {"body": body, "reason": "更正"})
    assert answer.status_code == 303
    read = city.get(f"{HERE}/{YEAR}/notice").text
    for anchor in ("c-一", "c-一(一)", "c-三(一)1", "c-附件1"):
        assert f'id="{anchor}"' in read
    assert "<td>性别</td>" in read
    assert "更正" in read
    assert "本市各类企业在职职工" in city.get(f"{HERE}/{YEAR}/notice?version=1").text


def test_clause_1_11_every_value_is_on_the_form_with_what_stands_now(city: FlaskClient) -> None:
    text = city.get(EDIT).text
    form = filled(city, EDIT)
    assert form["routes-1-certificate_years"] == "3"
    assert form["window-opens"] == f"{YEAR}-01-01"
    assert form["settings-kinds_count_alike-value"] == "yes"
    assert "现行：3 年" in text
    assert "三(一)2" in text
    assert len(form) > 50


def test_clause_1_11_a_field_is_checked_on_leaving_it(city: FlaskClient) -> None:
    form = filled(city, EDIT) | {"routes-1-certificate_years": "x", "photo-minimum_bytes": ""}
    text = send(city, EDIT, form | {"_check": "routes-1-certificate_years"}).text
    assert "请填写整数。" in text
    assert "此项必填。" not in text
    wrong = filled(city, EDIT) | {"window-closes": f"{YEAR - 1}-05-20"}
    assert "报名截止日期早于开始日期。" in send(city, EDIT, wrong | {"_check": "window-closes"}).text
    assert send(city, EDIT, wrong | {"verb": "save", "reason": "试"}).status_code == 422


def test_clause_1_11_a_revision_is_tried_before_it_is_saved(
    app: Flask, city: FlaskClient, cast: Cast
) -> None:
    before = newest(app, cast)
    form = filled(city, EDIT) | {"routes-2-experience_years": "17", "reason": "放宽高级技师年限"}
    unseen = send(city, EDIT, form | {"verb": "save"})
    assert unseen.status_code == 422
    assert "请先看试算结果" in unseen.text
    assert newest(app, cast).number == before.number
    tried = re.search(r'name="tried"[^>]*value="([0-9a-f]{64})"', unseen.text)
    assert tried
    assert "试算结果" in unseen.text
    assert "18 年" in unseen.text
    unexplained = send(city, EDIT, form | {"verb": "save", "tried": tried[1], "reason": ""})
    assert unexplained.status_code == 422
    saved = send(city, EDIT, form | {"verb": "save", "tried": tried[1]})
    assert saved.status_code == 303
    made = newest(app, cast)
    assert (made.number, made.based_on, made.reason) == (before.number + 1, before.label, form["reason"])
    shown = city.get(saved.location).text
    assert "<del>18 年</del>" in shown
    assert "<b>17 年</b>" in shown
    assert "放宽高级技师年限" in shown
    with app.app_context(), acting_as(Scope.of_system("a test looks")):
        said = select(AuditEvent).where(AuditEvent.action == "policy.revise")
        event = db.session.scalars(said.order_by(AuditEvent.id.desc())).first()
        assert event is not None
        assert ["18 年", "17 年"] in event.changes.values()


def test_clause_1_11_what_was_tried_is_what_is_saved(city: FlaskClient) -> None:
    form = filled(city, EDIT) | {"routes-0-experience_years": "9", "reason": "一"}
    tried = re.search(r'name="tried"[^>]*value="([0-9a-f]{64})"', send(city, EDIT, form).text)
    assert tried
    other = form | {"routes-0-experience_years": "8", "tried": tried[1], "verb": "save"}
    assert send(city, EDIT, other).status_code == 422


def test_clause_1_11_two_editors_do_not_write_over_each_other(city: FlaskClient) -> None:
    stale = filled(city, EDIT) | {"based_on": "2022", "ages-most": "66", "verb": "save"}
    assert send(city, EDIT, stale).status_code == 409


def test_clause_1_11_a_revision_of_nothing_is_no_version(city: FlaskClient) -> None:
    answer = send(city, EDIT, filled(city, EDIT) | {"verb": "try"})
    assert answer.status_code == 422
    assert "没有改动任何一项" in answer.text


def test_clause_3_4_the_city_opens_late_for_a_unit_it_finds(city: FlaskClient, cast: Cast) -> None:
    form = filled(city, EDIT) | {"window-closes": f"{YEAR}-06-30", "reason": "按通知"}
    tried = re.search(r'name="tried"[^>]*value="([0-9a-f]{64})"', send(city, EDIT, form).text)
    assert tried
    assert send(city, EDIT, form | {"tried": tried[1], "verb": "save"}).status_code == 303
    found = city.get(f"{LATE}?find=海岳").text
    steel = cast.tenants["steel"]
    assert f"unit={steel.public_id}" in found
    assert "望潮" not in found
    late = {"unit": steel.public_id, "first": f"{YEAR}-07-01", "last": f"{YEAR}-12-31", "reason": "停产检修"}
    assert send(city, LATE, late | {"first": f"{YEAR}-12-31", "last": f"{YEAR}-07-01"}).status_code == 422
    assert send(city, LATE, late | {"unit": cast.tenants["archive"].public_id}).status_code == 422
    assert send(city, LATE, late | {"first": f"{YEAR}-05-01", "last": f"{YEAR}-05-02"}).status_code == 422
    assert send(city, LATE, late | {"reason": ""}).status_code == 422
    assert send(city, LATE, late).status_code == 303
    shown = city.get(LATE).text
    assert "日照海岳钢铁集团有限公司" in shown
    assert "停产检修" in shown
    end = re.search(r'action="(/programme/late-openings/[^"]+/end)"', shown)
    assert end
    assert send(city, end[1], {"reason": "已补齐"}).status_code == 303
    assert "提前结束：已补齐" in city.get(LATE).text
    assert send(city, end[1], {"reason": "再来"}).status_code == 409


def test_clause_3_4_a_unit_sees_its_own_late_openings_only(
    app: Flask, client: FlaskClient, cast: Cast, city: FlaskClient
) -> None:
    port = {"unit": cast.tenants["port"].public_id, "first": f"{YEAR}-07-01", "last": f"{YEAR}-12-30"}
    assert send(city, LATE, port | {"reason": "台风"}).status_code == 303
    other = app.test_client()
    cast.sign_in(other, "steel.org_clerk")
    assert "台风" not in other.get(LATE).text
    mine = app.test_client()
    cast.sign_in(mine, "port.org_clerk")
    assert "台风" in mine.get(LATE).text
    assert "延期开放" in mine.get(HERE).text


def test_clause_3_4_next_years_programme_is_made_from_the_last(city: FlaskClient) -> None:
    form = filled(city, f"{HERE}/new")
    assert form["year"] == str(YEAR + 1)
    assert form["opens"] == f"{YEAR + 1}-01-01"
    assert send(city, f"{HERE}/new", form).status_code == 303
    drafted = city.get(f"{HERE}?year={YEAR + 1}").text
    assert "起草中" in drafted
    assert f"{YEAR + 1}.1" in drafted
    assert "不受理提交" in drafted
    again = send(city, f"{HERE}/new", form)
    assert again.status_code == 422
    assert "已经建立" in again.text
    move = f"{HERE}/{YEAR + 1}/state"
    assert send(city, move, {"verb": "publish"}).status_code == 303
    assert send(city, move, {"verb": "publish"}).status_code == 409
    assert "已发布" in city.get(f"{HERE}?year={YEAR + 1}").text
    assert send(city, move, {"verb": "close"}).status_code == 303
    assert send(city, move, {"verb": "nonsense"}).status_code == 422


def test_clause_3_4_the_sidebar_says_year_and_window(client: FlaskClient, cast: Cast) -> None:
    cast.sign_in(client, "college.registrar")
    foot = re.search(r'<p class="jl-nav-foot">(.*?)</p>', client.get(HERE).text, re.S)
    assert foot
    assert f"{YEAR} 年度" in foot[1]
    assert "报名 01-01 至 " in foot[1]
