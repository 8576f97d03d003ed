"""The part of an application's page that shows its Annex 1: how the seal stands, what to do (三(三)1)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext
from flask_babel import gettext as _
from sqlalchemy import select

from tenants.actor import Actor
from tenants.db import db
from tenants.roles import Permission
from webapp.applicants.models import Application
from webapp.applicants.once import once, once_for_all
from webapp.papers.addresses import list_url
from webapp.papers.forms import SealForm
from webapp.papers.models import SealedPaper
from webapp.papers.queries import OFF_THE_LIST, STANDS, Key, history_of
from webapp.papers.states import STALE, WORDS, Standing, standing_of, standings_of


def paper_part(application: Application, actor: Actor, **_given: Any) -> dict[str, Any] | None:
    """Nothing for whoever may not read papers."""
    if not actor.can(Permission.PAPER_READ):
        return None
    own = actor.tenant is not None and actor.tenant.id == application.tenant_id
    received = not own and actor.tenant is not None and actor.tenant.id == application.institution_id
    history = once(application, "papers", history_of)
    standing = once(application, "seal", _standing)
    key = Key(
        application.tenant_id, application.programme_year, application.target_occupation,
        application.target_level,
    )  # fmt: skip
    listed = own and application.state not in OFF_THE_LIST and actor.tenant is not None
    return {
        "standing": standing,
        "word": WORDS[standing.state],
        "history": history,
        "pdf": _annex1(application, "pdf", received),
        "docx": _annex1(application, "docx", received),
        "scan": "papers.received_scan" if received else "papers.scan",
        "full": actor.can(Permission.APPLICATION_REVEAL),
        "may_seal": own and actor.can(Permission.PAPER_SEAL),
        "form": SealForm(formdata=None),
        "list": list_url(key, actor.tenant.public_id) if listed and actor.tenant else "",
    }


def seal_marks(applications: Sequence[int]) -> dict[int, str]:
    """Beside a row of a queue: the seal that went stale, and over which fields (三(三)1, W)."""
    sealed = select(SealedPaper.application_id).where(SealedPaper.application_id.in_(applications), STANDS)
    found = list(db.session.scalars(select(Application).where(Application.id.in_(sealed))))
    standings = standings_of(found) if found else {}
    return {
        key: _("盖章件已过期：%(fields)s", fields="、".join(one.changed))
        for key, one in standings.items()
        if one.changed
    }


def _annex1(application: Application, ending: str, received: bool) -> str:
    endpoint = "papers.received_annex1" if received else "papers.annex1_file"
    return url_for(endpoint, public_id=application.public_id, ending=ending)


def seal_warnings(applications: Sequence[Application]) -> dict[int, list[tuple[str, str, str]]]:
    """What a reviewer clears, by application: the sealed form no longer says what it says (三(三)1, W)."""
    standings = once_for_all(applications, "seal", standings_of, Standing(None))
    return {key: _stale(standing) for key, standing in standings.items()}


def _stale(standing: Standing) -> list[tuple[str, str, str]]:
    if standing.state != STALE or standing.paper is None:
        return []
    fields = "、".join(gettext(field) for field in standing.changed)
    said = gettext("盖章件已过期，盖章后变更了：%(fields)s（三(三)1）", fields=fields)
    return [(f"seal-{standing.paper.id}", "seal.stale", said)]


def _standing(application: Application) -> Standing:
    return standing_of(application, once(application, "papers", history_of))
