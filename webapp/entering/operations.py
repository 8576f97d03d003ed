"""Verbs on a form: keep it as a draft, throw it away and take it back, hand it in (三(二), 三(四), 1.5).

The clerk's desk and self-service call the same; the unit and the applicant come as arguments.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy.exc import IntegrityError

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from tenants.roles import Role
from webapp.applicants.models import Application
from webapp.applicants.states import MACHINE
from webapp.applicants.taking import Taking
from webapp.crosscheck import quota
from webapp.crosscheck.checking import blocks_two
from webapp.crosscheck.checking import check as cross_check
from webapp.crosscheck.telling import tell_others
from webapp.entering import content as contents
from webapp.entering import queries
from webapp.entering.models import ApplicationDraft
from webapp.entering.queries import Unit
from webapp.entering.record import CORRECTION, NEW, values_of
from webapp.entering.rules import Checked, Content, Known, check, with_fixes
from webapp.extensions import keyring
from webapp.notices.operations import tell
from webapp.policy.programme import programme_year, today
from webapp.policy.rules import Policy
from webapp.programmes.operations import admit
from webapp.programmes.queries import policy_of
from webapp.refusals import NotFound, RuleBroken, Stale
from webapp.sheets.fields import read_identity
from webapp.transaction import separately

SOLE = "uq_application_sole"


class Unfit(RuleBroken):
    """The form can't be handed in as it stands; `checked` says why at each field."""

    def __init__(self, checked: Checked) -> None:
        super().__init__("form", _("还有 %(n)s 处需要填写或改正，没有提交。", n=len(checked.blocking)))
        self.checked = checked


class AlreadyApplied(RuleBroken):
    """The person has a live application of this year in the unit; `number` is its number where it is seen."""

    def __init__(self, number: str | None) -> None:
        super().__init__("id_number", _("该身份证号在本单位本年度已有有效的报名，不能重复报名。"), "三(四)")
        self.number = number


def answer(unit: Unit, content: Content) -> tuple[Checked, Known]:
    """The form checked by today's policy of the unit's city, with what the records say."""
    policy, day = in_force(unit)
    known = queries.known_of(unit, content, day, policy)
    return check(content, known, day, policy), known


def in_force(unit: Unit) -> tuple[Policy, Any]:
    """The policy that decides now, and the day to which years are counted (三(一), 1.11)."""
    policy = policy_of(unit.city_id, programme_year())
    return policy, policy.reference_day(today())


def put_right(unit: Unit, content: Content, choices: list[str]) -> Content:
    """What was typed with the choices made, safe writings, and sex and birth month by the number."""
    checked, known = answer(unit, content)
    offered = {one.field: one.options for one in checked.problems if one.options}
    if known.near:
        offered["target_occupation"] = known.near
    return _by_the_number(contents.chosen(with_fixes(content, checked), choices, offered), unit)


def _by_the_number(content: Content, unit: Unit) -> Content:
    """Sex and birth month prefilled from the identity number where they are blank (1.4)."""
    policy, day = in_force(unit)
    identity = read_identity(content.get("id_number") or None, reference=day, ages=policy.ages).value
    if identity is None or identity.birth is None:
        return content
    born = f"{identity.birth:%Y-%m}"
    return content | {"sex": content.get("sex") or identity.sex, "birth": content.get("birth") or born}


def keep(
    key: str,
    content: Content,
    actor: Actor,
    unit: Unit,
    *,
    application: Application | None = None,
    applicant_id: int | None = None,
    version: int | None = None,
) -> ApplicationDraft | None:
    """Keep what was typed, under the key that its form was shown with; None while nothing was typed.

    A draft that was thrown away meanwhile comes back with it. Refuses with Stale what somebody else has
    saved since `version` was read: the page keeps both until one is chosen.
    """
    draft = _found(key, application)
    if draft is None:
        if contents.is_empty(content):
            return None
        draft, fresh = _begin(key, content, actor, unit, application, applicant_id)
        if fresh:
            return draft
    if draft.ended_as == "submitted":
        return draft
    if draft.saved_by != actor.user_id and version != draft.version:
        raise Stale(_("另一位经办人刚改过这份草稿。您填写的内容仍在本页；再次保存将以您的为准。"))
    draft.content, draft.saved_by = contents.seal(content, keyring()), actor.user_id
    draft.typed_by = sorted({*draft.typed_by, actor.user_id})
    draft.version, draft.updated_at = draft.version + 1, datetime.now(UTC)
    draft.ended_at = draft.ended_as = None
    db.session.flush()
    return draft


def _found(key: str, application: Application | None) -> ApplicationDraft | None:
    if application is not None:
        open_one = queries.correction_of(application.id, lock=True)
        if open_one is not None:
            return open_one
    found = queries.draft_of(key, lock=True) if key else None
    same = found is not None and (application is None or found.application_id == application.id)
    return found if same else None


