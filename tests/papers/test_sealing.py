"""Sealed scans (三(三)1-2): tied to the printed copy by its code or by hand, stale when the data change,
forged codes refused; the word of clause 六."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import zxingcpp
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from tenants.audit import AuditEvent
from tenants.db import db
from tenants.scope import Reach, Scope, acting_as
from tests.documents.made import picture_of
from tests.papers.conftest import SYSTEM, Desk, blank_page, scanned
from webapp.documents.annex1 import Form, Person, pdf
from webapp.documents.codes import Code, read_code
from webapp.extensions import keyring
from webapp.papers.models import PaperIssue, PaperList, SealedPaper
from webapp.papers.printing import joined

Clients = Callable[[str], FlaskClient]


def seals(desk: Desk, number: str) -> list[SealedPaper]:
    return desk.rows(SealedPaper, SealedPaper.application_id == desk.id_of(number))


def list_seals(desk: Desk) -> list[SealedPaper]:
    kept = desk.rows(PaperList, PaperList.occupation == desk.occupation)
    return desk.rows(SealedPaper, SealedPaper.list_id == kept[0].id) if kept else []


def take_scan(client: FlaskClient, paper: SealedPaper, *, received: bool = False) -> TestResponse:
    """Take a sealed scan away."""
    room = "received/sealed" if received else "sealed"
    return client.get(f"/papers/{room}/{paper.public_id}")


def code_of(desk: Desk, number: str) -> Code:
    found = read_code(zxingcpp.read_barcodes(picture_of(desk.annex1(number)))[0].text)
    assert found is not None
    return found


def coded(code: Code) -> bytes:
    """A form that somebody made themselves, with a code of their own."""
    return scanned(pdf([Form(Person(name="陈志远"), code=code)]))


def test_clause_3_3_1_a_sealed_scan_is_tied_by_its_code(desk: Desk) -> None:
    (number,) = desk.add("陈志远")
    assert desk.sealed(number).status_code == 303
    (paper,) = seals(desk, number)
    assert (paper.kind, paper.tied_by, paper.data_version, paper.pages) == ("annex1", "qr", 1, 1)
    assert paper.ended_at is None
    with desk.app.app_context():
        assert "陈志远" in keyring().open_text(paper.content)
    assert b"\xe9\x99\x88" not in paper.content  # sealed in the row
    page = desk.page()
    assert "已盖章" in page
    shown = desk.client.get(f"/applications/{number}").text
    assert "二维码对应" in shown
    subject = f"application:{number}"
    events = desk.rows(AuditEvent, AuditEvent.action == "paper.seal", AuditEvent.subject == subject)
    assert len(events) == 1


@pytest.mark.parametrize("degrees", [0, 2.5, 90, 180])
def test_a_scan_that_lies_askew_is_read(desk: Desk, degrees: float) -> None:
    (number,) = desk.add("陈志远")
    assert desk.seal(scanned(desk.annex1(number), degrees)).status_code == 303
    assert [paper.tied_by for paper in seals(desk, number)] == ["qr"]


def test_clause_3_3_1_one_scan_of_many_pages_is_tied_page_by_page(desk: Desk) -> None:
    numbers = desk.add("甲一", "乙二", "丙三")
    desk.commit()
    pages = joined([desk.annex1(number) for number in numbers] + [desk.annex2()])
    assert desk.seal(scanned(pages)).status_code == 303
    for number in numbers:
        assert [paper.tied_by for paper in seals(desk, number)] == ["qr"]
    assert [paper.kind for paper in list_seals(desk)] == ["annex2"]
    assert len({paper.file_id for number in numbers for paper in seals(desk, number)}) == 1


def test_several_files_at_once_each_say_what_became_of_them(desk: Desk) -> None:
    one, two = desk.add("甲一", "乙二")
    scans = [scanned(desk.annex1(one)), blank_page(), scanned(desk.annex1(two)), b"not a scan"]
    answer = desk.seal(*scans)
    assert answer.status_code == 303
    page = desk.page()
    assert "没有读出二维码" in page
    assert "不是 PDF、JPEG 或 PNG" in page
    assert "已作为甲一的报名表的盖章件" in page
    assert len(seals(desk, one)) == len(seals(desk, two)) == 1


def test_without_a_code_it_is_chosen_by_hand(desk: Desk) -> None:
    (number,) = desk.add("陈志远")
    refused = desk.seal(blank_page())
    assert refused.status_code == 422
    assert "没有读出二维码" in refused.text
    assert not seals(desk, number)
    assert desk.seal(blank_page(), target=number).status_code == 303
    assert [paper.tied_by for paper in seals(desk, number)] == ["hand"]
    assert "人工指定" in desk.client.get(f"/applications/{number}").text


def test_from_the_applications_page_it_goes_back_there(desk: Desk) -> None:
    (number,) = desk.add("陈志远")
    file = [(io.BytesIO(blank_page()), "a.pdf")]
    answer = desk.post("seal", files=file, target=number, back=number)
    assert answer.location == f"/applications/{number}"


@pytest.mark.parametrize("field", ["mac", "version", "number"])
def test_a_forged_code_is_refused(desk: Desk, field: str) -> None:
    first, second = desk.add("陈志远", "孙一凡")
    true, foreign = code_of(desk, first), code_of(desk, second)
    forged = {
        "mac": Code(true.kind, true.number, true.version, "AAAAAAAAAA"),
        "version": Code(true.kind, true.number, true.version + 1, true.mac),
        "number": Code(true.kind, true.number, true.version, foreign.mac),
    }[field]
    answer = desk.seal(coded(forged))
    assert answer.status_code == 422
    assert "二维码核验不通过" in answer.text
    assert not seals(desk, first)
    assert not seals(desk, second)


def test_another_units_form_is_refused_in_the_same_words(desk: Desk, other: Desk) -> None:
    (number,) = desk.add("陈志远")
    other.add("孙一凡")
    foreign = other.seal(scanned(desk.annex1(number)))
    nowhere = other.seal(coded(Code("JLL1", "JLL-2022-22222-22222", 1, "AAAAAAAAAA")))
    assert (foreign.status_code, nowhere.status_code) == (422, 422)
    assert "二维码核验不通过" in foreign.text
    assert "二维码核验不通过" in nowhere.text
    assert "陈志远" not in foreign.text
    by_hand = other.seal(blank_page(), target=number)
    assert by_hand.status_code == 422
    assert not seals(desk, number)


def test_nobody_above_gives_the_word_or_seals(desk: Desk, clients: Clients) -> None:
    desk.add("陈志远")
    for who in ("donggang.district_reviewer", "city.city_filing"):
        for verb in ("commit", "seal", "print"):
            assert clients(who).post(f"/papers/{verb}", data=desk.given).status_code in (403, 422)
    assert not desk.rows(PaperList, PaperList.occupation == desk.occupation)


def test_a_sealed_scan_is_read_by_its_unit_its_bureau_and_its_institution_alone(
    desk: Desk, other: Desk, clients: Clients
) -> None:
    (number,) = desk.add("陈志远")
    scan = scanned(desk.annex1(number))
    desk.seal(scan)
    (paper,) = seals(desk, number)
    address = f"/papers/sealed/{paper.public_id}"
    assert desk.client.get(address).data == scan
    assert clients("donggang.district_reviewer").get(address).status_code == 200
    assert other.client.get(address).status_code == 404
    assert clients("donggang.district_officer").get(address).status_code == 403
    received = f"/papers/received/sealed/{paper.public_id}"
    registrar = clients("college.registrar")
    assert registrar.get(received).status_code == 404
    desk.change(number, institution_id=desk.cast.tenants["college"].id)
    assert registrar.get(received).data == scan


def test_a_sealed_list_names_people_an_institution_was_not_sent_and_isnt_shown_to_it(
    desk: Desk, clients: Clients
) -> None:
    first, _unsent = desk.add("陈志远", "孙一凡")
    desk.commit()
    desk.seal(scanned(desk.annex2()))
    (paper,) = list_seals(desk)
    college, registrar = desk.cast.tenants["college"].id, clients("college.registrar")
    desk.change(first, institution_id=college)
    assert take_scan(registrar, paper, received=True).status_code == 404
    assert take_scan(desk.client, paper).status_code == 200


def test_an_older_copy_goes_to_the_history_and_leaves_the_newer_seal_standing(desk: Desk) -> None:
    (number,) = desk.add("陈志远")
    older = scanned(desk.annex1(number))
    desk.change(number, education="大学本科")
    desk.sealed(number)
    for _ in range(2):
        assert desk.seal(older).status_code == 303
        assert "之前打印的版本，只存入记录" in desk.page()
    papers = {paper.data_version: paper.ended_at is None for paper in seals(desk, number)}
    assert papers == {1: False, 2: True}
    assert len(seals(desk, number)) == 2
    assert "盖章件已过期" not in desk.page()


def test_a_file_that_is_refused_leaves_nothing_noted(desk: Desk) -> None:
    (number,) = desk.add("陈志远")
    refused = desk.seal(blank_page(), target="list")  # without the word of clause 六
    assert refused.status_code == 422
    both = desk.post("seal", files=[(io.BytesIO(blank_page()), "a.pdf")], target="list")
    assert both.status_code == 422
    assert desk.seal(blank_page(), scanned(desk.annex1(number)), target="list").status_code == 303
    assert not desk.rows(PaperIssue, PaperIssue.kind == "annex2", PaperIssue.list_id.in_(
        [one.id for one in desk.rows(PaperList, PaperList.occupation == desk.occupation)]))  # fmt: skip
    assert len(seals(desk, number)) == 1


def test_the_same_scan_twice_is_one_seal(desk: Desk) -> None:
    (number,) = desk.add("陈志远")
    scan = scanned(desk.annex1(number))
    desk.seal(scan)
    desk.seal(scan)
    assert len(seals(desk, number)) == 1


def test_row_level_security_hides_papers_from_other_units(desk: Desk, other: Desk) -> None:
    (number,) = desk.add("陈志远")
    desk.sealed(number)
    (paper,) = seals(desk, number)
    tenant = other.tenant
    scope = Scope(Reach.TENANT, tenant_id=tenant.id, district_id=tenant.district_id, city_id=tenant.city_id)
    with desk.app.app_context():
        with acting_as(scope):
            assert db.session.scalar(select(SealedPaper.id).where(SealedPaper.id == paper.id)) is None
            db.session.rollback()
        with acting_as(SYSTEM):
            assert db.session.scalar(select(SealedPaper.id).where(SealedPaper.id == paper.id)) == paper.id
            db.session.rollback()
