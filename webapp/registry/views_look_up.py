"""查询登记库: what is known of an identity number or a certificate's number, for a reason; striking one
certificate. The number never stands in an address."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask_babel import gettext as _

from webapp.guards import allow
from webapp.htmx import page
from webapp.policy.levels import LEVELS
from webapp.refusals import IllegalMove, RuleBroken
from webapp.registry import operations, queries
from webapp.registry.blueprint import KEEP, registry
from webapp.registry.forms import LONGEST_REASON, LookUpForm
from webapp.sessions import actor

STRIKE, RESTORE = "strike", "restore"


@registry.get("/look-up")
@allow(KEEP)
def look_up() -> Response:
    """The question."""
    return _page(LookUpForm(formdata=None))


def _page(form: LookUpForm, status: int = 200, **more: Any) -> Response:
    shown = {"found": None, "said": "", "wrong": "", "levels": LEVELS}
    return page("registry/look_up.html", "content", status, form=form, **(shown | more))


@registry.post("/look-up")
@allow(POST=KEEP)
def answer() -> Response:
    """The answer."""
    return _answer(LookUpForm())


def _answer(form: LookUpForm, **more: Any) -> Response:
    if not form.validate_on_submit():
        return _page(form, 422)
    try:
        found = queries.look_up(form.number.data, form.reason.data, actor())
    except RuleBroken as broken:
        form.refused(broken)
        return _page(form, 422)
    return _page(form, found=found, **more)


@registry.post("/certificates/<int(max=9223372036854775807):certificate_id>/<any(strike, restore):verb>")
@allow(POST=KEEP)
def strike(certificate_id: int, verb: str) -> Response:
    """Strike a certificate, or take that back; then the same question again."""
    queries.certificate(certificate_id)
    reason, form = request.form.get("why", "").strip(), LookUpForm()
    if not reason or len(reason) > LONGEST_REASON:
        return _answer(form, wrong=_("请填写原因，不超过 %(n)s 个字。", n=LONGEST_REASON))
    try:
        operations.strike(certificate_id, reason, actor(), back=verb == RESTORE)
    except IllegalMove as refusal:
        return _answer(form, wrong=str(refusal))
    said = _("已恢复，相关报名已重新查重。") if verb == RESTORE else _("已作废，相关报名已重新查重。")
    return _answer(form, said=said)
