"""急需紧缺增补 (一(二)): what the city takes in beyond the national standards, until when."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select

from tenants.db import db
from tenants.roles import Permission
from webapp.catalogue import keeping, listing
from webapp.catalogue.blueprint import occupations, own_city, show
from webapp.catalogue.finding import found_by_name
from webapp.catalogue.forms import LastDayForm, ScarceForm
from webapp.catalogue.grid import STANDS, standing
from webapp.catalogue.models import ScarceAddition
from webapp.guards import allow
from webapp.htmx import go, page
from webapp.policy.levels import LEVELS
from webapp.policy.programme import today
from webapp.refusals import NotFound, RuleBroken
from webapp.sessions import actor


@occupations.route("/scarce", methods=["GET", "POST"])
@allow(Permission.CATALOGUE_READ, POST=Permission.CATALOGUE_KEEP)
def scarce() -> Response:
    """The city's additions, those that end last first, and the form for another."""
    form = ScarceForm(data={"version": 0, "occupation": request.args.get("occupation")})
    if form.validate_on_submit():
        try:
            rows = _add(form)
        except RuleBroken as broken:
            show(form, broken)
        else:
            flash(_("已增补 %(n)s 项。", n=len(rows)), "success")
            return go(url_for("occupations.scarce"))
    return _page(form, 422 if form.is_submitted() else 200)


def _add(form: ScarceForm) -> list[ScarceAddition]:
    named = form.occupation.data.strip()
    found = found_by_name(named, own_city())
    new = keeping.NewScarce(
        found.code if found else None, found.name if found else named, sorted(form.levels.data, reverse=True),
        form.valid_from.data, form.valid_to.data, form.document.data.strip(),
    )  # fmt: skip
    return keeping.add_scarce(own_city(), new, form.reason.data.strip())


def _page(form: ScarceForm, status: int = 200) -> Response:
    day = today()
    rows = listing.scarce_additions(own_city())
    return page(
        "catalogue/scarce.html",
        None,
        status,
        form=form,
        rows=[(row, STANDS[standing(row.valid_from, row.valid_to, day)]) for row in rows],
        levels=LEVELS,
        may=actor().can(Permission.CATALOGUE_KEEP),
    )


@occupations.route("/scarce/<public_id>", methods=["GET", "POST"])
@allow(Permission.CATALOGUE_READ, POST=Permission.CATALOGUE_KEEP)
def scarce_one(public_id: str) -> Response:
    """One addition: the city lets it run longer, or ends it."""
    query = select(ScarceAddition).where(ScarceAddition.public_id == public_id)
    row = db.session.scalars(query.where(ScarceAddition.city_id == own_city())).first()
    if row is None:
        raise NotFound(public_id)
    read: dict[str, Any] = {"version": row.version, "valid_to": row.valid_to, "document": row.document}
    form = LastDayForm(data=read)
    if form.validate_on_submit():
        try:
            keeping.change_scarce(
                public_id, form.read_version, form.valid_to.data, form.document.data.strip(),
                form.reason.data.strip(),
            )  # fmt: skip
        except RuleBroken as broken:
            show(form, broken)
        else:
            flash(_("增补已修改。"), "success")
            return go(url_for("occupations.scarce"))
    return page(
        "catalogue/scarce_one.html",
        None,
        422 if form.is_submitted() else 200,
        row=row,
        form=form,
        level=LEVELS[5 - row.level],
        stands=STANDS[standing(row.valid_from, row.valid_to, today())],
        may=actor().can(Permission.CATALOGUE_KEEP),
    )
