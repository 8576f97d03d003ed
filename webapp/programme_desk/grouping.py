"""The facts of a year's applications, grouped in the database for a trial (三(一)): no row is loaded.

What the rules treat alike is put together: years in the occupation by the thresholds between which they lie,
and certificates so old or so new that no day of submission matters. Each group names one of its own rows'
values, so the rules decide about facts that exist.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    case,
    cast,
    extract,
    false,
    func,
    literal,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, array

from webapp.applicants.models import Application
from webapp.catalogue.models import FiledScope, Occupation
from webapp.people.certificate_numbers import PATTERNS
from webapp.policy.levels import LEVELS, digit_of_level
from webapp.policy.rules import Policy

MONTHS = 12
TEACHER = "teacher"
NONE_HELD = {"routes": [{"route": "certificate", "met": False}]}


@dataclass(frozen=True, slots=True)
class Group:
    """Applications that the rules can't tell apart, and how many they are."""

    level: str
    current_level: str | None
    certificate_date: str | None
    no_certificate: bool
    kind: str | None
    experience_months: int | None
    submitted: date
    attested: bool
    teacher: bool
    covered: bool
    number: int


def groups_query(
    year: int, levels: Sequence[str], before: Policy, after: Policy, *more: ColumnElement[bool]
) -> Select[*tuple[Any, ...]]:
    """One query that gives the groups of the rows that `more` holds for, in the order of Group's fields."""
    routes = [route for policy in (before, after) for level in levels if (route := policy.route(level))]
    submitted = _submitted(before)
    far = _far(submitted, routes, before, after)
    months = sorted({route.experience_years * MONTHS for route in routes})
    alike: dict[str, Any] = {
        "level": Application.target_level,
        "current": Application.current_level,
        "certificate": case((far != "", far), else_=Application.certificate_date),
        "none": _no_certificate(),
        "kind": _kind(before, after),
        "months": func.width_bucket(Application.experience_months, cast(array(months), ARRAY(Integer))),
        "day": case((far == "", submitted)),
        "year": extract("year", submitted),
        "attested": func.coalesce(Application.attested, false()),
        "teacher": func.coalesce(Application.category == TEACHER, false()),
        "covered": _covered(levels, before, after),
    }
    own: dict[str, Any] = {
        "issued": Application.certificate_date, "served": Application.experience_months,
        "submitted": submitted,
    }  # fmt: skip
    # Below, so that a value put into an expression is the same value where it is grouped by.
    row = (
        select(*(column.label(name) for name, column in (alike | own).items()))
        .where(Application.programme_year == year, Application.target_level.in_(levels), *more)
        .subquery()
        .c
    )
    return select(
        row.level, row.current, func.min(row.issued), row.none, row.kind, func.min(row.served),
        func.min(row.submitted), row.attested, row.teacher, row.covered, func.count(),
    ).group_by(*(row[name] for name in alike))  # fmt: skip


def days_query(year: int) -> Select[*tuple[Any, ...]]:
    """How many applications were handed in on each day (三(四))."""
    day = _made()
    return select(day, func.count()).where(Application.programme_year == year).group_by(day)


def _made() -> ColumnElement[date]:
    """The day in Asia/Shanghai on which an application was handed in."""
    return func.date(func.timezone("Asia/Shanghai", Application.created_at))


def _submitted(before: Policy) -> ColumnElement[date]:
    """The day of submission: kept as the reference date wherever years are counted to it."""
    if before.setting("reference_date") == "submission":
        return Application.reference_date.expression
    return _made()


def _far(
    submitted: ColumnElement[date], routes: Sequence[Any], before: Policy, after: Policy
) -> ColumnElement[str]:
    """ "old" or "new" for certificates that every or no version counts, whatever the day; else empty."""
    years = {route.certificate_years for route in routes}
    of_day = extract("year", submitted)
    fixed = [
        policy.reference_day(date.min).year
        for policy in (before, after)
        if policy.reference_day(date.min) != date.min
    ]
    first, last = func.least(of_day, *fixed), func.greatest(of_day, *fixed)
    issued = cast(func.left(Application.certificate_date, 4), Integer)
    return case(
        (Application.certificate_date.is_(None), ""),
        (issued + max(years) < first, "old"),
        (issued + min(years) > last, "new"),
        else_="",
    )


def _no_certificate() -> ColumnElement[bool]:
    """Whether the person said that they hold none, as the stored decision tells."""
    said = Application.eligibility.op("@>")(cast(literal(NONE_HELD, JSONB), JSONB))
    return case((Application.certificate_date.is_(None), said), else_=false())


def _kind(before: Policy, after: Policy) -> ColumnElement[Any]:
    """The certificate's kind where one of the versions doesn't count all alike (1.11)."""
    if before.setting("kinds_count_alike") and after.setting("kinds_count_alike"):
        return cast(None, Application.certificate_number.type)
    read = [
        (Application.certificate_number.regexp_match(f"^(?:{pattern})$"), kind)
        for kind, pattern in PATTERNS.items()
    ]
    return case(*read, else_=None)


def _covered(levels: Sequence[str], before: Policy, after: Policy) -> ColumnElement[bool]:
    """三(一)3: whether the employer's filed scope holds the occupation, for levels where it may bind."""
    bound = [
        level
        for level in levels
        if any(policy.binds_scope(level, teacher=who) for policy in (before, after) for who in (True, False))
    ]
    if not bound:
        return true()
    digit = case({level: int(digit_of_level(level)) for level in LEVELS}, value=Application.target_level)
    named = or_(
        Occupation.name == Application.target_occupation, Occupation.code == Application.target_occupation
    )
    filed = (
        select(FiledScope.id)
        .join(Occupation, Occupation.code == FiledScope.occupation_code)
        .where(
            and_(FiledScope.tenant_id == Application.tenant_id, FiledScope.level == digit, named),
            FiledScope.valid_from <= Application.reference_date,
            FiledScope.valid_to >= Application.reference_date,
        )
        .correlate(Application)
        .exists()
    )
    return case((Application.target_level.in_(bound), filed), else_=true())
