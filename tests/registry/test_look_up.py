"""查询登记库: for a reason, kept and counted; a certificate struck and restored, with what hangs on it."""

from __future__ import annotations

import re

from tenants.audit import AuditEvent
from tests.crosscheck.made import name_of, somebody
from tests.registry.conftest import Officer
from tests.registry.made import as_csv, line, written
from tests.signing_in import csrf_of
from webapp.crosscheck.models import LookUp
from webapp.people.models import KnownCertificate


def test_a_person_is_found_by_either_form_of_their_number_and_by_the_certificate(officer: Officer) -> None:
    number = somebody("19810507")
    officer.load(as_csv([line(name_of(number), number, written(100))]))
    made = officer.ledger.apply("steel", number)
    for asked in (number, number[:6] + number[8:17], f" {number} ", written(100)):
        page = officer.ask(asked).text
        assert written(100) in page
        assert name_of(number) in page
    shown = officer.ask(number).text
    assert made in shown  # the person's live application
    assert number not in re.sub(r'value="[^"]*"', "", shown)  # nothing but the question itself


def test_what_is_not_known_says_so_and_a_reason_is_wanted(officer: Officer) -> None:
    assert "登记库里没有" in officer.ask(somebody()).text
    refused = officer.ask(somebody(), reason=" ")
    assert refused.status_code == 422
    assert "请填写查询事由" in refused.text


def test_every_look_up_is_kept_with_its_reason_and_without_the_number(officer: Officer) -> None:
    before = len(officer.ledger.rows(LookUp, LookUp.kind == "registry"))
    number = somebody()
    officer.ask(number, reason="群众来信")
    assert len(officer.ledger.rows(LookUp, LookUp.kind == "registry")) == before + 1
    event = officer.ledger.rows(AuditEvent, AuditEvent.action == "registry.look_up")[-1]
    assert event.reason == "群众来信"
    assert number not in f"{event.subject}{event.changes}"


def test_a_certificate_is_struck_and_restored_and_the_application_follows(officer: Officer) -> None:
    number = somebody()
    officer.load(as_csv([line(name_of(number), number, written(110))]))
    made = officer.ledger.apply("steel", number)
    (known,) = officer.known(written(110))
    assert officer.ledger.application(made).state == "held"
    assert "已作废，相关报名已重新查重" in act(officer, known, "strike", number).text
    assert officer.ledger.application(made).state == "submitted"
    assert "状态已经变了" in act(officer, known, "strike", number).text
    assert "已恢复" in act(officer, known, "restore", number).text
    assert officer.ledger.application(made).state == "held"
    assert "请填写原因" in act(officer, known, "strike", number, why="").text


def test_a_certificate_struck_by_hand_stays_struck_whatever_list_names_it_again(officer: Officer) -> None:
    number = somebody()
    officer.load(as_csv([line(name_of(number), number, written(120))]))
    (known,) = officer.known(written(120))
    act(officer, known, "strike", number)
    found = officer.load(
        as_csv([line(name_of(number), number, written(120)), line("孙某", somebody(), written(121))])
    )
    assert found.counts["same"] == 1
    assert officer.known(written(120))[0].revoked_at is not None


def act(officer: Officer, known: KnownCertificate, verb: str, number: str, why: str = "登记有误") -> object:
    form = {"csrf_token": csrf_of(officer.client, "/registry/look-up"), "number": number,
            "reason": "核查", "why": why}  # fmt: skip
    return officer.client.post(f"/registry/certificates/{known.id}/{verb}", data=form)
