"""A real mail server on this machine, which can be told to refuse, to refuse for now, or to die mid-way."""

from __future__ import annotations

import socket
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass
class Mailbox:
    """What the server took, and how it answers: "250 OK", "451 later", "550 no such user", or "die"."""

    answer: str = "250 OK"
    at_recipient: str = ""
    took: list[EmailMessage] = field(default_factory=list)

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[Any]
    ) -> str:
        if self.at_recipient:
            return self.at_recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        mail = message_from_bytes(envelope.content or b"", policy=default)  # type: ignore[arg-type]
        if self.answer == "die":  # taken, but the sender never hears of it
            self.took.append(mail)
            assert server.transport is not None
            server.transport.abort()
            return "421 gone"
        if self.answer.startswith("250"):
            self.took.append(mail)
        return self.answer

    def ids(self) -> list[str]:
        return [str(mail["Message-ID"]) for mail in self.took]


def serve(box: Mailbox) -> Controller:
    """A server with `box` on a free port of this machine; stop it in the end."""
    with socket.socket() as free:  # the controller itself knocks at its door, so it must know the number
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    return controller
