"""On whose desk a case lies (分派): one's own, a colleague's, or nobody's."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import or_, select

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from tenants.models import Membership, User
from tenants.roles import Permission
from webapp.crosscheck.models import Case, CaseEvent, CaseState
from webapp.crosscheck.queries import case_of
from webapp.crosscheck.telling import DECIDERS
from webapp.notices.operations import tell
from webapp.refusals import IllegalMove, NotAllowed, RuleBroken, Stale


def colleagues(actor: Actor) -> dict[int, tuple[str, str]]:
    """Who decides cases in the actor's bureau: id → (public id, name), by name."""
    deciding = or_(*(Membership.roles.contains([role.value]) for role in DECIDERS))
    query = (
        select(User.id, User.public_id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.tenant_id == (actor.tenant.id if actor.tenant else None),
            Membership.ended_at.is_(None),
            deciding,
            User.disabled_at.is_(None),
        )
        .order_by(User.name, User.id)
    )
    return {row.id: (row.public_id, row.name) for row in db.session.execute(query)}


def assign(public_id: str, actor: Actor, version: int, to: str) -> Case:
    """Lay a case on a colleague's desk by their public id; an empty one releases it. Told to the one it goes
    to. NotAllowed, Stale and IllegalMove as for any verb; RuleBroken for whoever decides no cases here."""
    if not actor.can(Permission.CASE_DECIDE):
        raise NotAllowed(Permission.CASE_DECIDE.value)
    case = case_of(public_id, lock=True)
    if case.version != version:
        raise Stale(_("这条线索在您打开之后有了变动，没有分派。"))
    if case.state != CaseState.OPEN:
        raise IllegalMove(_("这条线索已经核查，不用分派。"))
    people = colleagues(actor)
    chosen = next((own for own, (public, _name) in people.items() if public == to), None)
    if to and chosen is None:
        raise RuleBroken("to", _("请选择本机关的核查人员。"), "三(四)")
    before, case.assigned_to, case.version = case.assigned_to, chosen, case.version + 1
    _note(case, actor, people, before, chosen)
    return case


def _note(
    case: Case, actor: Actor, people: dict[int, tuple[str, str]], before: int | None, chosen: int | None
) -> None:
    named = [people[one][1] if one in people else None for one in (before, chosen)]
    db.session.add(
        CaseEvent(
            city_id=case.city_id, district_id=case.district_id, case_id=case.id, verb="assign",
            user_id=actor.user_id, actor=actor.signature, note=named[1] or _("不指定"), details={},
        )
    )  # fmt: skip
    audit.record("case.assign", f"case:{case.public_id}", {"assigned_to": named}, owner=actor.tenant)
    if chosen is not None and chosen != actor.user_id:
        tell("case.assigned", user_id=chosen, link=f"/crosscheck/cases/{case.public_id}", params={})
