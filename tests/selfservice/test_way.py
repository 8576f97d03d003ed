"""An applicant's whole way: unit, form in steps, handing in, the unit sees it, returned, corrected (三)."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text, update

from tenants.db import db
from tests.cast import Cast
from tests.selfservice.filling import (
    PERSON,
    SYSTEM,
    TARGET,
    WORK,
    CodeOf,
    Phone,
    number_of,
    reviewed,
)
from tests.selfservice.people import Somebody, enter, made_up, prove
from tests.signing_in import csrf_of
from webapp.applicants.models import Application, Move
from webapp.extensions import keyring
from webapp.notices.models import Notice
from webapp.people.identity import check_digit
from webapp.transaction import separately


def test_units_are_found_by_a_part_of_the_name(cast: Cast, entered: FlaskClient) -> None:
    found = entered.get("/my/unit?words=钢铁").text
    assert "日照海岳钢铁集团有限公司" in found
    assert "望潮" not in found
    assert "没有找到这个单位" in entered.get("/my/unit?words=查无此名").text
    assert "市人力资源" not in entered.get("/my/unit?words=人力资源").text  # no bureau employs applicants


def test_1_4_a_public_body_is_refused_before_anything_is_filled_in(cast: Cast, phone: Phone) -> None:
    assert "机关事业单位职工不纳入" in phone.client.get("/my/unit?words=档案").text
    data = {"unit": cast.tenants["archive"].public_id, "csrf_token": csrf_of(phone.client, "/my")}
    answer = phone.client.post("/my/unit", data=data)
    assert (answer.status_code, "一(四)" in answer.text) == (422, True)


def test_a_unit_that_is_not_there_or_is_no_employer(cast: Cast, phone: Phone) -> None:
    assert phone.begin(cast.tenants["city"]) == 404
    data = {"unit": "nowhere-1234", "csrf_token": csrf_of(phone.client, "/my")}
    assert phone.client.post("/my/unit", data=data).status_code == 404


def test_the_whole_way_to_the_unit(app: Flask, cast: Cast, phone: Phone, somebody: Somebody) -> None:
    assert phone.begin(cast.tenants["steel"]) == 303
    first = phone.client.get(f"{phone.form}/person").text
    assert "第 1 步，共 4 步" in first
    assert somebody.number not in first
    assert somebody.number[-4:] in first
    number = number_of(phone.fill())
    shown = phone.client.get(f"/my/applications/{number}").text
    assert "下一步" in shown
    assert number in shown
    with app.app_context(), separately(cast.actors["steel.org_clerk"].scope()):
        row = db.session.scalars(select(Application).where(Application.public_id == number)).one()
        assert (row.state, row.name, row.target_level) == ("submitted", "江远帆", "技师")
        assert keyring().open_text(row.id_number) == somebody.number
        assert row.entered_by == row.applicant_id
        assert row.applicant_id is not None
        told = db.session.scalars(select(Notice).where(Notice.link.contains(number))).one()
        assert (told.event, told.tenant_id) == ("application.submitted", cast.tenants["steel"].id)
    with app.app_context(), separately(cast.actors["port.org_clerk"].scope()):
        assert db.session.scalars(select(Application).where(Application.public_id == number)).all() == []


def test_what_a_request_says_of_the_person_is_passed_over(
    app: Flask, cast: Cast, phone: Phone, somebody: Somebody
) -> None:
    other = made_up()
    phone.begin(cast.tenants["steel"])
    data = PERSON | {"id_number": other.number, "phone": other.phone, "name": "别人"}
    data |= {"_do": "next", "csrf_token": csrf_of(phone.client, "/my")}
    assert phone.client.post(f"{phone.form}/person", data=data).status_code == 303
    number = number_of(phone.fill())
    with app.app_context(), separately(SYSTEM):
        row = db.session.scalars(select(Application).where(Application.public_id == number)).one()
        assert row.id_index == keyring().index(somebody.number)
        assert (row.name, row.phone_index) == ("江远帆", keyring().index(somebody.phone))


def test_a_step_with_blanks_does_not_go_on_but_keeps_what_was_typed(cast: Cast, phone: Phone) -> None:
    phone.begin(cast.tenants["steel"])
    answer = phone.step("person", education="大专")
    assert answer.status_code == 303  # all that the step must have is there by the identity number
    answer = phone.step("work", occupation="焊工")
    assert answer.status_code == 422
    assert "work_start-error" in answer.text
    assert 'value="焊工"' in phone.client.get(f"{phone.form}/work").text


def test_the_live_answer_names_shortfall_and_clause(cast: Cast, phone: Phone) -> None:
    phone.begin(cast.tenants["steel"])
    phone.step("person", **PERSON)
    phone.step("work", **WORK | {"experience_months": "5年"})
    answer = phone.step("target", **TARGET | {"certificate_date": "2026-01-05"}, _check="certificate_date")
    assert answer.status_code == 200
    assert "还差" in answer.text
    assert "三(一)2" in answer.text


def test_years_alone_are_an_answer_not_a_refusal(cast: Cast, phone: Phone) -> None:
    """三(一)2: what the unit must still attest is its reviewer's matter, and no bar to handing in."""
    phone.begin(cast.tenants["steel"])
    phone.step("person", **PERSON)
    phone.step("work", **WORK)
    answer = phone.step("target", **TARGET | {"certificate_date": "2026-01-05"}, _check="certificate_date")
    assert "符合，按年限路径" in answer.text
    assert "不能申报" not in answer.text
    assert "须单位证明主要技术特长" in answer.text


