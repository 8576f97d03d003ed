"""On whose desk an application lies (分派): one's own, a colleague's, or nobody's."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from tenants.models import Membership, User
from webapp.applicants.models import Application
from webapp.applicants.operations import load
from webapp.refusals import IllegalMove, RuleBroken, Stale
from webapp.reviews.stages import Stage
from webapp.reviews.telling import tell_assigned


def colleagues(actor: Actor, stage: Stage) -> dict[int, tuple[str, str]]:
    """Who reviews at this desk of the actor's tenant: id → (public id, name), by name."""
    query = (
        select(User.id, User.public_id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.tenant_id == (actor.tenant.id if actor.tenant else None),
            Membership.ended_at.is_(None),
            Membership.roles.contains([stage.role.value]),
            User.disabled_at.is_(None),
        )
        .order_by(User.name, User.id)
    )
    return {row.id: (row.public_id, row.name) for row in db.session.execute(query)}


def assign(public_id: str, stage: Stage, actor: Actor, version: int, to: str) -> Application:
    """Lay an application on a reviewer's desk by their public id; an empty one releases it. Told to the one
    it goes to. RuleBroken for whoever doesn't review here, Stale and IllegalMove as for any verb."""
    application = load(public_id)
    query = select(Application).where(Application.id == application.id).with_for_update()
    application = db.session.scalars(query.execution_options(populate_existing=True)).one()
    if application.version != version:
        raise Stale(_("这件报名在您打开之后有了变动，没有分派。"))
    if not stage.holds(application, actor):
        raise IllegalMove(_("这件报名已不在本环节，没有分派。"))
    people = colleagues(actor, stage)
    chosen = next((own for own, (public, _name) in people.items() if public == to), None)
    if to and chosen is None:
        raise RuleBroken("to", _("请选择本单位的审核人员。"), stage.clause)
    _lay(application, stage, actor, chosen, {own: name for own, (_public, name) in people.items()})
    return application


def _lay(
    application: Application, stage: Stage, actor: Actor, chosen: int | None, names: dict[int, str]
) -> None:
    before, application.assigned_to = application.assigned_to, chosen
    changes = {"assigned_to": [_named(before, names), _named(chosen, names)]}
    audit.record("application.assign", f"application:{application.public_id}", changes, owner=application)
    if chosen is not None and chosen != actor.user_id:
        tell_assigned(application, chosen, stage.page_url(application.public_id))


def _named(user_id: int | None, names: dict[int, str]) -> str | None:
    return names.get(user_id) if user_id is not None else None
