"""The outbox: at least once each, the same message at every try, nothing lost wherever a worker dies."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, update

from tenants.db import db
from tenants.scope import acting_as
from tests.cast import Cast
from tests.conftest import environment
from tests.notices.mail_server import Mailbox
from tests.notices.outbox import SYSTEM, due_again, message, send, written
from webapp.jobs.queue import ring_bell
from webapp.local.for_tests import TestServers
from webapp.notices.gateways import NotNow, Parcel, Refused, Smtp, Spool, smtp_of
from webapp.notices.models import Channel, OutgoingMessage
from webapp.notices.operations import send_sms
from webapp.operations import queries as probes
from webapp.transaction import separately


def test_a_mail_is_sent_once_with_both_forms(app: Flask, cast: Cast, url: str, box: Mailbox) -> None:
    written(app, cast)
    assert (send(app), send(app)) == (1, 0)
    mail = box.took[0]
    assert (mail["To"], mail["From"]) == ("reader@example.cn", "noreply@jinlanling.example")
    assert "政策有修订" in mail["Subject"]
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert "例行修订" in plain.get_content()
    assert "<h2>政策有修订</h2>" in html.get_content()
    found = message(app)
    assert (found.state, found.attempts, found.error) == ("sent", 1, None)
    assert found.key in mail["Message-ID"]


def test_a_server_that_takes_it_later(app: Flask, cast: Cast, url: str, box: Mailbox) -> None:
    box.answer = "451 later"
    written(app, cast)
    assert send(app) == 0
    found = message(app)
    assert (found.state, found.attempts, found.error) == ("queued", 1, "smtp 451")
    assert send(app) == 0  # not before its wait is over
    assert message(app).attempts == 1
    box.answer = "250 OK"
    due_again(app)
    assert send(app) == 1
    assert message(app).state == "sent"


def test_waits_grow_and_end_after_five_tries(app: Flask, cast: Cast, url: str, box: Mailbox) -> None:
    box.answer, waits = "451 later", []
    written(app, cast)
    for _ in range(5):
        before = time.time()
        send(app)
        found = message(app)
        waits.append(round((found.next_try_at.timestamp() - before) / 60))
        due_again(app)
    assert waits[:4] == [1, 4, 16, 64]
    assert (message(app).state, message(app).attempts) == ("failed", 5)
    box.answer = "250 OK"
    assert send(app) == 0


@pytest.mark.parametrize("where", ["recipient", "data"])
def test_a_refusal_for_good_is_not_tried_again(
    app: Flask, cast: Cast, url: str, box: Mailbox, where: str
) -> None:
    if where == "recipient":
        box.at_recipient = "550 no such user"
    else:
        box.answer = "554 no"
    written(app, cast)
    send(app)
    found = message(app)
    assert (found.state, found.attempts) == ("failed", 1)
    assert found.error in ("smtp 550", "smtp 554")


def test_a_bad_address_fails_alone(app: Flask, cast: Cast, url: str, box: Mailbox) -> None:
    written(app, cast, "nobody\nBcc: everybody@example.cn")
    written(app, cast)
    assert send(app) == 1
    assert len(box.took) == 1
    assert "everybody" not in str(box.took[0])


def test_a_server_that_dies_midway_gets_the_same_message_again(
    app: Flask, cast: Cast, url: str, box: Mailbox
) -> None:
    """It took the mail and was gone before it said so: the second copy has the same Message-ID."""
    box.answer = "die"
    written(app, cast)
    assert send(app) == 0
    assert message(app).state == "queued"
    box.answer = "250 OK"
    due_again(app)
    assert send(app) == 1
    first, second = box.ids()
    assert first == second


def test_no_server_at_all(app: Flask, cast: Cast, url: str) -> None:
    app.extensions["gateways"] = {Channel.EMAIL: smtp_of("smtp://127.0.0.1:9?from=a@example.cn")}
    written(app, cast)
    send(app)
    assert message(app).error == "ConnectionRefusedError"


KILLED = """
import os, signal
from webapp.app import create_app
from webapp.notices import sending
from webapp.notices.gateways import Smtp
sent = Smtp.send
def killed(self, parcel):
    if "{when}" == "after":
        sent(self, parcel)
    os.kill(os.getpid(), signal.SIGKILL)
