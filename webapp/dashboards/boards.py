"""The parts of a workbench as plain data: figures, chart, bars, forecasts; each leads to its rows (6.1)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from tenants.actor import ActingTenant, Actor
from tenants.kinds import Kind
from tenants.roles import Permission
from webapp.applicants.states import GROUPS
from webapp.crosscheck.queries import Standing
from webapp.crosscheck.words import OUTCOMES
from webapp.dashboards import queries
from webapp.dashboards.queries import Figures
from webapp.language import words
from webapp.policy.levels import TRAINED_LEVELS

WAITING, PASSED = GROUPS["waiting"][1], GROUPS["passed"][1]
REFUSED, CERTIFIED = ("rejected",), ("certified", "closed")


def _rows(year: int, **filters: Any) -> str:
    return url_for("applicants.index", year=year, **filters)


def tiles(figures: Figures, year: int) -> list[dict[str, Any]]:
    """The four figures of the applications, with their share beside them."""
    everybody, passed = figures.number(), figures.number(PASSED)
    decided = passed + figures.number(REFUSED)
    returned = figures.number(["returned"])
    rate = _("通过率 %(n)s%%", n=round(passed * 100 / decided, 1)) if decided else _("还没有审定的")
    trained = _("其中技师及以上 %(n)s 人", n=figures.number(level="技师") + figures.number(level="高级技师"))
    again = _("修改后可再次提交")
    both = _("单位审核与机构复审")
    return [
        _tile(_("累计报名"), everybody, _rows(year), trained, "users", "running"),
        _tile(_("待审核"), figures.number(WAITING), _rows(year, state="waiting"), both, "clock", "waiting"),
        _tile(_("审核通过"), passed, _rows(year, state="passed"), rate, "shield-check", "passed"),
        _tile(_("退回修改"), returned, _rows(year, state="returned"), again, "refresh", "refused"),
    ]


def _tile(label: str, value: int, url: str, note: str, icon: str, kind: str) -> dict[str, Any]:
    return {"label": label, "value": f"{value:,}", "url": url, "note": note, "icon": icon, "kind": kind}


def administration(actor: Actor) -> list[dict[str, Any]]:
    """What an administrator keeps: units, users, the audit."""
    tenants, people = queries.house()
    shown = [_tile(_("用户"), people, url_for("admin.users"), _("任职人员"), "users", "running")]
    if actor.can(Permission.TENANT_MANAGE):
        shown.insert(
            0, _tile(_("单位"), tenants, url_for("admin.tenants"), _("辖区内"), "building", "running")
        )
    return shown


def chart(figures: Figures) -> dict[str, Any] | None:
    """Applications by month of submission, and how many of them have passed."""
    months = _span(figures.months)
    if not months:
        return None
    drawn = ((_("报名"), "bar", ()), (_("通过审核"), "bar", PASSED), (_("已发证"), "line", CERTIFIED))
    return {
        "categories": [_("%(n)s月", n=month.month) for month in months],
        "series": [
            {"name": name, "type": kind, "data": [figures.number(states, month=month) for month in months]}
            for name, kind, states in drawn
        ],
    }


def _span(months: Sequence[date]) -> list[date]:
    """Every month from the first to the last: one without applications shows as nothing, not as a gap."""
    if not months:
        return []
    first, last = months[0], months[-1]
    number = (last.year - first.year) * 12 + last.month - first.month
    return [
        date(first.year + (first.month - 1 + step) // 12, (first.month - 1 + step) % 12 + 1, 1)
        for step in range(number + 1)
    ]


def levels(figures: Figures, year: int) -> list[dict[str, Any]]:
    """How the applications divide by the level applied for."""
    everybody = figures.number() or 1
    return [
        _bar(_(level), number, everybody, _rows(year, level=level))
        for level in TRAINED_LEVELS
        if (number := figures.number(level=level))
    ]


def crosscheck(cases: Standing | None) -> list[dict[str, Any]]:
    """How the findings of 一人多证 stand in a bureau's reach, each figure with the way to its cases (6.2)."""
    if cases is None:
        return []
    return [
        {"name": _(OUTCOMES[outcome]), "number": number, "url": _cases(outcome)}
        for outcome, number in cases.findings.items()
    ]


def _cases(outcome: str) -> str:
    return url_for("crosscheck.index", state=outcome, about="all", place="all")


def units(tenant: ActingTenant, year: int) -> list[dict[str, Any]]:
    """How far a bureau's units have come: of a district its organisations, of a city its districts."""
    if tenant.kind not in (Kind.CITY_BUREAU, Kind.DISTRICT_BUREAU):
        return []
    column = "district_id" if tenant.kind is Kind.CITY_BUREAU else "tenant_id"
    shown = []
    for row in queries.by_unit(year, column, PASSED):
        name, unit = (row.short_name, row.public_id) if row.public_id else (_("市本级"), tenant.public_id)
        shown.append(_bar(name, row.of_them, row.number, _rows(year, unit=unit)))
    return shown


def _bar(name: str, number: int, of: int, url: str) -> dict[str, Any]:
    percent = round(number * 100 / of) if of else 0
    return {"name": name, "percent": percent, "shown": f"{number:,} / {of:,}", "url": url}


def forecasts(actor: Actor, today: date) -> list[dict[str, Any]]:
    """李某 2022-09-01 起符合: of one's own unit only, each leading to the row of its roster."""
    if actor.tenant is None or actor.scope().reach != "tenant" or not actor.can(Permission.ROSTER_READ):
        return []
    return [
        {
            "name": row.name,
            "what": f"{row.target_occupation or ''}・{words(row.target_level or '')}".strip("・"),
            "day": row.qualifies_on,
            "url": url_for("rosters.show", public_id=row.public_id),
        }
        for row in queries.forecasts(today)
    ]
