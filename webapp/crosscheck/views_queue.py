"""查重核查: the queue of cases by age, one verdict on several of them, the list as a workbook."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Response, request, send_file, url_for
from flask_babel import gettext as _

from tenants.kinds import Kind
from webapp.crosscheck import bulk, exporting, filters, queries
from webapp.crosscheck.assigning import colleagues
from webapp.crosscheck.blueprint import DECIDE, READ, crosscheck
from webapp.crosscheck.deciding import Decision
from webapp.crosscheck.filters import read_case_filters
from webapp.crosscheck.forms import BulkForm
from webapp.crosscheck.models import CaseState
from webapp.crosscheck.words import VERDICTS, state_of
from webapp.guards import allow
from webapp.htmx import page
from webapp.policy.crosscheck import BY_NUMBER, RULES
from webapp.programmes.terms import REVIEW_DAYS, days_of
from webapp.refusals import RuleBroken
from webapp.sessions import actor
from webapp.transaction import separately

SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@crosscheck.get("/crosscheck")
@allow(READ)
def index() -> Response:
    """What waits to be decided, the oldest first."""
    who, narrowed = actor(), read_case_filters(request.args)
    shown = queries.queue(who, narrowed, request.args.get("at", ""))
    people = {own: name for own, (_public, name) in colleagues(who).items()}
    term = days_of(REVIEW_DAYS, who.tenant.city_id if who.tenant else None)
    return page(
        "crosscheck/index.html",
        "queue",
        filters=narrowed,
        shown=shown,
        lines=[_line(row, people, term) for row in shown.rows],
        choices=_choices(),
        waits=queries.standing_of(who),
        may_decide=who.can(DECIDE),
        export_url=url_for("crosscheck.export", **narrowed.arguments()),
    )


def _choices() -> dict[str, list[tuple[Any, str]]]:
    found: dict[str, list[tuple[Any, str]]] = {
        "states": [
            *((state.value, _(word)) for state, word in filters.STATES.items() if state != CaseState.OPEN),
            *((verdict, _(word)) for verdict, (word, _kind) in VERDICTS.items()),
            (filters.ALL, _("全部")),
        ],
        "rules": [(rule.number, _(rule.title)) for rule in RULES],
        "kinds": [(kind, _(word)) for kind, word in filters.KINDS],
        "desks": [(desk, _(word)) for desk, word in filters.DESKS],
        "about": [(about, _(word)) for about, word in filters.ABOUT],
    }
    tenant = actor().tenant
    if tenant is not None and tenant.kind is Kind.CITY_BUREAU:
        found["places"] = [*queries.bureaus(), (filters.ALL, _("全市"))]
    return found


def _line(row: Any, people: dict[int, str], term: int) -> dict[str, Any]:
    """What a row of the queue says beside its columns; `term` in days."""
    days = max((datetime.now(UTC) - row.waiting_since).days, 0)
    return {
        "row": row,
        "state": state_of(row.state, row.verdict),
        "rules": [_(BY_NUMBER[rule].title) for rule in row.rules],
        "days": days,
        "late": row.state == CaseState.OPEN and days > term,
        "holder": people.get(row.assigned_to, ""),
    }


@crosscheck.post("/crosscheck/bulk")
@allow(POST=DECIDE)
def bulk_ask() -> Response:
    """The chosen cases, and the one verdict that they are to get."""
    return _ask(BulkForm(formdata=None).set_up())


def _ask(form: BulkForm, said: str = "") -> Response:
    picked = bulk.read_picked(request.form.getlist("row"))
    said = said or ("" if picked else _("请先在列表中选择线索。"))
    return page(
        "crosscheck/bulk.html",
        None,
        422 if said or form.errors else 200,
        form=form,
        said=said,
        picked=picked,
        rows=queries.rows_of([one.public_id for one in picked]),
        titles={rule.number: _(rule.title) for rule in RULES},
    )


@crosscheck.post("/crosscheck/bulk/decision")
@allow(POST=DECIDE)
def bulk_decide() -> Response:
    """Do it; the page answers for each."""
    form = BulkForm().set_up()
    if not form.validate_on_submit():
        return _ask(form)
    picked = bulk.read_picked(request.form.getlist("row"))
    decision = Decision(form.verdict.data, form.ground.data, form.opinion.data)
    try:
        answers = bulk.decide_all(picked, actor(), decision)
    except RuleBroken as refusal:
        return _ask(form, str(refusal))
    rows = {row.public_id: row for row in queries.rows_of([one.public_id for one in picked])}
    return page("crosscheck/bulk_done.html", None, answers=answers, rows=rows)


@crosscheck.get("/crosscheck/export")
@allow(READ)
def export() -> Response:
    """The filtered list as a workbook: numbers masked, watermarked, audited."""
    narrowed, who = read_case_filters(request.args), actor()
    with separately(who.scope()):
        exporting.note_export(who, narrowed)
    made = exporting.workbook(narrowed, who)
    return send_file(made, SPREADSHEET, as_attachment=True, download_name=_("查重线索") + ".xlsx")
