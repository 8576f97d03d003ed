"""What the tests of the outbox do with it."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select, update

from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from webapp.notices import sending
from webapp.notices.models import OutgoingMessage
from webapp.notices.operations import send_email
from webapp.transaction import separately

SYSTEM = Scope.of_system("a test of the outbox")


def written(app: Flask, cast: Cast, address: str = "reader@example.cn") -> None:
    with app.app_context(), acting_as(cast.actors["steel.org_clerk"].scope()):
        send_email(address, "policy.changed", {"version": "2023", "reason": "例行修订"})
        db.session.commit()


def message(app: Flask) -> OutgoingMessage:
    with app.app_context(), separately(SYSTEM):
        return db.session.scalars(select(OutgoingMessage)).one()


def send(app: Flask) -> int:
    with app.app_context():
        return sending.send_due()


def due_again(app: Flask) -> None:
    """Let the wait and the lease pass."""
    with app.app_context(), separately(SYSTEM):
        past = func.now() - timedelta(minutes=5)
        db.session.execute(update(OutgoingMessage).values(next_try_at=past, lease_until=None))
