"""Taking a consent back: the unit until the institution has acted, the institution until enrolment (1.5)."""

from __future__ import annotations

from datetime import UTC, datetime

from flask_babel import gettext as _

from tenants import audit
from tenants.actor import Actor
from webapp.applicants.models import Application
from webapp.applicants.operations import load, note_move
from webapp.applicants.queries import moves_of
from webapp.applicants.states import MACHINE
from webapp.refusals import IllegalMove, RuleBroken
from webapp.reviews.rules import institution_acted
from webapp.reviews.telling import tell_outcome


class Acted(IllegalMove):
    """The institution has decided already: the unit takes nothing back."""


def take_back(public_id: str, actor: Actor, version: int, why: str) -> Application:
    """The unit takes its consent back, for a reason: the application lies with it again, out of the
    institution's sight. IllegalMove once the institution has acted, Stale for another version."""
    application = load(public_id)
    if institution_acted(move.verb for move in moves_of(application)):
        raise Acted(_("培训机构已经复审过这件报名，单位不能再收回；需要修改的，请联系机构退回。"))
    before, after = _move(application, "take_back", actor, version, why)
    application.institution_id = None  # from here on the institution sees nothing of it
    changes = {"state": [before, after]}
    audit.record(
        "application.take_back", f"application:{public_id}", changes, reason=why.strip(), owner=application
    )
    return application


def reopen(public_id: str, actor: Actor, version: int, why: str) -> Application:
    """The institution re-examines again what it accepted, until it is enrolled; the unit is told why."""
    application = load(public_id)
    before, after = _move(application, "reopen", actor, version, why)
    changes = {"state": [before, after]}
    audit.record(
        "application.reopen", f"application:{public_id}", changes, reason=why.strip(), owner=application
    )
    # The words stay in the application's way: a notice carries no free text.
    by = actor.tenant.short_name if actor.tenant else ""
    tell_outcome(application, "reopen", by, _("见办理过程中的说明"))
    return application


def _move(application: Application, verb: str, actor: Actor, version: int, why: str) -> tuple[str, str]:
    if not why.strip():
        raise RuleBroken("why", _("请写明原因。"))
    before, after = MACHINE.move(application, verb, actor, version)
    application.updated_at, application.assigned_to = datetime.now(UTC), None
    note_move(application, actor, (verb, before, after), note=why)
    return before, after
