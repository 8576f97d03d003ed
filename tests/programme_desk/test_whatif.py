"""试算 (1.11): what the grouped query counts is what a loop over the rows counts, whatever was edited."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, insert, select

from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from webapp.applicants.explaining import partial
from webapp.applicants.models import Application, application_number
from webapp.catalogue.operations import NewScope, file_scope
from webapp.catalogue.queries import filed_scope_covers
from webapp.extensions import keyring
from webapp.people.certificate_numbers import kind_of
from webapp.policy.eligibility import decide
from webapp.policy.load import policy_for
from webapp.policy.programme import SHANGHAI
from webapp.policy.rules import Policy, Window
from webapp.programme_desk.whatif import affected, try_out
from webapp.sheets.checking.decision import eligibility_to_plain

YEAR = 2022
NOTICE = policy_for(YEAR)
ROWS = 1500
OCCUPATION, CODE = "焊工", "6-18-02-04"
Tried = tuple[str, str, str]


def settings(policy: Policy, **values: Any) -> Policy:
    named = tuple(
        replace(one, value=values[one.name]) if one.name in values else one for one in policy.settings
    )
    return replace(policy, settings=named)


def route(policy: Policy, at: int, **values: Any) -> Policy:
    routes = list(policy.routes)
    routes[at] = replace(routes[at], **values)
    return replace(policy, routes=tuple(routes))


EDITS: dict[str, Callable[[Policy], Policy]] = {
    "three_1_1_years": lambda p: route(p, 0, experience_years=8),
    "three_1_2_certificate": lambda p: route(p, 1, certificate_years=4),
    "three_1_3_both": lambda p: route(p, 2, certificate_years=1, experience_years=25),
    "three_1_2_attested": lambda p: route(p, 1, attested=False),
    "three_1_all": lambda p: route(route(p, 0, certificate_years=2), 1, experience_years=15),
    "kinds": lambda p: settings(p, kinds_count_alike=False),
    "reference_opens": lambda p: settings(p, reference_date="window_opens"),
    "reference_closes": lambda p: settings(p, reference_date="window_closes"),
    "scope_levels": lambda p: settings(p, scope_binds_other_levels=True),
    "scope_teachers": lambda p: settings(p, scope_binds_teachers=True),
    "scope_lifted": lambda p: route(p, 2, scope_bound=False),
    "window": lambda p: replace(p, window=Window("三(四)", date(2022, 4, 25), date(2022, 5, 31))),
    "hours": lambda p: replace(p, hours=(replace(p.hours[0], total=250), p.hours[1])),
}


def certificate(random: Random, submitted: date) -> str | None:
    """Dates of every precision, many of them around the years that matter, some on 29 February."""
    kind = random.randrange(8)
    if kind == 0:
        return None
    if kind == 1:
        return random.choice(["2020-02-29", "2016-02-29", "2019-02-28", "2019-03-01"])
    years = random.choice([1, 2, 3, 4])
    around = submitted.replace(year=submitted.year - years) + timedelta(days=random.randrange(-3, 4))
    far = date(random.randrange(2004, 2022), random.randrange(1, 13), random.randrange(1, 29))
    day = around if kind < 5 else far
    return [day.isoformat(), f"{day:%Y-%m}", f"{day:%Y}"][random.choice([0, 0, 0, 1, 1, 2])]


def made(random: Random, cast: Cast, number: int) -> dict[str, Any]:
    """One made-up application as it would be stored, decided under the notice."""
    unit = cast.tenants[random.choice(["steel", "port", "school"])]
    submitted = date(2022, 4, 20) + timedelta(days=random.randrange(-2, 33))
    level = random.choice(["高级工", "技师", "高级技师"])
    issued = certificate(random, submitted)
    held = random.choice([None, "中级工", "高级工", "技师"]) if issued else None
    none = issued is None and random.random() < 0.5
    months = random.choice([None, *range(90, 230, 1), 96, 120, 168, 180, 216, 300])
    attested = random.choice([None, True, False])
    found = decide(level, held, partial(issued), months, submitted, NOTICE, no_certificate=none)
    ring, identity = keyring(), f"37110219850101{number:04d}"
    return {
        "tenant_id": unit.id, "district_id": unit.district_id, "city_id": unit.city_id,
        "public_id": application_number(YEAR), "programme_year": YEAR, "version": 1,
        "state": random.choice(["submitted", "returned", "unit_approved", "accepted", "withdrawn"]),
        "name": "江一鸣", "name_pinyin": "jiang yi ming", "id_number": ring.seal(identity),
        "id_index": ring.index(identity), "id_fingerprint": ring.fingerprint(ring.index(identity)),
        "id_masked": "371102********0000", "id_type": "resident", "current_level": held,
        "certificate_date": issued, "experience_months": months, "target_level": level,
        "certificate_number": random.choice(
            [None, "S000037110215300012", "S000037371102153000123"[:22], "1737001234300012", "老证 123"]
        ),
        "target_occupation": random.choice([OCCUPATION, CODE, "电工"]),
        "category": random.choice([None, "employee", "teacher"]), "attested": attested,
        "eligibility": eligibility_to_plain(found), "reference_date": submitted, "policy_version": "2022",
        "warnings": [],
        "created_at": datetime.combine(submitted, datetime.min.time(), SHANGHAI)
        + timedelta(hours=random.choice([0, 1, 12, 23])),
    }  # fmt: skip


@pytest.fixture(scope="package")
def rows(app: Flask, cast: Cast) -> list[Any]:
    """Applications of 2022 in the city, some of whose employers have filed the occupation."""
    random = Random(20220414)
    with app.app_context(), acting_as(Scope.of_system("a test makes applications")):
        for name, level in (("steel", 1), ("port", 2)):
            days = date(2022, 1, 1), date(2022, 5, 10)
            file_scope(cast.tenants[name], NewScope(CODE, level, *days, "测试备案"))
        values = [made(random, cast, number) for number in range(ROWS)]
        db.session.execute(insert(Application.__table__), values)
        db.session.commit()
        read = select(Application).where(Application.programme_year == YEAR)
        found = list(db.session.scalars(read).all())
        for row in found:
            db.session.expunge(row)
        return found


@pytest.fixture
def city(app: Flask, cast: Cast) -> Iterator[None]:
    with app.app_context(), acting_as(cast.actors["city.city_filing"].scope().reading()):
        yield
        db.session.rollback()


def verdict(row: Application, policy: Policy, known: dict[Any, bool]) -> tuple[str, bool | None, str]:
    """What a loop over the rows says of one: verdict, the years' answer, clause."""
    none = row.certificate_date is None and row.eligibility["routes"][0]["met"] is False
    found = decide(
        row.target_level, row.current_level, partial(row.certificate_date), row.experience_months,
        policy.reference_day(row.reference_date), policy, no_certificate=none,
        certificate_kind=kind_of(row.certificate_number), attested=row.attested or None,
    )  # fmt: skip
    key = (row.tenant_id, row.target_occupation, row.target_level, row.reference_date)
    if key not in known:
        known[key] = filed_scope_covers(*key)
    bound = policy.binds_scope(row.target_level, teacher=row.category == "teacher")
    if found.eligible and bound and not known[key]:
        return "unfit", found.eligible, found.clause
    words = {True: "unattested" if found.unattested else "fit", False: "unfit", None: "open"}
    return words[found.eligible], found.eligible, found.clause


