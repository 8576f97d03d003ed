"""Nothing typed is ever lost, and a draft is seen by its own unit alone, its numbers by nobody in passing."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from sqlalchemy import text

from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from tests.entering.conftest import Desk, a_form, draft_of, number
from tests.signing_in import csrf_of
from webapp.entering.content import unseal
from webapp.entering.models import ApplicationDraft
from webapp.extensions import keyring

Stored = Callable[..., list[Any]]
HTMX = {"HX-Request": "true"}


def content(app: Flask, draft: ApplicationDraft) -> dict[str, Any]:
    with app.app_context():
        return unseal(draft.content, keyring())


def test_leaving_a_field_keeps_the_draft_and_answers_the_block(
    app: Flask, desk: Desk, stored: Stored
) -> None:
    opened = desk.opened()
    typed = opened | {"name": "陈志远", "_check": "name"}
    answer = desk.client.post("/applications/new", data=typed, headers=HTMX)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert 'id="field-name"' in answer.text
    assert answer.headers["HX-Replace-Url"].endswith(f"/applications/drafts/{opened['key']}")
    assert content(app, draft_of(stored, opened["key"]))["name"] == "陈志远"


def test_a_blank_form_leaves_no_draft(desk: Desk, stored: Stored) -> None:
    opened = desk.opened()
    answer = desk.client.post("/applications/new", data=opened)
    assert answer.status_code == 422
    assert "还没有填写任何内容" in answer.text
    assert stored(ApplicationDraft, public_id=opened["key"]) == []


def test_a_draft_is_kept_gone_on_with_and_handed_in(app: Flask, desk: Desk, stored: Stored) -> None:
    saved = desk.send(a_form(101, phone="", target_level=""))
    assert saved.status_code == 303
    address = saved.location
    assert "陈志远" in desk.client.get("/applications/drafts").text
    answer = desk.submit({"phone": "13912342208", "target_level": "技师"}, address)
    assert answer.status_code == 303
    assert "/applications/JLL-" in answer.location
    assert desk.client.get(address).location.endswith(answer.location.rsplit("/", 1)[1])
    assert address.rsplit("/", 1)[1] not in desk.client.get("/applications/drafts").text


def test_no_page_of_a_draft_holds_a_whole_number_and_an_empty_field_keeps_it(
    app: Flask, desk: Desk, stored: Stored
) -> None:
    saved = desk.send(a_form(103))
    page = desk.client.get(saved.location).text
    assert number(103) not in page
    assert "13900000103" not in page
    assert f'placeholder="371102********{number(103)[-4:]}"' in page
    desk.send({"name": "陈致远", "id_number": "", "phone": ""}, saved.location)
    kept = content(app, draft_of(stored, saved.location.rsplit("/", 1)[1]))
    assert (kept["name"], kept["id_number"], kept["phone"]) == ("陈致远", number(103), "13900000103")
    assert number(103) not in desk.client.get("/applications/drafts").text


def test_nothing_of_a_draft_stands_readable_in_the_table(app: Flask, desk: Desk) -> None:
    desk.send(a_form(105, name="司徒远"))
    with app.app_context(), acting_as(Scope.of_system("a test reads the table as it is")):
        rows = (
            db.session.execute(text("select application_draft::text from application_draft")).scalars().all()
        )
        hexed = "司徒远".encode().hex()
        assert not [row for row in rows if "司徒远" in row or hexed in row or number(105) in row]
        db.session.rollback()


def test_a_session_that_ends_leaves_what_was_typed(app: Flask, desk: Desk, at: Callable[[str], Desk]) -> None:
    opened = desk.opened()
    typed = opened | {"name": "陈守拙", "_check": "name"}
    desk.client.post("/applications/new", data=typed, headers=HTMX)
    desk.client.post("/account/sign-out", data={"csrf_token": csrf_of(desk.client, "/applications/new")})
    late = desk.client.post("/applications/new", data=typed | {"phone": "13912342208"}, headers=HTMX)
    assert late.status_code in (401, 422)
    assert "陈守拙" in at("steel.org_clerk").client.get("/applications/drafts").text


def test_a_draft_is_thrown_away_and_taken_back(desk: Desk, stored: Stored) -> None:
    saved = desk.send({"name": "陈去来"})
    key = saved.location.rsplit("/", 1)[1]
    token = {"csrf_token": csrf_of(desk.client, "/applications/drafts")}
    thrown = desk.client.post(f"{saved.location}/delete", data=token)
    shown = desk.client.get(thrown.location).text
    assert "草稿已删除" in shown
    assert "陈去来" not in shown
    assert draft_of(stored, key).ended_as == "deleted"
    assert desk.client.post(f"{saved.location}/restore", data=token).status_code == 303
    assert "陈去来" in desk.client.get("/applications/drafts").text


def test_the_list_says_what_to_do_when_it_is_empty(at: Callable[[str], Desk]) -> None:
    page = at("port.org_clerk").client.get("/applications/drafts").text
    assert "没有草稿" in page
    assert "新增报名" in page


def test_anothers_draft_and_no_draft_are_one_answer(desk: Desk, at: Callable[[str], Desk]) -> None:
    saved = desk.send({"name": "陈本家"})
    port = at("port.org_clerk")
    token = {"csrf_token": csrf_of(port.client, "/applications/drafts")}
    nowhere = "/applications/drafts/nowhere12345"
    for suffix in ("", "/delete", "/restore"):
        answers = [port.client.post(one + suffix, data=token) for one in (saved.location, nowhere)]
        assert [one.status_code for one in answers] == [404, 404]
        assert re.sub(r"csrf[^>]+", "", answers[0].text) == re.sub(r"csrf[^>]+", "", answers[1].text)
    assert port.client.get(saved.location).status_code == 404


def test_another_units_key_makes_a_draft_of_ones_own(
    cast: Cast, desk: Desk, at: Callable[[str], Desk], stored: Stored
) -> None:
    opened = desk.opened()
    desk.client.post("/applications/new", data=opened | {"name": "陈一甲"})
    port = at("lanshan.district_officer")
    assert port.client.get("/applications/new").status_code == 403
    school = at("school.org_clerk")
    mine = school.opened() | {"key": opened["key"], "name": "陈二乙"}
    assert school.client.post("/applications/new", data=mine).status_code == 303
    owners = {draft.tenant_id for draft in stored(ApplicationDraft, public_id=opened["key"])}
    assert owners == {cast.tenants["steel"].id, cast.tenants["school"].id}


def test_two_clerks_at_one_draft_dont_write_over_each_other(
    app: Flask, cast: Cast, desk: Desk, stored: Stored
) -> None:
    saved = desk.send({"name": "陈共笔"})
    key = saved.location.rsplit("/", 1)[1]
    opened = desk.opened(saved.location)
    with app.app_context(), acting_as(cast.actors["steel.org_admin"].scope()):
        db.session.execute(
            text("update application_draft set saved_by = 1, version = version + 1 where public_id = :key"),
            {"key": key},
        )
        db.session.commit()
    late = desk.client.post(saved.location, data=opened | {"name": "陈独笔"})
    assert late.status_code == 409
    assert 'value="陈独笔"' in late.text
    assert "另一位经办人" in late.text
    assert content(app, draft_of(stored, key))["name"] == "陈共笔"
    version = re.search(r'name="version" value="(\d+)"', late.text)
    assert version is not None
    again = desk.client.post(saved.location, data=opened | {"name": "陈独笔", "version": version[1]})
    assert again.status_code == 303
    assert content(app, draft_of(stored, key))["name"] == "陈独笔"


def test_two_clerks_correct_one_application_in_one_draft(desk: Desk, stored: Stored) -> None:
    number_of = desk.submit(a_form(107)).location.rsplit("/", 1)[1]
    address = f"/applications/{number_of}/edit"
    one, other = desk.opened(address), desk.opened(address)
    first = desk.client.post(address, data=one | {"native_place": "山东五莲"})
    second = desk.client.post(address, data=other | {"politics": "中共党员"})
    assert first.location == second.location
    application = stored(public_id=number_of)[0]
    assert len(stored(ApplicationDraft, application_id=application.id, ended_at=None)) == 1
