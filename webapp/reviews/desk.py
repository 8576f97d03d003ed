"""What both desks do alike: the queue's page, a verdict's answer, assigning; each view names its desk.

A refusal never loses what was written: the form comes back with it, made for the present version.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from webapp.applicants.cursor import read_cursor
from webapp.applicants.models import Application
from webapp.applicants.object_page import object_page
from webapp.applicants.operations import load
from webapp.applicants.states import STATES
from webapp.crosscheck.part import held_up
from webapp.htmx import go, page
from webapp.policy.levels import TRAINED_LEVELS
from webapp.policy.programme import today
from webapp.policy.spans import N_
from webapp.programmes.terms import REVIEW_DAYS, days_of
from webapp.refusals import IllegalMove, RuleBroken, Stale
from webapp.reviews import assigning, queries, reversing
from webapp.reviews.clearing import beside
from webapp.reviews.deciding import SecondPerson, decide
from webapp.reviews.filters import CHECKS, DESKS, read_queue_filters, views_of
from webapp.reviews.forms import AssignForm, ReverseForm, VerdictForm
from webapp.reviews.rules import due, waited
from webapp.reviews.sending import open_to
from webapp.reviews.stages import UNIT, Stage
from webapp.sessions import actor

NOT_DONE = N_("没有办理")


def show_queue(stage: Stage) -> Response:
    """The queue of a desk by age, with its filters and what can be done with many at once."""
    who = actor()
    filters = read_queue_filters(request.args, stage)
    shown = queries.queue(stage, who, filters, read_cursor(request.args.get("at", ""), by_name=False))
    people = {own: name for own, (_public, name) in assigning.colleagues(who, stage).items()}
    days = days_of(REVIEW_DAYS, who.tenant.city_id if who.tenant else None)
    warnings, marks = beside(shown.rows)
    return page(
        "reviews/queue.html",
        "queue",
        stage=stage,
        title=_(stage.title),
        filters=filters,
        shown=shown,
        choices=_choices(stage),
        lines=[_line(row, people, days) | {"warnings": warnings[row.id]} for row in shown.rows],
        marks=marks,
        waiting=filters.state == stage.state,
        can_decide=who.can(stage.permission),
    )


def _choices(stage: Stage) -> dict[str, list[tuple[Any, str]]]:
    found = {
        "states": [(state, _(word)) for state, word in views_of(stage)],
        "levels": [(level, _(level)) for level in TRAINED_LEVELS],
        "desks": [(desk, _(word)) for desk, word in DESKS],
        "checks": [(value, _(word)) for value, word in CHECKS],
    }
    return found if stage is UNIT else found | {"units": queries.units()}


def _line(row: Any, people: dict[int, str], days: int) -> dict[str, Any]:
    """What a row of the queue says beside its columns."""
    until = due(row.waiting_since, days)
    return {
        "row": row,
        "state_word": STATES[row.state],
        "waited": waited(row.waiting_since, datetime.now(UTC)),
        "late": until < today(),
        "due": until,
        "holder": people.get(row.assigned_to, ""),
    }


def answer_verdict(stage: Stage, public_id: str) -> Response:
    """Carry out the posted verdict; refused, the page comes back with what was written."""
    application, who = load(public_id), actor()
    form = VerdictForm().set_up(stage, open_to(application) if stage is UNIT else [])
    if not form.validate_on_submit():
        return _again(stage, application, form, 422)
    try:
        application = decide(public_id, stage, who, form.version, form.given())
    except RuleBroken as refusal:
        form.refused(refusal)
        return _again(stage, application, form, 422)
    except SecondPerson as refusal:
        return object_page(application, stage.room, 403, said=(_("须由第二人办理"), str(refusal)))
    except (Stale, IllegalMove) as refusal:
        return _moved_on(stage, public_id, form, refusal)
    if form.given().verb == stage.agree and (said := held_up(application)):
        # Answered by going there, so that what the check has found is kept with the request.
        flash(_("没有办理：%(said)s", said=said), "error")
        return go(stage.page_url(public_id))
    flash(_("%(name)s：已提交意见。", name=application.name), "success")
    return _onward(stage)


def _onward(stage: Stage) -> Response:
    """To the application that waits longest now; to the empty queue after the last."""
    after = queries.following(stage, actor())
    return go(stage.page_url(after) if after else url_for(f"{stage.name}.index"))


def _again(stage: Stage, application: Application, form: VerdictForm, status: int) -> Response:
    return object_page(application, stage.room, status, parts={"decision": {"form": form}})


def _moved_on(stage: Stage, public_id: str, form: VerdictForm, refusal: Exception) -> Response:
    """Somebody was quicker: the application as it is now, with what was written, for the present version."""
    application = load(public_id)
    form.at_version.data = str(application.version)
    written = form.opinion.data or ""
    said = _("%(refusal)s您写的意见仍在：%(words)s", refusal=refusal, words=written or "—")
    form.at_version.errors = [_("内容已是最新，请重新核对后再提交。")]
    return object_page(
        application, stage.room, 409, said=(_(NOT_DONE), said), parts={"decision": {"form": form}}
    )


def answer_reversal(stage: Stage, public_id: str, verb: str) -> Response:
    """收回 or 重新复审."""
    application, form = load(public_id), ReverseForm()
    parts: dict[str, Any] = {"parts": {"reversal": {"form": form}}}
    if not form.validate_on_submit():
        return object_page(application, stage.room, 422, **parts)
    act = reversing.take_back if verb == "take_back" else reversing.reopen
    try:
        act(public_id, actor(), form.version, form.why.data)
    except (Stale, IllegalMove) as refusal:
        application = load(public_id)
        form.at_version.data = str(application.version)
        acted = isinstance(refusal, reversing.Acted)
        why = str(refusal) if acted else _("这件报名在您打开之后有了变动。")
        said = _("%(refusal)s您写的原因仍在：%(words)s", refusal=why, words=form.why.data)
        return object_page(application, stage.room, 409, said=(_(NOT_DONE), said), **parts)
    flash(_("%(name)s：已收回，可以重新审核。", name=application.name), "success")
    return go(stage.page_url(public_id))


def assigning_page(stage: Stage, public_id: str) -> Response:
    """To whom an application may be handed; posted, it is."""
    application = load(public_id)
    people = assigning.colleagues(actor(), stage)
    form = AssignForm().set_up(people)
    if request.method == "GET":
        form.at_version.data = application.version
        form.to.data = people.get(application.assigned_to or 0, ("", ""))[0]
    elif form.validate_on_submit():
        try:
            assigning.assign(public_id, stage, actor(), form.version, form.to.data or "")
        except RuleBroken as refusal:
            form.refused(refusal)
        else:
            flash(_("已分派。"), "success")
            return go(stage.page_url(public_id))
    status = 200 if request.method == "GET" else 422
    return page("reviews/assign.html", None, status, stage=stage, application=application, form=form)
