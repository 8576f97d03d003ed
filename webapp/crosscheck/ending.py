"""What a confirmed case does to an application (三(四)): refused, or sent back to be corrected. A superior
changes no application: the move is made under the cross-check's reach, in the same transaction."""

from __future__ import annotations

from sqlalchemy import insert, update

from tenants import audit
from tenants.actor import Actor
from tenants.db import db, looking_through
from tenants.scope import Scope
from webapp.applicants.models import Application, Move
from webapp.applicants.states import MACHINE, UNDER_WAY
from webapp.crosscheck.rules import REFUSE
from webapp.refusals import Stale

ENDABLE = UNDER_WAY


def end(application: Application, fate: str, reason: str, actor: Actor) -> None:
    """Refuse an application or send it back, with the coded reason on its way: what the superior wrote may
    speak of others, and stays with the case (silence).

    Stale when it was moved on in the same moment. What came back already stays where it is.
    """
    before = application.state
    verb = "refuse" if fate == REFUSE else "send_back"
    if before == "returned" and verb == "send_back":
        return
    after = MACHINE.target(before, verb, actor)
    same = (Application.id == application.id, Application.version == application.version)
    # What the cross-check ends or sends back has no claim any more to be its person's only one: of two the
    # other goes on, and who comes back is checked anew.
    moved = update(Application).where(*same).values(
        state=after, version=Application.version + 1, assigned_to=None, crosscheck="confirmed",
        crosscheck_rules=None, sole=False,
    )  # fmt: skip
    move = {
        "tenant_id": application.tenant_id, "district_id": application.district_id,
        "city_id": application.city_id, "application_id": application.id, "verb": verb,
        "from_state": before, "to_state": after, "user_id": actor.user_id, "actor": actor.signature,
        "reason_code": reason, "note": None, "policy_version": application.policy_version,
    }  # fmt: skip
    with looking_through(Scope.of_crosscheck(application.city_id, user_id=actor.user_id)):
        done = db.session.execute(moved.execution_options(synchronize_session=False))
        if done.rowcount != 1:  # type: ignore[attr-defined]
            raise Stale("application")
        db.session.execute(insert(Move).inline().values(**move))
    changes = {"state": [before, after]}
    audit.record(
        f"application.{verb}", f"application:{application.public_id}", changes, reason=reason,
        owner=application,
    )  # fmt: skip
    db.session.refresh(application)
