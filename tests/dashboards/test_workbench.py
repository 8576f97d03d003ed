"""The workbench: for each role what concerns them, and figures that agree with the rows they lead to."""

from __future__ import annotations

import html
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tenants.db import db
from tenants.scope import Scope, acting_as
from tests.applicants_pages.made import apply, numbers
from tests.cast import Cast
from webapp.catalogue.operations import NewScope, file_scope, load_occupations
from webapp.dashboards import queries
from webapp.dashboards.boards import _span
from webapp.dashboards.waiting import age
from webapp.policy.programme import programme_year, today
from webapp.rosters.models import Roster, RosterRow

FIGURE = re.compile(r'<a class="jl-card jl-figure" href="([^"]+)">.*?jl-figure-value">([\d,]+)', re.DOTALL)
METER = re.compile(r'jl-meter"><div><span>([^<]+)</span><a href="([^"]+)">(\d+) / (\d+)')
LINK = re.compile(r'href="/applications/JLL-')
STATES = ("submitted", "submitted", "returned", "accepted", "rejected", "closed")


@pytest.fixture
def some(app: Flask, cast: Cast) -> Cast:
    """Six applications of the steelworks in 东港, two of the port in 岚山, all of this year."""
    now, year = datetime.now(UTC), programme_year()
    with app.app_context():
        for state, number in zip(STATES, numbers(6), strict=True):
            apply(cast.tenants["steel"], number=number, state=state, programme_year=year, created_at=now)
        for state, number in zip(("submitted", "accepted"), numbers(2), strict=True):
            apply(cast.tenants["port"], number=number, state=state, programme_year=year, created_at=now)
    return cast


def workbench(app: Flask, cast: Cast, who: str) -> tuple[FlaskClient, str]:
    client = cast.sign_in(app.test_client(), who)
    return client, client.get("/").text


@pytest.mark.parametrize(
    ("who", "figures"),
    [
        ("steel.org_clerk", [6, 2, 2, 1]),
        ("port.org_reviewer", [2, 1, 1, 0]),
        ("donggang.district_officer", [6, 2, 2, 1]),
        ("city.city_auditor", [8, 3, 3, 1]),
    ],
)
def test_every_figure_leads_to_as_many_rows(app: Flask, some: Cast, who: str, figures: list[int]) -> None:
    client, page = workbench(app, some, who)
    shown = FIGURE.findall(page)
    assert [int(number) for _, number in shown] == figures
    for address, number in shown:
        rows = client.get(html.unescape(address)).text
        assert len(LINK.findall(rows)) == int(number), address


def test_the_city_sees_its_districts_and_each_leads_to_its_rows(app: Flask, some: Cast) -> None:
    client, page = workbench(app, some, "city.city_filing")
    units = {name: (address, int(passed), int(of)) for name, address, passed, of in METER.findall(page)}
    donggang, lanshan = some.tenants["donggang"].short_name, some.tenants["lanshan"].short_name
    assert units[donggang][1:] == (2, 6)
    assert units[lanshan][1:] == (1, 2)
    rows = client.get(html.unescape(units[lanshan][0])).text
    assert len(LINK.findall(rows)) == 2


def test_a_district_sees_its_units_and_no_other(app: Flask, some: Cast) -> None:
    _, page = workbench(app, some, "donggang.district_officer")
    assert some.tenants["steel"].short_name in [name for name, *_ in METER.findall(page)]
    assert some.tenants["port"].short_name not in page


@pytest.mark.parametrize(
    ("who", "waits"),
    [
        ("steel.org_clerk", ["退回修改"]),
        ("steel.org_reviewer", ["待单位审核"]),
        ("steel.registrar", []),
        ("donggang.district_officer", []),
        ("donggang.district_reviewer", []),
        ("city.city_filing", []),
    ],
)
def test_only_what_one_can_act_on_waits(app: Flask, some: Cast, who: str, waits: list[str]) -> None:
    _, page = workbench(app, some, who)
    assert re.findall(r"<b>([^<]+)的报名</b>", page) == waits


def test_a_public_body_hears_before_any_upload_that_it_hands_in_none(app: Flask, cast: Cast) -> None:
    _, page = workbench(app, cast, "archive.org_clerk")
    assert "本单位不能报送名册" in page
    assert "本单位不能报送名册" in page
    assert re.search(r"<button[^>]* disabled[^>]*>(?:<span.*?</span>)?上传名册", page, re.DOTALL)
    assert 'href="/rosters/template"' not in page
    assert "本单位不能报送名册" not in workbench(app, cast, "steel.org_clerk")[1]


