"""Programmes for tests: the notice of 2022 for another year, its window as wide as the test wants it."""

from __future__ import annotations

from datetime import date

from tenants.db import db
from tenants.models import Tenant
from tenants.scope import Scope, acting_as
from webapp.policy.load import policy_for
from webapp.policy.programme import programme_year
from webapp.policy.rules import Window
from webapp.programmes import queries
from webapp.programmes.keeping import Maker, NoticeText, create, publish
from webapp.programmes.models import LateOpening, Programme

MAKER = Maker(None, "测试")


def open_programme(
    city_id: int, year: int | None = None, opens: date | None = None, closes: date | None = None
) -> Programme:
    """A published programme of the year (the present one), open all year unless the days are given."""
    year = year or programme_year()
    basis = policy_for(year)
    window = Window(basis.window.clause, opens or date(year, 1, 1), closes or date(year, 12, 31))
    notice = NoticeText(
        basis.title, "", basis.issuer, basis.issued, "一、项目培训范围\n本市各类企业在职职工。"
    )
    programme = create(city_id, year, f"{year} 年度项目", window, notice, basis, MAKER)
    publish(programme)
    return programme


def late_for(tenant: Tenant) -> str:
    """A late opening of a unit, in a programme of its city that is made where there is none; commits."""
    year = programme_year()
    with acting_as(Scope.of_system("a test opens late")):
        if queries.programme_of(tenant.city_id, year) is None:
            open_programme(tenant.city_id)
        late = LateOpening(
            tenant_id=tenant.id, district_id=tenant.district_id, city_id=tenant.city_id, year=year,
            from_day=date(year, 1, 1), to_day=date(year, 12, 31), reason="试", made_by_name="测试",
        )  # fmt: skip
        db.session.add(late)
        db.session.commit()
        return late.public_id
