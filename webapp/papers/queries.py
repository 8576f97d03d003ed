"""Reads of papers: a unit's lists and their people, the seals that stand, and what they seal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, func, select, tuple_

from tenants.db import db
from tenants.models import Tenant
from webapp.applicants.models import Application, ApplicationFigure
from webapp.applicants.states import STATES
from webapp.papers.models import PaperList, PaperPrint, SealedPaper
from webapp.programmes.queries import policy_of
from webapp.refusals import NotFound

# Who stands on Annex 2: whoever was submitted and neither sent back, refused nor withdrawn.
OFF_THE_LIST = frozenset({"draft", "returned", "rejected", "withdrawn"})
ON_THE_LIST = tuple(state for state in STATES if state not in OFF_THE_LIST)
COMMITMENT = "wage_commitment_required"
STANDS = SealedPaper.ended_at.is_(None)


@dataclass(frozen=True, slots=True)
class Key:
    """Which list: one unit × year × occupation × level (三(三)2)."""

    tenant_id: int
    year: int
    occupation: str
    level: str


@dataclass(frozen=True, slots=True)
class Counted:
    """A list of a unit with its numbers: people, sealed forms among them, stale ones among these."""

    key: Key
    people: int
    sealed: int
    stale: int


def unit_named(public_id: str) -> Tenant:
    """A unit within reach; NotFound otherwise."""
    found = db.session.scalars(select(Tenant).where(Tenant.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id)
    return found


def units(year: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The units within reach that have people on lists, with how many: from the figures, not the rows."""
    figure = ApplicationFigure
    people = func.sum(figure.number)
    query = (
        select(Tenant.public_id, Tenant.name, people)
        .join(figure, figure.tenant_id == Tenant.id)
        .where(figure.programme_year == year, figure.state.in_(ON_THE_LIST))
        .group_by(Tenant.id, Tenant.public_id, Tenant.name)
        .having(people > 0)
        .order_by(people.desc(), Tenant.id)
    )
    return db.session.execute(query).all()


def lists_of(tenant_id: int, year: int) -> list[Counted]:
    """The lists of a unit in a year."""
    one, paper = Application, SealedPaper
    query = (
        select(
            one.target_occupation, one.target_level, func.count(one.id), func.count(paper.id),
            func.count(paper.id).filter(paper.data_version != one.data_version),
        )
        .outerjoin(paper, (paper.application_id == one.id) & STANDS)
        .where(one.tenant_id == tenant_id, one.programme_year == year, one.state.in_(ON_THE_LIST))
        .group_by(one.target_occupation, one.target_level)
        .order_by(one.target_occupation, one.target_level)
    )  # fmt: skip
    rows = db.session.execute(query)
    return [Counted(Key(tenant_id, year, row[0], row[1]), *row[2:]) for row in rows]


def people_on(key: Key) -> list[Application]:
    """The applications of a list, by name; NotFound when it has none within reach."""
    one = Application
    mine = (
        one.tenant_id == key.tenant_id, one.programme_year == key.year, one.state.in_(ON_THE_LIST),
        one.target_occupation == key.occupation, one.target_level == key.level,
    )  # fmt: skip
    found = list(db.session.scalars(select(one).where(*mine).order_by(one.name_pinyin, one.id)))
    if not found:
        raise NotFound(key.occupation)
    return found


def people_of_lists(keys: Sequence[Key]) -> dict[Key, list[Application]]:
    """The people of several lists of one unit and year, in one question."""
    if not keys:
        return {}
    one = Application
    wanted = tuple_(one.target_occupation, one.target_level).in_(
        [(key.occupation, key.level) for key in keys]
    )
    mine = (one.tenant_id == keys[0].tenant_id, one.programme_year == keys[0].year)
    query = select(one).where(*mine, one.state.in_(ON_THE_LIST), wanted).order_by(one.name_pinyin, one.id)
    found: dict[Key, list[Application]] = {key: [] for key in keys}
    for person in db.session.scalars(query):
        key = (person.tenant_id, person.programme_year, person.target_occupation, person.target_level)
        found[Key(*key)].append(person)
    return found