def test_an_administrator_sees_what_they_keep_and_no_people(app: Flask, some: Cast) -> None:
    _, page = workbench(app, some, "steel.org_admin")
    assert "陈志远" not in page
    assert "累计报名" not in page
    assert 'href="/admin/users"' in page


def test_without_people_it_says_what_to_do_next(app: Flask, cast: Cast) -> None:
    _, page = workbench(app, cast, "steel.org_clerk")
    assert "还没有报名" in page
    assert 'href="/rosters/template"' in page


def test_a_forecast_names_whom_a_roster_left_out(app: Flask, some: Cast) -> None:
    soon = today() + timedelta(days=40)
    with app.app_context():
        _leave_out(some, "李建国", soon, b"1")
        _leave_out(some, "李建国", soon, b"1")
        _leave_out(some, "王过期", today() - timedelta(days=1), b"2")
    _, page = workbench(app, some, "steel.org_clerk")
    assert page.count("李建国") == 1
    assert f"{soon} 起符合" in page
    assert "王过期" not in page
    assert "李建国" not in workbench(app, some, "port.org_clerk")[1]
    assert "李建国" not in workbench(app, some, "donggang.district_officer")[1]


def _leave_out(cast: Cast, name: str, day: date, index: bytes) -> None:
    clerk = cast.actors["steel.org_clerk"]
    steel = cast.tenants["steel"]
    place = {"tenant_id": steel.id, "district_id": steel.district_id, "city_id": steel.city_id}
    with acting_as(clerk.scope()):
        roster = Roster(
            **place, user_id=clerk.user_id, file_id=1, file_name="附件2.xlsx", digest=str(day), state="done",
            programme_year=2026, reference_date=today(), policy_version="2022",
        )  # fmt: skip
        db.session.add(roster)
        db.session.flush()
        db.session.add(
            RosterRow(
                **place, roster_id=roster.id, row=6, outcome=3, codes=["eligibility.not_eligible"], name=name,
                content=b"", warnings=[], application_number="JLL-2026-22222-22222", qualifies_on=day,
                id_index=index, target_occupation="焊工", target_level="技师",
            )
        )  # fmt: skip
        db.session.commit()


def test_months_without_applications_stay_in_the_chart() -> None:
    assert _span([date(2025, 11, 1), date(2026, 2, 1)]) == [
        date(2025, 11, 1), date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("passed", "words"),
    [
        (timedelta(seconds=20), "刚才"),
        (timedelta(minutes=5), "5 分钟前"),
        (timedelta(hours=3), "3 小时前"),
        (timedelta(days=12), "12 天前"),
    ],
)
def test_an_age_is_told_in_its_largest_unit(app: Flask, passed: timedelta, words: str) -> None:
    with app.test_request_context():
        assert age(datetime.now(UTC) - passed) == words


def test_figures_know_states_levels_and_months(app: Flask, some: Cast) -> None:
    with app.app_context(), acting_as(some.actors["city.city_auditor"].scope().reading()):
        found = queries.figures(programme_year())
    assert found.number() == 8
    assert found.number(["submitted"]) == 3
    assert found.number(level="高级工") == 0
    assert found.number(month=found.months[0]) == 8


def test_a_filing_that_ends_soon_waits_for_its_keeper(app: Flask, cast: Cast) -> None:
    day = today()
    with app.app_context(), acting_as(Scope.of_system("a test files scopes")):
        load_occupations()
        steel = db.session.merge(cast.tenants["steel"])
        for level, ends in ((1, day + timedelta(days=60)), (2, day + timedelta(days=61))):
            file_scope(
                steel, NewScope("6-18-02-04", level, day - timedelta(days=300), ends, "日人社备〔2026〕1号")
            )
        db.session.commit()
    for who, waits in {"steel.registrar": True, "steel.org_clerk": False, "port.registrar": False}.items():
        _, page = workbench(app, cast, who)
        assert ("60 天内到期的备案" in page) is waits, who
    grid = cast.sign_in(app.test_client(), "steel.registrar").get("/scopes?view=ending").text
    assert "还剩 60 天" in grid
