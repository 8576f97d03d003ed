"""The catalogue's blueprints, one a line of the menu: filed scopes, occupations, training institutions."""

from __future__ import annotations

from flask import Blueprint
from flask_wtf import FlaskForm

from webapp.refusals import NotFound, RuleBroken
from webapp.sessions import actor

catalogue = Blueprint("catalogue", __name__, url_prefix="/scopes")
occupations = Blueprint("occupations", __name__, url_prefix="/occupations")
institutions = Blueprint("institutions", __name__, url_prefix="/institutions")


def own_city() -> int:
    """The city that the actor acts in."""
    tenant = actor().tenant
    if tenant is None:
        raise NotFound("")
    return tenant.city_id


def show(form: FlaskForm, broken: RuleBroken) -> None:
    """Put a refusal at its field, or at the form's first when the field isn't on it."""
    field = form[broken.field] if broken.field in form else next(iter(form))
    field.errors = [*field.errors, str(broken)]
