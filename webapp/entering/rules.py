"""Annex 1 checked as a whole, pure (1.4, 一, 三(一)): the roster's readers and rules over what was typed.

`RowChecker` reads and crosses the fields; what only a form has is added here: what must be filled in, the
stints, and the findings of `policy.admission`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from webapp.entering.stints import read_stints
from webapp.people.certificate_numbers import kind_of
from webapp.policy.admission import Admission, decide_admission
from webapp.policy.eligibility import Eligibility, UnknownLevel, decide, experience_of
from webapp.policy.levels import TRAINED_LEVELS
from webapp.policy.rules import Policy
from webapp.policy.spans import PartialDate, Stint
from webapp.sheets.checking.admitting import problems_of
from webapp.sheets.checking.evaluate import ListFacts, RowChecker
from webapp.sheets.checking.rows import CheckedRow
from webapp.sheets.fields import read_text, says_none, write_experience
from webapp.sheets.options import CheckOptions
from webapp.sheets.problems import Outcome, Problem

Content = dict[str, Any]
# The form's fields that the roster's readers read, by their names there.
READ = {
    name: name
    for name in (
        "name", "id_number", "sex", "birth", "work_start", "education", "occupation", "experience_months",
        "certificate_date", "certificate_number", "phone", "current_level", "ethnicity", "politics",
    )
} | {"specialty": "skills"}  # fmt: skip
REQUIRED = (
    "name", "id_number", "phone", "sex", "birth", "education", "category", "work_start", "occupation",
    "experience_months", "target_occupation", "target_level",
)  # fmt: skip
NO_CERTIFICATE = "无"  # what the choice of the current level posts for somebody without one
# Questions whose value is read and may be right: "as it stands" takes it. The others need a value.
OTHER_DOCUMENT = "id_other_document"  # no resident's card: only the person can say which
SETTLEABLE = frozenset({OTHER_DOCUMENT})
WORDS = ("sex", "education", "ethnicity", "politics")  # chosen from lists: a synonym becomes the list's word
BELOW = {"skills": "specialty"}


@dataclass(frozen=True, slots=True)
class Known:
    """What records say: the unit, and of the occupation applied for what the catalogue and the filings hold.
    `occupation` is the catalogue's own name for what was typed."""

    unit_name: str
    unit_kind: str
    public_institution: bool = False
    occupation: str | None = None
    code: str | None = None  # the catalogue's
    trainable: bool | None = None
    not_trainable: str | None = None
    industry_known: bool | None = None
    scope_filed: bool | None = None
    near: tuple[str, ...] = ()  # what an unknown occupation may have meant


@dataclass(frozen=True, slots=True)
class Checked:
    """The form's answer: the row as the roster's checker gives it, every problem, the decision with its
    sentences, and the stints that were read."""

    row: CheckedRow
    problems: tuple[Problem, ...]
    eligibility: Eligibility | None
    stints: tuple[Stint, ...] = ()
    months: int | None = None
    missing: tuple[str, ...] = field(default=())

    def of(self, name: str) -> list[Problem]:
        """The problems of one field."""
        return [one for one in self.problems if one.field == name]

    @property
    def blocking(self) -> list[Problem]:
        """What stands against handing in: refused, or asked and not answered."""
        return [one for one in self.problems if one.outcome >= Outcome.ASKED]


def check(content: Content, known: Known, reference: date, policy: Policy) -> Checked:
    """The whole form on the day `reference`; refuses nothing itself, since a draft may be half empty."""
    stints, found = read_stints(content.get("stints") or [], reference)
    listed = ListFacts(known.unit_name, known.occupation, _level(content))
    checker = RowChecker(CheckOptions(as_of=reference, policy=policy), listed)
    stated = checker.reader.one("experience_months", content.get("experience_months") or None)[0]
    months, overlap = experience_of(stated, stints, reference)
    values = _values(content, months if stints else None)
    row = checker.check(0, values, spare=lambda problem: _settled(problem, content))
    missing = tuple(name for name in REQUIRED if not _filled(name, content, bool(stints)))
    problems = [_own(one) for one in row.problems if not _said_otherwise(one, missing)]
    problems += [Problem(name, "missing", Outcome.REFUSED, {"field": name}) for name in missing]
    problems += found
    problems += problems_of(decide_admission(_facts(content, known, overlap, months), policy))
    row = replace(row, problems=tuple(problems))
    return Checked(row, tuple(problems), _decision(row, content, months, reference, policy, known),
                   stints, months, missing)  # fmt: skip


def with_fixes(content: Content, checked: Checked) -> Content:
    """The content with what is beyond doubt put in: safe writings, and sex and birth month by the number."""
    fixed = dict(content)
    for problem in checked.problems:
        if problem.safe and problem.suggestion and problem.field in READ:
            fixed[problem.field] = problem.suggestion
    for name in WORDS:
        if fixed.get(name) and checked.row.record.get(name):
            fixed[name] = checked.row.record[name]
    return fixed


def _values(content: Content, months: int | None) -> dict[str, Any]:
    values: dict[str, Any] = {reader: content.get(name) or None for name, reader in READ.items()}
    if months is not None:
        values["experience_months"] = write_experience(months)
    if says_none(content.get("current_level")):
        values |= {"current_level": None, "certificate_number": NO_CERTIFICATE, "certificate_date": None}
    return values


def _level(content: Mapping[str, Any]) -> str | None:
    level = content.get("target_level")
    return level if level in TRAINED_LEVELS else None


def _filled(name: str, content: Content, has_stints: bool) -> bool:
    if name == "target_level":
        return _level(content) is not None
    if name == "experience_months" and has_stints:
        return True
    return read_text(content.get(name) or None, name).value is not None


def _settled(problem: Problem, content: Content) -> bool:
    said = [problem.field, problem.code] in content.get("stands", [])
    return problem.code in SETTLEABLE and said


def _said_otherwise(problem: Problem, missing: tuple[str, ...]) -> bool:
    """A form asks for more than a list, and in its own way."""
    return problem.code == "missing" or (problem.code == "fact_missing" and problem.field in missing)


def _own(problem: Problem) -> Problem:
    """A problem of a reader's column as one of the form's field."""
    return replace(problem, field=BELOW.get(problem.field, problem.field))


def _facts(content: Content, known: Known, overlap: bool, months: int | None) -> Admission:
    return Admission(
        unit_kind=known.unit_kind,
        category=content.get("category") or None,
        occupation=known.occupation or content.get("target_occupation") or None,
        level=_level(content),
        public_institution=known.public_institution,
        scope_filed=known.scope_filed,
        trainable=known.trainable,
        not_trainable=known.not_trainable,
        industry_known=known.industry_known,
        occupation_known=known.trainable is None or known.industry_known is not None,
        stints_overlap=overlap,
        experience_months=months,
    )


def _decision(
    row: CheckedRow, content: Content, months: int | None, reference: date, policy: Policy, known: Known
) -> Eligibility | None:
    """The decision with its sentences, once a level is asked for; facts that aren't there leave it open."""
    level, record = _level(content), row.record
    if level is None:
        return None
    dated = record["certificate_date"]
    try:
        return decide(
            level, row.derived.get("current_level"),
            PartialDate(*map(int, dated.split("-"))) if dated else None,
            months if months is not None else record["experience_months"],
            reference, policy, occupation=record.get("occupation") or known.occupation or "",
            no_certificate=says_none(content.get("current_level")),
            certificate_kind=kind_of(record["certificate_number"]),
        )  # fmt: skip
    except UnknownLevel:
        return None
