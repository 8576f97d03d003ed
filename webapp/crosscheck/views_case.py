"""One case: both sides, what was found, the verdict, taking it back, handing it over, its papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from tenants import audit
from tenants.db import db
from webapp.crosscheck import assigning, queries, showing
from webapp.crosscheck.blueprint import DECIDE, READ, crosscheck
from webapp.crosscheck.deciding import TakesPart, decide, hindrance, take_back
from webapp.crosscheck.filters import CaseFilters
from webapp.crosscheck.forms import AssignForm, DecisionForm, LookForm, WhyForm, decision_form
from webapp.crosscheck.models import Case, CaseEvent, CaseState, Statement
from webapp.crosscheck.rules import DISMISS, EXPLAIN
from webapp.crosscheck.stating import Upload, keep_evidence
from webapp.crosscheck.words import state_of
from webapp.extensions import keyring
from webapp.files.models import StoredFile
from webapp.files.operations import send_stored
from webapp.guards import allow
from webapp.htmx import go, page
from webapp.refusals import IllegalMove, NotFound, RuleBroken, Stale
from webapp.sessions import actor

ONE_PERSON = 6  # the rule by which two numbers may be one person's
KINDS = {"confirmed": "refuse", EXPLAIN: "pass", DISMISS: "pass"}
FATE_KINDS = {"goes_on": "pass", "send_back": "return", "refuse": "refuse"}


@crosscheck.get("/crosscheck/cases/<public_id>")
@allow(READ)
def show(public_id: str) -> Response:
    """One case, whole."""
    return _show(public_id)


def _show(public_id: str, status: int = 200, *, revealed: bool = False, **more: Any) -> Response:
    """The page; `more` hands back refused forms (`form`, `why`, `look`) and `said`, a refusal above all."""
    who = actor()
    found = queries.opened(public_id, who)
    case = found.case
    shown = showing.show(case, keyring(), revealed)
    may = who.can(DECIDE)
    waits = may and case.state == CaseState.OPEN
    hindered = hindrance(shown.applications, who, took_part=found.takes_part) if waits else ""
    people = assigning.colleagues(who) if may and case.assigned_to is not None else {}
    holder = people.get(case.assigned_to or 0)
    form = more.get("form") or decision_form(shown.applications, numbers=_numbers(case, shown))
    if not form.is_submitted():
        form.at_version.data = str(case.version)
    return page(
        "crosscheck/case.html",
        "content",
        status,
        case=case,
        shown=shown,
        state=state_of(case.state, case.verdict),
        bureau=found.bureau,
        may_decide=may,
        hindered=hindered,
        form=form,
        kinds=KINDS,
        fate_kinds=FATE_KINDS,
        holder=holder[1] if holder else "",
        why=more.get("why") or WhyForm(formdata=None, at_version=str(case.version)),
        look=more.get("look") or LookForm(formdata=None),
        revealed=revealed,
        said=more.get("said"),
        breadcrumbs=[(_("查重核查"), url_for("crosscheck.index"))],
    )


def _numbers(case: Case, shown: showing.Shown) -> Sequence[str]:
    """Both sides' numbers where the rules suspect one person behind them; else none."""
    return shown.numbers if ONE_PERSON in case.rules else ()


@crosscheck.post("/crosscheck/cases/<public_id>/decision")
@allow(POST=DECIDE)
def decision(public_id: str) -> Response:
    """Decide: confirmed, explained or dismissed, and what becomes of the applications."""
    case = queries.case_of(public_id)
    shown = showing.show(case, keyring())
    form = decision_form(shown.applications, numbers=_numbers(case, shown))
    if not form.validate_on_submit():
        return _show(public_id, 422, form=form)
    try:
        with db.session.begin_nested():
            evidence = _evidence(form)
            decide(public_id, actor(), form.version, form.given(evidence.id if evidence else None))
    except RuleBroken as refusal:
        form.refused(refusal)
        return _show(public_id, 422, form=form)
    except TakesPart as refusal:
        return _show(public_id, 403, said=(_("须由第二人办理"), str(refusal)))
    except (Stale, IllegalMove) as refusal:
        return _moved_on(public_id, form, refusal)
    flash(_("已作出核查结论，即时生效。"), "success")
    return _onward()


def _evidence(form: DecisionForm) -> StoredFile | None:
    file = form.evidence.data
    if not file or not getattr(file, "filename", ""):
        return None
    return keep_evidence(Upload(file.stream, file.filename, file.mimetype), actor())


