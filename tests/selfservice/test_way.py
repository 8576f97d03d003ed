"""An applicant's whole way: unit, form in steps, handing in, the unit sees it, returned, corrected (三)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import ProgrammingError

from tenants.actor import Actor
from tenants.db import db
from tenants.models import ApplicantAccount, Tenant, User
from tenants.scope import Reach, Scope, acting_as
from tests.cast import Cast
from tests.selfservice.conftest import SYSTEM
from tests.selfservice.people import Somebody, enter, made_up
from tests.signing_in import csrf_of
from webapp.applicants.models import Application, Move
from webapp.applicants.operations import note_move
from webapp.applicants.states import MACHINE
from webapp.entering.models import ApplicationDraft
from webapp.extensions import keyring
from webapp.notices import expanding
from webapp.notices.models import Notice, OutgoingMessage
from webapp.notices.operations import tell
from webapp.transaction import separately

CodeOf = Callable[[Somebody], str]
PERSON = {
    "sex": "男", "birth": "1985-03", "education": "大专", "native_place": "山东日照", "ethnicity": "汉族",
    "politics": "群众",
}  # fmt: skip
WORK = {"category": "employee", "occupation": "焊工", "work_start": "2005-07", "experience_months": "15年"}
TARGET = {
    "target_occupation": "焊工", "target_level": "技师", "current_level": "高级工",
    "certificate_date": "2015-06-01", "certificate_number": "1537000000300012", "specialty": "擅长管道焊接",
}  # fmt: skip


@dataclass
class Phone:
    """Somebody's browser with the form that it fills in."""

    client: FlaskClient
    form: str = ""

    def begin(self, unit: Tenant) -> int:
        data = {"unit": unit.public_id, "csrf_token": csrf_of(self.client, "/my")}
        answer = self.client.post("/my/unit", data=data)
        self.form = (answer.location or "").rsplit("/", 1)[0]
        return answer.status_code

    def step(self, name: str, **typed: str) -> Any:
        data = {"_do": "next", "csrf_token": csrf_of(self.client, "/my")} | typed
        return self.client.post(f"{self.form}/{name}", data=data)

    def fill(self, **changed: str) -> Any:
        for name, typed in (("person", PERSON), ("work", WORK), ("target", TARGET)):
            answer = self.step(name, **typed | {k: v for k, v in changed.items() if k in typed})
            assert answer.status_code == 303, answer.text
        return self.step("check", _do="submit")


@pytest.fixture
def phone(entered: FlaskClient) -> Phone:
    return Phone(entered)


def number_of(answer: Any) -> str:
    assert answer.status_code == 303, answer.text
    return str(answer.location).rsplit("/", 1)[1]


def actor_of(app: Flask, who: Somebody) -> Actor:
    with app.app_context(), separately(SYSTEM):
        mine = ApplicantAccount.id_index == keyring().index(who.number)
        row, user = db.session.execute(
            select(ApplicantAccount, User).join(User, User.id == ApplicantAccount.user_id).where(mine)
        ).one()
        return Actor(user.id, user.public_id, user.name, user.login, user.locale, None, ("applicant",),
                     city_id=row.city_id)  # fmt: skip


def reviewed(app: Flask, cast: Cast, number: str, verb: str, who: str = "steel.org_reviewer") -> None:
    """What the unit's reviewer decides."""
    me = cast.actors[who]
    with app.app_context(), separately(me.scope()):
        row = db.session.scalars(select(Application).where(Application.public_id == number)).one()
        before, after = MACHINE.move(row, verb, me, row.version)
        note_move(row, me, (verb, before, after), "certificate_date" if verb == "return" else None)


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


TABLES = (
    "application", "application_move", "application_draft", "applicant_account", "notice", "notice_read",
    "notice_setting", "outgoing_message", "user_account", "membership", "sign_in", "job", "stored_file",
    "roster", "roster_row", "audit_event", "known_certificate", "known_elsewhere", "application_photo",
    "login_code", "sign_in_attempt", "application_figure",
)  # fmt: skip
OWNING = {
    "application": "applicant_id", "application_draft": "applicant_id", "applicant_account": "user_id",
    "notice": "user_id", "notice_read": "user_id", "notice_setting": "user_id", "stored_file": "user_id",
}  # fmt: skip


def test_an_applicant_sees_only_their_own_rows_in_every_table(
    app: Flask, cast: Cast, phone: Phone, somebody: Somebody, code_of: CodeOf
) -> None:
    stranger = Phone(enter(app.test_client(), made_up(), code_of))
    for each in (stranger, phone):
        each.begin(cast.tenants["steel"])
        number_of(each.fill())
        each.begin(cast.tenants["port"])
    me = actor_of(app, somebody)
    with app.app_context(), acting_as(me.scope()):
        for table in TABLES:
            try:
                rows = db.session.execute(text(f"select to_jsonb(t) from {table} t")).scalars().all()
            except ProgrammingError:
                db.session.rollback()
                continue
            owner = OWNING.get(table)
            foreign = [row for row in rows if owner is None or row[owner] != me.user_id]
            if table == "application_move":
                foreign = [row for row in rows if row["user_id"] != me.user_id]
            assert foreign == [], table
        assert db.session.scalars(select(Application.id)).all()
        assert db.session.scalars(select(ApplicationDraft.id)).all()


