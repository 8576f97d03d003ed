"""职业目录: the occupations as the actor's city has them, filtered, by keyset in the order of their codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, any_, func, literal, or_, select

from tenants.db import db
from tenants.models import Tenant
from webapp.catalogue.finding import Found, as_city_has_it, found_of, matching
from webapp.catalogue.models import CityOccupation, FiledScope, Occupation, ScarceAddition
from webapp.catalogue.tags import TAGS
from webapp.policy.levels import TRAINED_LEVELS, digit_of_level

PAGE = 50
NONE = "-"  # the filter for what has no industry


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters as they stand in the URL; empty means any. `after` and `before` are codes."""

    q: str = ""
    industry: str = ""
    tag: str = ""
    level: str = ""
    scarce: str = ""
    after: str = ""
    before: str = ""

    def arguments(self, **more: str) -> dict[str, str]:
        """The filters as a URL's arguments, without the place and what isn't set."""
        mine = {"q": self.q, "industry": self.industry, "tag": self.tag, "level": self.level}
        mine["scarce"] = self.scarce
        return {name: value for name, value in {**mine, **more}.items() if value}


def read_wanted(given: Mapping[str, str]) -> Wanted:
    """The filters in a URL; an unknown tag or level is left out."""
    tag, level = given.get("tag", ""), given.get("level", "")
    return Wanted(
        given.get("q", "").strip()[:40], given.get("industry", "")[:20], tag if tag in TAGS else "",
        level if level in TRAINED_LEVELS else "", "1" if given.get("scarce") else "",
        given.get("after", "")[:20], given.get("before", "")[:20],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page, and the codes from which its neighbours go on ("" for none)."""

    rows: list[Found]
    previous: str = ""
    next: str = ""


def occupations(city_id: int | None, wanted: Wanted) -> Leaf:
    """A page of 50 occupations by code."""
    query = as_city_has_it(city_id).where(*_conditions(city_id, wanted)).limit(PAGE + 1)
    back = bool(wanted.before)
    if back:
        query = query.where(Occupation.code < wanted.before).order_by(Occupation.code.desc())
    else:
        query = query.where(Occupation.code > wanted.after).order_by(Occupation.code)
    found = [found_of(row) for row in db.session.execute(query)]
    more, rows = len(found) > PAGE, found[:PAGE]
    if back:
        rows.reverse()
    if not rows:
        return Leaf(rows)
    before = more if back else bool(wanted.after)
    return Leaf(rows, rows[0].code or "" if before else "", rows[-1].code or "" if back or more else "")


def _conditions(city_id: int | None, wanted: Wanted) -> list[ColumnElement[bool]]:
    said: list[ColumnElement[bool]] = []
    if wanted.q:
        own = func.array_to_string(CityOccupation.work_types, " ").contains(wanted.q, autoescape=True)
        said.append(or_(matching(wanted.q.lower()), own))
    industry = func.nullif(func.coalesce(CityOccupation.industry, Occupation.industry), "")
    if wanted.industry:
        said.append(industry.is_(None) if wanted.industry == NONE else industry == wanted.industry)
    if wanted.tag:
        said.append(literal(wanted.tag) == any_(func.coalesce(CityOccupation.tags, Occupation.tags)))
    if wanted.level:
        digit = int(digit_of_level(wanted.level))
        said.append(literal(digit) == any_(func.coalesce(CityOccupation.levels, Occupation.levels)))
    if wanted.scarce:
        said.append(Occupation.code.in_(_scarce_codes(city_id)))
    return said


def _scarce_codes(city_id: int | None) -> Any:
    return select(ScarceAddition.occupation_code).where(
        ScarceAddition.city_id == city_id, ScarceAddition.valid_to >= func.current_date()
    )


def scarce_additions(city_id: int, code: str | None = None) -> Sequence[ScarceAddition]:
    """The city's scarce additions, of one occupation or all of them, those that end last first."""
    query = select(ScarceAddition).where(ScarceAddition.city_id == city_id)
    if code is not None:
        query = query.where(ScarceAddition.occupation_code == code)
    by_end = query.order_by(ScarceAddition.valid_to.desc(), ScarceAddition.id)
    return db.session.scalars(by_end.limit(200)).all()


def filings_of(code: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Who within reach may train an occupation, at which levels and until when, for its page."""
    query = (
        select(Tenant.name, Tenant.public_id, FiledScope.level, FiledScope.valid_from, FiledScope.valid_to)
        .join(Tenant, Tenant.id == FiledScope.tenant_id)
        .where(FiledScope.occupation_code == code, FiledScope.valid_to >= func.current_date())
        .order_by(Tenant.name, FiledScope.level.desc())
    )
    return db.session.execute(query.limit(200)).all()
