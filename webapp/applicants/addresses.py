"""Where an applicant follows an application of their own. The pages belong to a later stage (selfservice);
what tells the person of a decision comes before it, and needs the way there."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row

from webapp.applicants.models import Application

OWN = "/my/applications/{number}"


def own_address(application: Application | Row[Any]) -> str:
    """The path of the applicant's own page of an application."""
    return OWN.format(number=application.public_id)
