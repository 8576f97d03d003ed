"""A form as its page shows it: errors at the fields, questions with their choices, the live answer below."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, cast

from flask_babel import gettext

from webapp.applicants.explaining import Explanation, explain_now
from webapp.applicants.models import Application
from webapp.applicants.summary import certificate
from webapp.catalogue.queries import work_types_of
from webapp.entering.content import SECRETS, shown
from webapp.entering.forms import GROUPS, EntryForm
from webapp.entering.rules import SETTLEABLE, Checked, Content, Known
from webapp.policy.spans import wording
from webapp.sheets.messages import sentence
from webapp.sheets.problems import Outcome, Problem

ABOUT_THE_DECISION = ("eligibility",)
# Goes along to whoever clears it; nobody who fills a form in can answer it.
FOR_THE_REVIEWER = ("industry_untagged",)


@dataclass(frozen=True, slots=True)
class _Stated:
    """What `applicants.summary.certificate` looks at."""

    certificate_number: str | None
    certificate_date: str | None
    current_level: str | None


@dataclass(slots=True)
class Shown:
    """What the templates of a form need: see templates/entering."""

    form: EntryForm
    choices: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    settled: dict[str, list[str]] = field(default_factory=dict)
    warned: dict[str, list[str]] = field(default_factory=dict)
    masked: dict[str, str] = field(default_factory=dict)
    stints: list[dict[str, str]] = field(default_factory=list)
    stint_errors: list[str] = field(default_factory=list)
    sum_of_stints: str = ""
    explanation: Explanation | None = None
    against: list[tuple[str, str]] = field(default_factory=list)  # (sentence, clause) beside the routes
    certificate: dict[str, Any] | None = None
    work_types: list[str] = field(default_factory=list)
    groups: dict[str, tuple[str, ...]] = field(default_factory=lambda: GROUPS)


def show(
    content: Content, checked: Checked, known: Known, *,
    hide: bool = False, missing: bool = False, asked: Collection[str] = (), more_stints: int = 1,
) -> Shown:  # fmt: skip
    """The form with what is wrong and open. `hide` leaves whole numbers out of a page that merely shows a
    draft; blanks are named with `missing`, or where one of `asked` was just left."""
    form = EntryForm(content)
    found = Shown(form)
    for problem in checked.problems:
        if problem.code != "missing" or missing or problem.field in asked:
            _put(found, problem)
    if known.near:
        found.choices["target_occupation"] = _places("target_occupation", known.near)
    for name in SECRETS if hide else ():
        found.masked[name], form[name].data = shown(name, content), ""
    rows = [dict(row) for row in content.get("stints") or []]
    found.stints = rows + [{"start": "", "end": ""}] * more_stints
    found.sum_of_stints = wording(checked.months or 0, translate=gettext) if checked.stints else ""
    record, derived = checked.row.record, checked.row.derived
    if checked.eligibility is not None:
        found.explanation = explain_now(checked.eligibility, record["certificate_date"])
    stated = _Stated(
        record["certificate_number"], record["certificate_date"],
        derived.get("current_level") if derived.get("current_level_from") == "level_column" else None,
    )  # fmt: skip
    found.certificate = certificate(cast(Application, stated))
    found.work_types = _work_types(known)
    return found


def _put(found: Shown, problem: Problem) -> None:
    """A problem in its place: at its field, beside the stints, or with the decision."""
    said = sentence(problem.code, problem.params, gettext)
    name = problem.field
    if name in ABOUT_THE_DECISION:
        # What is not eligible, and what the unit must still attest, the routes say, each for itself.
        if problem.code != "not_eligible" and problem.outcome is not Outcome.WARNED:
            found.against.append((said, str(problem.params.get("clause", ""))))
        return
    if name not in found.form and problem.outcome is not Outcome.WARNED:
        found.stint_errors.append(said)
        return
    if problem.outcome is Outcome.WARNED:
        if not problem.safe and problem.code not in FOR_THE_REVIEWER:
            found.warned.setdefault(name, []).append(said)
        return
    found.form[name].errors = [*found.form[name].errors, said]
    if problem.options and problem.code != "unknown_word":
        found.choices[name] = _places(name, problem.options)
    if problem.code in SETTLEABLE:
        found.settled.setdefault(name, []).append(f"{name}.{problem.code}")


def _places(name: str, options: Collection[str]) -> list[tuple[str, str]]:
    """The choices of a question as (what is posted, what is shown): places, so that no number is whole."""
    return [
        (f"{name}:{place}", SECRETS[name](value) if name in SECRETS else value)
        for place, value in enumerate(options)
    ]


def _work_types(known: Known) -> list[str]:
    return work_types_of(known.code) if known.code else []
