"""A row's answer to the conditions of 三(一), as the contract prints it (cases 48a, 48b, 48c)."""

from __future__ import annotations

from typing import Any

from webapp.people.certificate_numbers import kind_of
from webapp.policy.eligibility import Eligibility, UnknownLevel, decide
from webapp.policy.rules import Policy
from webapp.policy.spans import PartialDate
from webapp.sheets.options import CheckOptions
from webapp.sheets.problems import Outcome, Problem

Decision = tuple[dict[str, Any] | None, tuple[Problem, ...]]
NO_DECISION: Decision = (None, ())
# A list has few levels, some hundred months of issue and some hundred lengths of service.
MOST_REMEMBERED = 20_000


def eligibility_to_plain(found: Eligibility) -> dict[str, Any]:
    """An eligibility answer in the contract's words (spec 2.1)."""
    return {
        "level": found.level,
        "eligible": found.eligible,
        "clause": found.clause,
        "routes": [
            {
                "route": route.route,
                "met": route.met,
                "qualifies_on": route.qualifies_on.isoformat() if route.qualifies_on else None,
                "shortfall_months": route.shortfall_months,
            }
            for route in found.routes
        ],
        "unchecked": list(found.unchecked),
    }


def _problems(found: Eligibility) -> tuple[Problem, ...]:
    """What a reviewer or the clerk must know about the answer; for missing facts, one question each."""
    said: dict[str, Any] = {"level": found.level, "clause": found.clause}
    if found.eligible is False:
        reasons = "；".join(route.sentence for route in found.routes)
        return (Problem("eligibility", "not_eligible", Outcome.REFUSED, {**said, "reasons": reasons}),)
    if found.eligible:
        warned = Problem("eligibility", "experience_unattested", Outcome.WARNED, said)
        return (warned,) if found.unattested else ()
    if "current_level" in found.missing:
        return (Problem("current_level", "current_level_unknown", Outcome.ASKED, said),)
    return tuple(
        Problem(name, "fact_missing", Outcome.ASKED, {**said, "field": name}) for name in found.missing
    )


class Decider:
    """Decides rows under one policy and reference date; the same facts are decided once."""

    def __init__(self, options: CheckOptions) -> None:
        self._reference = options.as_of
        self._policy: Policy = options.rules
        # Where all kinds count alike the kind is no fact, and would only keep equal rows apart.
        self._kinds_matter = not options.rules.setting("kinds_count_alike")
        self._known: dict[tuple[object, ...], Decision] = {}

    def decide(
        self,
        level: str | None,
        current_level: str | None,
        certificate_date: PartialDate | None,
        certificate_written: str | None,
        experience_months: int | None,
        occupation: str,
        no_certificate: bool,
        certificate_number: str | None = None,
    ) -> Decision:
        """The answer and its problems; no answer where no level is asked for or the notice lacks it."""
        if level is None:
            return NO_DECISION
        # A date's text is the key, since it hashes in a tenth of the date's time.
        kind = kind_of(certificate_number) if self._kinds_matter else None
        key = (level, current_level, certificate_written, experience_months, occupation, no_certificate, kind)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= MOST_REMEMBERED:
                self._known.clear()
            known = self._known[key] = self._decide(
                level, current_level, certificate_date, experience_months, occupation, no_certificate, kind
            )
        return known

    def _decide(
        self,
        level: str,
        current_level: str | None,
        certificate_date: PartialDate | None,
        experience_months: int | None,
        occupation: str,
        no_certificate: bool,
        kind: str | None,
    ) -> Decision:
        try:
            found = decide(
                level,
                current_level,
                certificate_date,
                experience_months,
                self._reference,
                self._policy,
                occupation=occupation,
                no_certificate=no_certificate,
                certificate_kind=kind,
            )
        except UnknownLevel:
            return NO_DECISION
        return eligibility_to_plain(found), _problems(found)
