"""附件1 of one's own: whole, audited as printed, and nobody else's to take."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from tenants.audit import AuditEvent
from tenants.db import db
from tests.cast import Cast
from tests.documents.made import pages_of, plain
from tests.selfservice.filling import SYSTEM, CodeOf, Phone, actor_of, number_of
from tests.selfservice.people import Somebody, enter, made_up
from webapp.papers.models import PaperIssue
from webapp.transaction import separately


@pytest.fixture
def number(cast: Cast, phone: Phone) -> str:
    """Somebody's application."""
    phone.begin(cast.tenants["steel"])
    return number_of(phone.fill())


def test_the_own_form_is_whole_and_led_to(phone: Phone, somebody: Somebody, number: str) -> None:
    address = f"/my/applications/{number}/annex1.pdf"
    assert address in phone.client.get(f"/my/applications/{number}").text
    answer = phone.client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    (text,) = pages_of(answer.data)
    for words in ("江远帆", somebody.number, somebody.phone, "擅长管道焊接", number):
        assert plain(words) in text, words


def test_it_is_noted_and_audited_as_printed(
    app: Flask, phone: Phone, somebody: Somebody, number: str
) -> None:
    phone.client.get(f"/my/applications/{number}/annex1.pdf")
    with app.app_context(), separately(SYSTEM):
        wanted = select(AuditEvent).where(
            AuditEvent.action == "paper.annex1", AuditEvent.subject == f"application:{number}"
        )
        (event,) = db.session.scalars(wanted).all()
        assert event.reason == "print"
    me = actor_of(app, somebody)
    with app.app_context(), separately(SYSTEM):
        issues = db.session.scalars(select(PaperIssue).where(PaperIssue.user_id == me.user_id)).all()
        assert len(issues) == 1


def test_nobody_elses(app: Flask, code_of: CodeOf, number: str) -> None:
    stranger: FlaskClient = enter(app.test_client(), made_up(), code_of)
    assert stranger.get(f"/my/applications/{number}/annex1.pdf").status_code == 404
