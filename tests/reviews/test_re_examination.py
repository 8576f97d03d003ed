"""The institution's re-examination (三(四)): its own reach, its verdicts, reopening, revealing, receipts."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from tenants.db import db
from tenants.scope import Reach, acting_as
from tests.applicants_pages.made import NUMBER, numbers
from tests.reviews.conftest import House
from webapp.applicants.models import Application, Move
from webapp.notices.models import Notice


def test_clause_3_4_the_institution_sees_what_was_sent_to_it_and_nothing_else(house: House) -> None:
    first, second, third = numbers(3)
    sent = house.send(number=first)
    waiting = house.apply(number=second)
    elsewhere = house.apply("port", number=third, state="unit_approved")
    house.as_system(
        lambda: db.session.execute(
            update(Application)
            .where(Application.public_id == elsewhere)
            .values(institution_id=house.cast.tenants["steel"].id)
        )
    )
    registrar = house.client("college.registrar")
    page = registrar.get("/reexaminations").text
    assert sent in page
    assert waiting not in page
    assert elsewhere not in page
    assert registrar.get(f"/reexaminations/{sent}").status_code == 200
    for other in (waiting, elsewhere):
        assert registrar.get(f"/reexaminations/{other}").status_code == 404
        assert registrar.get(f"/reexaminations/{other}/receipt").status_code == 404
        answer = house.post(registrar, f"/reexaminations/{other}/decision", at_version="1", verdict="accept")
        assert answer.status_code == 404


def test_clause_3_4_row_level_security_bounds_the_institution(house: House) -> None:
    sent, kept = house.send(number=numbers(1)[0]), house.apply()
    scope = house.cast.actors["college.registrar"].scope(Reach.INSTITUTION)
    with house.app.app_context(), acting_as(scope):
        assert db.session.scalars(select(Application.public_id)).all() == [sent]
        seen = db.session.scalars(select(Move.application_id).distinct()).all()
        assert seen == [house.one(sent).id] or len(seen) == 1
        db.session.rollback()
        others = update(Application).where(Application.public_id == kept).values(assigned_to=1)
        assert db.session.execute(others).rowcount == 0
        db.session.rollback()
        with pytest.raises(DBAPIError):  # what the form says is the unit's
            db.session.execute(text("update application set name = 'x'"))
        db.session.rollback()
        with pytest.raises(DBAPIError):  # it can't be handed on to another institution
            db.session.execute(text("update application set institution_id = 1"))
        db.session.rollback()


def test_clause_3_4_the_institution_accepts(house: House) -> None:
    number = house.send()
    registrar = house.client("college.registrar")
    page = registrar.get(f"/reexaminations/{number}").text
    assert "机构复审" in page
    assert "一人多证查重" in page
    assert "单位电话确认" in page
    assert "尚未电话确认" in page
    done = house.decide(registrar, number, "reexaminations", verdict="accept", opinion="与原件一致。")
    assert done.status_code == 303
    assert house.one(number).state == "accepted"
    assert [one.verb for one in house.moves(number)] == ["import", "approve", "accept"]
    told = house.read(select(Notice).where(Notice.event == "application.accepted"))
    assert [one.tenant_id for one in told] == [house.cast.tenants["steel"].id]
    unit = house.client("steel.org_clerk").get(f"/applications/{number}").text
    assert "与原件一致。" in unit
    assert house.cast.users["college.registrar"].name in unit
    assert number in registrar.get("/reexaminations?state=accepted").text
    assert number not in registrar.get("/reexaminations").text


@pytest.mark.parametrize(("verdict", "ground"), [("return", "seal"), ("reject", "several_applications")])
def test_clause_3_4_the_institution_returns_and_rejects_by_coded_grounds(
    house: House, verdict: str, ground: str
) -> None:
    number = house.send()
    registrar = house.client("college.registrar")
    bare = house.decide(registrar, number, "reexaminations", verdict=verdict)
    assert bare.status_code == 422
    done = house.decide(registrar, number, "reexaminations", verdict=verdict, ground=ground, opinion="请核对")
    assert done.status_code == 303
    one = house.one(number)
    assert one.state == {"return": "returned", "reject": "rejected"}[verdict]
    assert one.institution_id == house.cast.tenants["college"].id  # it still sees what it decided
    assert registrar.get(f"/reexaminations/{number}").status_code == 200


def test_clause_3_4_resubmitted_it_is_out_of_the_institutions_sight(house: House) -> None:
    number = house.send()
    registrar = house.client("college.registrar")
    house.decide(registrar, number, "reexaminations", verdict="return", ground="seal", opinion="请重新盖章")
    house.as_system(
        lambda: db.session.execute(
            update(Application).where(Application.public_id == number).values(state="submitted")
        )
    )
    assert house.one(number).institution_id is None
    assert registrar.get(f"/reexaminations/{number}").status_code == 404
    reviewer = house.client("steel.org_reviewer")
    assert number in reviewer.get("/reviews").text
    assert house.decide(reviewer, number, verdict="approve").status_code == 303
    assert registrar.get(f"/reexaminations/{number}").status_code == 200


def test_clause_3_4_it_is_opened_again_with_a_reason_until_enrolled(house: House) -> None:
    number = house.send()
    registrar = house.client("college.registrar")
    house.decide(registrar, number, "reexaminations", verdict="accept")
    address = f"/reexaminations/{number}/reopen"
    assert house.post(registrar, address, at_version="3", why="").status_code == 422
    assert house.post(registrar, address, at_version="2", why="看错了").status_code == 409
    assert house.post(registrar, address, at_version="3", why="原件须再核").status_code == 303
    assert house.one(number).state == "unit_approved"
    assert "原件须再核" in registrar.get(f"/reexaminations/{number}").text
    house.as_system(
        lambda: db.session.execute(
            update(Application).where(Application.public_id == number).values(state="enrolled")
        )
    )
    assert house.post(registrar, address, at_version="4", why="又要核").status_code == 409


def test_clause_3_4_whoever_agreed_for_the_unit_doesnt_re_examine(house: House) -> None:
    number = house.send()
    registrar = house.cast.users["college.registrar"].id
    one = house.one(number)
    move = Move(
        tenant_id=one.tenant_id, district_id=one.district_id, city_id=one.city_id, application_id=one.id,
        verb="approve", to_state="unit_approved", user_id=registrar, actor="同一人", policy_version="2022",
    )  # fmt: skip
    house.as_system(lambda: db.session.add(move))
    client = house.client("college.registrar")
    assert "复审须由另一位人员办理" in client.get(f"/reexaminations/{number}").text
    answer = house.decide(client, number, "reexaminations", verdict="accept")
    assert answer.status_code == 403


def test_the_institution_reveals_with_a_reason_that_the_audit_keeps(house: House) -> None:
    number = house.send()
    registrar = house.client("college.registrar")
    address = f"/reexaminations/{number}/reveal"
    assert NUMBER not in registrar.get(f"/reexaminations/{number}").text
    assert house.post(registrar, address, reason=" ").status_code == 422
    shown = house.post(registrar, address, reason="与证书原件核对")
    assert NUMBER in shown.text
    assert [event.reason for event in house.events("application.reveal")] == ["与证书原件核对"]
    assert NUMBER not in registrar.get(f"/reexaminations/{number}").text


def test_the_receipt_says_number_state_and_time_and_where_to_ask(house: House) -> None:
    number = house.send()
    for client, address in (
        (house.client("steel.org_clerk"), f"/reviews/{number}/receipt"),
        (house.client("college.registrar"), f"/reexaminations/{number}/receipt"),
    ):
        page = client.get(address).text
        for words in ("报名回执", number, "371102********1233", "待复审", "单位审核通过", "查询办理进度"):
            assert words in page, words
        assert NUMBER not in page
    assert house.client("port.org_clerk").get(f"/reviews/{number}/receipt").status_code == 404


def test_the_queue_runs_by_age_and_narrows(house: House) -> None:
    first, second = numbers(2)
    older = house.send(number=first, target_occupation="电工")
    newer = house.send("port", number=second)
    registrar = house.client("college.registrar")
    page = registrar.get("/reexaminations").text
    assert page.index(older) < page.index(newer)
    assert newer not in registrar.get("/reexaminations?occupation=电").text
    assert older in registrar.get("/reexaminations?occupation=电").text
    assert older not in registrar.get("/reexaminations?level=高级工").text
    units = house.read(select(text("public_id")).select_from(text("sending")).order_by(text("id")))
    assert older in registrar.get(f"/reexaminations?unit={units[0]}").text
    assert newer not in registrar.get(f"/reexaminations?unit={units[0]}").text
    assert older not in registrar.get("/reexaminations?unit=nowhere").text


def test_what_waits_stands_in_the_menu_and_on_the_workbench(house: House) -> None:
    house.send(number=numbers(1)[0])
    house.apply()
    reviewer = house.client("steel.org_reviewer").get("/").text
    assert "待单位审核的报名" in reviewer
    assert '单位审核</span><span class="jl-count">1<' in reviewer
    registrar = house.client("college.registrar").get("/").text
    assert "待复审的报名" in registrar
    assert "未电话确认的单位" in registrar
    assert '机构复审</span><span class="jl-count">1<' in registrar
    assert "待复审的报名" not in house.client("steel.org_clerk").get("/").text
