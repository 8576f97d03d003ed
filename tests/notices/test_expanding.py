"""From notices to mails: to whom, in which language, as they settled it (6.1)."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import update

from tenants.db import db
from tenants.roles import Role
from tenants.scope import acting_as
from tests.cast import Cast
from tests.notices.mail_server import Mailbox
from tests.notices.outbox import SYSTEM, send
from webapp.notices import expanding
from webapp.notices.operations import tell
from webapp.transaction import separately


def mailed(app: Flask, cast: Cast, **emails: str | None) -> None:
    """Give people addresses: steel_org_reviewer="r@example.cn"."""
    from tenants.models import User

    with app.app_context(), separately(SYSTEM):
        db.session.execute(update(User).values(email=None))
        for who, email in emails.items():
            user = cast.users[who.replace("_", ".", 1)]
            db.session.execute(update(User).where(User.id == user.id).values(email=email))


def test_a_notice_becomes_mails_of_its_holders(app: Flask, cast: Cast, url: str, box: Mailbox) -> None:
    mailed(
        app,
        cast,
        steel_org_reviewer="r@example.cn",
        steel_org_clerk="c@example.cn",
        port_org_reviewer="p@x.cn",
    )
    with app.app_context():
        with acting_as(cast.actors["steel.org_clerk"].scope()):
            roles = [Role.ORG_REVIEWER, Role.ORG_CLERK]
            tell(
                "application.submitted",
                tenant_id=cast.tenants["steel"].id,
                roles=roles,
                params={"name": "江远"},
            )
            db.session.commit()
        assert (expanding.expand(), expanding.expand()) == (1, 0)
    assert send(app) == 1  # not to the sender, not to another unit
    assert box.took[0]["To"] == "r@example.cn"
    plain = box.took[0].get_body(("plain",))
    assert plain is not None
    assert "江远" in plain.get_content()


def test_a_mail_speaks_the_readers_language(app: Flask, cast: Cast, url: str, box: Mailbox) -> None:
    from tenants.models import User

    mailed(app, cast, steel_org_reviewer="r@example.cn")
    reader = cast.users["steel.org_reviewer"].id
    with app.app_context():
        with separately(SYSTEM):
            db.session.execute(update(User).where(User.id == reader).values(locale="en"))
        with acting_as(SYSTEM):
            tell("application.submitted", user_id=reader, params={"name": "江远"})
            db.session.commit()
        expanding.expand()
        with separately(SYSTEM):
            db.session.execute(update(User).where(User.id == reader).values(locale="zh_Hans_CN"))
    assert send(app) == 1


def test_what_one_settled_is_kept_to(app: Flask, cast: Cast, url: str, box: Mailbox) -> None:
    from webapp.notices import reading
    from webapp.notices.models import ByMail

    mailed(app, cast, steel_org_reviewer="r@example.cn")
    me = cast.actors["steel.org_reviewer"]
    with app.app_context():
        with acting_as(me.scope()):
            reading.settle(me, {"application": ByMail.NONE, "papers": ByMail.NOW})
            db.session.commit()
        with acting_as(SYSTEM):
            for event in ("application.submitted", "papers.stale"):
                tell(event, tenant_id=cast.tenants["steel"].id, roles=[Role.ORG_REVIEWER])
            db.session.commit()
        expanding.expand()
    assert send(app) == 1
    assert "盖章件已过期" in box.took[0]["Subject"]
