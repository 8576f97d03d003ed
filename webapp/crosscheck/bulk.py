"""One verdict on several cases at once (批量了结): what lets go on; nobody is refused by the dozen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from tenants.actor import Actor
from tenants.db import db
from webapp.crosscheck.deciding import Decision, decide
from webapp.crosscheck.rules import CONFIRM
from webapp.refusals import IllegalMove, NotAllowed, NotFound, RuleBroken, Stale

MOST = 50


@dataclass(frozen=True, slots=True)
class Picked:
    """One chosen row: the case, in the version that the list showed."""

    public_id: str
    version: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a chosen case: `said` why not, where it didn't."""

    public_id: str
    done: bool
    said: str


def read_picked(given: Sequence[str]) -> list[Picked]:
    """The chosen rows ("id:version"), each once; what isn't one is left out."""
    found: dict[str, Picked] = {}
    for one in given:
        public_id, _sep, version = one.partition(":")
        if public_id and version.isdecimal() and version.isascii() and len(version) < 9:
            found[public_id] = Picked(public_id, int(version))
    return list(found.values())


def decide_all(picked: Sequence[Picked], actor: Actor, decision: Decision) -> list[Answer]:
    """The decision on each, in a savepoint of its own: what is refused leaves no trace and hinders no other.

    RuleBroken for none, for more than a page, and for a verdict that ends applications.
    """
    if not picked or len(picked) > MOST:
        raise RuleBroken("verdict", _("请选择 1 至 %(n)s 条线索。", n=MOST))
    if decision.verdict == CONFIRM:
        raise RuleBroken("verdict", _("属实的须逐条核查。"), "三(四)")
    return [_one(one, actor, decision) for one in picked]


def _one(picked: Picked, actor: Actor, decision: Decision) -> Answer:
    try:
        with db.session.begin_nested():
            decide(picked.public_id, actor, picked.version, decision)
    except NotFound:
        return Answer(picked.public_id, False, _("没有这条线索，或不在本机关范围内。"))
    except (NotAllowed, Stale, IllegalMove, RuleBroken) as refusal:
        return Answer(picked.public_id, False, str(refusal))
    return Answer(picked.public_id, True, "")
