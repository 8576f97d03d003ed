"""The administrators' blueprint; `views` puts its pages on it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

from flask import Blueprint, request, url_for
from flask_wtf import FlaskForm

from webapp.admin.queries import Wanted
from webapp.refusals import RuleBroken

admin = Blueprint("admin", __name__, url_prefix="/admin")


def wanted() -> Wanted:
    """The list's filters from the URL; cut, since nobody looks for a novel."""
    return Wanted(**{field.name: request.args.get(field.name, "").strip()[:200] for field in fields(Wanted)})


def place_url(place: str) -> str:
    """This list with its filters at another place; "" for no place."""
    if not place:
        return ""
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name != "place" and value}
    return url_for(request.endpoint or "", **(request.view_args or {}), **kept, place=place)


def show(form: FlaskForm, broken: RuleBroken) -> None:
    """Put a refusal at its field, or at the form's first when the field isn't on it."""
    field = form[broken.field] if broken.field in form else next(iter(form))
    field.errors = [*field.errors, str(broken)]
