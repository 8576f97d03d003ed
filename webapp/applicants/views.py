"""The applicants' list: filters in the URL, keyset pages, finding by an identity number, export."""

from __future__ import annotations

from typing import Any

from flask import Response, request, send_file, url_for
from flask_babel import gettext as _

from tenants import audit
from tenants.roles import Permission
from webapp.applicants import exporting, object_views, queries
from webapp.applicants.blueprint import applicants
from webapp.applicants.cursor import read_cursor
from webapp.applicants.filters import LACKING, Filters, read_filters
from webapp.applicants.forms import IdentityForm
from webapp.applicants.states import GROUPS, STATES
from webapp.extensions import keyring
from webapp.guards import allow
from webapp.htmx import go, page
from webapp.people.lookup import person_key_of
from webapp.policy.levels import TRAINED_LEVELS
from webapp.sessions import actor
from webapp.transaction import separately

__all__ = ["applicants", "object_views"]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@applicants.get("")
@allow(Permission.APPLICATION_READ)
def index() -> Response:
    """报名人员: the list by reach."""
    filters = queries.placed(read_filters(request.args))
    cursor = read_cursor(request.args.get("at", ""), by_name=filters.by_name)
    return _list(filters, queries.applications(filters, cursor), IdentityForm())


def _list(
    filters: Filters, shown: queries.Page, form: IdentityForm, status: int = 200, **more: Any
) -> Response:
    return page(
        "applicants/index.html",
        "list",
        status,
        filters=filters,
        shown=shown,
        form=form,
        states=STATES,
        lacking=queries.lacking_photo(shown.rows),
        choices=_choices(),
        **more,
    )


def _choices() -> dict[str, list[tuple[Any, str]]]:
    """What the filters offer, as (value, word)."""
    return {
        "states": [(state, _(word)) for state, word in (*_groups(), *STATES.items())],
        "levels": [(level, _(level)) for level in TRAINED_LEVELS],
        "photos": [(LACKING, _("缺照片"))],
        "years": [(year, _("%(year)s 年度", year=year)) for year in queries.programme_years()],
    }


def _groups() -> list[tuple[str, str]]:
    return [(group, word) for group, (word, _states) in GROUPS.items()]


@applicants.post("/by-identity")
@allow(POST=Permission.APPLICATION_REVEAL)
def find() -> Response:
    """Find by an identity number, which is posted: one hit opens, several are listed, none is said."""
    form = IdentityForm()
    filters = Filters()
    if not form.validate_on_submit():
        return _list(filters, queries.applications(filters), form, 422)
    audit.record("application.find", f"tenant:{_tenant()}")
    found = queries.by_identity(person_key_of(form.number.data), keyring())
    if len(found) == 1:
        return go(url_for("applicants.show", public_id=found[0].public_id))
    form.number.data = ""
    if not found:
        form.number.errors = [_("本单位范围内没有该证件号码的报名。")]
    return _list(filters, queries.Page(found, 0, len(found), None, None), form, by_identity=True)


def _tenant() -> str:
    acting = actor().tenant
    return acting.public_id if acting else ""


@applicants.get("/export")
@allow(Permission.APPLICATION_READ)
def export() -> Response:
    """The filtered list as a workbook; the audit knows before a row leaves."""
    filters, who = read_filters(request.args), actor()
    with separately(who.scope()):
        exporting.note_export(who, filters)
    filters = queries.placed(filters)
    found = queries.extent(filters)
    made = exporting.workbook(filters, who, found.number if found else 0)
    return send_file(made, XLSX, as_attachment=True, download_name=_("报名人员") + ".xlsx")
