"""职业目录: the occupations as the city has them, and one of them (一, 一(一), 一(二))."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, request, url_for
from flask_babel import gettext as _

from tenants.roles import Permission
from webapp.catalogue import keeping, listing
from webapp.catalogue.blueprint import occupations, own_city
from webapp.catalogue.finding import Found, found_by_code
from webapp.catalogue.forms import OccupationForm, several
from webapp.catalogue.grid import standing
from webapp.catalogue.tags import TAGS
from webapp.guards import allow
from webapp.htmx import go, page
from webapp.policy.levels import LEVELS, TRAINED_LEVELS
from webapp.policy.load import policy_for
from webapp.policy.programme import programme_year, today
from webapp.refusals import NotFound
from webapp.sessions import actor


def industries() -> tuple[str, ...]:
    """The industries of the notice in force (一)."""
    return policy_for(programme_year()).industries.names


@occupations.get("")
@allow(Permission.CATALOGUE_READ)
def index() -> Response:
    """The list with its filters."""
    wanted = listing.read_wanted(request.args)
    found = listing.occupations(own_city(), wanted)
    return page(
        "catalogue/occupations.html",
        "list",
        rows=found.rows,
        wanted=wanted,
        industries=[(name, _(name)) for name in industries()] + [(listing.NONE, _("未标注"))],
        tags=[(tag, _(tag)) for tag in TAGS],
        levels=[(level, _(level)) for level in TRAINED_LEVELS],
        level_words=level_words,
        previous=_place(wanted, before=found.previous),
        next=_place(wanted, after=found.next),
    )


def _place(wanted: listing.Wanted, **place: str) -> str:
    kept: dict[str, Any] = wanted.arguments(**place)
    return url_for("occupations.index", **kept) if any(place.values()) else ""


def level_words(digits: Any) -> list[str]:
    """The levels of digits, from the lowest to the highest."""
    return [_(LEVELS[5 - digit]) for digit in sorted(digits, reverse=True)]


@occupations.route("/<code>", methods=["GET", "POST"])
@allow(Permission.CATALOGUE_READ, POST=Permission.CATALOGUE_KEEP)
def occupation(code: str) -> Response:
    """One occupation; the city says its industry, tags, levels and work types."""
    found = found_by_code(code, own_city())
    if found is None:
        raise NotFound(code)
    if request.method == "GET":
        return _page(found, _shown(found))
    form = OccupationForm(industries())
    if not form.validate():
        return _page(found, form, 422)
    said = keeping.Said(
        form.industry.data, form.tags.data, sorted(form.levels.data, reverse=True),
        several(form.work_types.data),
    )  # fmt: skip
    changed = keeping.change_occupation(own_city(), code, form.read_version, said, form.reason.data.strip())
    flash(_("职业目录已修改，此后的申报按新内容判断。") if changed else _("没有改动。"), "success")
    return go(url_for("occupations.occupation", code=code))


def _shown(found: Found) -> OccupationForm:
    data = {
        "version": found.version, "industry": found.industry or "", "tags": list(found.tags),
        "levels": list(found.levels), "work_types": "、".join(found.work_types),
    }  # fmt: skip
    return OccupationForm(industries(), formdata=None, data=data)


def _page(found: Found, form: OccupationForm, status: int = 200) -> Response:
    city, day = own_city(), today()
    additions = listing.scarce_additions(city, found.code)
    return page(
        "catalogue/occupation.html",
        None,
        status,
        one=found,
        form=form,
        level_words=level_words,
        tag_words=[_(tag) for tag in found.tags],
        additions=[(row, standing(row.valid_from, row.valid_to, day)) for row in additions],
        filings=listing.filings_of(found.code or ""),
        may=actor().can(Permission.CATALOGUE_KEEP),
    )
