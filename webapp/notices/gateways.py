"""The ways out of the house: mail through SMTP, short messages through a gateway, or files in a spool.

Each takes the message's own key, by which the receiver tells a repetition: the Message-ID of a mail, the
name of a spooled file. What a server answers never goes into a log: it quotes the address.
"""

from __future__ import annotations

import os
import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate
from pathlib import Path
from threading import Timer
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

import orjson

PATIENCE = 10.0  # seconds a mail server may take for one answer
WHOLE = 30.0  # seconds it may take for one mail, once it has greeted us
ADDRESSES = 8  # of one mail server, each tried for PATIENCE: more than a name has
WORST = ADDRESSES * PATIENCE + PATIENCE + WHOLE  # what one mail may take; below a lease
DOMAIN = "jinlanling"


class Refused(Exception):
    """The receiver will never take it (5xx, a bad address); `code` is kept with the message."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotNow(Exception):
    """It didn't get through; later it may. `code` is kept with the message; `away` says that the receiver
    didn't answer, so that another message had no better luck now."""

    def __init__(self, code: str, *, away: bool = False) -> None:
        super().__init__(code)
        self.code, self.away = code, away


@dataclass(frozen=True, slots=True)
class Parcel:
    """One message, opened for sending: to whom, what, under which key."""

    key: str
    address: str
    text: str
    subject: str = ""
    html: str = ""


class Gateway(Protocol):
    """One way out. Raises Refused for good, NotNow for another try; the same key twice is one message."""

    def send(self, parcel: Parcel) -> None: ...


@dataclass(frozen=True, slots=True)
class Spool:
    """A folder with one file a message, safe on disk before it counts as sent: no gateway is set up, or
    another programme takes the files from here."""

    folder: Path
    ending: str  # "eml" or "json"
    sender: str = f"noreply@{DOMAIN}"

    def send(self, parcel: Parcel) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = self.folder / f"{parcel.key}.{self.ending}"
        aside = target.with_suffix(".part")
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
            file.write(self._content(parcel))
            file.flush()
            os.fsync(file.fileno())
        aside.replace(target)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def take_away(self, path: Path, before: float) -> bool:
        """Remove a file of the folder if it was written before that time; whoever else takes it, may."""
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before:
                path.unlink()
                return True
        return False

    def _content(self, parcel: Parcel) -> bytes:
        if self.ending == "eml":
            return mail(parcel, self.sender).as_bytes()
        return orjson.dumps({"key": parcel.key, "to": parcel.address, "text": parcel.text})


@dataclass(frozen=True, slots=True)
class Smtp:
    """A mail server: smtp://user:pass@host:port?from=…&starttls=1, or smtps:// for TLS from the start."""

    host: str
    port: int
    sender: str
    user: str = ""
    password: str = ""
    starttls: bool = False
    tls: bool = False

    def __repr__(self) -> str:
        return f"Smtp({self.host}:{self.port})"

    def send(self, parcel: Parcel) -> None:
        try:
            server = self._connect()
            with _cut_after(WHOLE, server):
                self._sign_in(server)
                try:
                    server.send_message(mail(parcel, self.sender))
                finally:
                    # The mail is with the server by now; that it leaves without a word changes nothing.
                    with suppress(smtplib.SMTPException, OSError):
                        server.quit()
        except smtplib.SMTPRecipientsRefused as error:
            code, _words = next(iter(error.recipients.values()))
            raise _trouble(code) from None
        except smtplib.SMTPResponseException as error:
            raise _trouble(error.smtp_code) from None
        except (smtplib.SMTPException, OSError) as error:
            raise NotNow(type(error).__name__, away=True) from None
        except ValueError:  # an address that can't stand in a header
            raise Refused("address") from None

    def _connect(self) -> smtplib.SMTP:
        if self.tls:
            tls = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE, context=tls)
        return smtplib.SMTP(self.host, self.port, timeout=PATIENCE)

    def _sign_in(self, server: smtplib.SMTP) -> None:
        try:
            if self.starttls:
                server.starttls(context=ssl.create_default_context())
            if self.user:
                server.login(self.user, self.password)
        except (smtplib.SMTPException, OSError):
            server.close()
            raise


@contextmanager
def _cut_after(seconds: float, server: smtplib.SMTP) -> Iterator[None]:
    """End the connection after so long, whatever it is waiting for: a server that says a word at a time
    would never be too late for PATIENCE."""
    held = server.sock  # there from the greeting on
    assert held is not None

    def cut() -> None:
        with suppress(OSError):
            socket.socket.shutdown(server.sock or held, socket.SHUT_RDWR)  # below TLS, which would wait

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _trouble(code: int) -> Refused | NotNow:
    """A server's 5xx is for good, 4xx for now; a refused sign-in is ours to mend, so it is tried again."""
    return Refused(f"smtp {code}") if 500 <= code < 600 and code not in (530, 535) else NotNow(f"smtp {code}")


def mail(parcel: Parcel, sender: str) -> EmailMessage:
    """The mail with plain text and HTML; its Message-ID is the same at every try."""
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = parcel.subject, sender, parcel.address
    message["Date"] = formatdate()
    message["Message-ID"] = f"<{parcel.key}@{DOMAIN}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(parcel.text)
    if parcel.html:
        message.add_alternative(parcel.html, subtype="html")
    return message


def smtp_of(url: str) -> Smtp:
    """The mail server of a setting; ValueError for another scheme or without `from`."""
    parts = urlsplit(url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or "from" not in asked:
        raise ValueError("JINLANLING_SMTP_URL is smtp://user:pass@host:port?from=address&starttls=1")
    tls = parts.scheme == "smtps"
    return Smtp(
        parts.hostname, parts.port or (465 if tls else 25), asked["from"], unquote(parts.username or ""),
        unquote(parts.password or ""), asked.get("starttls") == "1", tls,
    )  # fmt: skip
