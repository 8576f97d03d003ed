"""The demo's programmes: last year's, ended; this year's, open on whatever day the demo is made; a revision,
and a late opening for one unit (三(四))."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from tenants.db import db
from tenants.models import Tenant
from webapp.demo.accounts import Signers, Tenants
from webapp.policy.load import policy_for
from webapp.policy.rules import Policy, Window
from webapp.programmes import queries
from webapp.programmes.keeping import Maker, add_version, close, create, publish
from webapp.programmes.lateness import Late, open_late
from webapp.programmes.models import PolicyVersion
from webapp.programmes.shipped import shipped_notice

FILING = ("city", "city_filing")
BACK = timedelta(days=230)  # before the demo's first application
REVISED = timedelta(days=45)


def add_programmes(tenants: Tenants, signers: Signers, now: datetime) -> int:
    """Both years with their versions; answers how many programmes. Needs the system reach."""
    city, unit = tenants["city"], tenants["yunfan"]
    last, today = now.year - 1, now.date()
    _programme(
        city,
        last,
        date(last, 3, 1),
        date(last, 11, 30),
        _maker(signers, datetime(last, 2, 20, 9, tzinfo=now.tzinfo)),
    )
    open_late(
        unit,
        last,
        Late(date(last, 12, 1), date(last, 12, 10), "参训人员集中外派，返日照后补报"),
        _maker(signers, now),
    )
    ended = queries.programme_of(city.id, last)
    if ended is not None:
        close(ended)
    opens, closes = window(today)
    made = max(datetime(now.year, 1, 1, 9, tzinfo=now.tzinfo), now - BACK - timedelta(days=7))
    _programme(
        city, now.year, opens, min(closes, max(today, closes - timedelta(days=15))), _maker(signers, made)
    )
    _revise(city, now.year, closes, _maker(signers, max(made + timedelta(hours=2), now - REVISED)))
    if closes < date(now.year, 12, 31):
        first, until = closes + timedelta(days=1), min(closes + timedelta(days=11), date(now.year, 12, 31))
        open_late(
            unit, now.year, Late(first, until, "港口旺季停工困难，申请延后报送名册"), _maker(signers, now)
        )
    return 2


def window(today: date) -> tuple[date, date]:
    """Days of one year around today, whatever day it is: applications of the demo lie within them."""
    year_end = date(today.year, 12, 31)
    closes = min(today + timedelta(days=25), date(today.year, 12, 20))
    return max(date(today.year, 1, 1), today - BACK), closes if closes >= today else year_end


def _programme(city: Tenant, year: int, opens: date, closes: date, maker: Maker) -> None:
    basis = policy_for(year)
    notice = replace(
        shipped_notice(year), document_number=f"日人社字〔{year}〕16 号", issued=opens - timedelta(days=6)
    )
    notice = replace(notice, body=_dated(notice.body, opens, closes, notice.issued))
    programme = create(
        city.id, year, f"{year} 年度“金蓝领”项目培训", Window(basis.window.clause, opens, closes), notice,
        basis, maker,
    )  # fmt: skip
    publish(programme)


def _dated(body: str, opens: date, closes: date, issued: date) -> str:
    """The text of 2022 with the days of another year."""
    said = "2022年4月20日至2022年5月20日", f"{_said(opens)}至{_said(closes)}"
    return body.replace(*said).replace("2022年4月14日", _said(issued)).replace("2022 年", f"{opens.year} 年")


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _revise(city: Tenant, year: int, closes: date, maker: Maker) -> None:
    """The second version: the window is prolonged, units are reminded later."""
    basis = queries.policy_of(city.id, year)
    settings = tuple(
        replace(one, value=5) if one.name == "phone_reminder_days" else one for one in basis.settings
    )
    edited = replace(basis, window=replace(basis.window, closes=closes), settings=settings)
    reason = "各单位汛期生产任务重，报名截止日期顺延；电话确认的提醒间隔放宽到 5 天"
    add_version(city.id, year, edited, basis.version, reason, maker)


def _maker(signers: Signers, at: datetime) -> Maker:
    user_id, signature = signers[FILING]
    return Maker(user_id, signature, at)


def in_force(city: Tenant) -> list[tuple[datetime, Policy]]:
    """The city's versions with the moment each came, in order: a decision goes by the one of its day."""
    query = select(PolicyVersion.created_at, PolicyVersion.content).where(PolicyVersion.city_id == city.id)
    rows = db.session.execute(query.order_by(PolicyVersion.created_at))
    return [(made, queries.whole(content)) for made, content in rows]


def policy_at(versions: list[tuple[datetime, Policy]], at: datetime) -> Policy:
    """The version that decided at a moment: the newest of that year made by then, else the year's first."""
    of_year = [(made, policy) for made, policy in versions if policy.year == at.year]
    before = [policy for made, policy in of_year if made <= at]
    return before[-1] if before else of_year[0][1]
