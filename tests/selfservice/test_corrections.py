"""Corrections by the applicant: after an institution's return, after another move, two posts at once."""

from __future__ import annotations

import re
import threading
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from tenants.db import db
from tests.cast import Cast
from tests.entering.conftest import Desk, a_form
from tests.selfservice.filling import SYSTEM, Phone, number_of, reviewed
from tests.selfservice.people import made_up
from tests.signing_in import csrf_of
from webapp.applicants.models import Application
from webapp.catalogue.models import Institution
from webapp.entering import content as contents
from webapp.transaction import separately

CLEARED = re.compile(r'name="cleared" value="([^"]+)"')


def _one(app: Flask, number: str) -> Application:
    with app.app_context(), separately(SYSTEM):
        found = db.session.scalars(select(Application).where(Application.public_id == number)).one()
        db.session.expunge(found)
        return found


def _correct(phone: Phone, number: str) -> None:
    """Open the correction of an application on the phone."""
    data = {"csrf_token": csrf_of(phone.client, "/my")}
    again = phone.client.post(f"/my/applications/{number}/correct", data=data)
    assert again.status_code == 303, again.text
    phone.form = again.location.rsplit("/", 1)[0]


def _teaches(app: Flask, cast: Cast) -> None:
    college = cast.tenants["college"]
    with app.app_context(), separately(SYSTEM):
        if db.session.scalar(select(func.count()).select_from(Institution)) == 0:
            db.session.add(
                Institution(
                    tenant_id=college.id, district_id=college.district_id, city_id=college.city_id,
                    name=college.name, public_id=college.public_id, kind=college.kind, phones=["2910098"],
                    address="大学科技园临沂北路2号",
                )
            )  # fmt: skip


def _decides(app: Flask, cast: Cast, who: str, desk: str, number: str, **verdict: str) -> None:
    client = cast.sign_in(app.test_client(), who)
    given: dict[str, Any] = {"at_version": str(_one(app, number).version)}
    given |= {"csrf_token": csrf_of(client, "/account/sessions")}
    page = f"/applications/{number}" if desk == "reviews" else f"/{desk}/{number}"
    given |= {"cleared": CLEARED.findall(client.get(page).text)}
    answer = client.post(f"/{desk}/{number}/decision", data=given | verdict)
    assert answer.status_code == 303, answer.text


def test_3_4_what_the_institution_returned_is_handed_in_again(app: Flask, cast: Cast, phone: Phone) -> None:
    _teaches(app, cast)
    phone.begin(cast.tenants["steel"])
    number = number_of(phone.fill())
    _decides(app, cast, "steel.org_reviewer", "reviews", number, verdict="approve")
    returned = {"verdict": "return", "ground": "seal", "opinion": "请重新盖章"}
    _decides(app, cast, "college.registrar", "reexaminations", number, **returned)
    assert _one(app, number).institution_id == cast.tenants["college"].id
    _correct(phone, number)
    assert number_of(phone.fill(certificate_date="2015-07-01")) == number
    one = _one(app, number)
    assert (one.state, one.institution_id, one.certificate_date) == ("submitted", None, "2015-07-01")


def test_1_3_the_college_reviews_its_own_teachers_and_enters_them(
    app: Flask, cast: Cast, phone: Phone
) -> None:
    _teaches(app, cast)
    phone.begin(cast.tenants["college"])
    number = number_of(phone.fill(category="teacher"))
    told = cast.sign_in(app.test_client(), "college.org_reviewer")
    assert number in told.get("/reviews").text
    _decides(app, cast, "college.org_reviewer", "reviews", number, verdict="approve")
    _decides(app, cast, "college.registrar", "reexaminations", number, verdict="accept")
    assert _one(app, number).state == "accepted"
    desk = Desk(cast.sign_in(app.test_client(), "college.org_clerk"))
    entered = desk.submit(a_form(77, category="teacher"))
    assert (entered.status_code, "/applications/JLL" in str(entered.location)) == (303, True)


def test_a_correction_begun_before_another_move_is_handed_in_the_second_time(
    app: Flask, cast: Cast, phone: Phone
) -> None:
    phone.begin(cast.tenants["steel"])
    number = number_of(phone.fill())
    _correct(phone, number)
    reviewed(app, cast, number, "return")
    overtaken = phone.fill(certificate_date="2015-07-01")
    assert (overtaken.status_code, "核对后再次提交" in overtaken.text) == (409, True)
    assert number_of(phone.step("check", _do="submit")) == number
    assert _one(app, number).state == "submitted"


def test_another_number_by_the_clerk_unlinks_the_former_person(app: Flask, cast: Cast, phone: Phone) -> None:
    phone.begin(cast.tenants["steel"])
    number = number_of(phone.fill())
    desk = Desk(cast.sign_in(app.test_client(), "steel.org_clerk"))
    address = f"/applications/{number}/edit"
    assert desk.submit({"name": "江远航"}, address).status_code == 303
    assert _one(app, number).applicant_id is not None  # the same number: still the person's own
    assert desk.submit({"id_number": made_up().number}, address).status_code == 303
    assert _one(app, number).applicant_id is None
    assert phone.client.get(f"/my/applications/{number}").status_code == 404


def test_no_application_is_linked_to_the_account_of_another_number(
    app: Flask, cast: Cast, phone: Phone
) -> None:
    phone.begin(cast.tenants["steel"])
    mine = Application.public_id == number_of(phone.fill())
    refused = pytest.raises(IntegrityError, match="another number")
    with app.app_context(), separately(SYSTEM), refused, db.session.begin_nested():
        db.session.execute(update(Application).where(mine).values(id_index=b"x" * 32))


def test_two_posts_at_once_lose_nothing(
    app: Flask, cast: Cast, phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first waits between reading the draft and keeping it; the second must not be overwritten."""
    phone.begin(cast.tenants["steel"])
    token = csrf_of(phone.client, "/my")
    read, first, typed = threading.Event(), threading.Lock(), contents.typed

    def slowly(form: Any, before: Any) -> Any:
        if first.acquire(blocking=False):
            read.set()
            threading.Event().wait(1)
        return typed(form, before)

    monkeypatch.setattr(contents, "typed", slowly)
    data = {"_do": "keep", "csrf_token": token}
    session = phone.client.get_cookie("session") or next(iter(phone.client._cookies.values()))
    other = FlaskClient(app, app.response_class)
    other.set_cookie(session.key, session.value)
    posting = threading.Thread(
        target=lambda: phone.client.post(f"{phone.form}/person", data=data | {"native_place": "山东莒县"})
    )
    posting.start()
    assert read.wait(10)
    assert other.post(f"{phone.form}/work", data=data | {"occupation": "电工"}).status_code == 303
    posting.join(20)
    monkeypatch.undo()
    assert "山东莒县" in phone.client.get(f"{phone.form}/person").text
    assert "电工" in phone.client.get(f"{phone.form}/work").text


def test_an_applicant_reads_the_office_and_no_officers_name(app: Flask, cast: Cast, phone: Phone) -> None:
    phone.begin(cast.tenants["steel"])
    number = number_of(phone.fill())
    reviewed(app, cast, number, "return")
    page = phone.client.get(f"/my/applications/{number}").text
    assert "审核岗" in page
    assert cast.actors["steel.org_reviewer"].name not in page
