"""Finding an occupation by what people write: its name, its code, its letters, or a work type under it.

A city's own row stands before the shared one, field by field. The tables are small (under two thousand rows),
so words are looked for anywhere in a name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select

from tenants.db import db
from webapp.catalogue.models import CityOccupation, Occupation, ScarceAddition
from webapp.catalogue.rules import Scarce
from webapp.catalogue.spelling import spelling

BRACKETED = re.compile(r"[(（\[【].*?[)）\]】]")
SEPARATORS = re.compile(r"[\s・·、,，/]+")
NEAREST = 5


@dataclass(frozen=True, slots=True)
class Found:
    """An occupation as a city has it. `code` is None for one that only a scarce addition names."""

    code: str | None
    name: str
    industry: str | None
    levels: tuple[int, ...]
    tags: tuple[str, ...]
    work_types: tuple[str, ...]
    note: str | None = None
    local: bool = False  # the city changed something of it
    version: int = 0  # of the city's own words


def as_city_has_it(city_id: int | None) -> Select[*tuple[Any, ...]]:
    """Every occupation with the city's own fields in place of the shared ones; without a city, the shared."""
    mine = and_(CityOccupation.occupation_code == Occupation.code, CityOccupation.city_id == city_id)
    return select(
        Occupation.code, Occupation.name,
        func.nullif(func.coalesce(CityOccupation.industry, Occupation.industry), "").label("industry"),
        func.coalesce(CityOccupation.levels, Occupation.levels).label("levels"),
        func.coalesce(CityOccupation.tags, Occupation.tags).label("tags"),
        Occupation.work_types.label("shared_types"), CityOccupation.work_types.label("own_types"),
        Occupation.note,
        or_(
            func.num_nonnulls(CityOccupation.industry, CityOccupation.levels, CityOccupation.tags) > 0,
            func.coalesce(func.cardinality(CityOccupation.work_types), 0) > 0,
        ).label("local"),
        func.coalesce(CityOccupation.version, 0).label("version"),
    ).outerjoin(CityOccupation, mine)  # fmt: skip


def found_of(row: Row[Any]) -> Found:
    """A row of `as_city_has_it` as a value."""
    return Found(
        row.code, row.name, row.industry, tuple(row.levels), tuple(row.tags),
        tuple(dict.fromkeys([*row.shared_types, *(row.own_types or [])])), row.note, row.local, row.version,
    )  # fmt: skip


def found_by_code(code: str, city_id: int | None) -> Found | None:
    """The occupation of a code, as the city has it."""
    row = db.session.execute(as_city_has_it(city_id).where(Occupation.code == code)).first()
    return None if row is None else found_of(row)


def found_by_name(words: str, city_id: int | None) -> Found | None:
    """By name, code or work type, exactly; the name before brackets, then what stands in them."""
    wanted = readings(words)
    if not wanted:
        return None
    query = as_city_has_it(city_id).where(
        or_(
            Occupation.name.in_(wanted),
            Occupation.code.in_(wanted),
            Occupation.work_types.overlap(wanted),
            CityOccupation.work_types.overlap(wanted),
        )
    )
    rows = [found_of(row) for row in db.session.execute(query)]
    if not rows:
        return _only_local(wanted, city_id)
    return min(rows, key=lambda one: _rank(one, wanted))


def _rank(one: Found, wanted: Sequence[str]) -> tuple[int, int, str]:
    """A name or code before a work type, the earlier reading before the later one."""
    named = [wanted.index(word) for word in (one.name, one.code or "") if word in wanted]
    typed = [wanted.index(word) for word in one.work_types if word in wanted]
    return (0, min(named), one.code or "") if named else (1, min(typed, default=0), one.code or "")


def readings(words: str) -> list[str]:
    """What a cell may mean: as written, without its brackets, its parts, and what the brackets hold."""
    plain = words.strip()[:80]
    bare = BRACKETED.sub("", plain).strip()
    inside = [match[1:-1].strip() for match in BRACKETED.findall(plain)]
    return list(dict.fromkeys(one for one in [plain, bare, *SEPARATORS.split(bare), *inside] if one))


