"""The pages of papers: a unit's lists, one list with its people's seals, uploads, batch prints."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Tenant
from tenants.roles import Permission
from webapp.applicants.queries import application_of, programme_years
from webapp.applicants.states import STATES
from webapp.guards import allow
from webapp.htmx import go, page
from webapp.jobs.models import Job
from webapp.jobs.queries import card
from webapp.papers import downloads, operations, part, printing, queries
from webapp.papers.addresses import arguments, key_in, list_url
from webapp.papers.blueprint import papers
from webapp.papers.forms import LIST, SealForm
from webapp.papers.models import PaperList, PaperPrint
from webapp.papers.queries import Key
from webapp.papers.states import WORDS, list_standing, seal_standing, standings_of
from webapp.policy.programme import programme_year
from webapp.refusals import RuleBroken
from webapp.sessions import actor

__all__ = ["downloads", "job_labels", "job_link", "papers", "part"]
READ, SEAL = Permission.PAPER_READ, Permission.PAPER_SEAL
OVERSEERS = (Kind.CITY_BUREAU, Kind.DISTRICT_BUREAU)


@papers.get("")
@allow(READ)
def index() -> Response:
    """盖章材料: the unit's lists; for a bureau, first the units that have some."""
    years = programme_years() or [programme_year()]
    year = request.args.get("year", years[0], type=int)
    unit = _unit()
    return page(
        "papers/index.html", "content", unit=unit, year=year, years=years, words=WORDS,
        units=queries.units(year) if unit is None else (), lists=_lines(unit, year) if unit else [],
        may_seal=_own(unit), form=SealForm(), year_links=_years(years, year, unit),
    )  # fmt: skip


def _years(years: list[int], shown: int, unit: Tenant | None) -> list[dict[str, Any]]:
    asked: dict[str, Any] = {"unit": unit.public_id} if unit is not None else {}
    return [
        {"label": str(one), "url": url_for("papers.index", year=one, **asked), "active": one == shown}
        for one in years
    ]


def _unit() -> Tenant | None:
    """The unit asked for, else one's own; None for a bureau that hasn't chosen one."""
    own, asked = actor().tenant, request.args.get("unit", "")
    if asked:
        return queries.unit_named(asked)
    if own is None or own.kind in OVERSEERS:
        return None
    return db.session.get_one(Tenant, own.id)


def _own(unit: Tenant | None) -> bool:
    who = actor()
    own = who.tenant is not None and unit is not None and who.tenant.id == unit.id
    return own and who.can(SEAL)


def _lines(unit: Tenant, year: int) -> list[dict[str, Any]]:
    """The lists in the table: each with its numbers, how its Annex 2 stands, whether the word of 六 is given.
    A fixed number of questions; only the people of sealed lists are read."""
    counted, kept = queries.lists_of(unit.id, year), queries.kept_of(unit.id, year)
    sealed = queries.people_of_lists([key for key, (_kept, seal) in kept.items() if seal is not None])
    wanted = queries.commitment_wanted(unit.city_id, year)
    lines = []
    for one in counted:
        paper_list, seal = kept.get(one.key, (None, None))
        lines.append({
            "key": one.key, "people": one.people, "sealed": one.sealed, "stale": one.stale,
            "state": seal_standing(seal, sealed.get(one.key, ())).state,
            "counts": not wanted or (paper_list is not None and paper_list.committed_at is not None),
            "url": list_url(one.key, unit.public_id),
        })  # fmt: skip
    return lines


@papers.get("/list")
@allow(READ)
def show_list() -> Response:
    """One list: its Annex 2, the word of clause 六, and everybody's Annex 1 with its seal."""
    return _show(*key_in(request.args))


def _show(key: Key, unit: Tenant, form: SealForm | None = None, status: int = 200) -> Response:
    people, kept = queries.people_on(key), queries.list_of(key)
    who = actor()
    if form is None:
        form = SealForm()
    form.target.choices = [
        ("", _("自动读取二维码")), (LIST, _("附件 2 汇总表")),
        *((one.public_id, f"{one.name}（{one.id_masked}）") for one in people),
    ]  # fmt: skip
    return page(
        "papers/list.html", "content", status, key=key, unit=unit, people=people, states=STATES, words=WORDS,
        standings=standings_of(people), standing=list_standing(kept, people), kept=kept,
        history=queries.list_history(kept), wanted=queries.commitment_wanted(unit.city_id, key.year),
        form=form, given=arguments(key, unit.public_id), may_seal=_own(unit),
        full=who.can(Permission.APPLICATION_REVEAL), prints=queries.prints_of(kept, who.user_id),
        breadcrumbs=[(_("盖章材料"), url_for("papers.index", unit=unit.public_id, year=key.year))],
    )  # fmt: skip


