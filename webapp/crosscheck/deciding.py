"""A verdict on a case (1.7): confirmed, explained, dismissed, with its coded ground and opinion; what becomes
of the applications takes hold at once. And taking a verdict back.

The nearest common superior decides; the city may decide what a district leaves undone. Nobody decides about
what they entered or reviewed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import case as sql_case
from sqlalchemy import select, update

from tenants import audit
from tenants.actor import Actor
from tenants.db import db, looking_through
from tenants.roles import Permission
from tenants.scope import Scope
from webapp.applicants.models import Application, Move
from webapp.crosscheck import ending, merging, queries
from webapp.crosscheck.checking import check
from webapp.crosscheck.models import Case, CaseEvent, CaseState, Finding, Outcome
from webapp.crosscheck.reconciling import refresh
from webapp.crosscheck.rules import CONFIRM, GOES_ON, GROUNDS, REASON_OF, SAME_PERSON, unsettled
from webapp.crosscheck.settling import Settled
from webapp.crosscheck.telling import tell_ended, tell_settled
from webapp.refusals import IllegalMove, NotAllowed, RuleBroken, Stale

CLAUSE = "三(四)"


class TakesPart(NotAllowed):
    """谁录入，谁不审核: whoever entered or reviewed a side of a case doesn't decide it."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided: the verdict, on which ground, in which words; what becomes of each application by its
    number; of one person under two numbers, whose number is right (a side's key); evidence, a stored file."""

    verdict: str
    ground: str
    opinion: str
    fates: Mapping[str, str] = field(default_factory=dict)
    right: str = ""
    file_id: int | None = None

    def fate(self, application: Application) -> str:
        return self.fates.get(application.public_id, GOES_ON) if self.verdict == CONFIRM else GOES_ON


def decide(public_id: str, actor: Actor, version: int, decision: Decision) -> Case:
    """Decide an open case: its findings get the verdict, its applications go on, go back or end, and whatever
    it held up is let go with it.

    NotFound beyond reach; TakesPart for whoever has a part in it; Stale for a version that was changed
    meanwhile; IllegalMove when it is decided already; RuleBroken for what the decision still lacks.
    """
    case = _open_to(public_id, actor, version, CaseState.OPEN)
    applications = queries.applications_of(case)
    if hindered := hindrance(applications, actor, took_part=_took_part(applications, actor)):
        raise TakesPart(hindered)
    _whole(case, applications, decision)
    _note(case, actor, decision, applications)
    reason = REASON_OF.get(decision.ground, decision.ground)
    for application in applications:
        if (fate := decision.fate(application)) != GOES_ON:
            ending.end(application, fate, reason, actor)
            tell_ended(application, fate, reason)
    if decision.verdict == CONFIRM and decision.ground == SAME_PERSON:
        merging.merge(case, decision.right, actor)
    tell_settled(_check(case))
    return case


def _open_to(public_id: str, actor: Actor, version: int, state: CaseState) -> Case:
    """The case, locked, in a state that the verb leaves from."""
    if not actor.can(Permission.CASE_DECIDE):
        raise NotAllowed(Permission.CASE_DECIDE.value)
    case = queries.case_of(public_id, lock=True)
    if case.version != version:
        raise Stale(_("这条线索在您打开之后有了变动，没有办理。"))
    if case.state != state:
        raise IllegalMove(_("这条线索已不在这一步，没有办理。"))
    return case


def hindrance(applications: Sequence[Application], actor: Actor, *, took_part: bool) -> str:
    """Why this actor may not decide about these applications, in words; empty when they may."""
    me = actor.user_id
    if took_part or any(me in (one.entered_by, one.applicant_id) for one in applications):
        return _("其中的报名由您录入、审核或本人申报，须由另一位人员核查（三(二)：谁录入，谁不审核）。")
    return ""


def _took_part(applications: Sequence[Application], actor: Actor) -> bool:
    ids = [one.id for one in applications]
    query = queries.took_part(actor, Move.application_id.in_(ids))
    return bool(ids) and db.session.scalar(query.limit(1)) is not None


def _whole(case: Case, applications: Sequence[Application], decision: Decision) -> None:
    """Refuse a decision that isn't whole."""
    if decision.ground not in GROUNDS.get(decision.verdict, {}):
        raise RuleBroken("ground", _("请选择与结论相应的理由。"), CLAUSE)
    if not decision.opinion.strip():
        raise RuleBroken("opinion", _("请写明核查意见和依据。"), CLAUSE)
    fates = {one.public_id: decision.fate(one) for one in applications}
    held = [one.public_id for one in applications if case.blocks]
    if left := unsettled(decision.verdict, decision.ground, held, fates):
        raise RuleBroken("fates", _(left), CLAUSE)
    for one in applications:
        if fates[one.public_id] != GOES_ON and one.state not in ending.ENDABLE:
            raise RuleBroken(
                "fates", _("%(number)s 已经编班或办结，不能在这里退回。", number=one.public_id), CLAUSE
            )


def _note(case: Case, actor: Actor, decision: Decision, applications: Sequence[Application]) -> None:
    """The verdict on the case and its findings, with one event and one audit event."""
    fates = {one.public_id: decision.fate(one) for one in applications}
    held = [one.id for one in applications if decision.fate(one) != GOES_ON]
    of_case = (Finding.case_id == case.id, Finding.outcome == Outcome.OPEN.value)
    # Of two it is the one that was ended or sent back that it holds up, should that come again.
    one_of_two = len(held) == 1 and len(applications) == 2
    db.session.execute(
        update(Finding)
        .where(*of_case)
        .values(
            outcome=decision.verdict,
            changed_at=datetime.now(UTC),
            holds=one_of_two or Finding.concerned_id.in_(held),
            concerned_id=held[0] if one_of_two else Finding.concerned_id,
        )
    )
    _set(case, CaseState.DECIDED, decision.verdict, actor)
    case.ground, case.opinion = decision.ground, decision.opinion.strip()
    bureau = actor.tenant.id if actor.tenant else None
    details = {"verdict": decision.verdict, "fates": fates, "bureau": bureau} | (
        {"right": decision.right} if decision.right else {}
    )
    _event(case, "decide", actor, decision.ground, case.opinion, decision.file_id, details)
    changes = {name: [None, value] for name, value in details.items() if name != "bureau"}
    audit.record("case.decide", f"case:{case.public_id}", changes, reason=decision.ground, owner=actor.tenant)
    db.session.flush()


def _set(case: Case, state: CaseState, verdict: str | None, actor: Actor | None) -> None:
    case.state, case.verdict, case.version = state.value, verdict, case.version + 1
    case.decided_by = actor.user_id if actor else None
    case.decided_at = datetime.now(UTC) if actor else None
    case.assigned_to, case.blocks = None, False


def _event(
    case: Case,
    verb: str,
    actor: Actor,
    ground: str | None = None,
    note: str = "",
    file_id: int | None = None,
    details: dict[str, Any] | None = None,
) -> None:
    db.session.add(
        CaseEvent(
            city_id=case.city_id, district_id=case.district_id, case_id=case.id, verb=verb,
            user_id=actor.user_id, actor=actor.signature, ground=ground, note=note.strip() or None,
            file_id=file_id, details=details or {},
        )
    )  # fmt: skip


def _check(case: Case) -> Settled:
    """Everything that the case concerns as it stands now."""
    db.session.flush()
    applications = [one for one in (case.application_id, case.other_application_id) if one]
    certificates = [one for one in (case.certificate_id, case.other_certificate_id) if one]
    with looking_through(Scope.of_crosscheck(case.city_id)):
        refresh([case.id])  # of a verdict taken back nothing may stand any more
    settled = check(case.city_id, applications, certificates)
    db.session.refresh(case)
    return settled


def _may_undo(case: Case, actor: Actor) -> bool:
    """Whether the verdict is the actor's own bureau's, or the actor is of the city."""
    decided = select(CaseEvent.details).where(CaseEvent.case_id == case.id, CaseEvent.verb == "decide")
    details = db.session.scalar(decided.order_by(CaseEvent.id.desc()).limit(1)) or {}
    mine = actor.tenant.id if actor.tenant else None
    return mine in (case.city_id, details.get("bureau"))


def take_back(public_id: str, actor: Actor, version: int, reason: str) -> Case:
    """Take a verdict back, for a reason: the case is open again, and holds up what it held up. An application
    that it refused stays refused, to be handed in anew; a merge is undone. TakesPart as for a decision; a
    district takes back no verdict of the city.
    """
    case = _open_to(public_id, actor, version, CaseState.DECIDED)
    applications = queries.applications_of(case)
    if hindered := hindrance(applications, actor, took_part=_took_part(applications, actor)):
        raise TakesPart(hindered)
    if not _may_undo(case, actor):
        raise RuleBroken("why", _("结论由市人社局作出，须由市人社局撤销。"), CLAUSE)
    if not reason.strip():
        raise RuleBroken("why", _("请写明原因。"), CLAUSE)
    merging.undo(case)
    decided = (Finding.case_id == case.id, Finding.outcome == case.verdict)
    outcome = sql_case((Finding.stands, Outcome.OPEN.value), else_=Outcome.LAPSED.value)
    reopened = {"outcome": outcome, "holds": False, "changed_at": datetime.now(UTC)}
    db.session.execute(update(Finding).where(*decided).values(**reopened))
    before = case.verdict
    _set(case, CaseState.OPEN, None, None)
    case.ground = case.opinion = None
    case.waiting_since = datetime.now(UTC)
    _event(case, "take_back", actor, note=reason)
    changes = {"verdict": [before, None]}
    audit.record(
        "case.take_back", f"case:{case.public_id}", changes, reason=reason.strip(), owner=actor.tenant
    )
    tell_settled(_check(case))
    return case
