"""A mail server that is slow or away holds up nothing else, and what was said is soon forgotten."""

from __future__ import annotations

import os
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from tasks.schedule import SCHEDULE
from tenants.db import db
from tenants.scope import acting_as
from tests.cast import Cast
from tests.notices.mail_server import Mailbox
from tests.notices.outbox import SYSTEM, message, send, written
from webapp.local import processes
from webapp.notices import gateways, sending, spools
from webapp.notices.gateways import NotNow, Parcel, Smtp, Spool
from webapp.notices.models import Channel, OutgoingMessage
from webapp.notices.operations import QUEUE, send_sms
from webapp.transaction import separately


class Slow:
    """A way out that takes its time and then isn't there."""

    def __init__(self, seconds: float = 0.0, *, away: bool = True) -> None:
        self.seconds, self.away, self.asked = seconds, away, 0

    def send(self, parcel: Parcel) -> None:
        self.asked += 1
        time.sleep(self.seconds)
        if self.away:
            raise NotNow("TimeoutError", away=True)


@pytest.fixture
def ways(app: Flask, tmp_path: Path) -> Iterator[dict[Channel, object]]:
    """The gateways by channel, to be put in; short messages go into a folder."""
    found: dict[Channel, object] = {Channel.SMS: Spool(tmp_path / "sms", "json")}
    app.extensions["gateways"] = found
    yield found
    app.extensions.pop("gateways")


def coded(app: Flask) -> None:
    with app.app_context(), acting_as(SYSTEM):
        send_sms("13900001234", "account.code", {"code": "424242", "minutes": "5"})
        db.session.commit()


def states(app: Flask) -> list[tuple[str, str, str | None]]:
    rows = select(OutgoingMessage.channel, OutgoingMessage.state, OutgoingMessage.error)
    with app.app_context(), separately(SYSTEM):
        return [tuple(row) for row in db.session.execute(rows.order_by(OutgoingMessage.id))]  # type: ignore[misc]


def test_a_code_goes_before_the_mails_and_a_server_away_is_asked_once_a_turn(
    app: Flask, cast: Cast, ways: dict[Channel, object]
) -> None:
    slow = ways[Channel.EMAIL] = Slow()
    for _ in range(4):
        written(app, cast)
    coded(app)
    assert send(app) == 1
    assert slow.asked == 1
    assert states(app)[-1] == ("sms", "sent", None)


def test_a_turn_is_bounded_and_rings_for_the_next(
    app: Flask, cast: Cast, ways: dict[Channel, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    rung: list[tuple[str, str]] = []
    monkeypatch.setattr(sending, "ring_bell", lambda task, queue: rung.append((task, queue)))
    monkeypatch.setattr(sending, "TURN", 0.2)
    ways[Channel.EMAIL] = Slow(0.15, away=False)
    for _ in range(4):
        written(app, cast)
    assert send(app) == 2
    assert rung == [("notices.send", QUEUE)]


def test_sending_has_a_queue_and_a_worker_of_its_own() -> None:
    of_outbox = [entry for entry in SCHEDULE.values() if entry["task"] == "notices.send"]
    others = {
        entry["options"]["queue"] for entry in SCHEDULE.values() if entry["task"] == "housekeeping.sweep"
    }
    assert {entry["options"]["queue"] for entry in of_outbox} == {QUEUE}
    assert QUEUE not in others
    logs = Path("/nowhere")
    listening = [
        one.name for one in processes.worker_processes(logs, ()) if QUEUE in ",".join(one.command).split(",")
    ]
    assert listening == ["sender"]
    compose = Path(__file__).parents[2] / "docker" / "compose.yaml"
    assert compose.read_text("utf-8").count(f'"{QUEUE}"') == 1


def test_a_lease_outlasts_the_slowest_mail() -> None:
    assert gateways.PATIENCE <= 10
    assert sending.TURN <= 20
    assert sending.LEASE.total_seconds() > gateways.WORST >= gateways.PATIENCE + gateways.WHOLE


def drip(door: socket.socket) -> None:
    """A server whose answer never ends, a line at a time."""
    there, _ = door.accept()
    with there:
        there.sendall(b"220 here\r\n")
        there.recv(1000)
        for _ in range(40):
            try:
                there.sendall(b"250-and so on\r\n")
            except OSError:
                return
            time.sleep(0.2)


def test_a_server_that_says_a_word_at_a_time_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gateways, "WHOLE", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as door:
        threading.Thread(target=drip, args=(door,), daemon=True).start()
        began = time.monotonic()
        with pytest.raises(NotNow):
            Smtp("127.0.0.1", door.getsockname()[1], "a@example.cn").send(
                Parcel("k", "b@example.cn", "words")
            )
        assert time.monotonic() - began < 4


def test_a_code_past_its_life_is_not_sent(app: Flask, cast: Cast, ways: dict[Channel, object]) -> None:
    coded(app)
    written(app, cast)
    with app.app_context(), separately(SYSTEM):
        late = func.now() - timedelta(minutes=5, seconds=1)
        db.session.execute(update(OutgoingMessage).values(created_at=late))
    ways[Channel.EMAIL] = Slow(away=False)
    assert send(app) == 1
    assert states(app) == [("sms", "failed", "too late"), ("email", "sent", None)]


@pytest.mark.parametrize("answer", ["250 OK", "554 no"])
def test_what_was_said_is_forgotten_in_the_end(
    app: Flask, cast: Cast, url: str, box: Mailbox, answer: str
) -> None:
    box.answer = answer
    written(app, cast)
    assert message(app).body
    send(app)
    assert message(app).body == b""


def test_the_spools_forget_after_a_week(app: Flask, cast: Cast, tmp_path: Path) -> None:
    with app.app_context():
        spool = sending.spools()[Channel.SMS]
        spool.send(Parcel("old", "13900001234", "words"))
        spool.send(Parcel("new", "13900001234", "words"))
        past = time.time() - spools.KEEP.total_seconds() - 60
        os.utime(spool.folder / "old.json", (past, past))
        (spool.folder / "killed.part").write_bytes(b"words")
        os.utime(spool.folder / "killed.part", (past, past))
        assert spools.clear() == 2
        assert sorted(path.name for path in spool.folder.iterdir()) == ["new.json"]
    assert "notices.clear_spools" in {entry["task"] for entry in SCHEDULE.values()}
