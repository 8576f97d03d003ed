"""1, head: versions are only ever added, each city its own, and a decision is told under the one it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Tenant
from tenants.registry import NewTenant, create_tenant
from tenants.scope import Reach, Scope, acting_as
from tests.cast import Cast
from tests.programmes.made import MAKER, open_programme
from webapp.policy.load import policy_for
from webapp.policy.programme import programme_year
from webapp.policy.rules import Policy
from webapp.programmes import queries
from webapp.programmes.keeping import revise
from webapp.programmes.lateness import Late, open_late
from webapp.programmes.models import LateOpening, PolicyVersion, Programme, ProgrammeNotice
from webapp.refusals import Stale

YEAR = programme_year()
refused = pytest.raises(ProgrammingError, match=r"only ever added|permission denied|row-level security")


@pytest.fixture
def city(app: Flask, cast: Cast) -> Iterator[Scope]:
    with app.app_context():
        yield cast.actors["city.city_filing"].scope()
        db.session.rollback()


@pytest.fixture
def abroad(app: Flask, cast: Cast) -> Scope:
    """Another city's bureau with a programme of its own."""
    with app.app_context(), acting_as(Scope.of_system("a test makes another city")):
        new = NewTenant(Kind.CITY_BUREAU, "外市人力资源和社会保障局", "外市", "371300")
        bureau = create_tenant(new, None)
        open_programme(bureau.id)
        db.session.commit()
        return Scope(Reach.CITY, 1, bureau.id, None, bureau.id)


def years(policy: Policy, years: int) -> Policy:
    """The policy with another number of years for 高级工 (三(一)1)."""
    first, *others = policy.routes
    return replace(policy, routes=(replace(first, experience_years=years), *others))


@pytest.mark.parametrize("table", ["policy_version", "programme_notice"])
@pytest.mark.parametrize("verb", ["update {0} set reason = 'x'", "delete from {0}", "truncate {0}"])
@pytest.mark.parametrize("who", ["city", "system"])
def test_clause_1_11_versions_are_only_ever_added(city: Scope, table: str, verb: str, who: str) -> None:
    scope = city if who == "city" else Scope.of_system("a test tries")
    with acting_as(scope), refused:
        db.session.execute(text(verb.format(table)))
    db.session.rollback()


def test_clause_1_11_not_even_the_owner_changes_a_version(
    app: Flask, cast: Cast, servers: object, database: str
) -> None:
    from sqlalchemy import create_engine

    from tests.conftest import sqlalchemy

    engine = create_engine(sqlalchemy(servers.owner_url(database)))  # type: ignore[attr-defined]
    with engine.connect() as connection, refused:
        connection.execute(text("update policy_version set reason = 'x'"))
    engine.dispose()


@pytest.mark.parametrize("label", ["2026.9", "9999.1"])
def test_clause_1_11_a_version_bears_its_own_name(city: Scope, cast: Cast, label: str) -> None:
    row = PolicyVersion(
        city_id=city.city_id, year=YEAR, number=2, label=label, based_on="", reason="x", made_by_name="x",
        content=policy_for(YEAR).to_dict() | {"version": label},
    )  # fmt: skip
    with acting_as(city):
        db.session.add(row)
        with pytest.raises(IntegrityError):
            db.session.flush()
    db.session.rollback()


def test_clause_1_11_another_city_reads_and_writes_nothing(city: Scope, abroad: Scope, cast: Cast) -> None:
    assert city.city_id is not None
    with acting_as(Scope.of_system("a test opens late")):
        late = Late(date(YEAR, 1, 1), date(YEAR, 1, 2), "试")
        policy = queries.policy_of(city.city_id, YEAR)
        opened = replace(policy, window=replace(policy.window, opens=date(YEAR, 2, 1)))
        revise(city.city_id, YEAR, opened, policy.version, "试", MAKER)
        open_late(db.session.get_one(Tenant, cast.tenants["steel"].id), YEAR, late, MAKER)
        db.session.commit()
    with acting_as(abroad):
        for table in (Programme, PolicyVersion, ProgrammeNotice, LateOpening):
            assert set(db.session.scalars(select(table.__table__.c.city_id))) <= {abroad.city_id}
        assert queries.programme_of(city.city_id, YEAR) is None
        assert queries.policy_of(city.city_id, YEAR) == policy_for(YEAR)
        with refused:
            revise(city.city_id, YEAR, years(policy_for(YEAR), 1), policy_for(YEAR).version, "x", MAKER)
    db.session.rollback()
    with acting_as(abroad):
        changed = db.session.execute(text("update programme set state = 'closed'"))
        assert changed.rowcount == 1  # type: ignore[attr-defined]
    db.session.rollback()