def test_who_does_not_qualify_is_refused_and_the_draft_stays(cast: Cast, phone: Phone) -> None:
    phone.begin(cast.tenants["steel"])
    phone.step("person", **PERSON)
    phone.step("work", **WORK | {"experience_months": "5年"})
    phone.step("target", **TARGET | {"certificate_date": "2026-01-05"})
    refused = phone.step("check", _do="submit")
    assert refused.status_code == 422
    assert "没有提交" in refused.text
    assert "没填完的" in phone.client.get("/my").text


def test_returned_and_corrected(app: Flask, cast: Cast, phone: Phone) -> None:
    phone.begin(cast.tenants["steel"])
    number = number_of(phone.fill())
    reviewed(app, cast, number, "return")
    assert "请修改后再次提交" in phone.client.get(f"/my/applications/{number}").text
    data = {"csrf_token": csrf_of(phone.client, "/my")}
    again = phone.client.post(f"/my/applications/{number}/correct", data=data)
    phone.form = again.location.rsplit("/", 1)[0]
    assert number_of(phone.fill(certificate_date="2015-07-01")) == number
    with app.app_context(), separately(cast.actors["steel.org_reviewer"].scope()):
        row = db.session.scalars(select(Application).where(Application.public_id == number)).one()
        assert (row.state, row.certificate_date) == ("submitted", "2015-07-01")
        verbs = db.session.scalars(select(Move.verb).where(Move.application_id == row.id).order_by(Move.id))
        assert verbs.all() == ["submit", "return", "correct"]


def test_a_reviewed_one_is_not_corrected(app: Flask, cast: Cast, phone: Phone) -> None:
    phone.begin(cast.tenants["steel"])
    number = number_of(phone.fill())
    reviewed(app, cast, number, "approve")
    data = {"csrf_token": csrf_of(phone.client, "/my")}
    assert phone.client.post(f"/my/applications/{number}/correct", data=data).status_code == 409


def test_withdrawn_with_a_reason(app: Flask, cast: Cast, phone: Phone) -> None:
    phone.begin(cast.tenants["steel"])
    number = number_of(phone.fill())
    data = {"csrf_token": csrf_of(phone.client, "/my"), "version": "1"}
    address = f"/my/applications/{number}/withdraw"
    assert phone.client.post(address, data=data).status_code == 422
    assert phone.client.post(address, data=data | {"reason": "own_wish"}).status_code == 303
    assert "已撤回" in phone.client.get(f"/my/applications/{number}").text