@papers.post("/seal")
@allow(POST=SEAL)
def seal() -> Response:
    """Take sealed scans in. Each file says for itself what became of it."""
    form = SealForm()
    key, unit = key_in(request.form) if request.form.get("occupation") else (None, None)
    if not form.validate_on_submit():
        if key is not None and unit is not None:
            return _show(key, unit, form, 422)
        raise RuleBroken("files", _("请选择要上传的扫描件。"))
    given = [file for file in form.files.data if file and file.filename]
    scans = [operations.Scan(file.stream, file.filename, file.mimetype) for file in given]
    taken = operations.take_in(scans, _chosen(form, key), actor())
    for one in taken:
        flash(*_said(one))
    if any(one.refused for one in taken) and not any(one.sealed for one in taken):
        return _refused(taken[0], key, unit, form)
    return go(_back(key, unit))


def _refused(first: operations.Taken, key: Key | None, unit: Tenant | None, form: SealForm) -> Response:
    """Nothing was taken in: the same page again with the reason where it belongs."""
    if key is None or unit is None:
        raise RuleBroken("files", first.refused, first.clause)
    form.files.errors = [first.refused]
    return _show(key, unit, form, 422)


def _said(taken: operations.Taken) -> tuple[str, str]:
    if taken.refused:
        return f"{taken.name}：{taken.refused}", "error"
    words = {"name": taken.name, "pages": taken.pages, "papers": "、".join(taken.sealed)}
    return _("%(name)s：共 %(pages)s 页，已作为%(papers)s的盖章件。", **words), "success"


def _chosen(form: SealForm, key: Key | None) -> operations.Chosen:
    """What was said by hand; somebody else's application is nobody's."""
    target = form.target.data or ""
    if target == LIST:
        return operations.Chosen(key=key)
    application = application_of(target) if target else None
    who = actor()
    mine = application is not None and who.tenant is not None and application.tenant_id == who.tenant.id
    return operations.Chosen(application=application if mine else None)


def _back(key: Key | None, unit: Tenant | None) -> str:
    """To the page the files were sent from: the list, an application, or all lists."""
    number = request.form.get("back", "")
    if number and application_of(number) is not None:
        return url_for("applicants.show", public_id=number)
    return list_url(key, unit.public_id) if key and unit else url_for("papers.index")


@papers.post("/commit")
@allow(POST=SEAL)
def commit() -> Response:
    """六: give the unit's word on wages and benefits for a list."""
    key, unit = key_in(request.form)
    operations.commit_wages(key, actor())
    flash(_("已记录工资福利承诺。"), "success")
    return go(list_url(key, unit.public_id))


@papers.post("/print")
@allow(POST=SEAL)
def print_list() -> Response:
    """Have all papers of a list set in one PDF."""
    key, _unit_of = key_in(request.form)
    asked = printing.begin(key, actor())
    return go(url_for("papers.printed", public_id=asked.public_id))


@papers.get("/prints/<public_id>")
@allow(SEAL)
def printed(public_id: str) -> Response:
    """A batch print of one's own: its bar, then the file."""
    who = actor()
    asked = queries.print_named(public_id, who.user_id)
    job = db.session.get(Job, asked.job_id) if asked.job_id else None
    # The card asks this page, not the job's: when it is over, the file stands here.
    here = {"url": url_for("papers.printed", public_id=public_id), "result_url": ""}
    shown = card(job, who) | here if job else None
    kept = db.session.get_one(PaperList, asked.list_id)
    unit = db.session.get_one(Tenant, asked.tenant_id)
    return page(
        "papers/printed.html", "card", asked=asked, kept=kept, card=shown,
        back=list_url(queries.key_of(kept), unit.public_id),
        breadcrumbs=[(_("盖章材料"), url_for("papers.index"))],
    )  # fmt: skip


def job_link(subject_id: int) -> str | None:
    """Where a job's 查看结果 leads; nowhere for anybody but who asked for the print."""
    asked = db.session.get(PaperPrint, subject_id)
    mine = asked is not None and asked.user_id == actor().user_id
    return url_for("papers.printed", public_id=asked.public_id) if asked and mine else None


def job_labels(subject_ids: list[int]) -> dict[int, str]:
    """What was printed, by the job's subject."""
    query = (
        select(PaperPrint.id, PaperList.occupation, PaperList.level)
        .join(PaperList, PaperList.id == PaperPrint.list_id)
        .where(PaperPrint.id.in_(subject_ids))
    )
    return {row.id: f"{row.occupation}・{_(row.level)}" for row in db.session.execute(query)}
