"""What an applicant does: begin a form with a unit, fill it in, hand it in, correct it, withdraw (三(二)).

Everything that decides is `webapp.entering`'s, so that an applicant meets the same checks as a clerk; what is
added here is whose form it is.
"""

from __future__ import annotations

from flask_babel import gettext as _

from tenants.actor import Actor
from tenants.db import db
from tenants.models import Tenant, public_id
from webapp.applicants.models import Application
from webapp.applicants.states import CORRECTABLE
from webapp.entering import content as contents
from webapp.entering import operations as entering
from webapp.entering import queries as drafts
from webapp.entering.models import ApplicationDraft
from webapp.entering.queries import Unit
from webapp.entering.rules import OTHER_DOCUMENT, Content
from webapp.extensions import keyring
from webapp.people.identity import document_kind
from webapp.policy.categories import OF_EXCLUDED, assumed_category
from webapp.refusals import IllegalMove, NotFound, RuleBroken
from webapp.selfservice import queries


class Excluded(RuleBroken):
    """The unit's staff are outside of the programme (一(四))."""

    def __init__(self, name: str) -> None:
        said = _("%(unit)s 是机关事业单位，其职工不纳入培训项目范围。", unit=name)
        super().__init__("unit", said, OF_EXCLUDED)


class HandedIn(NotFound):
    """The form is no draft any more: it became `application`."""

    def __init__(self, key: str, application: Application) -> None:
        super().__init__(key)
        self.application = application


def begin(actor: Actor, tenant: Tenant) -> ApplicationDraft:
    """A form with this unit, the person's own facts filled in; the one that was begun, if there is one.

    Refuses an excluded unit with Excluded, before anybody fills in anything.
    """
    if queries.is_excluded(tenant):
        raise Excluded(tenant.name)
    there = next((one.draft for one in queries.begun() if one.draft.tenant_id == tenant.id), None)
    if there is not None:
        return there
    unit = drafts.as_unit(tenant)
    content = entering.put_right(unit, own(actor, {"category": assumed_category(tenant.kind) or ""}), [])
    return _kept(public_id(), content, actor, unit)


def correct(actor: Actor, application: Application) -> ApplicationDraft:
    """The form of an application that came back or that nobody has reviewed yet; IllegalMove for another."""
    if application.state not in CORRECTABLE:
        raise IllegalMove(_("这份报名已经审核，不能再修改；需要修改时请联系单位退回。"))
    begun = drafts.correction_of(application.id)
    if begun is not None:
        return begun
    content = own(actor, contents.content_of(application, keyring()))
    unit = drafts.unit_of(application.tenant_id)
    return _kept(public_id(), content, actor, unit, application)


def draft_of(key: str, *, lock: bool = False) -> ApplicationDraft:
    """The actor's draft of this key, locked for whoever writes what it says next.

    HandedIn for one that became an application, NotFound for anybody else's and for one thrown away.
    """
    found = drafts.draft_of(key, lock=lock)
    if found is not None and found.ended_as == "submitted" and found.application_id is not None:
        raise HandedIn(key, db.session.get_one(Application, found.application_id))
    if found is None or found.ended_as is not None:
        raise NotFound("draft")
    return found


def own(actor: Actor, content: Content) -> Content:
    """The content with what the account says of the person, whatever a request says. Which document the
    number belongs to was answered at registration."""
    person = queries.person_of(actor)
    answered = {"stands": [["id_number", OTHER_DOCUMENT]]} if document_kind(person.number) else {}
    return content | {"name": person.name, "id_number": person.number, "phone": person.phone} | answered


def keep(actor: Actor, draft: ApplicationDraft, content: Content) -> ApplicationDraft:
    """Keep what was typed."""
    unit = drafts.unit_of(draft.tenant_id)
    return _kept(draft.public_id, content, actor, unit, version=draft.version)


def _kept(
    key: str,
    content: Content,
    actor: Actor,
    unit: Unit,
    application: Application | None = None,
    version: int | None = None,
) -> ApplicationDraft:
    draft = entering.keep(
        key, content, actor, unit, application=application, applicant_id=actor.user_id, version=version
    )
    if draft is None:
        raise NotFound(key)
    return draft


def hand_in(actor: Actor, draft: ApplicationDraft) -> Application:
    """Hand the form in to the unit: entering's refusals, all of them."""
    return entering.submit(draft, actor, drafts.unit_of(draft.tenant_id))
