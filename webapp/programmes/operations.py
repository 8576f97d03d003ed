"""三(四): an application is handed in within the window, or within what was opened late for its unit."""

from __future__ import annotations

from datetime import date, datetime

from flask_babel import gettext as _

from webapp.policy.programme import SHANGHAI
from webapp.policy.rules import Window
from webapp.programmes import queries
from webapp.programmes.models import CLOSED, DRAFT
from webapp.programmes.rules import Span, Standing, standing
from webapp.refusals import RuleBroken

CLAUSE = "三(四)"


def admit(
    tenant_id: int, city_id: int, moment: datetime | None = None, *, first_submitted: datetime | None = None
) -> None:
    """Let a unit's applications be handed in at `moment` (the server's time when none is given), or refuse
    with RuleBroken "window", naming the days. Days are Asia/Shanghai's, both ends included; drafts keep.

    A correction gives when its application was `first_submitted`: 三(四) sets the window for handing in, and
    the re-examination that returns papers runs after it, so what came in time may be corrected until the
    year's programme ends.
    """
    day = (moment or datetime.now(SHANGHAI)).astimezone(SHANGHAI).date()
    programme = queries.programme_of(city_id, day.year)
    if programme is None or programme.state == DRAFT:
        _refuse(_("%(year)s 年度项目尚未发布，现在不能提交；草稿和预览保留。", year=day.year))
    elif programme.state == CLOSED:
        _refuse(_("%(year)s 年度项目已经结束，不再受理提交；草稿和预览保留。", year=day.year))
    window = queries.policy_of(city_id, day.year).window
    if window.holds(day):
        return
    late = queries.late_spans(tenant_id, city_id, day.year)
    stands = standing(window, late, day)
    if stands not in (Standing.OPEN, Standing.LATE) and not _came_in_time(first_submitted, window, late, day):
        _refuse(outside(window, late, stands, day))


def _came_in_time(first: datetime | None, window: Window, late: list[Span], day: date) -> bool:
    """Whether what is corrected on `day` was handed in within this year's window, or a late opening."""
    came = first.astimezone(SHANGHAI).date() if first else None
    return came is not None and came <= day and standing(window, late, came) in (Standing.OPEN, Standing.LATE)


def _refuse(sentence: str) -> None:
    """Every refusal names the clause it rests on."""
    raise RuleBroken("window", _("%(sentence)s（%(clause)s）", sentence=sentence, clause=CLAUSE), CLAUSE)


def outside(window: Window, late: list[Span], stands: Standing, day: date) -> str:
    """Why nothing can be handed in on `day`, with the days on which it can or could."""
    days = {"opens": window.opens, "closes": window.closes}
    coming = next((span for span in late if span.first > day), None)
    if coming is not None:
        return _(
            "报名时间为 %(opens)s 至 %(closes)s；已为本单位延期开放 %(first)s 至 %(last)s，"
            "届时可以提交；草稿和预览保留。",
            **days, first=coming.first, last=coming.last,
        )  # fmt: skip
    if stands is Standing.BEFORE:
        return _("报名时间为 %(opens)s 至 %(closes)s，尚未开始，现在不能提交；草稿和预览保留。", **days)
    if late:
        return _(
            "报名时间为 %(opens)s 至 %(closes)s，为本单位延期开放的 %(first)s 至 %(last)s 也已结束，"
            "现在不能提交；草稿和预览保留。",
            **days, first=late[-1].first, last=late[-1].last,
        )  # fmt: skip
    return _(
        "报名时间为 %(opens)s 至 %(closes)s，已经截止，现在不能提交；草稿和预览保留。"
        "确需补报的，请向市人社局说明理由，申请为本单位延期开放。",
        **days,
    )  # fmt: skip
