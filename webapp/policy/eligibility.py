"""Who may be trained for which level: the conditions of the notice's 三(一)1-3, as pure functions.

Answers are three-valued: a fact that is missing leaves a route open (None) unless the other facts decide it.
What a lone roster can't show is named in `unchecked`, never taken as given. Routes are memoised by value:
the people of a roster share few dates and years.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from webapp.policy.routes import RouteAnswer
from webapp.policy.rules import Policy, Route
from webapp.policy.spans import N_, PartialDate, Stint, add_months, add_years, between, stint_months

MONTHS = 12


class UnknownLevel(ValueError):
    """The notice has no conditions for this level."""


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The decision, the clause it rests on, both routes, and what has still to be checked elsewhere."""

    level: str
    eligible: bool | None
    clause: str
    routes: tuple[RouteAnswer, ...]
    unchecked: tuple[str, ...]
    missing: tuple[str, ...]
    unattested: bool
    reference: date
    policy_version: str

    @property
    def first_day(self) -> date | None:
        """The earliest day on which any route is known to be met."""
        return min((one.qualifies_on for one in self.routes if one.qualifies_on), default=None)


def decide(
    level: str,
    current_level: str | None,
    certificate_date: PartialDate | None,
    experience_months: int | None,
    reference: date,
    policy: Policy,
    *,
    occupation: str = "",
    no_certificate: bool = False,
    certificate_kind: str | None = None,
    attested: bool | None = None,
) -> Eligibility:
    """The answer of 三(一) for `level` on the day `reference`; UnknownLevel when the notice doesn't train it.
    `no_certificate` says that the person has none; `certificate_kind` (level, qualification) matters only
    where the city doesn't count both alike (1.11); `attested` is the unit's word, None when not yet given."""
    route = policy.route(level)
    if route is None:
        raise UnknownLevel(level)
    certificate = certificate_route(route, current_level, certificate_date, reference, no_certificate)
    if certificate.met is not False and not policy.setting("kinds_count_alike"):
        certificate = _of_kind(certificate, certificate_kind)
    experience = experience_route(route, experience_months, reference, occupation or N_("本职业"))
    eligible = _either(certificate.met, experience.met)
    return Eligibility(
        level=level,
        eligible=eligible,
        clause=route.clause,
        routes=(certificate, experience),
        unchecked=_unchecked(route, policy),
        missing=_missing(certificate, experience) if eligible is None else (),
        unattested=bool(route.attested and experience.met and not certificate.met and attested is not True),
        reference=reference,
        policy_version=policy.version,
    )


def experience_of(
    stated_months: int | None, stints: Sequence[Stint], reference: date
) -> tuple[int | None, bool]:
    """The months in the occupation, and whether stints overlap: the sum of the stints without what overlaps
    where any are given, otherwise the years as stated (三(一))."""
    return stint_months(stints, reference) if stints else (stated_months, False)


@lru_cache(maxsize=8192)
def certificate_route(
    route: Route,
    current_level: str | None,
    certificate_date: PartialDate | None,
    reference: date,
    no_certificate: bool = False,
) -> RouteAnswer:
    """Years since the certificate right below; a month-only date counts from the month's last day."""
    params: dict[str, object] = {"from_level": route.from_level, "years": route.certificate_years}
    if no_certificate:
        return RouteAnswer("certificate", False, "certificate_none", params)
    if current_level is not None and current_level != route.from_level:
        params["current_level"] = current_level
        return RouteAnswer("certificate", False, "certificate_other_level", params)
    if certificate_date is None:
        code = "certificate_date_unknown" if current_level else "certificate_unknown"
        return RouteAnswer("certificate", None, code, params)
    matures = add_years(certificate_date.last, route.certificate_years)
    if matures > reference:
        return _immature(certificate_date, matures, reference, {**params, "held_level": current_level or ""})
    if current_level is None:
        return RouteAnswer("certificate", None, "certificate_level_unknown", params, matures)
    surplus = between(matures, reference)
    params["surplus"] = surplus
    code = "certificate_met" if any(surplus) else "certificate_met_today"
    return RouteAnswer("certificate", True, code, params, matures)


def _immature(
    certificate_date: PartialDate, matures: date, reference: date, params: dict[str, object]
) -> RouteAnswer:
    """Short of the years, whatever the level: the shortfall to the day and the day it ends."""
    months, days = between(reference, matures)
    params |= {
        "held": between(certificate_date.last, reference),
        "shortfall": (months, days),
        "qualifies_on": matures.isoformat(),
        "dated": str(certificate_date),
    }
    code = "certificate_short" if certificate_date.last <= reference else "certificate_future"
    return RouteAnswer("certificate", False, code, params, matures, months, days)


def _of_kind(answer: RouteAnswer, kind: str | None) -> RouteAnswer:
    """The answer where only a qualification certificate (职业资格证书) counts."""
    if kind == "qualification":
        return answer
    code = "certificate_kind_unknown" if kind is None else "certificate_other_kind"
    return RouteAnswer("certificate", None if kind is None else False, code)


@lru_cache(maxsize=8192)
def experience_route(
    route: Route, experience_months: int | None, reference: date, occupation: str
) -> RouteAnswer:
    """Months in the occupation up to `reference`; for 技师 and 高级技师 the unit attests besides."""
    params: dict[str, object] = {"occupation": occupation, "years": route.experience_years}
    if experience_months is None:
        return RouteAnswer("experience", None, "experience_unknown", params, attested_needed=route.attested)
    shortfall = route.experience_years * MONTHS - experience_months
    day = add_months(reference, shortfall)
    params |= {
        "held": (experience_months, 0),
        "shortfall": (shortfall, 0),
        "surplus": (-shortfall, 0),
        "qualifies_on": day.isoformat(),
    }
    if shortfall > 0:
        return RouteAnswer("experience", False, "experience_short", params, day, shortfall, 0, route.attested)
    code = "experience_met" if shortfall < 0 else "experience_met_today"
    return RouteAnswer("experience", True, code, params, day, attested_needed=route.attested)


def _either(first: bool | None, second: bool | None) -> bool | None:
    if first or second:
        return True
    return None if first is None or second is None else False


def _missing(certificate: RouteAnswer, experience: RouteAnswer) -> tuple[str, ...]:
    """The facts whose want leaves the answer open."""
    facts = {
        "certificate_level_unknown": ("current_level",),
        "certificate_date_unknown": ("certificate_date",),
        "certificate_kind_unknown": ("certificate_number",),
        "certificate_unknown": ("current_level", "certificate_date"),
        "experience_unknown": ("experience_months",),
    }
    return facts.get(certificate.code, ()) + facts.get(experience.code, ())


@lru_cache(maxsize=64)
def _unchecked(route: Route, policy: Policy) -> tuple[str, ...]:
    """What needs records beyond the row: the category (一(三)), the filed scope (三(一)3), others."""
    scoped = policy.binds_scope(route.level)
    return ("category", *(("filed_scope",) if scoped else ()), "other_certificates")
