"""The rules of 1.7 once more, as plainly as they can be said: every entry held against every other.

What a run leaves standing has to be this, whatever way it took and wherever it was killed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from sqlalchemy import select

from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.crosscheck.made import SYSTEM, Check
from webapp.applicants.models import Application
from webapp.crosscheck.models import Case, Finding
from webapp.extensions import keyring
from webapp.people.identity import upgrade
from webapp.people.models import CoveredSeries, KnownApplication, KnownCertificate
from webapp.people.near import near

Sides = frozenset[tuple[str, int]]
Found = set[tuple[int, str, Sides]]


@dataclass
class Ledger:
    """All that is known, opened: applications and certificates with their numbers, series that are whole."""

    applications: list[Any]
    certificates: list[Any]
    numbers: dict[tuple[str, int], str]
    series: set[str]


def truth(ledger: Check) -> Found:
    """What the rules hold against whom: (rule, ground, the two sides or the one)."""
    with ledger.app.app_context(), acting_as(Scope.of_system(SYSTEM, read_only=True)):
        all_of = _opened(ledger.city)
        found = {one for rule in RULES for one in rule(all_of)}
        db.session.rollback()
    return found


def _opened(city: int) -> Ledger:
    ring = keyring()
    applications = list(db.session.scalars(select(KnownApplication).where(KnownApplication.city_id == city)))
    known = select(KnownCertificate).where(
        KnownCertificate.city_id == city, KnownCertificate.revoked_at.is_(None)
    )
    certificates = list(db.session.scalars(known))
    sealed = dict(db.session.execute(select(Application.id, Application.id_number)).all())
    numbers = {_a(one): ring.open_text(sealed[one.application_id]) for one in applications}
    numbers |= {_c(one): ring.open_text(one.id_number) for one in certificates}
    series = set(db.session.scalars(select(CoveredSeries.series).where(CoveredSeries.city_id == city)))
    whole = {key: upgrade(number) if len(number) == 15 else number for key, number in numbers.items()}
    return Ledger(applications, certificates, whole, series)


def standing(ledger: Check) -> Found:
    """What the findings say that stand."""
    with ledger.app.app_context(), acting_as(Scope.of_system(SYSTEM, read_only=True)):
        rows = db.session.execute(
            select(Finding.rule, Finding.ground, Case).join(Case, Case.id == Finding.case_id)
            .where(Finding.stands, Finding.city_id == ledger.city)
        ).all()  # fmt: skip
        found = {(rule, ground, _sides(case)) for rule, ground, case in rows}
        assert len(found) == len(rows)
        db.session.rollback()
    return found


def _sides(case: Case) -> Sides:
    named = (
        ("a", case.application_id), ("a", case.other_application_id), ("c", case.certificate_id),
        ("c", case.other_certificate_id),
    )  # fmt: skip
    return frozenset((kind, key) for kind, key in named if key is not None)


def _a(one: Any) -> tuple[str, int]:
    return "a", one.application_id


def _c(one: Any) -> tuple[str, int]:
    return "c", one.id


def person(one: Any) -> bytes:
    return one.merged_index or one.id_index


def _key(occupation: str) -> str:
    plain = re.sub(r"[(\[【].*$", "", unicodedata.normalize("NFKC", occupation))
    return re.sub(r"\s+", "", plain)


def rule_1(of: Ledger) -> Iterator[tuple[int, str, Sides]]:
    for one, other in combinations(of.applications, 2):
        if person(one) == person(other) and one.programme_year == other.programme_year:
            yield 1, "same_year", frozenset((_a(one), _a(other)))


def rule_2(of: Ledger) -> Iterator[tuple[int, str, Sides]]:
    for one, other in product(of.applications, of.certificates):
        same = person(one) == person(other) and _key(one.occupation) == _key(other.occupation)
        if same and one.level and other.level <= one.level and other.application_id != one.application_id:
            yield 2, "held", frozenset((_a(one), _c(other)))


def rule_3(of: Ledger) -> Iterator[tuple[int, str, Sides]]:
    kinds = (
        ("applications", combinations(of.applications, 2), _a, _a),
        ("registry", product(of.applications, of.certificates), _a, _c),
        ("registries", combinations(of.certificates, 2), _c, _c),
    )
    for ground, pairs, left, right in kinds:
        for one, other in pairs:
            if one.number is not None and one.number == other.number and person(one) != person(other):
                yield 3, ground, frozenset((left(one), right(other)))


def rule_4(of: Ledger) -> Iterator[tuple[int, str, Sides]]:
    for one, other in combinations(of.certificates, 2):
        same = person(one) == person(other) and one.number != other.number
        if same and one.issued_year is not None and one.issued_year == other.issued_year:
            yield 4, "same_year", frozenset((_c(one), _c(other)))


def rule_5(of: Ledger) -> Iterator[tuple[int, str, Sides]]:
    yield from ((5, "claimed", frozenset([_a(one)])) for one in of.applications if one.contradicts)
    yield from ((5, "registered", frozenset([_c(one)])) for one in of.certificates if one.contradicts)


def _alike(one: Any, other: Any) -> bool:
    named = one.name.replace(" ", "") == other.name.replace(" ", "")
    return bool(named and one.birth and other.birth and one.birth[:7] == other.birth[:7])


def rule_6(of: Ledger) -> Iterator[tuple[int, str, Sides]]:
    first: dict[bytes, Any] = {}
    for one in sorted(of.certificates, key=lambda known: known.id):
        first.setdefault(one.id_index, one)
    pairs = [(one, other, _a, _a) for one, other in combinations(of.applications, 2)]
    certificates = [(one, other, _a, _c) for one, other in product(of.applications, of.certificates)]
    for one, other, left, right in [*pairs, *certificates]:
        sides = frozenset((left(one), right(other)))
        if not _alike(one, other):
            continue
        if person(one) == person(other):
            if one.id_form != other.id_form:
                yield 6, "two_forms", sides
            continue
        current = right is _a or first[other.id_index] is other
        ground = near(of.numbers[left(one)], of.numbers[right(other)])
        if ground and current:
            yield 6, ground, sides
    yield from _phones(of)


def _phones(of: Ledger) -> Iterator[tuple[int, str, Sides]]:
    first: dict[tuple[bytes, int], Any] = {}
    for one in sorted(of.applications, key=lambda known: known.application_id):
        key = (one.phone_index, one.programme_year)
        other = first.setdefault(key, one)
        named = one.name.replace(" ", "") != other.name.replace(" ", "")
        if one.phone_index and other is not one and named and person(one) != person(other):
            yield 6, "phone", frozenset((_a(one), _a(other)))


def rule_7(of: Ledger) -> Iterator[tuple[int, str, Sides]]:
    registered = {one.number for one in of.certificates}
    for one in of.applications:
        begins = {22: 15, 16: 10}.get(len(one.number or ""), 0)
        if begins and one.number[:begins] in of.series and one.number not in registered:
            yield 7, "unregistered", frozenset([_a(one)])


RULES = (rule_1, rule_2, rule_3, rule_4, rule_5, rule_6, rule_7)