def kept_of(tenant_id: int, year: int) -> dict[Key, tuple[PaperList, SealedPaper | None]]:
    """What is kept of a unit's lists in a year, each with its seal, in one question."""
    query = (
        select(PaperList, SealedPaper)
        .outerjoin(SealedPaper, (SealedPaper.list_id == PaperList.id) & STANDS)
        .where(PaperList.tenant_id == tenant_id, PaperList.programme_year == year)
    )
    return {key_of(row[0]): (row[0], row[1]) for row in db.session.execute(query)}


def list_of(key: Key) -> PaperList | None:
    """What is kept of a list; None before anything of it was printed, promised or sealed."""
    mine = (
        PaperList.tenant_id == key.tenant_id, PaperList.programme_year == key.year,
        PaperList.occupation == key.occupation, PaperList.level == key.level,
    )  # fmt: skip
    return db.session.scalars(select(PaperList).where(*mine)).first()


def key_of(paper_list: PaperList) -> Key:
    return Key(paper_list.tenant_id, paper_list.programme_year, paper_list.occupation, paper_list.level)


def seal_of(application: Application) -> SealedPaper | None:
    """The sealed Annex 1 that stands for an application."""
    return db.session.scalars(select(SealedPaper).where(_of(application), STANDS)).first()


def history_of(application: Application) -> Sequence[SealedPaper]:
    """Every sealed Annex 1 of an application, the oldest first."""
    return db.session.scalars(select(SealedPaper).where(_of(application)).order_by(SealedPaper.id)).all()


def _of(application: Application) -> Any:
    return (SealedPaper.application_id == application.id) & (SealedPaper.tenant_id == application.tenant_id)


def seals_of(applications: Sequence[Application]) -> dict[int, SealedPaper]:
    """The seals that stand, by application id."""
    wanted = SealedPaper.application_id.in_([one.id for one in applications])
    found = db.session.scalars(select(SealedPaper).where(wanted, STANDS))
    return {one.application_id: one for one in found if one.application_id is not None}


def list_seal(paper_list: PaperList | None) -> SealedPaper | None:
    """The sealed Annex 2 that stands for a list."""
    if paper_list is None:
        return None
    return db.session.scalars(select(SealedPaper).where(SealedPaper.list_id == paper_list.id, STANDS)).first()


def list_history(paper_list: PaperList | None) -> Sequence[SealedPaper]:
    """Every sealed Annex 2 of a list, the oldest first."""
    mine = SealedPaper.list_id == (paper_list.id if paper_list else None)
    return db.session.scalars(select(SealedPaper).where(mine).order_by(SealedPaper.id)).all()


def sealed_paper(public_id: str) -> SealedPaper:
    """A sealed scan within reach; NotFound otherwise."""
    found = db.session.scalars(select(SealedPaper).where(SealedPaper.public_id == public_id)).first()
    if found is None:
        raise NotFound(public_id)
    return found


def print_named(public_id: str, user_id: int) -> PaperPrint:
    """A batch print, for whoever asked for it; NotFound for anybody else's."""
    mine = (PaperPrint.public_id == public_id, PaperPrint.user_id == user_id)
    found = db.session.scalars(select(PaperPrint).where(*mine)).first()
    if found is None:
        raise NotFound(public_id)
    return found


def prints_of(paper_list: PaperList | None, user_id: int) -> Sequence[PaperPrint]:
    """One's own latest batch prints of a list."""
    mine = (PaperPrint.list_id == (paper_list.id if paper_list else None), PaperPrint.user_id == user_id)
    query = select(PaperPrint).where(*mine).order_by(PaperPrint.id.desc()).limit(3)
    return db.session.scalars(query).all()


def commitment_wanted(city_id: int, year: int) -> bool:
    """Whether the unit must give its word on wages and benefits (六; a setting of the policy)."""
    return bool(policy_of(city_id, year).setting(COMMITMENT))
