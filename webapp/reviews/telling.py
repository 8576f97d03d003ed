"""Whom a review's outcome is told: the unit's clerk, and the applicant who has an account of their own."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from tenants.roles import Role
from webapp.applicants.addresses import own_address
from webapp.applicants.models import Application
from webapp.applicants.reasons import REASONS
from webapp.notices.operations import tell

EVENTS = {
    "approve": "application.approved",
    "accept": "application.accepted",
    "return": "application.returned",
    "reject": "application.rejected",
    "reopen": "application.reopened",
}


def tell_outcome(application: Application, verb: str, by: str, reason: str = "") -> None:
    """One notice to the unit's clerks, one to its applicant, each with the way to their page of it."""
    params = {
        "name": application.name,
        "occupation": application.target_occupation,
        "level": application.target_level,
        "number": application.public_id,
        "unit": by,
        "reason": _(REASONS[reason]) if reason in REASONS else reason,
    }
    link = url_for("applicants.show", public_id=application.public_id)
    tell(EVENTS[verb], tenant_id=application.tenant_id, roles=(Role.ORG_CLERK,), link=link, params=params)
    if application.applicant_id is not None:
        tell(EVENTS[verb], user_id=application.applicant_id, link=own_address(application), params=params)


def tell_assigned(application: Application, user_id: int, link: str) -> None:
    """To whom an application was handed."""
    params = {"count": "1", "name": application.name, "number": application.public_id}
    tell("application.assigned", user_id=user_id, link=link, params=params)
