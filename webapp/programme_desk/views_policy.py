"""A policy version and how it came from the one before; editing all values; 试算 before saving (1, 1.11)."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from tenants.roles import Role
from webapp.guards import allow
from webapp.htmx import go, page
from webapp.notices.operations import tell, without_numbers
from webapp.policy.rules import Policy
from webapp.programme_desk.blueprint import EDIT, READ, TITLES, programme_desk, programme_for
from webapp.programme_desk.forms import PolicyForm, grouped, policy_form
from webapp.programme_desk.whatif import VERDICTS, Trial, try_out
from webapp.programmes import keeping, queries
from webapp.programmes.differing import differences, label, said
from webapp.programmes.keeping import Maker
from webapp.programmes.models import PolicyVersion, Programme
from webapp.programmes.parameters import parameters
from webapp.refusals import NotFound, Stale
from webapp.sessions import actor

YEAR = "<int(min=2000, max=2100):year>"
TOLD = (Role.CITY_ADMIN, Role.CITY_FINANCE, Role.CITY_AUDITOR)


@programme_desk.get(f"/{YEAR}/versions/<int(max=2147483647):number>")
@allow(READ)
def version(year: int, number: int) -> Response:
    """One version: who made it, when, why; what it changed, and all of its values."""
    programme = programme_for(year)
    found = {one.number: one for one in queries.versions_of(programme.city_id, year)}
    shown = found.get(number)
    if shown is None:
        raise NotFound(str(number))
    policy = queries.whole(shown.content)
    return page(
        "programme_desk/version.html",
        "content",
        project=programme,
        version=shown,
        newest=max(found),
        changes=differences(_before(programme, shown, found), policy),
        groups=_read(policy),
        titles=TITLES,
        may_edit=actor().can(EDIT),
    )


def _before(programme: Programme, shown: PolicyVersion, found: dict[int, PolicyVersion]) -> Policy:
    """The version that a version is compared to: the one before, for a year's first what it was made from."""
    if shown.number - 1 in found:
        return queries.whole(found[shown.number - 1].content)
    return queries.policy_version(programme.city_id, shown.based_on)


def _read(policy: Policy) -> list[tuple[str, list[tuple[str, str]]]]:
    """A policy's values in words, by clause."""
    plain = policy.to_dict()
    return [
        (clause, [(label(one), said(one, one.read(plain))) for one in listed])
        for clause, listed in grouped(parameters(policy)).items()
    ]


@programme_desk.route(f"/{YEAR}/edit", methods=["GET", "POST"])
@allow(GET=EDIT, POST=EDIT)
def edit(year: int) -> Response:
    """All numbers and settings as a form. A revision is saved once its trial was seen."""
    programme = programme_for(year)
    basis = queries.policy_of(programme.city_id, year)
    form = policy_form(basis, year)
    if request.method == "GET":
        return _edit(programme, form)
    if form.based_on.data != basis.version:
        raise Stale(_("政策已由别人修订为 %(version)s，请刷新后重新修改。", version=basis.version))
    if name := request.form.get("_check", ""):
        form.check(name)
        return _edit(programme, form)
    if not form.fit():
        return _edit(programme, form, 422)
    edited = form.policy()
    if not differences(basis, edited):
        return _edit(programme, form, 422, error=_("没有改动任何一项，不需要新的版本。"))
    saving = request.form.get("verb") == "save"
    seen = form.tried.data == digest(edited)
    if saving and seen and form.reason.validate(form):
        return _saved(programme, edited, basis, form.reason.data)
    return _tried(programme, form, basis, edited, unseen=saving and not seen)


def _saved(programme: Programme, edited: Policy, basis: Policy, reason: str) -> Response:
    city, year = programme.city_id, programme.year
    made = keeping.revise(city, year, edited, basis.version, reason, Maker.of(actor()))
    address = url_for("programme_desk.version", year=year, number=made.number)
    said = {"version": made.label, "reason": without_numbers(reason)}
    tell("policy.changed", tenant_id=city, roles=TOLD, link=address, params=said)
    flash(_("政策 %(label)s 已生效；以前的决定不变，仍按当时的版本说明。", label=made.label), "success")
    return go(address)


def _tried(
    programme: Programme, form: PolicyForm, basis: Policy, edited: Policy, *, unseen: bool
) -> Response:
    """The form with the trial of what it says now. The trial's mark goes with it: saving asks for it."""
    form.tried.data = digest(edited)
    form.tried.raw_data = None
    return _edit(
        programme, form, 422 if unseen or form.reason.errors else 200,
        trial=try_out(programme.year, basis, edited), changes=differences(basis, edited),
        error=_("保存之前请先看试算结果；核对后再按“保存为新版本”。") if unseen else "",
    )  # fmt: skip


def _edit(
    programme: Programme, form: PolicyForm, status: int = 200, *, trial: Trial | None = None,
    changes: Any = (), error: str = "",
) -> Response:  # fmt: skip
    return page(
        "programme_desk/edit.html",
        "content",
        status,
        project=programme,
        form=form,
        groups=grouped(form.listed),
        titles=TITLES,
        trial=trial,
        changes=changes,
        verdicts=VERDICTS,
        error=error,
    )


def digest(policy: Policy) -> str:
    """The mark of a policy's values: what was tried is what is saved."""
    return hashlib.sha256(json.dumps(policy.to_dict(), sort_keys=True).encode()).hexdigest()