def _begin(
    key: str, content: Content, actor: Actor, unit: Unit, application: Application | None, own: int | None
) -> tuple[ApplicationDraft, bool]:
    """A new draft, and True; where the same form came in beside this one, that one and False."""
    draft = ApplicationDraft(
        public_id=key, entered_by=actor.user_id, saved_by=actor.user_id, applicant_id=own,
        typed_by=[actor.user_id],
        application_id=application.id if application else None,
        base_version=application.version if application else None,
        content=contents.seal(content, keyring()), version=1, **unit.territory,
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(draft)
    except IntegrityError:
        twin = _found(key, application)
        if twin is None:
            raise Stale(_("这份草稿正在别处保存，请刷新后再试。")) from None
        return twin, False
    audit.record("draft.begin", f"draft:{key}", owner=draft)
    return draft, True


def end(draft: ApplicationDraft, *, back: bool = False) -> None:
    """Throw a draft away, or take it back; what was typed stays sealed either way."""
    if draft.ended_as == "submitted":
        raise NotFound(draft.public_id)
    draft.ended_at, draft.ended_as = (None, None) if back else (datetime.now(UTC), "deleted")
    draft.version += 1
    audit.record("draft.restore" if back else "draft.delete", f"draft:{draft.public_id}", owner=draft)


def submit(draft: ApplicationDraft, actor: Actor, unit: Unit) -> Application:
    """Hand a kept form in: within the window (三(四)), fit by every rule, once however often it is asked.

    Refuses with RuleBroken (Unfit, AlreadyApplied, "window"), with Stale or IllegalMove an application that
    was changed or reviewed since its correction began. The draft keeps whatever happens.
    """
    locked = queries.draft_of(draft.public_id, lock=True)
    if locked is None:
        raise NotFound(draft.public_id)
    if locked.ended_as == "submitted" and locked.application_id is not None:
        return db.session.get_one(Application, locked.application_id)
    admit(unit.tenant_id, unit.city_id, first_submitted=queries.first_submitted(locked.application_id))
    content = contents.unseal(locked.content, keyring())
    checked, known = answer(unit, content)
    if checked.blocking:
        raise Unfit(checked)
    application = _taken(locked, checked, content, known, actor, unit)
    locked.application_id = application.id
    locked.ended_at, locked.ended_as = datetime.now(UTC), "submitted"
    if application.state != "held":
        _announce(application, unit)
    return application


def _taken(
    draft: ApplicationDraft, checked: Checked, content: Content, known: Known, actor: Actor, unit: Unit
) -> Application:
    policy, day = in_force(unit)
    year = programme_year()
    stamp = {
        "tenant": unit.tenant_id, "district": unit.district_id, "city": unit.city_id, "year": year,
        "reference": day, "policy": policy.version, "user": actor.user_id, "actor": actor.signature,
        "applicant": draft.applicant_id, "application": draft.application_id, "typed": draft.typed_by,
        "sole": blocks_two(policy),
    }  # fmt: skip
    values = values_of(checked, content, known, year, keyring()) | stamp
    if draft.application_id is not None:
        return _corrected(Taking(CORRECTION, values), draft, actor)
    quota.admit(quota.kind_of(actor), unit.tenant_id, unit.city_id, actor)
    taking = Taking(NEW, values)
    made = list(taking.new().values())
    if not made:
        there = taking.known()
        if there:
            raise AlreadyApplied(there[0].public_id)
        made = list(taking.contest().values())
    application = _checked(made[0])
    _noted(application, actor)
    audit.record("application.submit", f"application:{application.public_id}", owner=application)
    return application


def _checked(application_id: int) -> Application:
    """The application after the check against the whole city's ledger (三(四), 1.7); whoever else it concerns
    is told."""
    application = db.session.get_one(Application, application_id, populate_existing=True)
    tell_others(cross_check(application.city_id, [application_id]), [application_id])
    return db.session.get_one(Application, application_id, populate_existing=True)


def _noted(application: Application, actor: Actor) -> None:
    """Keep the look-up of one form, and what it told (silence, 1.7)."""
    where = application.tenant_id, application.city_id
    quota.note(quota.kind_of(actor), *where, actor, people=1, applications=[application.id])


def _corrected(taking: Taking, draft: ApplicationDraft, actor: Actor) -> Application:
    """The application with what was corrected; what came back is handed in again even if nothing differs."""
    there = taking.known()
    if not there:
        raise NotFound(draft.public_id)
    one = there[0]
    MACHINE.target(one.state, "correct", actor)
    if one.version != draft.base_version:
        raise Stale(_("这份报名在您修改期间有了变化。您填写的内容仍在本页，请核对后再次提交。"))
    if one.fields:  # whatever is changed is looked up anew: each correction asks once more
        quota.admit(quota.kind_of(actor), draft.tenant_id, draft.city_id, actor)
    if one.fields or one.state != "submitted":
        _change(taking, there)
    application = _checked(one.id)
    if one.fields:
        _noted(application, actor)
    changes = {"state": [one.state, application.state], "fields": [None, sorted(one.fields)]}
    audit.record("application.correct", f"application:{application.public_id}", changes, owner=application)
    return application


def _change(taking: Taking, there: list[Any]) -> None:
    """Correct; where the new number is somebody's who has a live application elsewhere, it comes in held."""
    for held in (False, True):
        try:
            with db.session.begin_nested():
                return taking.change(there, held=held)
        except IntegrityError as error:
            if held or SOLE not in str(error.orig):
                raise AlreadyApplied(None) from None


def overtaken(draft: ApplicationDraft, actor: Actor) -> None:
    """Go on with a correction after the application changed (Stale): what the refused submission did is
    undone, and the next one is about the application as it is now."""
    key = draft.public_id
    db.session.rollback()
    with separately(actor.scope()):
        again = queries.draft_of(key, lock=True)
        if again is not None and again.application_id is not None:
            again.base_version = db.session.get_one(Application, again.application_id).version


def _announce(application: Application, unit: Unit) -> None:
    """Whoever reviews for the unit hears of it (三(二))."""
    params = {
        "name": application.name, "occupation": application.target_occupation,
        "level": application.target_level,
    }  # fmt: skip
    link = f"/applications/{application.public_id}"
    tell("application.submitted", tenant_id=unit.tenant_id, roles=(Role.ORG_REVIEWER,), link=link,
         params=params)  # fmt: skip