Smtp.send = killed
with create_app(pages=False).app_context():
    sending.send_due()
"""


@pytest.mark.parametrize(("when", "copies"), [("before", 1), ("after", 2)])
def test_a_killed_worker_loses_nothing(
    app: Flask, cast: Cast, servers: TestServers, url: str, box: Mailbox, when: str, copies: int
) -> None:
    written(app, cast)
    with app.app_context():
        name = str(db.engine.url.database)
    given = environment(servers, name, app.extensions["jinlanling"].storage) | {"JINLANLING_SMTP_URL": url}
    died = subprocess.run(
        [sys.executable, "-c", KILLED.replace("{when}", when)], env={**given, "PATH": os.defpath}, check=False
    )
    assert died.returncode == -signal.SIGKILL
    assert send(app) == 0  # its lease is still in force: nobody sends it meanwhile
    due_again(app)
    assert send(app) == 1
    assert (message(app).state, len(box.took), len(set(box.ids()))) == ("sent", copies, 1)


def test_five_killed_workers_leave_a_failure_to_be_seen(app: Flask, cast: Cast, url: str) -> None:
    written(app, cast)
    with app.app_context(), separately(SYSTEM):
        past = func.now() - timedelta(seconds=1)
        db.session.execute(update(OutgoingMessage).values(attempts=5, lease_until=past))
    send(app)
    assert (message(app).state, message(app).error) == ("failed", "cut off")


def test_short_messages_go_to_a_folder_safely(app: Flask, cast: Cast, tmp_path: Path) -> None:
    app.extensions["gateways"] = {Channel.SMS: Spool(tmp_path / "sms", "json")}
    try:
        with app.app_context(), acting_as(SYSTEM):
            send_sms("13900001234", "account.code", {"code": "424242", "minutes": "5"})
            db.session.commit()
        assert send(app) == 1
        (file,) = (tmp_path / "sms").iterdir()
        said = json.loads(file.read_text())
        assert (said["to"], "424242" in said["text"]) == ("13900001234", True)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        Spool(tmp_path / "sms", "json").send(Parcel(said["key"], said["to"], said["text"]))
        assert len(list((tmp_path / "sms").iterdir())) == 1  # the same key is the same message
    finally:
        app.extensions.pop("gateways")


def test_mails_are_spooled_without_a_server(app: Flask, cast: Cast) -> None:
    app.extensions.pop("gateways", None)
    written(app, cast)
    assert send(app) == 1
    folder = app.extensions["jinlanling"].storage / "outbox" / "mail"
    assert [path.stem for path in folder.iterdir()] == [message(app).key]


def test_the_setting_of_a_mail_server() -> None:
    found = smtp_of("smtp://who:p%40ss@mail.example.cn:587?from=a@example.cn&starttls=1")
    assert found == Smtp("mail.example.cn", 587, "a@example.cn", "who", "p@ss", starttls=True)
    assert smtp_of("smtps://mail.example.cn?from=a@example.cn").port == 465
    assert "p@ss" not in repr(found)
    for wrong in ("http://x?from=a", "smtp://mail.example.cn", "smtp://?from=a"):
        with pytest.raises(ValueError, match="JINLANLING_SMTP_URL"):
            smtp_of(wrong)


def test_a_wrong_password_of_ours_is_no_fault_of_the_reader() -> None:
    from webapp.notices.gateways import _trouble

    assert isinstance(_trouble(535), NotNow)
    assert isinstance(_trouble(550), Refused)


def test_the_probe_tells_the_age_of_what_is_unsent(app: Flask, cast: Cast) -> None:
    written(app, cast)
    with app.app_context():
        with separately(SYSTEM):
            late = func.now() - timedelta(minutes=11)
            db.session.execute(update(OutgoingMessage).values(next_try_at=late))
        depth = probes.depth()
        assert 650 < (depth["outbox"] or 0) < 700
        assert not probes.healthy(dict.fromkeys(depth, 0.0) | {"outbox": depth["outbox"]})
        assert probes.healthy(dict.fromkeys(depth, 0.0))


def test_the_beat_rings_by_name_only(app: Flask) -> None:
    with app.app_context():
        assert ring_bell("notices.send", "sending")
