"""Many verdicts at once (批量办理): each application for itself, with an answer of its own, nothing hidden.

What needs a reviewer's eyes (a warning, the unit's attestation, a namesake) is never done by the dozen: it
is said so, and left for its own page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from tenants.actor import Actor
from tenants.db import db
from webapp.applicants.models import Application
from webapp.applicants.queries import application_of
from webapp.applicants.states import STATES
from webapp.applicants.warnings import needs_attesting
from webapp.crosscheck.part import held_up
from webapp.refusals import IllegalMove, NotFound, Refusal, RuleBroken, Stale
from webapp.reviews.clearing import standing, standing_of_all
from webapp.reviews.deciding import SecondPerson, Verdict, decide, hindrance
from webapp.reviews.queries import PAGE, chosen, moves_of_all
from webapp.reviews.rules import same_name
from webapp.reviews.stages import UNIT, Stage

MOST = PAGE


@dataclass(frozen=True, slots=True)
class Picked:
    """One chosen application, at the version that was on the screen."""

    number: str
    version: int

    @property
    def written(self) -> str:
        return f"{self.number}:{self.version}"


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one chosen application, or would: done or not, and why not."""

    picked: Picked
    name: str
    target: str
    done: bool
    said: str


def read_picked(values: Sequence[str]) -> list[Picked]:
    """The chosen rows as the form writes them, "JLL-…:version", each once; what isn't one is left out."""
    found: dict[str, Picked] = {}
    for value in values:
        number, _colon, version = value.rpartition(":")
        if number and version.isdecimal() and version.isascii() and len(version) < 9:
            found.setdefault(number, Picked(number, int(version)))
    return list(found.values())


def foreseen(stage: Stage, actor: Actor, picked: Sequence[Picked]) -> list[Answer]:
    """What stands in the way of agreeing with each; an empty sentence for nothing. Changes nothing."""
    rows = chosen([one.number for one in picked])
    standing_of_all(list(rows.values()))
    moves = moves_of_all([row.id for row in rows.values()])
    answers = []
    for one in picked:
        application = rows.get(one.number)
        if application is None:
            answers.append(Answer(one, one.number, "", False, _("没有这件报名，或不在本单位范围内。")))
            continue
        said = _in_the_way(stage, actor, application, one.version)
        said = said or hindrance(application, stage, actor, moves.get(application.id, ()))
        said = said or _by_eye(stage, actor, application)
        answers.append(_answer(one, application, done=not said, said=said))
    return answers


def _in_the_way(stage: Stage, actor: Actor, application: Application, version: int) -> str:
    if application.version != version:
        return _("在您打开之后有了变动，请重新打开核对。")
    if not stage.holds(application, actor):
        return _("已不在本环节，现为“%(state)s”。", state=_(STATES[application.state]))
    return ""


def _by_eye(stage: Stage, actor: Actor, application: Application) -> str:
    """What has to be looked at one by one before agreeing."""
    if stage is UNIT and needs_attesting(application):
        return _("仅按年限符合，须单位证明主要技术特长（三(一)2、3），请逐件办理。")
    found = standing(application)
    if found:
        said = "；".join(one.sentence for one in found)
        return _("有提醒须核对：%(said)s 请逐件办理。", said=said)
    if same_name(application.name, actor.name):
        return _("申请人与您同名，请逐件办理（三(二)）。")
    return ""


def decide_all(stage: Stage, actor: Actor, picked: Sequence[Picked], verdict: Verdict) -> list[Answer]:
    """The verdict on each, in a savepoint of its own: what is refused leaves no trace and hinders no other.

    RuleBroken for none, for more than a page, and for what every one of them would lack.
    """
    if not picked or len(picked) > MOST:
        raise RuleBroken("verdict", _("请选择 1 至 %(n)s 件报名。", n=MOST))
    if verdict.verb != stage.agree and not (verdict.ground and verdict.opinion.strip()):
        raise RuleBroken("ground", _("批量退回须选择原因并写明意见。"), stage.clause)
    # Held from here on, so that what is asked now of all their photos and seals is still so when each moves.
    rows = chosen([one.number for one in picked], held=True)
    if verdict.verb == stage.agree:
        standing_of_all(list(rows.values()))
    return [_one(stage, actor, one, verdict) for one in picked]


def _one(stage: Stage, actor: Actor, picked: Picked, verdict: Verdict) -> Answer:
    application = application_of(picked.number)
    if application is None:
        return Answer(picked, picked.number, "", False, _("没有这件报名，或不在本单位范围内。"))
    said = _by_eye(stage, actor, application) if _agrees(stage, actor, application, picked, verdict) else ""
    if said:
        return _answer(picked, application, done=False, said=said)
    try:
        with db.session.begin_nested():
            decide(picked.number, stage, actor, picked.version, verdict)
    except (SecondPerson, Stale, IllegalMove, RuleBroken, NotFound) as refusal:
        return _answer(picked, application, done=False, said=_worded(stage, actor, picked, refusal))
    if verdict.verb == stage.agree and (said := held_up(application)):
        return _answer(picked, application, done=False, said=said)
    return _answer(picked, application, done=True, said=_(STATES[application.state]))


def _agrees(stage: Stage, actor: Actor, application: Application, picked: Picked, verdict: Verdict) -> bool:
    present = application.version == picked.version and stage.holds(application, actor)
    return present and verdict.verb == stage.agree


def _worded(stage: Stage, actor: Actor, picked: Picked, refusal: Refusal) -> str:
    if isinstance(refusal, (SecondPerson, RuleBroken)):
        return str(refusal)
    now = application_of(picked.number)
    found = _in_the_way(stage, actor, now, picked.version) if now is not None else ""
    return found or str(refusal)


def _answer(picked: Picked, application: Application, *, done: bool, said: str) -> Answer:
    target = f"{application.target_occupation}・{_(application.target_level)}"
    return Answer(picked, application.name, target, done, said)
