"""A decision read again: the stored verdicts, put into sentences by the rules they were made under.

The stored verdict is never replaced: where today's facts would say otherwise, the route is named without
a sentence (三(一), "can be re-explained years later").
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext

from webapp.applicants.models import Application
from webapp.people.certificate_numbers import kind_of
from webapp.policy.eligibility import Eligibility, UnknownLevel, decide
from webapp.policy.routes import RouteAnswer
from webapp.policy.spans import PartialDate
from webapp.programmes.queries import UnknownVersion, policy_version
from webapp.sheets.checking.decision import eligibility_to_plain


@dataclass(frozen=True, slots=True)
class ExplainedRoute:
    """One route for the page: its name, verdict, sentence and what stands below it."""

    name: str
    met: bool | None
    sentence: str
    detail: str


@dataclass(frozen=True, slots=True)
class Explanation:
    """A stored decision in words."""

    eligible: bool | None
    verdict: str
    clause: str
    routes: tuple[ExplainedRoute, ...]
    reference: date
    first_day: date | None


def explain(application: Application) -> Explanation | None:
    """The decision of an application in words; None when it has none (a level the notice doesn't train)."""
    stored = application.eligibility
    if not stored:
        return None
    again = {answer.route: answer for answer in _decided_again(application)}
    routes = tuple(_explained(route, again.get(route["route"]), application) for route in stored["routes"])
    return Explanation(
        eligible=stored["eligible"],
        verdict=_verdict(stored),
        clause=stored["clause"],
        routes=routes,
        reference=application.reference_date,
        first_day=application.qualifies_on,
    )


def _decided_again(application: Application) -> tuple[RouteAnswer, ...]:
    met = {route["route"]: route["met"] for route in application.eligibility["routes"]}
    try:
        found = decide(
            application.target_level,
            application.current_level,
            partial(application.certificate_date),
            application.experience_months,
            application.reference_date,
            policy_version(application.city_id, application.policy_version),
            occupation=application.occupation or application.target_occupation,
            no_certificate=application.certificate_date is None and met.get("certificate") is False,
            certificate_kind=kind_of(application.certificate_number),
        )
    except (UnknownLevel, UnknownVersion):
        return ()
    return found.routes


def partial(text: str | None) -> PartialDate | None:
    """A stored date ("1985-03", "2018-06-01", "2005") as it was given."""
    return PartialDate(*map(int, text.split("-"))) if text else None


def _explained(stored: dict[str, Any], again: RouteAnswer | None, application: Application) -> ExplainedRoute:
    met = stored["met"]
    name = _name(stored["route"])
    if again is None or again.met != met:
        words = {True: gettext("符合"), False: gettext("尚未符合"), None: gettext("资料不全，无法判断")}
        return ExplainedRoute(name, met, words[met], _from(stored["qualifies_on"]))
    return ExplainedRoute(name, met, again.sentence_in(gettext), _detail(again, application.certificate_date))


def explain_now(found: Eligibility, certificate_date: str | None) -> Explanation:
    """A decision just made, in the same words: the live answer below a form (6.0)."""
    routes = tuple(
        ExplainedRoute(_name(one.route), one.met, one.sentence_in(gettext), _detail(one, certificate_date))
        for one in found.routes
    )
    verdict = _verdict(eligibility_to_plain(found))
    return Explanation(found.eligible, verdict, found.clause, routes, found.reference, found.first_day)


def _name(route: str) -> str:
    return gettext("证书路径") if route == "certificate" else gettext("年限路径")


def _detail(answer: RouteAnswer, certificate_date: str | None) -> str:
    """Below the sentence: since when it is met, and what the unit must still attest."""
    parts = []
    if answer.met and answer.qualifies_on:
        since = _from(answer.qualifies_on.isoformat())
        if answer.route == "certificate" and certificate_date:
            parts.append(gettext("%(day)s 取得", day=certificate_date))
        parts.append(since)
    if answer.attested_needed and answer.met is not None:
        words = gettext("须单位证明主要技术特长") if answer.met else gettext("届时还须单位证明主要技术特长")
        parts.append(words)
    return gettext("，").join(parts)


def _from(day: str | None) -> str:
    return gettext("%(day)s 起符合", day=day) if day else ""


def _verdict(stored: dict[str, Any]) -> str:
    if stored["eligible"] is None:
        return gettext("资料不全，无法判断")
    if not stored["eligible"]:
        return gettext("尚未符合")
    met = [route["route"] for route in stored["routes"] if route["met"]]
    if len(met) == 2:
        return gettext("符合，两条路径均满足")
    return gettext("符合，按证书路径") if met == ["certificate"] else gettext("符合，按年限路径")
