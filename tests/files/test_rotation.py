"""Rotating the data keys: every sealed column and file, resumable, and what is left under an old key."""

from __future__ import annotations

import base64
import dataclasses
import io
from pathlib import Path

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import LargeBinary, select, update

from tenants.db import db
from tenants.models import User
from tenants.scope import Scope
from tenants.sealing import Keyring
from tests.cast import SECRET, Cast
from tests.conftest import environment
from webapp import models
from webapp.cli import main
from webapp.files import rotation
from webapp.files.operations import accept_upload, read_file, store
from webapp.local.for_tests import TestServers
from webapp.transaction import separately

# Hashes, digests and indexes hold no plain text, so nothing in them hangs on a data key.
UNSEALED = {
    "id_index", "phone_index", "code_index", "hash", "merged_index", "alias_index", "person_index",
}  # fmt: skip
DIGESTS = {("roster_row", "content")}
SYSTEM = Scope.of_system("a test")


def test_every_sealed_column_of_the_models_is_rotated() -> None:
    binary = {
        (table.name, column.name)
        for table in models.metadata.tables.values()
        for column in table.columns
        if isinstance(column.type, LargeBinary) and column.name not in UNSEALED
    }
    assert binary - DIGESTS == {(place.table, place.column) for place in rotation.COLUMNS}


def with_keys(app: Flask, **keys: bytes) -> Keyring:
    """Give the running application another keyring."""
    settings = app.extensions["jinlanling"]
    ring = Keyring(keys, settings.keyring.index_key)
    app.extensions["jinlanling"] = dataclasses.replace(settings, keyring=ring)
    app.extensions.pop("store", None)
    return ring


def test_after_a_rotation_nothing_lies_under_the_old_key(app: Flask, cast: Cast) -> None:
    with app.app_context():
        actor = cast.actors["steel.org_clerk"]
        with separately(actor.scope()):
            file = accept_upload(io.BytesIO(b"content"), "a", None, actor)
        db.session.expunge_all()
        users = rotation.left()["t1"] - 1
        with_keys(app, t2=b"2" * 32, t1=b"d" * 32)
        given = dict(rotation.rotate())
        assert given["files"] == 1
        assert given["user_account.totp_secret"] == users == len(cast.users)
        assert sum(dict(rotation.rotate()).values()) == 0
        ring = with_keys(app, t2=b"2" * 32)
        assert rotation.left() == {"t2": users + 1}
        assert read_file(file) == b"content"
        with separately(SYSTEM):
            sealed = db.session.scalars(select(User.totp_secret)).all()
        assert {ring.open_text(value) for value in sealed} == {SECRET}


def test_an_interrupted_rotation_goes_on_where_it_stopped(app: Flask, cast: Cast) -> None:
    with app.app_context():
        ring = with_keys(app, t2=b"2" * 32, t1=b"d" * 32)
        with separately(SYSTEM):
            half = select(User.id).order_by(User.id).limit(3).scalar_subquery()
            db.session.execute(update(User).where(User.id.in_(half)).values(totp_secret=ring.seal(SECRET)))
        assert dict(rotation.rotate())["user_account.totp_secret"] == len(cast.users) - 3
        assert rotation.left()["t1"] == 0


def test_the_command_rotates_and_says_what_is_left(
    servers: TestServers, database: str, tmp_path: Path, app: Flask, cast: Cast
) -> None:
    given = environment(servers, database, tmp_path / "storage")
    given["JINLANLING_DATA_KEYS"] = (
        f"t2:{base64.b64encode(b'2' * 32).decode()},{given['JINLANLING_DATA_KEYS']}"
    )
    users = len(cast.users)
    before = CliRunner().invoke(main, ["keys", "status"], env=given)
    assert before.output == f"t2: 0\nt1: {users}\n"
    done = CliRunner().invoke(main, ["keys", "rotate"], env=given)
    assert f"user_account.totp_secret: {users}" in done.output
    assert CliRunner().invoke(main, ["keys", "status"], env=given).output == f"t2: {users}\nt1: 0\n"
    given["JINLANLING_DATA_KEYS"] = f"t3:{base64.b64encode(b'3' * 32).decode()}"
    lost = CliRunner().invoke(main, ["keys", "status"], env=given)
    assert (lost.exit_code, f"t2: {users} (this key is not in the settings)" in lost.output) == (1, True)


def test_every_table_with_sealed_columns_can_be_rotated(app: Flask) -> None:
    with app.app_context():
        assert dict(rotation.rotate()).keys() == {
            "user_account.totp_secret", "application.id_number", "application.phone", "roster_row.id_number",
            "roster_row.phone", "roster_row.sealed", "phone_confirmation.phone", "outgoing_message.address",
            "outgoing_message.body",
            "applicant_account.id_number", "applicant_account.phone", "login_code.claim", "files",
            "application_draft.content", "known_certificate.id_number", "refused_line.content",
            "paper_issue.content", "sealed_paper.content",
        }  # fmt: skip
        assert list(store().digests()) == []