def _only_local(wanted: Sequence[str], city_id: int | None) -> Found | None:
    """An occupation that the classification lacks, known by the city's scarce additions alone."""
    named = (ScarceAddition.city_id == city_id, ScarceAddition.occupation_code.is_(None))
    query = select(ScarceAddition.name).where(*named, ScarceAddition.name.in_(wanted)).limit(1)
    name = db.session.scalars(query).first()
    return None if name is None else Found(None, name, None, (), (), (), local=True)


def scarce_of(city_id: int | None, found: Found) -> list[Scarce]:
    """The city's scarce additions of an occupation, whenever they hold (一(二))."""
    if city_id is None:
        return []
    of_it = ScarceAddition.occupation_code == found.code if found.code else ScarceAddition.name == found.name
    columns = (ScarceAddition.level, ScarceAddition.valid_from, ScarceAddition.valid_to)
    query = select(*columns, ScarceAddition.document).where(ScarceAddition.city_id == city_id, of_it)
    return [Scarce(*row) for row in db.session.execute(query)]


def search_occupations(words: str, limit: int = 20) -> Sequence[Row[*tuple[Any, ...]]]:
    """Occupations (code, name) whose name or work type holds the words, whose code begins with them, or whose
    letters do; those whose name begins so come first."""
    typed = words.strip().lower()[:40]
    if not typed:
        return []
    first = Occupation.name.startswith(typed, autoescape=True)
    query = select(Occupation.code, Occupation.name).where(matching(typed))
    return db.session.execute(query.order_by(~first, Occupation.code).limit(limit)).all()


def matching(typed: str) -> ColumnElement[bool]:
    """The condition of a search, over `Occupation`."""
    types = func.array_to_string(Occupation.work_types, " ")
    found = or_(
        Occupation.name.contains(typed, autoescape=True),
        Occupation.code.startswith(typed, autoescape=True),
        types.contains(typed, autoescape=True),
    )
    return or_(found, Occupation.spelling.contains(typed, autoescape=True)) if typed.isascii() else found


def near(words: str, limit: int = NEAREST) -> list[str]:
    """The names that may have been meant: with a common part of the name, or spelled alike."""
    typed = BRACKETED.sub("", words).strip()[:40]
    if not typed:
        return []
    spelled = spelling(typed).partition(" ")[0]
    parts = [typed[at : at + 2] for at in range(len(typed) - 1)] or [typed]
    alike = [Occupation.name.contains(part, autoescape=True) for part in parts]
    types = func.array_to_string(Occupation.work_types, " ")
    query = select(Occupation.name, Occupation.spelling).where(
        or_(
            *alike,
            types.contains(typed, autoescape=True),
            func.split_part(Occupation.spelling, " ", 1) == spelled,
            Occupation.spelling.startswith(spelled, autoescape=True),
        )
    )
    rows = db.session.execute(query.limit(200)).all()
    rows = sorted(rows, key=lambda row: _distance(row.name, row.spelling, typed, spelled))
    return [row.name for row in rows[:limit]]


def _distance(name: str, letters: str, typed: str, spelled: str) -> tuple[int, int, str]:
    """How far a name is from what was typed: read alike first, then the more common signs the nearer."""
    alike = 0 if letters.partition(" ")[0] == spelled else 1
    return alike, -len(set(name) & set(typed)) * 10 + abs(len(name) - len(typed)), name


def work_types_of(code: str) -> list[str]:
    """The work types (工种) under an occupation, the shared ones and what the city within reach added."""
    shared = select(func.unnest(Occupation.work_types)).where(Occupation.code == code)
    own = select(func.unnest(CityOccupation.work_types)).where(CityOccupation.occupation_code == code)
    found = [*db.session.scalars(shared), *db.session.scalars(own)]
    return list(dict.fromkeys(found))