@pytest.mark.parametrize("who", ["steel.org_clerk", "donggang.district_officer", "college.registrar"])
def test_clause_1_11_whoever_is_below_the_city_reads_and_never_writes(
    city: Scope, cast: Cast, who: str
) -> None:
    assert city.city_id is not None
    with acting_as(cast.actors[who].scope()):
        assert queries.policy_of(city.city_id, YEAR).version == f"{YEAR}.1"
        with refused:
            db.session.execute(text("update programme set state = 'closed'"))
    db.session.rollback()


@pytest.mark.parametrize("reach", [Reach.PUBLIC, Reach.APPLICANT, Reach.ACCOUNT])
def test_clause_1_11_the_notice_is_public(city: Scope, reach: Reach) -> None:
    assert city.city_id is not None
    with acting_as(Scope(reach, user_id=1)):
        assert queries.published_city(YEAR) == city.city_id
        assert queries.policy_of(city.city_id, YEAR).version == f"{YEAR}.1"
        assert queries.notices_of(city.city_id, YEAR)
    db.session.rollback()
    with acting_as(Scope(Reach.PUBLIC)), refused:
        db.session.execute(select(LateOpening.from_day))
    db.session.rollback()


def test_clause_1_head_the_policy_in_force_and_the_one_that_decided(city: Scope) -> None:
    assert city.city_id is not None
    with acting_as(city):
        first = queries.policy_of(city.city_id, YEAR)
        revise(city.city_id, YEAR, years(first, 7), first.version, "放宽", MAKER)
        assert queries.policy_of(city.city_id, YEAR).routes[0].experience_years == 7
        assert queries.policy_version(city.city_id, f"{YEAR}.1").routes[0].experience_years == 10
        assert queries.policy_version(city.city_id, f"{YEAR}.2").routes[0].experience_years == 7
        assert queries.policy_version(city.city_id, "2022") == policy_for(2022)
        assert queries.policy_of(city.city_id, YEAR + 1).version == f"{YEAR}.2"
        assert queries.policy_of(city.city_id, YEAR - 1) == policy_for(YEAR - 1)
        assert queries.policy_of(None, YEAR) == policy_for(YEAR)
        for unknown in ("2023", f"{YEAR}.9", "nonsense"):
            with pytest.raises(queries.UnknownVersion):
                queries.policy_version(city.city_id, unknown)
        with pytest.raises(Stale):
            revise(city.city_id, YEAR, years(first, 8), first.version, "迟了", MAKER)


def test_clause_1_head_what_is_read_is_kept_for_the_transaction_only(app: Flask, city: Scope) -> None:
    """Another process may revise at any moment: the next transaction sees it."""
    assert city.city_id is not None
    with acting_as(city):
        first = queries.policy_of(city.city_id, YEAR)
        assert queries.policy_of(city.city_id, YEAR) is first
        revise(city.city_id, YEAR, years(first, 7), first.version, "放宽", MAKER)
        db.session.rollback()
        assert queries.policy_of(city.city_id, YEAR).routes[0].experience_years == 10


def test_clause_1_head_a_version_made_before_a_setting_was_known_stands_as_it_was_decided() -> None:
    content = policy_for(2022).to_dict() | {"version": "2022.1"}
    del content["settings"]["kinds_count_alike"], content["photo"]["least_blue"]
    whole = queries.whole(content)
    assert whole.setting("kinds_count_alike") is True
    assert whole.photo == policy_for(2022).photo
    assert whole.version == "2022.1"
