"""What waits for me (等我办理): each with its number, its age and the way to its rows (spec 6.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from tenants.actor import Actor
from tenants.roles import Permission, Role
from webapp.applicants.states import STATES
from webapp.catalogue.grid import WARN_BEFORE
from webapp.catalogue.queries import ending_scopes
from webapp.crosscheck.queries import Standing
from webapp.dashboards import queries
from webapp.dashboards.queries import Figures
from webapp.dashboards.window import about_window
from webapp.jobs.models import JobState
from webapp.photos.queries import desk
from webapp.policy.programme import today
from webapp.policy.spans import N_
from webapp.programmes.terms import PHONE_REMINDER_DAYS, REVIEW_DAYS, days_of
from webapp.reviews.counting import Waiting, at_unit
from webapp.reviews.rules import due

# Who can move an application on, by its state: what others must move is a figure, and waits for nobody here.
DESKS: dict[str, Permission] = {
    "returned": Permission.APPLICATION_ENTER, "held": Permission.APPLICATION_ENTER,
}  # fmt: skip
SCOPE_KEEPERS = frozenset({Role.REGISTRAR, Role.CERTIFIER, Role.INST_ADMIN, Role.CITY_FILING})
JOBS = {
    JobState.QUARANTINED.value: N_("已隔离的任务，需要处理"),
    JobState.RUNNING.value: N_("正在进行的任务"),
    JobState.QUEUED.value: N_("排队中的任务"),
}


Desks = tuple[Waiting, Waiting, Waiting] | None


def waiting(
    actor: Actor, figures: Figures | None, year: int, desks: Desks = None, cases: Standing | None = None
) -> list[dict[str, Any]]:
    """The items of `ui.waiting` for an actor; empty when nothing waits. `desks` is what waits at the
    institution, which only its own reach could count; `cases` what waits of the cross-check."""
    applications = _applications(actor, figures, year) if figures else ()
    items = [
        *_reviews(actor, desks), *_cases(actor, cases), *_rosters(actor), *applications,
        *_photos(actor), *_scopes(actor), *_window(actor), *_jobs(actor),
    ]  # fmt: skip
    return [item for item in items if item["count"]]


def _reviews(actor: Actor, desks: Desks) -> Iterator[dict[str, Any]]:
    """The queues of the two reviews and the unconfirmed units, each with its term (三(二), 三(四))."""
    city = actor.tenant.city_id if actor.tenant else None
    unit = at_unit(actor)
    if unit is not None:
        yield _due(_("待单位审核的报名"), unit, days_of(REVIEW_DAYS, city), url_for("reviews.index"))
    if desks is not None:
        waits, calls, marked = desks
        yield _due(_("待复审的报名"), waits, days_of(REVIEW_DAYS, city), url_for("reexaminations.index"))
        yield _due(_("未电话确认的单位"), calls, days_of(PHONE_REMINDER_DAYS, city), url_for("phones.index"))
        yield _item(_("查重待核的复审"), marked.number, None, url_for("reexaminations.index", check="marked"))


def _due(label: str, waits: Waiting, days: int, url: str) -> dict[str, Any]:
    item = _item(label, waits.number, waits.since, url)
    if waits.since is None:
        return item
    until = due(waits.since, days)
    return item | {"due": _("%(day)s 前办结", day=until), "late": until < today()}


def _cases(actor: Actor, cases: Standing | None) -> Iterator[dict[str, Any]]:
    """Of whoever decides: the cases that wait for their bureau, by age (三(四), 6.2)."""
    if cases is not None and actor.can(Permission.CASE_DECIDE):
        days = days_of(REVIEW_DAYS, actor.tenant.city_id if actor.tenant else None)
        waits = Waiting(cases.number, cases.since)
        yield _due(_("待核查的查重线索"), waits, days, url_for("crosscheck.index"))


def _rosters(actor: Actor) -> Iterator[dict[str, Any]]:
    if actor.can(Permission.ROSTER_IMPORT):
        number, since = queries.waiting_rosters()
        yield _item(_("待确认的名册"), number, since, url_for("rosters.index", state="preview"))


def _applications(actor: Actor, figures: Figures, year: int) -> Iterator[dict[str, Any]]:
    mine = [state for state, permission in DESKS.items() if actor.can(permission)]
    since = queries.oldest(mine) if mine else {}
    for state in mine:
        address = url_for("applicants.index", state=state, year=year)
        yield _item(
            _("%(state)s的报名", state=_(STATES[state])), figures.number([state]), since[state], address
        )


def _photos(actor: Actor) -> Iterator[dict[str, Any]]:
    """Of whoever keeps the unit's photos: zips to be matched, people without one (三(三)3)."""
    if actor.tenant is not None and actor.can(Permission.PHOTO_KEEP):
        found = desk(actor.tenant.id)
        yield _item(_("待核对的照片压缩包"), found.zips, found.zips_since, url_for("photos.index"))
        yield _item(_("缺照片的人员"), found.missing, found.missing_since, url_for("photos.missing"))


def _scopes(actor: Actor) -> Iterator[dict[str, Any]]:
    """Filings that end within 60 days (6.4): of those who keep them, and of the city that files them."""
    if set(actor.roles) & SCOPE_KEEPERS:
        day = today()
        number = ending_scopes(day, day + WARN_BEFORE)
        yield _item(_("60 天内到期的备案"), number, None, url_for("catalogue.scopes", view="ending"))


def _window(actor: Actor) -> Iterator[dict[str, Any]]:
    """The year's programme and the units it is opened late for, for who keeps the window (三(四))."""
    for words, number, url in about_window(actor):
        yield _item(words, number, None, url)


def _jobs(actor: Actor) -> Iterator[dict[str, Any]]:
    found = queries.jobs_of(None if actor.can(Permission.JOB_READ_ALL) else actor.user_id)
    for state, words in JOBS.items():
        number, since = found.get(state, (0, None))
        yield _item(_(words), number, since, url_for("jobs.index", state=state))


def _item(label: str, number: int, since: datetime | None, url: str) -> dict[str, Any]:
    return {"label": label, "count": number, "age": age(since), "url": url, "due": "", "late": False}


def age(since: datetime | None) -> str:
    """How long ago, in the largest unit that fits."""
    if since is None:
        return ""
    passed = datetime.now(UTC) - since
    if passed.days:
        return _("%(n)s 天前", n=passed.days)
    hours, minutes = divmod(passed.seconds // 60, 60)
    if hours:
        return _("%(n)s 小时前", n=hours)
    return _("%(n)s 分钟前", n=minutes) if minutes else _("刚才")
