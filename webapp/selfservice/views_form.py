"""Annex 1 on a phone, a step at a time: every field is kept on leaving it, the answer stands below (6.0)."""

from __future__ import annotations

from typing import Any

from flask import flash, request, url_for
from flask_babel import gettext as _
from werkzeug import Response

from tenants.actor import Actor
from tenants.roles import Permission
from webapp.applicants.models import Application
from webapp.catalogue.queries import search_occupations
from webapp.entering import content as contents
from webapp.entering import operations as entering
from webapp.entering.models import ApplicationDraft
from webapp.entering.queries import unit_of
from webapp.entering.showing import show as as_shown
from webapp.extensions import keyring
from webapp.guards import allow
from webapp.htmx import go, page
from webapp.people.identity import mask
from webapp.people.phones import mask_phone
from webapp.refusals import IllegalMove, NotFound, RuleBroken, Stale
from webapp.selfservice import operations
from webapp.selfservice.blueprint import selfservice
from webapp.selfservice.steps import BY_KEY, STEPS, Step, first_open, place_of
from webapp.sessions import actor
from webapp.transaction import separately

READ, ENTER = Permission.OWN_APPLICATION_READ, Permission.OWN_APPLICATION_ENTER
OFFERED = 10  # occupations while one types


@selfservice.route("/forms/<key>/<step>", methods=["GET", "POST"])
@allow(READ, POST=ENTER)
def step(key: str, step: str) -> Response:
    """One step: shown as it was kept; posted, it is kept first and then answered. Once handed in, however
    often it is asked again, it leads to the one application."""
    at = BY_KEY.get(step)
    if at is None:
        raise NotFound("step")
    try:
        if request.method == "GET":
            draft = operations.draft_of(key)
            return _page(draft, contents.unseal(draft.content, keyring()), at)
        draft, content = _kept(actor(), key)
    except operations.HandedIn as done:
        submitted = request.form.get("_do") == "submit"
        return _receipt(done.application) if submitted else go(_progress(done.application))
    return _answered(draft, content, at)


def _kept(me: Actor, key: str) -> tuple[ApplicationDraft, dict[str, Any]]:
    """What was typed is kept in a transaction of its own, whatever the answer will be."""
    with separately(me.scope()):
        # Locked before it is read: of two posts at once the second adds to what the first has kept.
        draft = operations.draft_of(key, lock=True)
        typed = contents.typed(request.form, contents.unseal(draft.content, keyring()))
        unit = unit_of(draft.tenant_id)
        content = entering.put_right(unit, operations.own(me, typed), request.form.getlist("choose"))
        return operations.keep(me, draft, content), content


def _answered(draft: ApplicationDraft, content: dict[str, Any], at: Step) -> Response:
    if request.form.get("_check"):
        return _page(draft, content, at, asked=(request.form["_check"],))
    if "add_stint" in request.form or "drop_stint" in request.form:
        return _page(draft, content, at, more_stints=2)
    wanted = request.form.get("_do", "")
    if wanted == "keep":
        flash(_("草稿已保存，随时可以接着填写。"), "success")
        return go(url_for("selfservice.home"))
    place = place_of(at.key)
    if wanted == "back":
        return go(_address(draft, STEPS[max(place - 2, 0)]))
    if wanted == "submit":
        return _handed_in(draft, content)
    checked, _known = entering.answer(unit_of(draft.tenant_id), content)
    if {one.field for one in checked.blocking} & set(at.fields):
        return _page(draft, content, at, 422, missing=True)
    return go(_address(draft, STEPS[min(place, len(STEPS) - 1)]))


def _handed_in(draft: ApplicationDraft, content: dict[str, Any]) -> Response:
    last = STEPS[-1]
    try:
        application = operations.hand_in(actor(), draft)
    except RuleBroken as refused:
        return _page(draft, content, last, 422, missing=True, refusal=str(refused), clause=refused.clause)
    except Stale as refused:
        entering.overtaken(draft, actor())
        return _page(draft, content, last, 409, refusal=str(refused))
    except IllegalMove:
        return _page(draft, content, last, 409, refusal=_("这份报名已经审核，不能再修改。"))
    return _receipt(application)


def _receipt(application: Application) -> Response:
    flash(_("已提交单位审核，报名编号 %(number)s。", number=application.public_id), "success")
    return go(_progress(application))


def _progress(application: Application) -> str:
    return url_for("selfservice.show", public_id=application.public_id)


def _address(draft: ApplicationDraft, step: Step) -> str:
    return url_for("selfservice.step", key=draft.public_id, step=step.key)


def _page(
    draft: ApplicationDraft, content: dict[str, Any], at: Step, status: int = 200, **more: Any
) -> Response:
    said = {name: more.pop(name, None) for name in ("refusal", "clause")}
    unit = unit_of(draft.tenant_id)
    checked, known = entering.answer(unit, content)
    fields = as_shown(content, checked, known, **more)
    wrong = {one.field for one in checked.blocking}
    return page(
        "selfservice/form.html", "entry", status, draft=draft, content=content, unit=unit, fields=fields,
        step=at, steps=STEPS, place=place_of(at.key), url=_address(draft, at), checked=checked,
        number=mask(content["id_number"]), phone=mask_phone(content["phone"]), open_steps={
            each.key: len(wrong & set(each.fields)) for each in STEPS
        }, first=first_open(wrong), occupations_url=url_for("selfservice.occupations"), **said,
    )  # fmt: skip


@selfservice.post("/forms/<key>/delete")
@allow(POST=ENTER)
def delete(key: str) -> Response:
    """Throw a draft away; what was typed stays sealed."""
    entering.end(operations.draft_of(key, lock=True))
    flash(_("草稿已删除。"), "success")
    return go(url_for("selfservice.home"))


@selfservice.get("/occupations")
@allow(READ)
def occupations() -> Response:
    """What the field of an occupation offers while it is typed."""
    words = request.args.get("target_occupation", "")[:40]
    found = search_occupations(words, OFFERED) if words.strip() else []
    return page("entering/occupations.html", None, found=found)