def by_loop(rows: Sequence[Application], before: Policy, after: Policy) -> Counter[Tried]:
    """The same counts, one row after the other."""
    turns: Counter[Tried] = Counter()
    known: dict[Any, bool] = {}
    for row in rows:
        if row.state == "withdrawn":
            continue
        (old, old_years, _), (new, new_years, clause) = (
            verdict(row, policy, known) for policy in (before, after)
        )
        if old != new:
            scoped = old_years == new_years and "unfit" in (old, new)
            turns["三(一)3" if scoped else clause, old, new] += 1
        day = row.created_at.astimezone(SHANGHAI).date()
        inside = ["inside" if policy.window.holds(day) else "outside" for policy in (before, after)]
        if inside[0] != inside[1]:
            turns["三(四)", inside[0], inside[1]] += 1
    return turns


@pytest.mark.parametrize("name", EDITS)
def test_clause_1_11_what_if_counts_what_a_loop_counts(rows: list[Any], city: None, name: str) -> None:
    after = EDITS[name](NOTICE)
    trial = try_out(YEAR, NOTICE, after)
    found = {(one.clause, one.before, one.after): one.number for one in trial.turns}
    assert found == dict(by_loop(rows, NOTICE, after))
    assert trial.counted == sum(row.state != "withdrawn" for row in rows)
    if name == "hours":
        assert (trial.changed, trial.decided, trial.untouched) == (0, 0, ("四(三)",))
    else:
        assert trial.changed > 0


def test_clause_1_11_what_if_decides_only_the_levels_that_were_edited(rows: list[Any], city: None) -> None:
    trial = try_out(YEAR, NOTICE, EDITS["three_1_1_years"](NOTICE))
    level = [row for row in rows if row.target_level == "高级工" and row.state != "withdrawn"]
    assert trial.decided == len(level) < trial.counted
    assert affected(NOTICE, EDITS["kinds"](NOTICE)) == ["高级工", "技师", "高级技师"]
    assert affected(NOTICE, NOTICE) == []


def test_clause_1_11_what_if_loads_no_rows_and_asks_once(rows: list[Any], city: None) -> None:
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        try_out(YEAR, NOTICE, EDITS["three_1_3_both"](NOTICE))
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    of_rows = [statement for statement in said if "FROM application " in statement]
    assert len(of_rows) == 1
    assert "GROUP BY" in of_rows[0]


def test_clause_1_11_what_if_of_another_city_counts_nothing(app: Flask, rows: list[Any], cast: Cast) -> None:
    scope = replace(cast.actors["city.city_filing"].scope().reading(), city_id=10**9)
    with app.app_context(), acting_as(scope):
        trial = try_out(YEAR, NOTICE, EDITS["three_1_all"](NOTICE))
        db.session.rollback()
    assert (trial.counted, trial.decided, trial.changed) == (0, 0, 0)
