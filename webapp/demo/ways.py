"""How far the made-up applications have come: their moves, one after another, up to now (spec 1.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from webapp.applicants.reasons import REJECTED, RETURNED


@dataclass(frozen=True, slots=True)
class Step:
    """One move: who does it (a unit's key, or "own", and the role's word), and why, where a reason is due."""

    verb: str
    to: str
    at: datetime
    by: tuple[str, str]
    reason: str | None = None
    note: str | None = None


# verb, state it leads to, who, least and most days after the step before
WAY = (
    ("approve", "unit_approved", ("own", "reviewer"), 1, 6),
    ("accept", "accepted", ("college", "registrar"), 3, 20),
    ("enrol", "enrolled", ("college", "academic"), 8, 20),
    ("start", "in_training", ("college", "academic"), 5, 12),
    ("examine", "examined", ("college", "examiner"), 40, 60),
    ("certify", "certified", ("college", "certifier"), 8, 20),
    ("close", "closed", ("college", "academic"), 20, 40),
)
OPINIONS = ("情况属实，同意申报。", "材料齐全，条件符合。", "经核对证书原件，同意。", None)


def way(random: Random, applied: datetime, now: datetime) -> list[Step]:
    """The steps of one application from its submission on, as far as they lie in the past."""
    steps = [Step("import", "submitted", applied, ("own", "clerk"))]
    for verb, to, by, least, most in WAY:
        at = _later(random, steps[-1].at, least, most)
        turned = _turned_back(random, verb, by, at)
        if at > now:
            return steps
        if turned is not None:
            return steps + _after_turning(random, turned, now)
        steps.append(
            Step(verb, to, at, by, None, random.choice(OPINIONS) if verb in ("approve", "accept") else None)
        )
    return steps


def _later(random: Random, at: datetime, least: int, most: int) -> datetime:
    """Some days on, on a working day, in working hours."""
    later = (at + timedelta(days=random.randrange(least, most))).replace(
        hour=random.choice((8, 9, 10, 11, 14, 15, 16)), minute=random.randrange(60)
    )
    return later + timedelta(days=8 - later.isoweekday() if later.isoweekday() > 5 else 0)


def _turned_back(random: Random, verb: str, by: tuple[str, str], at: datetime) -> Step | None:
    """Now and then a review sends an application back or refuses it."""
    chance = random.random()
    if verb not in ("approve", "accept") or chance > 0.14:
        return None
    if chance < 0.045:
        return Step("reject", "rejected", at, by, random.choice([*REJECTED][::2]), None)
    return Step("return", "returned", at, by, random.choice([*RETURNED]), None)


def _after_turning(random: Random, turned: Step, now: datetime) -> list[Step]:
    """What was returned is corrected, mostly, and waits for its unit again; a few are withdrawn."""
    again = _later(random, turned.at, 2, 9)
    if turned.verb != "return" or again > now or random.random() < 0.35:
        return [turned]
    if random.random() < 0.2:
        return [turned, Step("withdraw", "withdrawn", again, ("own", "clerk"), "own_wish")]
    corrected = Step("correct", "submitted", again, ("own", "clerk"))
    after = _later(random, again, 1, 5)
    if after > now:
        return [turned, corrected]
    return [
        turned,
        corrected,
        Step("approve", "unit_approved", after, ("own", "reviewer"), None, OPINIONS[0]),
    ]
