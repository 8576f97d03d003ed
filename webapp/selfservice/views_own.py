"""我的报名: what one has handed in or begun, choosing the unit, the progress, correcting, withdrawing."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from tenants.roles import Permission
from webapp.applicants import operations as applications
from webapp.applicants.forms import WithdrawForm
from webapp.applicants.models import Application
from webapp.applicants.states import CORRECTABLE, MACHINE, STATES
from webapp.applicants.timeline import timeline
from webapp.crosscheck.part import part as verdict_part
from webapp.guards import allow
from webapp.htmx import go, page, say
from webapp.photos import parts as photos
from webapp.refusals import RuleBroken
from webapp.selfservice import operations, queries
from webapp.selfservice.blueprint import selfservice
from webapp.selfservice.steps import NEXT, STEPS
from webapp.sessions import actor

READ, ENTER = Permission.OWN_APPLICATION_READ, Permission.OWN_APPLICATION_ENTER


@selfservice.get("")
@allow(READ)
def home() -> Response:
    """The person's applications and drafts; with none, the one button to begin."""
    found = queries.own_applications()
    names = queries.unit_names({one.tenant_id for one in found})
    return page(
        "selfservice/home.html", None, applications=found, units=names, begun=queries.begun(), states=STATES,
        steps=STEPS,
    )  # fmt: skip


@selfservice.route("/unit", methods=["GET", "POST"])
@allow(READ, POST=ENTER)
def unit() -> Response:
    """Choose the employing unit by a part of its name; an excluded one is refused at once (一(四))."""
    words, refused = request.values.get("words", ""), None
    if request.method == "POST":
        chosen = queries.employer_of(actor(), request.form.get("unit", ""))
        try:
            draft = operations.begin(actor(), chosen)
        except operations.Excluded as error:
            refused = error
        else:
            return go(url_for("selfservice.step", key=draft.public_id, step=STEPS[0].key))
    return page(
        "selfservice/unit.html", "found", 422 if refused else 200, words=words,
        employers=queries.employers(actor(), words), refused=refused,
    )  # fmt: skip


@selfservice.get("/applications/<public_id>")
@allow(READ)
def show(public_id: str) -> Response:
    """The progress: what comes next above what happened."""
    return _shown(queries.own_application(public_id))


@selfservice.post("/applications/<public_id>/correct")
@allow(POST=ENTER)
def correct(public_id: str) -> Response:
    """Open the form again, of an application that came back or that nobody has reviewed."""
    draft = operations.correct(actor(), queries.own_application(public_id))
    return go(url_for("selfservice.step", key=draft.public_id, step=STEPS[0].key))


@selfservice.post("/applications/<public_id>/withdraw")
@allow(POST=ENTER)
def withdraw(public_id: str) -> Response:
    """Withdraw it, with a reason."""
    application, form = queries.own_application(public_id), WithdrawForm()
    if not form.validate_on_submit():
        return _shown(application, form, 422)
    version = int(form.version.data) if form.version.data.isascii() and form.version.data.isdigit() else 0
    try:
        applications.withdraw(public_id, actor(), version, form.reason.data, form.note.data)
    except RuleBroken as error:
        form.reason.errors = [str(error)]
        return _shown(application, form, 422)
    say(_("已撤回报名"))
    return go(url_for("selfservice.show", public_id=public_id))


def _shown(application: Application, form: WithdrawForm | None = None, status: int = 200) -> Response:
    me = actor()
    back = url_for("selfservice.show", public_id=application.public_id)
    photo: dict[str, Any] = photos.part(application, me, back=back)
    words = NEXT.get(application.state)
    if words and not photo["photo"] and photo["upload_url"] and application.state != "returned":
        words = (_("请上传照片"), _("二寸近期蓝色背景电子照片（三(三)3）；其余等待办理，不用操作。"))
    return page(
        "selfservice/show.html", None, status, application=application, state=STATES[application.state],
        unit=queries.unit_names({application.tenant_id}).get(application.tenant_id, ""), photo=photo,
        items=timeline(application, queries.moves_of(application), names=False), words=words,
        verdict=verdict_part(application, me),
        may_correct=application.state in CORRECTABLE and me.can(ENTER),
        may_withdraw="withdraw" in MACHINE.verbs(application.state, me),
        form=form or WithdrawForm(formdata=None, version=str(application.version)),
    )  # fmt: skip
