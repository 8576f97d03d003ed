"""The notice of a programme as a document one can read and cite, and its next version (六, heading)."""

from __future__ import annotations

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from webapp.guards import allow
from webapp.htmx import go, page
from webapp.programme_desk.blueprint import EDIT, READ, programme_desk, programme_for
from webapp.programme_desk.forms import NoticeForm
from webapp.programmes import keeping, queries
from webapp.programmes.clauses import CLAUSE, SECTION, passages
from webapp.programmes.keeping import Maker, NoticeText
from webapp.refusals import NotFound
from webapp.sessions import actor

YEAR = "<int(min=2000, max=2100):year>"


@programme_desk.get(f"/{YEAR}/notice")
@allow(READ)
def notice(year: int) -> Response:
    """One version of the notice, the newest unless another is asked for; each clause has an anchor."""
    programme = programme_for(year)
    found = queries.notices_of(programme.city_id, year)
    wanted = request.args.get("version", found[0].number if found else 0, type=int)
    shown = next((one for one in found if one.number == wanted), None)
    if shown is None:
        raise NotFound(str(wanted))
    read = passages(shown.body)
    return page(
        "programme_desk/notice.html",
        "content",
        project=programme,
        notice=shown,
        notices=found,
        passages=read,
        contents=[one for one in read if one.begins and one.kind in (SECTION, CLAUSE, "annex")],
        may_edit=actor().can(EDIT),
    )


@programme_desk.route(f"/{YEAR}/notice/new", methods=["GET", "POST"])
@allow(GET=EDIT, POST=EDIT)
def notice_new(year: int) -> Response:
    """Another version of the notice, with its reason."""
    programme = programme_for(year)
    newest = next(iter(queries.notices_of(programme.city_id, year)), None)
    form = NoticeForm(obj=newest, reason="") if request.method == "GET" else NoticeForm()
    name = request.form.get("_check", "") if request.method == "POST" else ""
    if request.method == "GET" or name or not form.validate():
        for field in form if name else ():
            field.errors = field.errors if field.name == name else ()
        if request.method == "GET":
            form.reason.data = ""
        status = 200 if request.method == "GET" or name else 422
        return page("programme_desk/notice_new.html", "content", status, form=form, project=programme)
    text = NoticeText(
        form.title.data, form.document_number.data or "", form.issuer.data, form.issued.data, form.body.data
    )
    keeping.add_notice(programme.city_id, year, text, form.reason.data, Maker.of(actor()))
    flash(_("通知的新版本已保存；以前的版本仍可查看。"), "success")
    return go(url_for("programme_desk.notice", year=year))
