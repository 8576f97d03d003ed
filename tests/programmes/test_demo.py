"""The demo's programme takes applications on whatever day the demo is made (三(四))."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from tenants.db import db
from tenants.models import Tenant
from tenants.scope import Scope, acting_as
from webapp.applicants.explaining import explain
from webapp.applicants.models import Application
from webapp.demo.programmes import window
from webapp.demo.seed import seed
from webapp.policy.programme import programme_year
from webapp.programmes import queries
from webapp.programmes.models import CLOSED, LateOpening
from webapp.programmes.operations import admit


@pytest.mark.parametrize("year", [2024, 2026])
def test_clause_3_4_the_demos_window_holds_on_every_day_of_a_year(year: int) -> None:
    day = date(year, 1, 1)
    while day.year == year:
        opens, closes = window(day)
        assert opens <= day <= closes, day
        assert {opens.year, closes.year} == {year}
        day += timedelta(days=1)


def test_the_demo_has_two_versions_a_late_opening_and_decisions_under_both(app: Flask) -> None:
    with app.app_context():
        assert seed() is not None
        with (
            acting_as(Scope.of_system("a test looks at the demo", read_only=True)),
            app.test_request_context(),
        ):
            unit = db.session.scalars(select(Tenant).where(Tenant.short_name == "海岳钢铁")).one()
            admit(unit.id, unit.city_id)
            year = programme_year()
            assert [one.number for one in queries.versions_of(unit.city_id, year)] == [2, 1]
            assert queries.programme_of(unit.city_id, year - 1).state == CLOSED  # type: ignore[union-attr]
            assert db.session.scalars(select(LateOpening)).all()
            made_under = set(db.session.scalars(select(Application.policy_version).distinct()))
            assert {f"{year}.1", f"{year}.2"} & made_under
            for version in made_under:
                assert queries.policy_version(unit.city_id, version).version == version
            one = db.session.scalars(select(Application).limit(1)).one()
            said = explain(one)
            assert said is not None
            assert all(route.sentence for route in said.routes)
            db.session.rollback()
