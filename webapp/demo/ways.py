"""How far the made-up applications have come: their moves, one after another, up to now (spec 1.5)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random


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
    ("approve", "unit_approved", ("own", "reviewer"), 2, 12),
    ("accept", "accepted", ("college", "registrar"), 6, 30),
    ("enrol", "enrolled", ("college", "academic"), 8, 20),
    ("start", "in_training", ("college", "academic"), 5, 12),
    ("examine", "examined", ("college", "examiner"), 40, 60),
    ("certify", "certified", ("college", "certifier"), 8, 20),
    ("close", "closed", ("college", "academic"), 20, 40),
)
# Which field a correction changes, by the reason it came back for; what a unit refuses its own people for.
CORRECTED = {
    "certificate_date": "certificate_date",
    "certificate_number": "certificate_number",
    "experience": "experience_months",
    "phone": "phone",
}
REFUSALS = ("not_in_service", "same_or_higher")
OPINIONS = ("情况属实，同意申报。", "材料齐全，条件符合。", "经核对证书原件，同意。", None)


def way(random: Random, applied: datetime, now: datetime) -> list[Step]:
    """The steps of one application from its submission on, as far as they lie in the past."""
    steps = [Step("import", "submitted", applied, ("own", "clerk"))]
    turned = _turned_back(random, steps[0].at)
    if turned is not None:
        steps += [step for step in turned if step.at <= now]
        if steps[-1].verb not in ("import", "correct"):
            return steps
    return steps + _onward(random, steps[-1].at, now)


def _onward(random: Random, since: datetime, now: datetime) -> list[Step]:
    """From a submission straight on, each step some days after the one before."""
    steps: list[Step] = []
    for verb, to, by, least, most in WAY:
        since = _later(random, since, least, most)
        if since > now:
            break
        opinion = random.choice(OPINIONS) if verb in ("approve", "accept") else None
        steps.append(Step(verb, to, since, by, None, opinion))
    return steps


def _later(random: Random, at: datetime, least: int, most: int) -> datetime:
    """Some days on, on a working day, in working hours."""
    later = (at + timedelta(days=random.randrange(least, most))).replace(
        hour=random.choice((8, 9, 10, 11, 14, 15, 16)), minute=random.randrange(60)
    )
    return later + timedelta(days=8 - later.isoweekday() if later.isoweekday() > 5 else 0)


def _turned_back(random: Random, applied: datetime) -> list[Step] | None:
    """Now and then the unit refuses an application, or returns it: then it is corrected, mostly, or
    withdrawn, or left lying."""
    chance, at = random.random(), _later(random, applied, 1, 6)
    if chance < 0.05:
        return [Step("reject", "rejected", at, ("own", "reviewer"), random.choice(list(REFUSALS)))]
    if chance > 0.2:
        return None
    returned = Step("return", "returned", at, ("own", "reviewer"), random.choice(list(CORRECTED)))
    again, end = _later(random, at, 2, 9), random.random()
    if end < 0.6:
        changed = CORRECTED[returned.reason or "phone"]
        return [returned, Step("correct", "submitted", again, ("own", "clerk"), None, changed)]
    if end < 0.75:
        return [returned, Step("withdraw", "withdrawn", again, ("own", "clerk"), "own_wish")]
    return [returned]
