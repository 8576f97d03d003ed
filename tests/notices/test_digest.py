"""The daily digest: in the morning of Shanghai, once a day however many beats, only what is unread."""

from __future__ import annotations

from datetime import datetime, timedelta

import orjson
import pytest
from flask import Flask
from sqlalchemy import delete, func, select, update

from tenants.db import db
from tenants.models import User
from tenants.roles import Role
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from webapp.extensions import keyring
from webapp.jobs.models import PeriodicRun
from webapp.notices import expanding, reading
from webapp.notices.models import Notice, OutgoingMessage
from webapp.notices.operations import tell
from webapp.policy.programme import SHANGHAI
from webapp.transaction import separately

SYSTEM = Scope.of_system("a test of the digest")


@pytest.fixture
def morning(app: Flask, cast: Cast) -> datetime:
    """Half past eight of a day to come, after three notices: two to be digested, one read."""
    me = cast.actors["steel.org_reviewer"]
    with app.app_context():
        with separately(SYSTEM):
            db.session.execute(update(User).values(email=None))
            db.session.execute(update(User).where(User.id == me.user_id).values(email="r@example.cn"))
            db.session.execute(delete(PeriodicRun))
        with acting_as(SYSTEM):
            for _ in range(3):
                tell("papers.stale", tenant_id=cast.tenants["steel"].id, roles=[Role.ORG_REVIEWER])
            tell("application.submitted", tenant_id=cast.tenants["steel"].id, roles=[Role.ORG_REVIEWER])
            db.session.commit()
            first = db.session.scalars(select(Notice.public_id).order_by(Notice.id)).first() or ""
            db.session.rollback()
        with acting_as(me.scope()):
            reading.read(me, first)
            db.session.commit()
    # The next morning after now: the notices, told just now, lie in the day before its eight o'clock.
    now = datetime.now(SHANGHAI)
    return (now if now.hour < 8 else now + timedelta(days=1)).replace(hour=8, minute=30)


def test_once_in_the_morning(app: Flask, cast: Cast, morning: datetime) -> None:
    with app.app_context():
        assert expanding.digest(morning.replace(hour=7, minute=59)) == 0
        assert expanding.digest(morning) == 1
        assert expanding.digest(morning + timedelta(minutes=10)) == 0
        with separately(SYSTEM):
            message = db.session.scalars(select(OutgoingMessage)).one()
            body = orjson.loads(keyring().open(message.body))
            assert message.key == f"digest-{morning:%Y%m%d}-{cast.users['steel.org_reviewer'].id}"
    assert "您有 2 条新消息" in body["text"]  # the read one and the one mailed at once are left out
    assert body["text"].count("盖章件已过期") == 2


def test_a_day_without_a_worker_is_made_up_for(app: Flask, cast: Cast, morning: datetime) -> None:
    with app.app_context():
        with separately(SYSTEM):
            before = (morning - timedelta(days=3)).date().isoformat()
            db.session.add(PeriodicRun(task=expanding.DIGEST, period=before))
        assert expanding.digest(morning + timedelta(days=1)) == 1


def test_a_notice_committed_after_a_digest_but_told_before_it_comes_with_the_next(
    app: Flask, cast: Cast, morning: datetime
) -> None:
    with app.app_context():
        assert expanding.digest(morning) == 1
        with separately(SYSTEM):
            tell("papers.stale", tenant_id=cast.tenants["steel"].id, roles=[Role.ORG_REVIEWER])
        late = select(func.max(Notice.id)).scalar_subquery()
        assert expanding.digest(morning + timedelta(days=1)) == 1
        with separately(SYSTEM):
            assert db.session.scalar(select(Notice.digested_at).where(Notice.id == late)) is not None


def test_nothing_new_is_no_mail(app: Flask, cast: Cast, morning: datetime) -> None:
    with app.app_context():
        assert expanding.digest(morning) == 1
        assert expanding.digest(morning + timedelta(days=1)) == 0