def _insert(me: Actor, unit: Tenant, source: Application, **changed: Any) -> Any:
    columns = {c.name: getattr(source, c.name) for c in Application.__table__.columns if c.name != "id"}
    place = {"tenant_id": unit.id, "district_id": unit.district_id, "city_id": unit.city_id}
    new = columns | place | {"public_id": "JLL-2026-FORGE-FORGE", "programme_year": 2031} | changed
    return insert(Application).inline().values(**new)


FORGED: dict[str, dict[str, Any]] = {
    "the territory of another unit": {"district_id": None},
    "another's name": {"applicant_id": 1},
    "entered by another": {"entered_by": 1},
    "another's number": {"id_index": b"x" * 32},
    "approved at once": {"state": "unit_approved"},
    "attested by oneself": {"attested": True},
    "an institution at once": {"institution_id": 1},
}


@pytest.mark.parametrize("what", FORGED)
def test_direct_sql_forges_nothing(
    app: Flask, cast: Cast, phone: Phone, somebody: Somebody, what: str
) -> None:
    phone.begin(cast.tenants["steel"])
    number = number_of(phone.fill())
    me = actor_of(app, somebody)
    with app.app_context(), acting_as(me.scope()):
        own = db.session.scalars(select(Application).where(Application.public_id == number)).one()
        db.session.execute(_insert(me, cast.tenants["steel"], own))  # what is right passes
        db.session.rollback()
    with app.app_context(), acting_as(me.scope()):
        own = db.session.scalars(select(Application).where(Application.public_id == number)).one()
        forged = _insert(me, cast.tenants["steel"], own, **FORGED[what])
        with pytest.raises(ProgrammingError, match=r"not an applicant|territory|row-level|for oneself"):
            db.session.execute(forged)


@pytest.mark.parametrize(
    "change", ["state = 'unit_approved'", "attested = true", "city_id = city_id + 1", "assigned_to = 1"]
)
def test_what_reviewers_write_is_not_the_applicants_to_change(
    app: Flask, cast: Cast, phone: Phone, somebody: Somebody, change: str
) -> None:
    phone.begin(cast.tenants["steel"])
    number = number_of(phone.fill())
    statement = text(f"update application set {change} where public_id = :number")
    refused = pytest.raises(ProgrammingError, match="not an applicant")
    with app.app_context(), acting_as(actor_of(app, somebody).scope()), refused:
        db.session.execute(statement, {"number": number})


def test_an_applicant_approves_nothing_not_even_as_another_reach(
    app: Flask, cast: Cast, phone: Phone, somebody: Somebody
) -> None:
    """The second person: whoever entered it, as an applicant too."""
    phone.begin(cast.tenants["steel"])
    number = number_of(phone.fill())
    me = actor_of(app, somebody)
    steel = cast.tenants["steel"]
    scope = Scope(
        Reach.TENANT, user_id=me.user_id, tenant_id=steel.id, district_id=steel.district_id,
        city_id=steel.city_id,
    )  # fmt: skip
    with app.app_context(), acting_as(scope):
        row = db.session.scalars(select(Application).where(Application.public_id == number)).one()
        note_move(row, me, ("approve", "submitted", "unit_approved"))
        with pytest.raises(ProgrammingError, match="whoever enters does not approve"):
            db.session.flush()


def test_keepers_of_accounts_see_no_applicant(
    app: Flask, cast: Cast, entered: FlaskClient, somebody: Somebody
) -> None:
    me = actor_of(app, somebody)
    for who in ("city.city_admin", "donggang.district_admin", "steel.org_admin"):
        with app.app_context(), acting_as(cast.actors[who].scope()):
            assert db.session.scalars(select(User.id).where(User.id == me.user_id)).all() == []


def test_the_inbox_is_an_applicants_too(app: Flask, cast: Cast, phone: Phone, somebody: Somebody) -> None:
    me = actor_of(app, somebody)
    with app.app_context(), separately(cast.actors["steel.org_reviewer"].scope()):
        tell("application.returned", user_id=me.user_id, link="/my", params={"name": "江远帆"})
    assert "1 条未读" in phone.client.get("/my").text
    assert "报名被退回修改" in phone.client.get("/notices").text
    assert phone.client.get("/notices/settings").status_code == 200


def test_what_decides_comes_as_a_short_message_too(
    app: Flask, cast: Cast, phone: Phone, somebody: Somebody
) -> None:
    """Once, however often the worker looks; to the registered telephone, without the reason."""
    me = actor_of(app, somebody)
    with app.app_context():
        with separately(cast.actors["steel.org_reviewer"].scope()):
            for event in ("application.returned", "application.reopened"):
                tell(event, user_id=me.user_id, params={"name": "江远帆", "reason": "证书日期"})
        expanding.expand()
        expanding.expand()
        with separately(SYSTEM):
            sent = select(OutgoingMessage).where(OutgoingMessage.key.startswith("notice-sms-"))
            rows, ring = db.session.scalars(sent).all(), keyring()
            mine = [row for row in rows if ring.open_text(row.address) == somebody.phone]
            assert [row.event for row in mine] == ["application.returned"]
            assert "退回修改" in ring.open_text(mine[0].body)
            assert "证书日期" not in ring.open_text(mine[0].body)
