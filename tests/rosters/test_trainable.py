"""一(二) of a whole list: a target that can't be trained is told of in the preview and refused at confirm."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import update

from tenants.db import db
from tenants.models import Tenant
from tenants.scope import Scope, acting_as
from tests.rosters.conftest import STEEL, Clerk
from webapp.applicants.models import Application
from webapp.sheets.samples import clean_roster

Stored = Callable[..., list[object]]


def test_clause_1_2_a_level_that_the_standard_lacks_stops_the_list(clerk: Clerk, stored: Stored) -> None:
    page = clerk.upload(clean_roster(unit=STEEL), level="高级技师", occupation="前厅服务员")
    shown = clerk.client.get(page).text
    assert "这份名册的职业和级别不能开展培训" in shown
    assert "前厅服务员的国家职业技能标准没有高级技师等级" in shown
    answer = clerk.confirm(page)
    assert answer.status_code == 422
    assert "（一(二)）" in answer.text
    assert stored(Application) == []


def test_clause_1_2_an_unknown_occupation_is_asked_with_the_nearest(clerk: Clerk, stored: Stored) -> None:
    page = clerk.upload(clean_roster(unit=STEEL), level="技师", occupation="汽车装配工")
    shown = clerk.client.get(page).text
    assert "职业目录中没有“汽车装配工”" in shown
    assert "汽车装调工" in shown
    assert clerk.confirm(page).status_code == 422


def test_clause_1_2_choosing_a_target_that_cant_be_trained_is_refused_at_once(clerk: Clerk) -> None:
    page = clerk.upload(clean_roster(unit=STEEL))
    answer = clerk.post(f"{page}/target", page, level="高级技师", occupation="客房服务员")
    assert answer.status_code == 422
    assert "客房服务员的国家职业技能标准没有高级技师等级" in answer.text
    chosen = clerk.post(f"{page}/target", page, level="技师", occupation="炼钢工")
    assert chosen.status_code == 303


def test_clause_1_an_occupation_without_an_industry_is_warned_of_and_goes_in(
    clerk: Clerk, stored: Stored
) -> None:
    page = clerk.upload(clean_roster(unit=STEEL), occupation="焊工")
    assert "职业没有标注所属产业" in clerk.client.get(page).text
    assert clerk.confirm(page).status_code == 303
    assert len(stored(Application)) == 30


def test_clause_1_a_common_trade_belongs_to_the_units_industry(clerk: Clerk) -> None:
    with clerk.app.app_context(), acting_as(Scope.of_system("a test gives the unit its industry")):
        db.session.execute(update(Tenant).where(Tenant.name == STEEL).values(industry="先进钢铁制造"))
        db.session.commit()
    page = clerk.upload(clean_roster(unit=STEEL), occupation="焊工")
    assert "职业没有标注所属产业" not in clerk.client.get(page).text
