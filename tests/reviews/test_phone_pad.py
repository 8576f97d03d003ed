"""The phone-confirmation pad (三(四)): who confirmed, when, by which number; reminders; undoing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm.attributes import set_committed_value

from tenants.db import db
from tenants.models import Tenant
from tenants.scope import Reach, Scope, acting_as
from tests.reviews.conftest import House
from webapp.extensions import keyring
from webapp.notices.models import Notice
from webapp.policy.programme import SHANGHAI, programme_year
from webapp.reviews import phone as phone_pad
from webapp.reviews.models import PhoneConfirmation, Sending
from webapp.reviews.phone_queries import unconfirmed
from webapp.reviews.reminding import remind, remind_of

CALLED = "13800617001"


@pytest.fixture
def sent(house: House) -> str:
    """The steelworks sent one application; answers the sending."""
    unit = house.cast.tenants["steel"].id
    house.as_system(
        lambda: db.session.execute(
            update(Tenant).where(Tenant.id == unit).values(contact="宋海燕", phone="0633-2910000")
        )
    )
    house.send()
    return str(house.read(select(Sending.public_id))[0])


def call(house: House, client: FlaskClient, sent: str, **given: str) -> object:
    values = {
        "person": "宋海燕", "phone": CALLED, "note": "材料齐全",
        "confirmed_at": f"{datetime.now(SHANGHAI):%Y-%m-%dT%H:%M}",
    } | given  # fmt: skip
    return house.post(client, f"/phone-confirmations/{sent}/confirm", **values)


def test_clause_3_4_the_pad_lists_who_has_not_confirmed(house: House, sent: str) -> None:
    page = house.client("college.registrar").get("/phone-confirmations").text
    for words in (house.cast.tenants["steel"].name, "宋海燕", "0633-2910000", "未确认"):
        assert words in page, words
    assert f"/reexaminations?unit={sent}" in page
    assert (
        house.cast.tenants["steel"].name
        not in house.client("steel.registrar").get("/phone-confirmations").text.partition("<main")[2]
    )


def test_clause_3_4_who_confirmed_when_and_by_which_number(house: House, sent: str) -> None:
    registrar = house.client("college.registrar")
    assert call(house, registrar, sent).status_code == 303  # type: ignore[attr-defined]
    one = house.read(select(PhoneConfirmation))[0]
    assert (one.person, one.phone_masked, one.note) == ("宋海燕", "138****7001", "材料齐全")
    assert one.actor.endswith(house.cast.users["college.registrar"].name)
    with house.app.app_context():
        assert keyring().open_text(one.phone) == CALLED
    page = registrar.get(f"/phone-confirmations/{sent}").text
    assert "138****7001" in page
    assert CALLED not in page
    assert "没有未确认的单位" in registrar.get("/phone-confirmations").text
    assert "138****7001" in registrar.get("/phone-confirmations?view=done").text
    event = house.events("phone.confirm")[0]
    assert event.changes == {"phone_masked": [None, "138****7001"]}
    number = house.read(select(text("public_id")).select_from(text("application")))[0]
    assert "已确认" in registrar.get(f"/reexaminations/{number}").text


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"person": " "}, "请填写是谁确认的"),
        ({"phone": "12"}, "请填写完整的电话号码"),
        ({"confirmed_at": ""}, "请填写确认时间"),
        ({"confirmed_at": "2099-01-01T08:00"}, "确认时间不能晚于现在"),
        ({"confirmed_at": "2020-01-01T08:00"}, "确认时间不能早于材料报送日期"),
    ],
)
def test_a_call_is_checked(house: House, sent: str, given: dict[str, str], said: str) -> None:
    answer = call(house, house.client("college.registrar"), sent, **given)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    assert said in answer.text  # type: ignore[attr-defined]
    assert "材料齐全" in answer.text  # type: ignore[attr-defined]
    assert house.read(select(PhoneConfirmation)) == []


def test_one_confirmation_stands_and_a_wrong_one_is_undone_never_deleted(house: House, sent: str) -> None:
    registrar = house.client("college.registrar")
    call(house, registrar, sent)
    assert call(house, registrar, sent).status_code == 409  # type: ignore[attr-defined]
    entry = house.read(select(PhoneConfirmation.public_id))[0]
    address = f"/phone-confirmations/{sent}/undo"
    assert house.post(registrar, address, entry=entry, reason="").status_code == 422
    assert house.post(registrar, address, entry="nowhere", reason="登记错单位").status_code == 404
    assert house.post(registrar, address, entry=entry, reason="登记错单位").status_code == 303
    assert house.post(registrar, address, entry=entry, reason="登记错单位").status_code == 409
    page = registrar.get(f"/phone-confirmations/{sent}").text
    assert "已撤销" in page
    assert "登记错单位" in page
    assert "138****7001" in page
    assert call(house, registrar, sent).status_code == 303  # type: ignore[attr-defined]
    assert len(house.read(select(PhoneConfirmation))) == 2
    scope = house.cast.actors["college.registrar"].scope(Reach.INSTITUTION)
    with house.app.app_context(), acting_as(scope), pytest.raises(DBAPIError):
        db.session.execute(text("delete from phone_confirmation"))


def test_a_foreign_institution_finds_nothing(house: House, sent: str) -> None:
    other = house.client("port.registrar")
    assert other.get(f"/phone-confirmations/{sent}").status_code == 404
    assert call(house, other, sent).status_code == 404  # type: ignore[attr-defined]


def _told(house: House) -> list[Notice]:
    return house.read(select(Notice).where(Notice.event == "phone.unconfirmed"))


def _remind(house: House, days: float) -> int:
    with house.app.app_context(), acting_as(Scope.of_system("a test reminds")):
        found = remind_of(datetime.now(UTC) + timedelta(days=days))
        db.session.commit()
    return found


def test_clause_3_4_after_n_days_the_registrars_are_reminded(house: House, sent: str) -> None:
    assert _remind(house, 2.9) == 0
    assert _remind(house, 3.1) == 1
    notice = _told(house)[0]
    assert notice.tenant_id == house.cast.tenants["college"].id
    assert notice.params == {"unit": house.cast.tenants["steel"].name, "days": "3"}
    assert notice.link == f"/phone-confirmations/{sent}"
    assert _remind(house, 3.2) == 0  # not again before another N days
    assert _remind(house, 6.2) == 1


def test_whoever_confirmed_or_has_nothing_waiting_isnt_reminded_of(house: House, sent: str) -> None:
    registrar = house.client("college.registrar")
    number = str(house.read(select(text("public_id")).select_from(text("application")))[0])
    house.decide(registrar, number, "reexaminations", verdict="accept")
    assert _remind(house, 10) == 0
    house.post(registrar, f"/reexaminations/{number}/reopen", at_version="3", why="再核一次")
    call(house, registrar, sent)
    assert _remind(house, 10) == 0
    assert _told(house) == []


def test_the_reminder_runs_once_a_day_however_many_beats(house: House, sent: str) -> None:
    def due_again() -> None:
        db.session.execute(text("update sending set reminded_at = now() - interval '9 days'"))

    house.as_system(due_again)
    with house.app.test_request_context():
        assert remind() == 1
    house.as_system(due_again)
    with house.app.test_request_context():
        assert remind() == 0
    assert len(_told(house)) == 1


def test_the_pad_counts_whom_it_reminds_of(house: House, sent: str) -> None:
    registrar = house.client("college.registrar")
    number = str(house.read(select(text("public_id")).select_from(text("application")))[0])
    assert "未电话确认的单位" in registrar.get("/").text
    house.decide(registrar, number, "reexaminations", verdict="accept")
    assert _remind(house, 10) == 0
    assert "没有未确认的单位" in registrar.get("/phone-confirmations").text
    assert "1 个" not in registrar.get("/").text.partition("未电话确认的单位")[2][:200]
    with house.app.app_context(), acting_as(house.cast.actors["college.registrar"].scope(Reach.INSTITUTION)):
        number_of, _since = unconfirmed(programme_year())
        assert db.session.scalar(select(number_of)) == 0


@pytest.mark.parametrize(("at", "fits"), [("2026-03-02T00:30", True), ("2026-03-01T23:30", False)])
def test_a_call_and_the_papers_are_compared_by_shanghais_day(
    house: House, sent: str, at: str, *, fits: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The papers came on the 2nd at 07:30 in Shanghai, when it was the 1st in Greenwich."""
    came = datetime(2026, 3, 2, 7, 30, tzinfo=SHANGHAI).astimezone(UTC)
    papers = phone_pad.load
    monkeypatch.setattr(phone_pad, "load", lambda key: _came(papers(key), came))
    answer = call(house, house.client("college.registrar"), sent, confirmed_at=at)
    assert answer.status_code == (303 if fits else 422)  # type: ignore[attr-defined]


def _came(sending: Sending, at: datetime) -> Sending:
    set_committed_value(sending, "sent_at", at)
    return sending
