"""The photo on an application's page, a form or a telephone: the picture, what was found, the upload."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from tenants.actor import Actor
from tenants.roles import Permission
from tenants.scope import Reach, current_scope
from webapp.applicants.models import Application
from webapp.applicants.once import once, once_for_all
from webapp.photos import queries
from webapp.photos.keeping import may_change
from webapp.photos.models import ApplicationPhoto
from webapp.photos.rules import in_words
from webapp.photos.words import said, short_facts
from webapp.policy.load import policy_for
from webapp.programmes.queries import policy_of

# Which route gives the picture, by the reach that the page was opened in.
PICTURES = {
    Reach.INSTITUTION: "photos.institution_picture",
    Reach.APPLICANT: "photos.own_picture",
}


def part(application: Application, actor: Actor, **given: Any) -> dict[str, Any]:
    """The part's context. `given` hands back `error` (a sentence), `asks` (whether to ask for `sure`), `bare`
    (the picture stands elsewhere on the page), `fresh` (put it there anew) and `back` (where to go on)."""
    photo = once(application, "photo", queries.photo_of)
    url = upload_url(application, actor) if may_change(application, photo) else ""
    year = application.programme_year
    policy = (policy_of(application.city_id, year) if url else policy_for(year)).photo
    return {
        "card": "photos/_photo.html",  # shown further down the page, from the same context
        "application": application,
        "photo": photo,
        "thumb": picture_url(application, photo, "thumb"),
        "display": picture_url(application, photo, "display"),
        "original": picture_url(application, photo, "original"),
        "facts": short_facts(photo) if photo else "",
        "warnings": [said(kept) for kept in photo.warnings] if photo else [],
        "upload_url": url,
        "least": in_words(policy.minimum_bytes),
        "most": in_words(policy.maximum_bytes),
        "clause": policy.clause,
        "error": given.get("error", ""),
        "asks": given.get("asks", False),
        "bare": given.get("bare", False),
        "fresh": given.get("fresh", False),
        "back": given.get("back", ""),
    }


def photo_warnings(applications: Sequence[Application]) -> dict[int, list[tuple[str, str, str]]]:
    """What a reviewer clears of each application's photo as it is now (三(三)3); a missing one is no warning
    here, but a paper that lacks."""
    photos = once_for_all(applications, "photo", queries.photos_of, None)
    return {key: _warned(photo) for key, photo in photos.items()}


def _warned(photo: ApplicationPhoto | None) -> list[tuple[str, str, str]]:
    kept = photo.warnings if photo else []
    return [(f"photo-{photo.id}-{one[0]}", f"photo_{one[0]}", said(one)) for one in kept if photo]


def picture_url(application: Application, photo: ApplicationPhoto | None, size: str) -> str:
    """Where the picture is had in the reach of this request; empty without one. The photo's id in it makes
    a replaced picture a new address."""
    if photo is None:
        return ""
    endpoint = PICTURES.get(current_scope().reach, "photos.picture")
    return url_for(endpoint, public_id=application.public_id, size=size, v=photo.id)


def upload_url(application: Application, actor: Actor) -> str:
    """Where this actor uploads the photo of this application; empty for whoever doesn't."""
    if actor.tenant is None:
        own = application.applicant_id == actor.user_id and actor.can(Permission.OWN_APPLICATION_ENTER)
        return url_for("photos.keep_own", public_id=application.public_id) if own else ""
    mine = actor.tenant.id == application.tenant_id and actor.can(Permission.PHOTO_KEEP)
    return url_for("photos.keep_one", public_id=application.public_id) if mine else ""