def _moved_on(public_id: str, form: DecisionForm, refusal: Exception) -> Response:
    """Somebody was quicker: the case as it is now, with what was written, for the present version."""
    form.at_version.data = str(queries.case_of(public_id).version)
    said = _("%(refusal)s您写的意见仍在：%(words)s", refusal=refusal, words=form.opinion.data or "—")
    return _show(public_id, 409, form=form, said=(_("没有办理"), said))


def _onward() -> Response:
    """To the case that waits longest now; to the empty queue after the last."""
    waiting = queries.queue_query(actor(), CaseFilters()).order_by(Case.waiting_since, Case.id).limit(1)
    following = db.session.execute(waiting).first()
    if following is None:
        return go(url_for("crosscheck.index"))
    return go(url_for("crosscheck.show", public_id=following.public_id))


@crosscheck.post("/crosscheck/cases/<public_id>/take-back")
@allow(POST=DECIDE)
def back(public_id: str) -> Response:
    """Take the verdict back, with a reason."""
    form = WhyForm()
    if not form.validate_on_submit():
        return _show(public_id, 422, why=form)
    try:
        take_back(public_id, actor(), form.version, form.why.data)
    except RuleBroken as refusal:
        form.refused(refusal)
        return _show(public_id, 422, why=form)
    except TakesPart as refusal:
        return _show(public_id, 403, why=form, said=(_("须由第二人办理"), str(refusal)))
    except (Stale, IllegalMove) as refusal:
        return _show(public_id, 409, why=form, said=(_("没有办理"), str(refusal)))
    if queries.case_of(public_id).state == CaseState.OPEN:
        flash(_("已撤销结论，这条线索重新待核查。"), "success")
    else:
        said = _("已撤销结论。线索已不再查到，自动了结；已不予通过的报名不恢复，须由单位或本人重新提交。")
        flash(said, "warning")
    return go(url_for("crosscheck.show", public_id=public_id))


@crosscheck.route("/crosscheck/cases/<public_id>/assign", methods=["GET", "POST"])
@allow(GET=DECIDE, POST=DECIDE)
def assign(public_id: str) -> Response:
    """To whom a case may be handed; posted, it is."""
    case, form = queries.case_of(public_id), AssignForm()
    people = assigning.colleagues(actor())
    form.to.choices = [("", _("不指定，谁都可以核查")), *people.values()]
    if request.method == "GET":
        form.at_version.data = str(case.version)
        form.to.data = people.get(case.assigned_to or 0, ("", ""))[0]
        return page("crosscheck/assign.html", None, case=case, form=form)
    if not form.validate_on_submit():
        return page("crosscheck/assign.html", None, 422, case=case, form=form)
    try:
        assigning.assign(public_id, actor(), form.version, form.to.data or "")
    except RuleBroken as refusal:
        form.refused(refusal)
        return page("crosscheck/assign.html", None, 422, case=case, form=form)
    flash(_("已分派。"), "success")
    return go(url_for("crosscheck.show", public_id=public_id))


@crosscheck.post("/crosscheck/cases/<public_id>/reveal")
@allow(POST=DECIDE)
def reveal(public_id: str) -> Response:
    """Both numbers in full, in this answer only; the audit keeps the reason, never the numbers."""
    queries.case_of(public_id)
    form = LookForm()
    if not form.validate_on_submit():
        return _show(public_id, 422, look=form)
    audit.record("case.reveal", f"case:{public_id}", reason=form.reason.data, owner=actor().tenant)
    return _show(public_id, revealed=True)


@crosscheck.get("/crosscheck/cases/<public_id>/evidence/<int(max=9223372036854775807):event>")
@allow(READ)
def evidence(public_id: str, event: int) -> Response:
    """The paper that a verdict rests on."""
    case = queries.case_of(public_id)
    of_case = select(CaseEvent.file_id).where(CaseEvent.id == event, CaseEvent.case_id == case.id)
    return _send(db.session.scalar(of_case), public_id)


@crosscheck.get("/crosscheck/statements/<public_id>/file")
@allow(READ)
def statement_file(public_id: str) -> Response:
    """The paper that a unit or an applicant sent with a statement."""
    return _send(
        db.session.scalar(select(Statement.file_id).where(Statement.public_id == public_id)), public_id
    )


def _send(file_id: int | None, asked: str) -> Response:
    file = db.session.get(StoredFile, file_id) if file_id is not None else None
    if file is None:
        raise NotFound(asked)
    return send_stored(file)
