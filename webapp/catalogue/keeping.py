"""What a city says of an occupation (一, 一(一)), and its scarce additions (一(二)); each with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from tenants import audit
from tenants.db import db
from webapp.catalogue.finding import Found, found_by_code
from webapp.catalogue.models import CityOccupation, ScarceAddition
from webapp.catalogue.rules import CLAUSE
from webapp.policy.levels import LEVELS
from webapp.policy.programme import today
from webapp.refusals import NotFound, RuleBroken, Stale


@dataclass(frozen=True, slots=True)
class Said:
    """A city's words on an occupation: its industry ("" for none), priority tags, the standard's levels as
    digits, work types."""

    industry: str
    tags: Sequence[str]
    levels: Sequence[int]
    work_types: Sequence[str]


def change_occupation(city_id: int, code: str, version: int, said: Said, reason: str) -> dict[str, Any]:
    """Keep what the city says where it differs from the shared list; answers what changed.

    `version` is 0 for an occupation of which the city said nothing yet. Refuses a stale page, NotFound.
    """
    before, shared = found_by_code(code, city_id), found_by_code(code, None)
    if before is None or shared is None:
        raise NotFound(code)
    changes = _differences(before, said)
    if not changes:
        return changes
    row = _own_row(city_id, code, version)
    row.industry = None if said.industry == (shared.industry or "") else said.industry
    row.tags = None if list(said.tags) == list(shared.tags) else list(said.tags)
    row.levels = None if list(said.levels) == list(shared.levels) else list(said.levels)
    row.work_types = [one for one in said.work_types if one not in shared.work_types]
    row.version, row.updated_at = version + 1, func.now()
    audit.record("occupation.change", f"occupation:{code}", changes, reason=reason)
    return changes


def _own_row(city_id: int, code: str, version: int) -> CityOccupation:
    """The city's row, locked, made where there is none; Stale when it isn't the one that was read."""
    row = {"city_id": city_id, "occupation_code": code, "version": 0}
    db.session.execute(insert(CityOccupation.__table__).values(**row).on_conflict_do_nothing())
    query = select(CityOccupation).where(
        CityOccupation.city_id == city_id, CityOccupation.occupation_code == code
    )
    found = db.session.scalars(query.with_for_update()).one()
    if found.version != version:
        raise Stale(_("这个职业在您打开页面之后有了变化，请刷新后再修改。"))
    return found


def _differences(before: Found, said: Said) -> dict[str, list[Any]]:
    types = [*before.work_types, *(one for one in said.work_types if one not in before.work_types)]
    kept = [one for one in types if one in said.work_types]
    pairs: dict[str, list[Any]] = {
        "industry": [before.industry or "", said.industry],
        "tags": [list(before.tags), list(said.tags)],
        "levels": [_words(before.levels), _words(said.levels)],
        "work_types": [list(before.work_types), kept],
    }
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _words(digits: Sequence[int]) -> list[str]:
    return [LEVELS[5 - digit] for digit in sorted(digits, reverse=True)]


@dataclass(frozen=True, slots=True)
class NewScarce:
    """A scarce addition: an occupation (by code, or by a name that the catalogue lacks), level digits, both
    days included, and the document."""

    code: str | None
    name: str
    levels: Sequence[int]
    valid_from: date
    valid_to: date
    document: str


def add_scarce(city_id: int, new: NewScarce, reason: str) -> list[ScarceAddition]:
    """Take an occupation's levels in as scarce (一(二)); one row a level. Refuses levels that the standard
    has anyway, days in the wrong order and days that overlap with an addition that stands."""
    if new.valid_from > new.valid_to:
        raise RuleBroken("valid_to", _("截止日期早于起始日期。"), CLAUSE)
    found = found_by_code(new.code, city_id) if new.code else None
    if new.code and found is None:
        raise RuleBroken("occupation", _("职业目录中没有 %(code)s。", code=new.code), CLAUSE)
    for level in new.levels:
        _refuse_known(city_id, new, level, found)
    rows = [
        ScarceAddition(
            city_id=city_id, occupation_code=new.code, name=found.name if found else new.name, level=level,
            valid_from=new.valid_from, valid_to=new.valid_to, document=new.document,
        )
        for level in new.levels
    ]  # fmt: skip
    db.session.add_all(rows)
    db.session.flush()
    span = f"{new.valid_from} … {new.valid_to}"
    for row in rows:
        what = f"{row.name} {LEVELS[5 - row.level]} {span} {new.document}"
        audit.record("scarce.add", f"scarce:{row.public_id}", {"scope": [None, what]}, reason=reason)
    return rows


def _refuse_known(city_id: int, new: NewScarce, level: int, found: Found | None) -> None:
    if found and level in found.levels:
        said = _("该职业的国家标准已有%(level)s等级，不需要增补。", level=_(LEVELS[5 - level]))
        raise RuleBroken("levels", said, CLAUSE)
    same = ScarceAddition.occupation_code == new.code if new.code else ScarceAddition.name == new.name
    query = select(ScarceAddition.id).where(
        ScarceAddition.city_id == city_id,
        same,
        ScarceAddition.level == level,
        ScarceAddition.valid_from <= new.valid_to,
        ScarceAddition.valid_to >= new.valid_from,
    )
    if db.session.execute(query.limit(1)).first():
        raise RuleBroken("valid_from", _("这一等级在这段时间已经增补，请修改原来的截止日期。"), CLAUSE)


def change_scarce(public_id: str, version: int, last: date, document: str, reason: str) -> ScarceAddition:
    """Let an addition run longer, or end it early: `last` is its last day. Refuses one before its first day,
    and, to end it, before today: what was decided on it stands."""
    query = select(ScarceAddition).where(ScarceAddition.public_id == public_id).with_for_update()
    row = db.session.scalars(query).first()
    if row is None:
        raise NotFound(public_id)
    if row.version != version:
        raise Stale(_("这项增补在您打开页面之后有了变化，请刷新后再修改。"))
    if last < row.valid_from or (last < row.valid_to and last < today()):
        raise RuleBroken("valid_to", _("截止日期不能早于起始日期和今天，过去的决定不受影响。"), CLAUSE)
    changes = {"valid_to": [str(row.valid_to), str(last)], "document": [row.document, document]}
    row.valid_to, row.document, row.version = last, document, version + 1
    audit.record("scarce.change", f"scarce:{row.public_id}", changes, reason=reason)
    return row
