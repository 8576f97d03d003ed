"""A reviewer's verdict on one application: agree, return, reject, and what each demands (三(二)(四))."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from flask_babel import gettext as _

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from webapp.applicants.models import Application, Move
from webapp.applicants.operations import note_move
from webapp.applicants.queries import application_of, moves_of
from webapp.applicants.reasons import REJECTED, RETURNED
from webapp.applicants.states import MACHINE
from webapp.applicants.warnings import UNATTESTED, Warned, needs_attesting
from webapp.catalogue.queries import filed_scope_covers
from webapp.crosscheck.checking import check
from webapp.crosscheck.part import held_up
from webapp.crosscheck.telling import tell_settled
from webapp.policy.categories import TEACHER
from webapp.programmes.queries import policy_version
from webapp.refusals import IllegalMove, NotAllowed, NotFound, RuleBroken, Stale
from webapp.reviews.clearing import standing
from webapp.reviews.rules import same_name, second_person
from webapp.reviews.sending import chosen, note_sending
from webapp.reviews.stages import UNIT, Stage
from webapp.reviews.telling import tell_outcome

GROUNDS = {"return": RETURNED, "reject": REJECTED}


class SecondPerson(NotAllowed):
    """谁录入，谁不审核: somebody else must review this application."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer says: the verb, in which words, on which coded ground; which warnings were looked
    into (their keys), whether the unit attests, that the reviewer is another person of the same name, and
    the public id of the institution it goes to (empty: the likeliest)."""

    verb: str
    opinion: str = ""
    ground: str = ""
    cleared: frozenset[str] = frozenset()
    attested: bool = False
    another_person: bool = False
    institution: str = ""


def decide(public_id: str, stage: Stage, actor: Actor, version: int, verdict: Verdict) -> Application:
    """Carry out a verdict at a desk: the application moves, the opinion joins its way, the unit is told.

    Before consent it is checked once more against the whole ledger (三(四)): what that holds up stays where
    it is, and `held_up` says why; what was found is kept.

    NotFound for what isn't in reach; SecondPerson for who entered it; Stale for a version that was changed
    meanwhile; IllegalMove when it lies elsewhere by now; RuleBroken for what the verdict still lacks.
    """
    application = application_of(public_id)
    if application is None:
        raise NotFound(public_id)
    moves = moves_of(application)
    _may(application, stage, actor, version, moves)
    verdict = replace(verdict, opinion=verdict.opinion.strip())
    if verdict.verb == stage.agree:
        application = _checked(application)
        if held_up(application):
            return application
        return _agree(application, stage, actor, version, verdict)
    return _refuse(application, stage, actor, version, verdict)


def _checked(application: Application) -> Application:
    """The application after another check; its version counts on where the check has moved it."""
    tell_settled(check(application.city_id, [application.id]))
    db.session.refresh(application)
    return application


def hindrance(application: Application, stage: Stage, actor: Actor, moves: Sequence[Move]) -> str:
    """Why this actor may not review the application, in words; empty when they may."""
    # Who typed a form that somebody else handed in has entered it as well.
    made = [(move.verb, who) for move in moves for who in (move.user_id, *(move.typed_by or ()))]
    entered = (application.entered_by, application.applicant_id)
    found = second_person(actor.user_id, *entered, made, again=stage is not UNIT)
    return _(found) if found else ""


def _may(application: Application, stage: Stage, actor: Actor, version: int, moves: Sequence[Move]) -> None:
    if application.version != version:
        raise Stale(_("这件报名在您打开之后有了变动，意见没有提交。"))
    if not stage.holds(application, actor):
        if not actor.can(stage.permission):
            raise NotAllowed(stage.permission.value)
        raise IllegalMove(_("这件报名已不在本环节，意见没有提交。"))
    said = hindrance(application, stage, actor, moves)
    if said:
        raise SecondPerson(said)


def _agree(
    application: Application, stage: Stage, actor: Actor, version: int, verdict: Verdict
) -> Application:
    looked_at = _consented(application, stage, actor, verdict)
    institution = chosen(application, verdict.institution) if stage is UNIT else None
    before, after = MACHINE.move(application, verdict.verb, actor, version)
    changes: dict[str, Any] = {"state": [before, after]}
    if institution is not None:
        application.institution_id = institution.tenant_id
        changes["institution"] = [None, institution.name]
        if needs_attesting(application):
            changes["attested"] = [application.attested, verdict.attested]
            application.attested = verdict.attested
        note_sending(application)
    codes = [one.code for one in looked_at]
    _moved(application, actor, (verdict.verb, before, after), verdict, codes, changes)
    return application


def _consented(application: Application, stage: Stage, actor: Actor, verdict: Verdict) -> list[Warned]:
    """What stands in the way of consent, one refusal at a time; answers the warnings that were cleared."""
    if same_name(application.name, actor.name) and not verdict.another_person:
        raise RuleBroken(
            "another_person", _("您与申请人同名：请确认申请人不是您本人（三(二)）。"), stage.clause
        )
    if stage is UNIT:
        _in_filed_scope(application)
    found = standing(application)
    if stage is UNIT and verdict.attested:
        found = [one for one in found if one.code != UNATTESTED]
    left = [one.sentence for one in found if one.key not in verdict.cleared]
    if left:
        raise RuleBroken("cleared", _("还有提醒没有核对：%(said)s", said="；".join(left)), stage.clause)
    return found


def _in_filed_scope(application: Application) -> None:
    """三(一)3: within the employer's own filed scope, where the version that decided binds the level and the
    person's category; looked up again when the unit agrees."""
    policy = policy_version(application.city_id, application.policy_version)
    if not policy.binds_scope(application.target_level, teacher=application.category == TEACHER):
        return
    wanted = (application.target_occupation, application.target_level, application.reference_date)
    if not filed_scope_covers(application.tenant_id, *wanted):
        route = policy.route(application.target_level)
        raise RuleBroken(
            "verdict",
            _("所报职业不在本单位已备案的自主评价范围之内，不能同意，请退回或不予通过。"),
            route.clause if route else "三(一)3",
        )


def _refuse(
    application: Application, stage: Stage, actor: Actor, version: int, verdict: Verdict
) -> Application:
    if verdict.ground not in GROUNDS.get(verdict.verb, {}):
        raise RuleBroken("ground", _("退回、不通过须选择相应的原因。"), stage.clause)
    if not verdict.opinion:
        raise RuleBroken("opinion", _("退回、不通过须写明意见。"), stage.clause)
    before, after = MACHINE.move(application, verdict.verb, actor, version)
    step = (verdict.verb, before, after)
    _moved(application, actor, step, verdict, [], {"state": [before, after]})
    return application


def _moved(
    application: Application,
    actor: Actor,
    step: tuple[str, str, str],
    verdict: Verdict,
    codes: list[str],
    changes: dict[str, Any],
) -> None:
    application.updated_at, application.assigned_to = datetime.now(UTC), None
    note_move(application, actor, step, verdict.ground, verdict.opinion, codes)
    subject = f"application:{application.public_id}"
    audit.record(f"application.{step[0]}", subject, changes, reason=verdict.ground or None, owner=application)
    by = actor.tenant.short_name if actor.tenant else ""
    tell_outcome(application, step[0], by, verdict.ground)
