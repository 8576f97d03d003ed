"""The cards that a review puts on an application's page: the verdict, taking it back, opening it again."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from tenants.actor import Actor
from webapp.applicants.models import Application
from webapp.applicants.once import once
from webapp.applicants.queries import moves_of
from webapp.applicants.states import MACHINE
from webapp.applicants.warnings import UNATTESTED, needs_attesting
from webapp.programmes.terms import REVIEW_DAYS, days_of
from webapp.reviews.assigning import colleagues
from webapp.reviews.clearing import standing
from webapp.reviews.deciding import hindrance
from webapp.reviews.forms import ReverseForm, VerdictForm
from webapp.reviews.phone_queries import standing_for
from webapp.reviews.rules import due, institution_acted, same_name
from webapp.reviews.sending import open_to
from webapp.reviews.stages import INSTITUTION, UNIT, Stage, stage_of

KINDS = {"approve": "pass", "accept": "pass", "return": "return", "reject": "refuse"}


def decision(
    application: Application, actor: Actor, form: VerdictForm | None = None
) -> dict[str, Any] | None:
    """The card of a verdict, for whoever has the application on their desk; None for all others.

    Whoever entered it gets the reason instead of the form.
    """
    stage = stage_of(application, actor)
    if stage is None:
        return None
    hindered = hindrance(application, stage, actor, once(application, "moves", moves_of))
    card = {"stage": stage, "title": _(stage.title), "hindered": hindered, "kinds": KINDS}
    if hindered:
        return card
    institutions = open_to(application) if stage is UNIT else []
    form = form or VerdictForm(at_version=application.version)
    return card | {
        "form": form.set_up(stage, institutions),
        "warned": standing(application),
        "unattested": UNATTESTED,
        "attesting": stage is UNIT and needs_attesting(application),
        "same_name": same_name(application.name, actor.name),
        "institutions": institutions,
        "due": due(application.waiting_since, days_of(REVIEW_DAYS, application.city_id)),
        "holder": _holder(application, actor, stage),
    }


def _holder(application: Application, actor: Actor, stage: Stage) -> str:
    """On whose desk it lies, in words."""
    if application.assigned_to is None:
        return ""
    if application.assigned_to == actor.user_id:
        return _("由我办理")
    found = colleagues(actor, stage).get(application.assigned_to)
    return _("由 %(name)s 办理", name=found[1]) if found else ""


def reversal(
    application: Application, actor: Actor, form: ReverseForm | None = None
) -> dict[str, Any] | None:
    """The card that takes a consent back: the unit's while the institution hasn't acted, the institution's
    until enrolment."""
    tenant = actor.tenant.id if actor.tenant else None
    for verb, stage, whose in (
        ("take_back", UNIT, application.tenant_id),
        ("reopen", INSTITUTION, application.institution_id),
    ):
        if whose == tenant and verb in MACHINE.verbs(application.state, actor):
            moves = once(application, "moves", moves_of)
            if verb == "take_back" and institution_acted(move.verb for move in moves):
                return None
            given = form or ReverseForm(at_version=application.version)
            return {"verb": verb, "stage": stage, "form": given}
    return None


def confirmation(application: Application, actor: Actor) -> dict[str, Any] | None:
    """Whether the unit confirmed its papers by phone, for the institution that re-examines them (三(四))."""
    tenant = actor.tenant.id if actor.tenant else None
    if application.institution_id is None or application.institution_id != tenant:
        return None
    if not actor.can(INSTITUTION.permission):
        return None
    found = standing_for(application.tenant_id, application.institution_id, application.programme_year)
    if found is None:
        return None
    url = url_for("phones.show", public_id=found.public_id)
    return {"url": url, "confirmed_at": found.confirmed_at, "person": found.person}
