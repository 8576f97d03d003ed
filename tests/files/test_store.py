"""The store keeps what it accepted whenever the process dies, and takes in no more than it may (spec 4.6)."""

from __future__ import annotations

import io
import os
import signal
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask, request
from sqlalchemy import select

from tenants.audit import AuditEvent
from tenants.db import db
from tenants.scope import Scope
from tests.cast import Cast
from webapp.app import create_app
from webapp.config import Settings
from webapp.files.models import StoredFile
from webapp.files.names import harmless, media_type
from webapp.files.operations import accept_upload, as_attachment, read_file, send_stored, store
from webapp.files.sealed import Tampered
from webapp.files.store import Lost
from webapp.refusals import RuleBroken
from webapp.transaction import separately

CONTENT = b"roster of 371102199001011234 " * 60_000  # 1.7 MB: two frames
SYSTEM = Scope.of_system("a test")


def accept(cast: Cast, content: bytes = CONTENT, who: str = "steel.org_clerk", **more: Any) -> StoredFile:
    actor = cast.actors[who]
    with separately(actor.scope()):
        file = accept_upload(io.BytesIO(content), "名册.xlsx", "application/x-y", actor, **more)
    db.session.expunge_all()
    return file


def all_files() -> list[StoredFile]:
    db.session.close()
    with separately(SYSTEM):
        return list(db.session.scalars(select(StoredFile)))


def test_an_accepted_file_reads_back_and_lies_sealed(app: Flask, cast: Cast) -> None:
    with app.app_context():
        file = accept(cast)
        assert read_file(file) == CONTENT
        assert (file.size, file.name, file.media_type) == (len(CONTENT), "名册.xlsx", "application/x-y")
        at = store().path(file.digest)
        assert b"371102199001011234" not in at.read_bytes()
        assert at.stat().st_mode & 0o077 == 0
        with separately(SYSTEM):
            events = list(db.session.scalars(select(AuditEvent).where(AuditEvent.action == "file.accept")))
        assert [event.subject for event in events] == [f"file:{file.public_id}"]


def test_equal_content_has_one_address_in_a_tenant_and_another_elsewhere(app: Flask, cast: Cast) -> None:
    with app.app_context():
        first, again = accept(cast), accept(cast)
        other = accept(cast, who="port.org_clerk")
        assert first.digest == again.digest != other.digest
        assert [read_file(file) for file in (first, again, other)] == [CONTENT] * 3
        assert len(list(store().digests())) == 2


def test_too_much_is_refused_while_it_streams_and_nothing_stays(app: Flask, cast: Cast) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return b"x" * size

    stream, actor = Endless(), cast.actors["steel.org_clerk"]
    with app.app_context():
        with pytest.raises(RuleBroken), separately(actor.scope()):
            accept_upload(stream, "a", None, actor, limit=1 << 20)
        assert stream.given < 2 << 20
        assert list(store().incoming.iterdir()) == []
        assert list(store().digests()) == []
        with pytest.raises(RuleBroken):
            accept(cast, b"")


def test_another_files_bytes_under_an_address_are_noticed(app: Flask, cast: Cast) -> None:
    with app.app_context():
        mine, other = accept(cast, b"mine"), accept(cast, b"other")
        store().path(mine.digest).write_bytes(store().path(other.digest).read_bytes())
        with pytest.raises(Tampered):
            read_file(mine)
        store().path(mine.digest).unlink()
        with pytest.raises(Lost):
            read_file(mine)


def test_a_download_is_an_attachment_that_nobody_sniffs(app: Flask, cast: Cast) -> None:
    with app.app_context(), app.test_request_context():
        answer = send_stored(accept(cast))
        assert answer.get_data() == CONTENT
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert "%E5%90%8D%E5%86%8C.xlsx" in answer.headers["Content-Disposition"]
        assert answer.mimetype == "application/octet-stream"
        tricky = as_attachment(b"x", 'a"\r\nSet-Cookie: b=1; x="../../etc.xlsx').headers
        assert "Set-Cookie" not in tricky
        assert "\n" not in tricky["Content-Disposition"]


def test_an_upload_on_its_way_lies_on_no_disk(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/no such folder")
    head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
    sent = {"data": head + CONTENT + b"\r\n--b--\r\n", "content_type": "multipart/form-data; boundary=b"}
    with app.test_request_context("/", method="POST", **sent):
        assert request.files["file"].read() == CONTENT


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\a\\名册.xlsx", "名册.xlsx"),
        ("a\x00b\r\n.csv", "ab.csv"),
        ("cod\u202exslx.exe", "codxslx.exe"),
        ('a<b>"c|?*.xlsx', "a_b__c___.xlsx"),
        ("", "文件"),
        (None, "文件"),
        ("..", "文件"),
        (".xlsx", "xlsx"),
        ("长" * 300 + ".xlsx", "长" * 115 + ".xlsx"),
    ],
)
def test_names_are_made_harmless(given: str | None, kept: str) -> None:
    assert harmless(given) == kept


def test_media_types_are_only_taken_in_their_form() -> None:
    assert media_type("Text/CSV; charset=gbk") == "text/csv"
    assert media_type("text/html\r\nX: 1") == "application/octet-stream"
    assert media_type(None) == "application/octet-stream"


def test_partial_files_go_when_they_are_old(app: Flask) -> None:
    with app.app_context():
        store().incoming.mkdir(parents=True)
        old, new = store().incoming / "old.part", store().incoming / "new.part"
        for path in (old, new):
            path.write_bytes(b"?")
        os.utime(old, (0, 0))
        assert store().remove_partial() == 1
        assert new.exists()
        assert not old.exists()


class Fuse:
    """Kills this process before the n-th step of taking a file in; a step is a call that leaves a trace."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    def before(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def burning(*given: Any, **named: Any) -> Any:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
            return call(*given, **named)

        return burning


MORE_THAN_THERE_ARE = 40


def test_killed_at_each_step_no_accepted_file_is_lost(
    settings: Settings, app: Flask, cast: Cast, tmp_path: Path
) -> None:
    killed = []
    for step in range(1, MORE_THAN_THERE_ARE):
        accepted = tmp_path / f"accepted {step}"
        with app.app_context():
            db.session.close()
            db.engine.dispose()
        child = os.fork()
        if child == 0:
            _take_in(settings, cast, step, accepted)
        status = os.waitpid(child, 0)[1]
        if not os.WIFSIGNALED(status):
            break
        killed.append(accepted.exists())
    assert (status, len(killed) > 12) == (0, True)
    assert killed.count(True) == 1  # only the very last step comes after the commit
    with app.app_context():
        files = all_files()
        assert len(files) == 2
        assert [read_file(file)[4:] for file in files] == [CONTENT] * 2  # whatever has a row has its bytes
        assert store().remove_partial(older=-1) > 3


def _take_in(settings: Settings, cast: Cast, step: int, accepted: Path) -> None:
    """In a forked child: take a file in with the fuse burning, say so once it is committed, and end."""
    fuse = Fuse(step)
    os.fsync, os.mkdir = fuse.before(os.fsync), fuse.before(os.mkdir)
    Path.replace = fuse.before(Path.replace)  # type: ignore[method-assign]
    stream = io.BytesIO(b"%4d" % step + CONTENT)
    stream_read = fuse.before(stream.read)
    actor = cast.actors["steel.org_clerk"]
    with create_app(settings, pages=False).app_context(), separately(actor.scope()):
        accept_upload(SimpleNamespace(read=stream_read), "名册.xlsx", None, actor)  # type: ignore[arg-type]
        fuse.before(db.session.commit)()
        accepted.touch()
    fuse.before(os._exit)(0)
