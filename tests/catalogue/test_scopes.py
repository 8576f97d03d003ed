"""Filed scopes: both ends included, nothing outside them, and only what the standard has (二, 三(一)3)."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.cast import Cast
from webapp.catalogue.listed import listed
from webapp.catalogue.operations import NewScope, file_scope, load_occupations
from webapp.catalogue.queries import filed_occupations, filed_scope_covers, holders
from webapp.catalogue.tags import TAGS
from webapp.policy.load import policy_for
from webapp.refusals import RuleBroken

FIRST, LAST = date(2024, 3, 1), date(2027, 2, 28)


@pytest.fixture
def filed(app: Flask, cast: Cast) -> Cast:
    with app.app_context(), acting_as(Scope.of_system("a test files a scope")):
        load_occupations()
        new = NewScope("6-18-02-04", 1, FIRST, LAST, "日人社备〔2024〕3号")
        file_scope(db.session.merge(cast.tenants["steel"]), new)
        db.session.commit()
    return cast


@pytest.mark.parametrize(
    ("occupation", "level", "on", "covered"),
    [
        ("焊工", "高级技师", FIRST, True),
        ("6-18-02-04", "高级技师", LAST, True),
        ("焊工", "高级技师", date(2024, 2, 29), False),
        ("焊工", "高级技师", date(2027, 3, 1), False),
        ("焊工", "技师", FIRST, False),
        ("电工", "高级技师", FIRST, False),
    ],
)
def test_a_scope_covers_its_span_and_nothing_else(
    app: Flask, filed: Cast, occupation: str, level: str, on: date, covered: bool
) -> None:
    steel = filed.tenants["steel"].id
    with app.app_context(), acting_as(filed.actors["steel.org_clerk"].scope().reading()):
        assert filed_scope_covers(steel, occupation, level, on) is covered
        assert (occupation in filed_occupations(steel, level, on)) is covered


def test_another_tenant_sees_no_scope(app: Flask, filed: Cast) -> None:
    with app.app_context(), acting_as(filed.actors["port.org_clerk"].scope().reading()):
        assert not filed_scope_covers(filed.tenants["steel"].id, "焊工", "高级技师", FIRST)
        assert holders(0, 20) == []


def test_the_city_sees_who_holds_scopes(app: Flask, filed: Cast) -> None:
    with app.app_context(), acting_as(filed.actors["city.city_filing"].scope().reading()):
        assert [holder.name for holder in holders(0, 20)] == [filed.tenants["steel"].name]


@pytest.mark.parametrize(
    ("code", "level", "field"),
    [("9-99-99-99", 1, "occupation_code"), ("4-03-01-01", 1, "level")],
)
def test_what_the_standard_lacks_is_not_filed(
    app: Flask, filed: Cast, code: str, level: int, field: str
) -> None:
    with app.app_context(), acting_as(Scope.of_system("a test files a bad scope")):
        with pytest.raises(RuleBroken) as refused:
            file_scope(filed.tenants["steel"], NewScope(code, level, FIRST, LAST, "无"))
        assert refused.value.field == field


def test_the_shipped_list_is_sound() -> None:
    codes = [one.code for one in listed()]
    assert len(codes) == len(set(codes)) >= 120
    industries = set(policy_for(2022).industries.names)
    assert {one.industry for one in listed()} - {None} == industries
    assert all(one.levels and set(one.levels) <= {1, 2, 3, 4, 5} for one in listed())
    assert any(1 not in one.levels for one in listed())
    assert {tag for one in listed() for tag in one.tags} == set(TAGS)
    assert {one.note for one in listed()} <= {"standard", "assumed"}


def test_loading_twice_changes_nothing(app: Flask, cast: Cast) -> None:
    with app.app_context(), acting_as(Scope.of_system("a test loads the list twice")):
        assert load_occupations() == load_occupations() == len(listed())
