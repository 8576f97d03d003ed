"""What people do with an application: look at its numbers (audited), withdraw it (spec 1.5 and 4.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from flask_babel import gettext as _

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from tenants.roles import Permission, Role
from webapp.applicants.models import Application, Move
from webapp.applicants.queries import application_of
from webapp.applicants.reasons import OTHER, WITHDRAWN
from webapp.applicants.states import MACHINE
from webapp.extensions import keyring
from webapp.notices.operations import tell
from webapp.refusals import NotAllowed, NotFound, RuleBroken


@dataclass(frozen=True, slots=True)
class Revealed:
    """What is sealed of an application, in full, for this one answer."""

    id_number: str
    phone: str | None


def load(public_id: str) -> Application:
    """The application of a number; NotFound for a foreign one as for none."""
    found = application_of(public_id)
    if found is None:
        raise NotFound(public_id)
    return found


def reveal(public_id: str, actor: Actor, reason: str) -> Revealed:
    """The identity number and phone in full, once; the audit keeps who, which and why, never the number."""
    if not actor.can(Permission.APPLICATION_REVEAL):
        raise NotAllowed(Permission.APPLICATION_REVEAL)
    if not reason.strip():
        raise RuleBroken("reason", _("请写明查看事由。"))
    application = load(public_id)
    audit.record("application.reveal", f"application:{public_id}", reason=reason.strip(), owner=application)
    ring = keyring()
    phone = ring.open_text(application.phone) if application.phone else None
    return Revealed(ring.open_text(application.id_number), phone)


def withdraw(public_id: str, actor: Actor, version: int, reason: str, note: str = "") -> Application:
    """Withdraw an application that nobody has approved yet: it ends, stays readable, and
    the reviewers hear of it.

    Refuses an unknown reason or 其他 without words with RuleBroken, a state past the unit's review with
    IllegalMove, a version that was changed meanwhile with Stale.
    """
    if reason not in WITHDRAWN or (reason == OTHER and not note.strip()):
        raise RuleBroken("reason", _("请选择撤回原因；选择“其他原因”时请写明说明。"))
    application = load(public_id)
    before, after = MACHINE.move(application, "withdraw", actor, version)
    application.updated_at = datetime.now(UTC)
    note_move(application, actor, ("withdraw", before, after), reason, note)
    audit.record(
        "application.withdraw", f"application:{public_id}", {"state": [before, after]}, reason=reason,
        owner=application,
    )  # fmt: skip
    _tell_withdrawn(application)
    return application


def _tell_withdrawn(application: Application) -> None:
    """Whoever reviews for the unit hears of it, and the institution that had returned it."""
    params = {"name": application.name, "number": application.public_id}
    tell("application.withdrawn", tenant_id=application.tenant_id, roles=(Role.ORG_REVIEWER,),
         link=f"/applications/{application.public_id}", params=params)  # fmt: skip
    if application.institution_id is not None:
        tell("application.withdrawn", tenant_id=application.institution_id, roles=(Role.REGISTRAR,),
             link=f"/reexaminations/{application.public_id}", params=params)  # fmt: skip


def note_move(
    application: Application,
    actor: Actor,
    step: tuple[str, str | None, str],
    reason: str | None = None,
    note: str = "",
    cleared: Sequence[str] = (),
) -> None:
    """Add one line to the way of an application: (verb, from, to), why, in which words, and the codes of the
    warnings that were looked into."""
    verb, before, after = step
    move = Move(
        tenant_id=application.tenant_id, district_id=application.district_id, city_id=application.city_id,
        application_id=application.id, verb=verb, from_state=before, to_state=after, user_id=actor.user_id,
        actor=actor.signature, reason_code=reason or None, note=note.strip() or None,
        policy_version=application.policy_version, cleared=list(cleared) or None,
    )  # fmt: skip
    db.session.add(move)
