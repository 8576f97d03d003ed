"""What refuses or warns of an application besides the years of 三(一): category, level, filed scope, stints.

Pure: what needs records (the filed scope, the occupation's standard) comes in as a fact, None when nobody has
looked. E refuses with the clause, W is accepted with a warning that a reviewer must clear.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as filled_by
from typing import Any, Literal

from webapp.policy.categories import (
    CATEGORIES,
    OF_EXCLUDED,
    OF_PEOPLE,
    TEACHER,
    refused_category,
)
from webapp.policy.rules import Policy

Weight = Literal["E", "W"]
OF_LEVELS, OF_INDUSTRIES, OF_CONDITIONS, OF_SCOPE = "一(二)", "一", "三(一)", "三(一)3"
_CLAUSES = {"teacher_elsewhere": OF_PEOPLE, "category_not_covered": OF_PEOPLE}


@dataclass(frozen=True, slots=True)
class Admission:
    """What is known beside the person's years. `scope_filed` and `trainable` are None when not looked up;
    `not_trainable` is the catalogue's own sentence; `stints_overlap` comes from `experience_of`;
    `industry_known` is of the occupation, or of its unit where the occupation has none of its own (一)."""

    unit_kind: str
    category: str | None
    occupation: str | None
    level: str | None
    public_institution: bool = False
    scope_filed: bool | None = None
    trainable: bool | None = None
    not_trainable: str | None = None
    occupation_known: bool = True
    industry_known: bool | None = None
    stints_overlap: bool = False
    experience_months: int | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """One finding: the field it belongs to, its code and weight, the clause, the sentence's parameters."""

    field: str
    code: str
    weight: Weight
    clause: str
    params: dict[str, Any] = filled_by(default_factory=dict)


def decide_admission(facts: Admission, policy: Policy) -> tuple[Verdict, ...]:
    """All findings, the category's first; none when nothing stands against it."""
    found = (_category(facts), _standard(facts), _scope(facts, policy), _industry(facts), _stints(facts))
    return tuple(one for one in found if one is not None)


def _category(facts: Admission) -> Verdict | None:
    code = refused_category(facts.category, facts.unit_kind, public_institution=facts.public_institution)
    if code is None:
        return None
    clause = _CLAUSES.get(code, OF_EXCLUDED)
    word = CATEGORIES.get(facts.category or "", facts.category or "")
    return Verdict("category", code, "E", clause, {"category": word, "clause": clause})


def _standard(facts: Admission) -> Verdict | None:
    """Only levels that the occupation's national standard has, or a scarce one inside its dates (一(二))."""
    if facts.trainable is not False or not facts.level:
        return None
    said = {"occupation": facts.occupation, "level": facts.level, "clause": OF_LEVELS}
    if facts.not_trainable:
        at = "target_level" if facts.occupation_known else "target_occupation"
        return Verdict(at, "not_trainable", "E", OF_LEVELS, {**said, "reason": facts.not_trainable})
    return Verdict("target_level", "level_not_in_standard", "E", OF_LEVELS, said)


def _scope(facts: Admission, policy: Policy) -> Verdict | None:
    route = policy.route(facts.level) if facts.level else None
    if route is None or not facts.occupation or facts.scope_filed is not False:
        return None
    if not policy.binds_scope(route.level, teacher=facts.category == TEACHER):
        return None
    clause = route.clause if route.scope_bound else OF_SCOPE
    said = {"occupation": facts.occupation, "level": facts.level, "clause": clause}
    return Verdict("eligibility", "scope_not_filed", "E", clause, said)


def _industry(facts: Admission) -> Verdict | None:
    if facts.industry_known is not False:
        return None
    said = {"occupation": facts.occupation, "clause": OF_INDUSTRIES}
    return Verdict("target_occupation", "industry_untagged", "W", OF_INDUSTRIES, said)


def _stints(facts: Admission) -> Verdict | None:
    if not facts.stints_overlap:
        return None
    said = {"months": facts.experience_months or 0, "clause": OF_CONDITIONS}
    return Verdict("stints", "stints_overlap", "W", OF_CONDITIONS, said)