def test_the_same_person_twice_in_a_unit_is_one_application(cast: Cast, phone: Phone) -> None:
    phone.begin(cast.tenants["steel"])
    number_of(phone.fill())
    phone.begin(cast.tenants["steel"])
    answer = phone.fill()
    assert (answer.status_code, "不能重复报名" in answer.text) == (422, True)


def test_the_same_form_twice_is_one_application(app: Flask, cast: Cast, phone: Phone) -> None:
    """The answer got lost on the way: asked again, or looked at again, it is the same application."""
    phone.begin(cast.tenants["steel"])
    number = number_of(phone.fill())
    assert number_of(phone.step("check", _do="submit")) == number
    assert number_of(phone.step("work", **WORK | {"occupation": "电工"})) == number
    assert number_of(phone.client.get(f"{phone.form}/check")) == number
    with app.app_context(), separately(SYSTEM):
        row = db.session.scalars(select(Application).where(Application.public_id == number)).one()
        verbs = db.session.scalars(select(Move.verb).where(Move.application_id == row.id)).all()
        assert (row.occupation, verbs) == ("焊工", ["submit"])


def test_a_draft_is_thrown_away(cast: Cast, phone: Phone) -> None:
    phone.begin(cast.tenants["steel"])
    data = {"csrf_token": csrf_of(phone.client, "/my")}
    assert phone.client.post(f"{phone.form}/delete", data=data).status_code == 303
    assert phone.client.get(f"{phone.form}/person").status_code == 404


def test_what_a_unit_entered_becomes_mine_by_number_and_telephone(
    app: Flask, cast: Cast, code_of: CodeOf
) -> None:
    """Linked only when both are equal."""
    typist, one = made_up(), made_up()
    phone = Phone(enter(app.test_client(), typist, code_of))
    phone.begin(cast.tenants["steel"])
    number = number_of(phone.fill())
    with app.app_context(), separately(SYSTEM):  # as if a clerk had entered it
        ring, row = keyring(), Application.public_id == number
        index = ring.index(one.number)
        values = {
            "applicant_id": None, "entered_by": cast.users["steel.org_clerk"].id, "id_index": index,
            "id_fingerprint": ring.fingerprint(index), "phone_index": ring.index("13800000000"),
        }  # fmt: skip
        db.session.execute(update(Application).where(row).values(**values))
    mine = enter(app.test_client(), one, code_of)
    assert number not in mine.get("/my").text
    with app.app_context(), separately(SYSTEM):
        same = update(Application).where(Application.public_id == number)
        db.session.execute(same.values(phone_index=keyring().index(one.phone)))
        db.session.execute(text("delete from sign_in_attempt"))
    mine = enter(app.test_client(), one, code_of)
    assert number in mine.get("/my").text


def test_1_4_a_residence_permit_is_said_at_registration_and_handed_in(
    app: Flask, cast: Cast, client: FlaskClient, code_of: CodeOf
) -> None:
    """What Annex 1 would ask about name and number is asked where both are typed: nowhere else can it be."""
    body = "81000019850316011"
    who = made_up(number=body + check_digit(body))
    claim = who.claim | {"name": "江 远帆", "csrf_token": csrf_of(client, "/my/sign-in")}
    asked = client.post("/my/sign-in", data=claim)
    assert (asked.status_code, "港澳台居民居住证" in asked.text) == (422, True)
    assert 'name="document"' in asked.text
    assert client.post("/my/sign-in", data=claim | {"document": "y"}).status_code == 303
    assert prove(client, code_of(who)) == 303
    phone = Phone(client)
    phone.begin(cast.tenants["steel"])
    number = number_of(phone.fill())
    with app.app_context(), separately(SYSTEM):
        row = db.session.scalars(select(Application).where(Application.public_id == number)).one()
        assert (row.id_type, row.name) == ("residence_permit", "江远帆")
