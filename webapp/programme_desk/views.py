"""年度项目: the programme of a year as everybody below the city reads it; the city's verbs on it."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from webapp.guards import allow
from webapp.htmx import go, page
from webapp.policy.programme import today
from webapp.policy.rules import Policy, Window
from webapp.programme_desk import views_late, views_notice, views_policy
from webapp.programme_desk.blueprint import EDIT, READ, STATES, own_city, programme_desk, programme_for, show
from webapp.programme_desk.forms import ProgrammeForm
from webapp.programmes import keeping, queries
from webapp.programmes.keeping import Maker, NoticeText
from webapp.programmes.models import CLOSED, DRAFT, PUBLISHED, LateOpening, Programme
from webapp.programmes.operations import CLAUSE
from webapp.programmes.rules import Span, days_left, standing
from webapp.programmes.shipped import shipped_notice
from webapp.refusals import RuleBroken
from webapp.sessions import actor

__all__ = ["programme_desk", "views_late", "views_notice", "views_policy"]
MOVES = {"publish": keeping.publish, "close": keeping.close, "reopen": keeping.reopen}
# State → the verb that leaves it.
VERB = {DRAFT: "publish", PUBLISHED: "close", CLOSED: "reopen"}
YEAR = "<int(min=2000, max=2100):year>"


@programme_desk.get("")
@allow(READ)
def index() -> Response:
    """The present year's programme, or the year asked for; how to begin where there is none."""
    city, year = own_city(), request.args.get("year", today().year, type=int)
    found = queries.programmes_of(city)
    programme = next((one for one in found if one.year == year), found[0] if found else None)
    if programme is None:
        return page("programme_desk/none.html", may_edit=actor().can(EDIT), year=today().year)
    return page("programme_desk/index.html", "content", programmes=found, **_shown(programme))


def _shown(programme: Programme) -> dict[str, Any]:
    city, year = programme.city_id, programme.year
    policy = queries.policy_of(city, year)
    late = queries.late_openings(year)
    notices = queries.notices_of(city, year)
    return {
        "project": programme,
        "state": STATES[programme.state],
        "verb": VERB[programme.state],
        "window": window_facts(programme, policy, late),
        "policy": policy,
        "notice": notices[0] if notices else None,
        "notices": notices,
        "versions": queries.versions_of(city, year),
        "late_now": [one for one in late if one.ended_at is None and one.to_day >= today()],
        "late": late,
        "may_edit": actor().can(EDIT),
    }


def window_facts(programme: Programme, policy: Policy, late: Any) -> dict[str, Any]:
    """The window as it stands today: its days, its state in words, the days left (三(四)). A unit sees what
    was opened late for itself."""
    day = today()
    own: list[LateOpening] = [one for one in late if _own(one) and one.ended_at is None]
    stands = standing(policy.window, [Span(one.from_day, one.to_day) for one in own], day)
    words = {
        "open": (_("正在报名"), "passed"), "late": (_("延期开放中"), "running"),
        "before": (_("尚未开始"), "waiting"), "after": (_("已截止"), "closed"),
    }[stands.value]  # fmt: skip
    if programme.state != PUBLISHED:
        words = (_("不受理提交"), "closed")
    left = days_left(policy.window, day) if programme.state == PUBLISHED else 0
    until = (policy.window.opens - day).days if stands.value == "before" else 0
    return {
        "opens": policy.window.opens, "closes": policy.window.closes, "clause": CLAUSE, "words": words,
        "left": left, "until": until, "own": own,
    }  # fmt: skip


def _own(one: LateOpening) -> bool:
    tenant = actor().tenant
    return tenant is not None and one.tenant_id == tenant.id


@programme_desk.post(f"/{YEAR}/state")
@allow(POST=EDIT)
def move(year: int) -> Response:
    """Publish, end or take up again."""
    programme = programme_for(year)
    act = MOVES.get(request.form.get("verb", ""))
    if act is None:
        raise RuleBroken("verb", _("请选择要办理的事项。"))
    act(programme)
    words = {PUBLISHED: _("项目已发布，报名时间内可以提交。"), CLOSED: _("项目已结束，不再受理提交。")}
    flash(words[programme.state], "success")
    return go(url_for("programme_desk.index", year=year))


@programme_desk.route("/new", methods=["GET", "POST"])
@allow(GET=EDIT, POST=EDIT)
def new() -> Response:
    """A year's programme made from the last, or from the shipped notice where there is none."""
    city = own_city()
    last = next(iter(queries.programmes_of(city)), None)
    year = last.year + 1 if last else today().year
    basis = queries.policy_of(city, last.year if last else year)
    form = ProgrammeForm(data=_begun(year, basis, last))
    name = request.form.get("_check", "") if request.method == "POST" else ""
    if request.method == "GET" or name or not form.validate():
        for field in form if name else ():
            field.errors = field.errors if field.name == name else ()
        return _new(form, last, 200 if request.method == "GET" or name else 422)
    notice = NoticeText(
        form.title.data, form.document_number.data or "", form.issuer.data, form.issued.data, form.body.data
    )
    window = Window(CLAUSE, form.opens.data, form.closes.data)
    try:
        made = keeping.create(city, form.year.data, form.name.data, window, notice, basis, Maker.of(actor()))
    except RuleBroken as broken:
        show(form, broken)
        return _new(form, last, 422)
    flash(_("已建立 %(year)s 年度项目，核对通知和政策后发布。", year=made.year), "success")
    return go(url_for("programme_desk.index", year=made.year))


def _new(form: ProgrammeForm, last: Programme | None, status: int) -> Response:
    return page("programme_desk/new.html", "content", status, form=form, last=last)


def _begun(year: int, basis: Policy, last: Programme | None) -> dict[str, Any]:
    """What the form is filled with: last year's, its days a year on."""
    notices = queries.notices_of(last.city_id, last.year) if last else ()
    text = notices[0] if notices else shipped_notice(year)
    title = _("%(year)s 年度“金蓝领”项目培训", year=year)
    opens, closes = (_in_year(day, year) for day in (basis.window.opens, basis.window.closes))
    return {
        "year": year, "name": title, "opens": opens, "closes": closes, "title": text.title,
        "document_number": "" if last else text.document_number, "issuer": text.issuer, "issued": today(),
        "body": text.body,
    }  # fmt: skip


def _in_year(day: Any, year: int) -> Any:
    """The same day of another year; 29 February becomes the 28th."""
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)
