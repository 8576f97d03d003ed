"""What the cross-check puts on an application's page and beside its row: the verdict in the one sentence that
a tenant may know, where to explain oneself; for whoever decides, the way to the cases."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from sqlalchemy import or_, select

from tenants.actor import Actor
from tenants.db import db
from tenants.roles import Permission
from tenants.scope import Reach, current_scope
from webapp.applicants.models import Application
from webapp.applicants.once import once
from webapp.applicants.states import ENDED
from webapp.crosscheck.forms import StatementForm
from webapp.crosscheck.models import Case, Statement
from webapp.crosscheck.rules import SUSPECTED, sentences
from webapp.crosscheck.stating import STATED

KINDS = {"blocked": "error", "confirmed": "error", "suspected": "warning", "explained": "success"}
MARK = "crosscheck"


def part(application: Application, actor: Actor, form: StatementForm | None = None) -> dict[str, Any] | None:
    """The card; None where nothing was ever found, and for what ended long ago."""
    if application.crosscheck in (None, "clear"):
        return None
    said = [_(one) for one in sentences(application.crosscheck, application.crosscheck_rules or ())]
    return {
        "said": said,
        "kind": KINDS[str(application.crosscheck)],
        "statements": () if _for_institution() else once(application, "statements", statements_of),
        "form": (form or StatementForm()) if may_state(application, actor) else None,
        "url": state_url(application, actor),
        "cases": _cases(application) if actor.can(Permission.CASE_READ) else (),
    }


def may_state(application: Application, actor: Actor) -> bool:
    """Whether the actor may explain how it came to this: the unit's clerk, or the applicant."""
    if application.crosscheck not in STATED or application.state in ENDED:
        return False
    if actor.tenant is None:
        return application.applicant_id == actor.user_id and actor.can(Permission.OWN_APPLICATION_ENTER)
    return actor.tenant.id == application.tenant_id and actor.can(Permission.APPLICATION_ENTER)


def state_url(application: Application, actor: Actor) -> str:
    """Where a statement is sent."""
    endpoint = "crosscheck.state_own" if actor.tenant is None else "crosscheck.state"
    return url_for(endpoint, public_id=application.public_id)


def _for_institution() -> bool:
    """An institution re-examines and decides no case: what the unit says to its superior isn't for it."""
    return current_scope().reach is Reach.INSTITUTION


def statements_of(application: Application) -> Sequence[Statement]:
    """What was said about an application so far, oldest first."""
    query = select(Statement).where(Statement.application_id == application.id).order_by(Statement.id)
    return db.session.scalars(query).all()


def _cases(application: Application) -> Sequence[Case]:
    """The cases within reach that the application is a side of."""
    mine = or_(Case.application_id == application.id, Case.other_application_id == application.id)
    return db.session.scalars(select(Case).where(mine).order_by(Case.id)).all()


def suspicions(applications: Sequence[Application]) -> dict[int, list[tuple[str, str, str]]]:
    """What the re-examination clears before it accepts (三(四)): that something is suspected, not decided."""
    return {
        one.id: [(MARK, MARK, _(SUSPECTED))]
        for one in applications
        if one.crosscheck == "suspected" and one.state == "unit_approved"
    }


def mark(verdict: str | None, state: str) -> str:
    """The sentence beside the row of what waits for re-examination under suspicion; else empty."""
    return _("查重：疑似，待上级核查") if verdict == "suspected" and state == "unit_approved" else ""


def held_up(application: Application) -> str:
    """Why the application can't be agreed to now, in words; empty when the cross-check lets it go on."""
    if application.crosscheck not in ("blocked", "confirmed"):
        return ""
    said = [_(one) for one in sentences(application.crosscheck, application.crosscheck_rules or ())]
    return _("%(said)s。核查结束前不能通过（三(四)）。", said="；".join(said))
