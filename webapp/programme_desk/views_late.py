"""延期开放 (三(四)): the list, one more for a unit found by its name, and an end before the last day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import Row, or_, select

from tenants.db import db
from tenants.models import Tenant
from webapp.guards import allow
from webapp.htmx import go, page
from webapp.policy.programme import today
from webapp.programme_desk.blueprint import OPEN, READ, own_city, programme_desk, programme_for, show
from webapp.programme_desk.forms import LateForm, ReasonForm
from webapp.programmes import lateness, queries
from webapp.programmes.keeping import Maker
from webapp.programmes.lateness import ADMITTED, Late
from webapp.programmes.models import LateOpening, Programme
from webapp.refusals import RuleBroken
from webapp.sessions import actor

YEAR = "<int(min=2000, max=2100):year>"
FOUND = 20


@programme_desk.route(f"/{YEAR}/late-openings", methods=["GET", "POST"])
@allow(GET=READ, POST=OPEN)
def late(year: int) -> Response:
    """The year's late openings within reach; the city opens another one."""
    programme = programme_for(year)
    form = LateForm(data={"unit": request.args.get("unit", "")})
    if request.method == "GET":
        return _late(programme, form)
    name = request.form.get("_check", "")
    if name or not form.validate():
        for field in form if name else ():
            field.errors = field.errors if field.name == name else ()
        return _late(programme, form, 200 if name else 422)
    unit = _unit(form.unit.data)
    try:
        if unit is None:
            raise RuleBroken("first", _("请先查找并选择单位。"))
        opened = Late(form.first.data, form.last.data, form.reason.data)
        lateness.open_late(unit, year, opened, Maker.of(actor()))
    except RuleBroken as broken:
        show(form, broken)
        return _late(programme, form, 422)
    flash(_("已为%(unit)s延期开放，并已通知该单位。", unit=unit.name), "success")
    return go(url_for("programme_desk.late", year=year))


@programme_desk.post("/late-openings/<public_id>/end")
@allow(POST=OPEN)
def end_late(public_id: str) -> Response:
    """End a late opening before its last day."""
    form = ReasonForm()
    reason = (form.reason.data or "").strip()[:200]
    ended = lateness.end_early(public_id, reason or _("提前结束"), actor())
    flash(_("延期开放已提前结束；已经提交的报名不受影响。"), "success")
    return go(url_for("programme_desk.late", year=ended.year))


def _late(programme: Programme, form: LateForm, status: int = 200) -> Response:
    words = request.args.get("find", "").strip()
    return page(
        "programme_desk/late.html",
        "content",
        status,
        project=programme,
        window=queries.policy_of(programme.city_id, programme.year).window,
        rows=_rows(programme.year),
        day=today(),
        form=form,
        find=words,
        found=_units(words) if words else (),
        unit=_unit(form.unit.data),
        may_open=actor().can(OPEN),
    )


def _rows(year: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The late openings with their units' names, the newest first."""
    query = (
        select(LateOpening, Tenant.name, Tenant.public_id)
        .join(Tenant, Tenant.id == LateOpening.tenant_id)
        .where(LateOpening.year == year)
        .order_by(LateOpening.id.desc())
    )
    return db.session.execute(query).all()


def _units(words: str) -> Sequence[Tenant]:
    """The employers of the city whose name or credit code holds the words."""
    like = "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
    named = or_(Tenant.name.ilike(like), Tenant.short_name.ilike(like), Tenant.credit_code.ilike(like))
    query = select(Tenant).where(_employer(), named).order_by(Tenant.name).limit(FOUND)
    return db.session.scalars(query).all()


def _unit(public_id: str | None) -> Tenant | None:
    """The chosen unit, if it is one of the own city's employers."""
    if not public_id:
        return None
    return db.session.scalars(select(Tenant).where(_employer(), Tenant.public_id == public_id)).first()


def _employer() -> Any:
    return Tenant.kind.in_(ADMITTED) & Tenant.closed_at.is_(None) & (Tenant.city_id == own_city())
