"""电话确认台 (三(四)): which units confirmed by phone, which did not yet, and one unit's calls."""

from __future__ import annotations

from datetime import UTC, datetime

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from tenants.roles import Permission
from tenants.scope import Reach
from webapp.applicants.cursor import read_cursor
from webapp.guards import allow, reaching
from webapp.htmx import go, page
from webapp.policy.programme import SHANGHAI, programme_year
from webapp.programmes.terms import PHONE_REMINDER_DAYS, days_of
from webapp.refusals import IllegalMove, RuleBroken
from webapp.reviews import phone, phone_queries
from webapp.reviews.blueprint import phones
from webapp.reviews.models import Sending
from webapp.reviews.phone_forms import CallForm, UndoForm
from webapp.reviews.rules import waited
from webapp.sessions import actor

READ, CONFIRM = Permission.REEXAMINATION_READ, Permission.APPLICATION_REEXAMINE


@phones.get("")
@allow(READ)
@reaching(Reach.INSTITUTION)
def index() -> Response:
    """The year's units, those first that have waited longest for their confirmation."""
    view = request.args.get("view", phone_queries.OPEN)
    view = view if view in phone_queries.VIEWS else phone_queries.OPEN
    given = request.args.get("year", "")
    year = int(given) if given.isdecimal() and given.isascii() and len(given) == 4 else programme_year()
    rows, after = phone_queries.sendings(year, view, read_cursor(request.args.get("at", ""), by_name=False))
    who, now = actor(), datetime.now(UTC)
    return page(
        "reviews/phones.html",
        "pad",
        title=_("电话确认台"),
        lines=[{"row": row, "days": waited(row.sent_at, now)} for row in rows],
        view=view,
        year=year,
        years=sorted({*phone_queries.years(), year, programme_year()}, reverse=True),
        remind_after=days_of(PHONE_REMINDER_DAYS, who.tenant.city_id if who.tenant else None),
        next_url=url_for("phones.index", view=view, year=year, at=after.written()) if after else "",
        may_confirm=who.can(CONFIRM),
    )


@phones.get("/<public_id>")
@allow(READ)
@reaching(Reach.INSTITUTION)
def show(public_id: str) -> Response:
    """One unit's sending: how to reach it, the calls so far, and the form for one."""
    return _show(phone.load(public_id))


def _show(
    sending: Sending, status: int = 200, form: CallForm | None = None, undo: UndoForm | None = None
) -> Response:
    entries = phone_queries.confirmations_of(sending)
    if form is None:
        form = CallForm(
            formdata=None,
            person=sending.contact,
            phone=sending.phone,
            confirmed_at=datetime.now(SHANGHAI).replace(tzinfo=None),
        )
    return page(
        "reviews/phone.html",
        None,
        status,
        sending=sending,
        entries=entries,
        standing=next((one for one in entries if one.undone_at is None), None),
        waiting=phone_queries.waiting_of(sending),
        days=waited(sending.sent_at, datetime.now(UTC)),
        form=form,
        undo_form=undo or UndoForm(formdata=None),
        may_confirm=actor().can(CONFIRM),
        breadcrumbs=[(_("电话确认台"), url_for("phones.index", year=sending.programme_year))],
    )


@phones.post("/<public_id>/confirm")
@allow(POST=CONFIRM)
@reaching(Reach.INSTITUTION)
def confirm(public_id: str) -> Response:
    """Note a call."""
    sending, form = phone.load(public_id), CallForm()
    if not form.validate_on_submit():
        return _show(sending, 422, form)
    try:
        phone.confirm(public_id, actor(), form.call())
    except RuleBroken as refusal:
        form.refused(refusal)
        return _show(sending, 422, form)
    except IllegalMove as refusal:
        form.person.errors = [str(refusal)]
        return _show(sending, 409, form)
    flash(_("%(unit)s：已登记电话确认。", unit=sending.unit_name), "success")
    return go(url_for("phones.index", year=sending.programme_year))


@phones.post("/<public_id>/undo")
@allow(POST=CONFIRM)
@reaching(Reach.INSTITUTION)
def undo(public_id: str) -> Response:
    """Undo a wrong entry."""
    sending, form = phone.load(public_id), UndoForm()
    if not form.validate_on_submit():
        return _show(sending, 422, undo=form)
    phone.undo(public_id, request.form.get("entry", ""), actor(), form.reason.data)
    flash(_("已撤销这条登记，记录保留。"), "success")
    return go(url_for("phones.show", public_id=public_id))
