"""Copies on their way out (三(三)1-2): noted before they leave, coded when they are to be sealed.

A copy with the numbers in full is the official form: it goes to whoever may see them, audited as print.
Anybody else who may read papers gets a masked copy. Only the unit's own full copy carries a code.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from tenants import audit
from tenants.actor import Actor
from tenants.db import db
from tenants.roles import Permission
from tenants.scope import Reach, current_scope
from webapp.applicants.models import Application, application_number
from webapp.documents.annex1 import Form
from webapp.documents.annex2 import Sheet
from webapp.documents.codes import ANNEX_1 as CODED_1
from webapp.documents.codes import ANNEX_2 as CODED_2
from webapp.documents.codes import Code
from webapp.documents.notes import MASKED, ONLY_READ, committed_by
from webapp.extensions import keyring
from webapp.language import SHANGHAI
from webapp.papers.contents import code_for, packed, people_of, person_of, row_of, words_of
from webapp.papers.models import ANNEX_1, ANNEX_2, PaperIssue, PaperList
from webapp.papers.queries import Key, commitment_wanted, list_of, people_on
from webapp.papers.states import photo_mark
from webapp.photos.models import ApplicationPhoto
from webapp.photos.queries import photos_of, rendition
from webapp.policy.programme import today
from webapp.sheets.writing.watermark import Watermark

PRINT = "print"  # the coded reason in the audit


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes copies away: in full or masked, to be sealed (`coded`) or only to be read."""

    full: bool
    coded: bool
    mark: str

    @property
    def note(self) -> str:
        if not self.full:
            return MASKED
        return "" if self.coded else ONLY_READ


def taker_of(actor: Actor, tenant_id: int, *, own: bool = False) -> Taker:
    """What `actor` gets of a unit's papers; `own` is an applicant's own form."""
    full = own or actor.can(Permission.APPLICATION_REVEAL)
    at_home = actor.tenant is not None and actor.tenant.id == tenant_id
    # An institution that re-examines its own people looks through the institution's reach: it only reads.
    mine = own or (at_home and current_scope().reach is Reach.TENANT)
    unit = actor.tenant.name if actor.tenant else _("本人")
    return Taker(full, full and mine, Watermark(actor.name, datetime.now(SHANGHAI), unit).line)


def form_of(application: Application, actor: Actor, *, own: bool = False) -> Form:
    """The Annex 1 of an application for `actor`, noted and audited in this transaction."""
    taker = taker_of(actor, application.tenant_id, own=own)
    reason = PRINT if taker.full else None
    audit.record("paper.annex1", f"application:{application.public_id}", reason=reason, owner=application)
    return forms_of([application], taker)[0]


def forms_of(applications: list[Application], taker: Taker) -> list[Form]:
    """The forms of several, their photos in place; each coded copy noted."""
    ring, photos = keyring(), photos_of(applications)
    forms = []
    for one in applications:
        photo = photos.get(one.id)
        person = person_of(one, ring, full=taker.full)
        code = note_issue(one, photo) if taker.coded else None
        picture = rendition(photo, "display") if photo else None
        forms.append(Form(person, picture, code, taker.note, taker.mark))
    return forms


def note_issue(application: Application, photo: ApplicationPhoto | None) -> Code:
    """Note what stands in a copy that will be sealed, once; answers its code."""
    content = packed(words_of(application, keyring(), photo_mark(photo)))
    code = code_for(CODED_1, application.public_id, application.data_version, content, keyring())
    _note(ANNEX_1, code, content, application, application_id=application.id)
    return code


def _note(kind: str, code: Code, content: str, owner: Application | PaperList, **subject: int) -> None:
    row = {
        "tenant_id": owner.tenant_id, "district_id": owner.district_id, "city_id": owner.city_id,
        "kind": kind, "data_version": code.version, "mac": code.mac, "content": keyring().seal(content),
        "user_id": current_scope().user_id, **subject,
    }  # fmt: skip
    db.session.execute(insert(PaperIssue).values(**row).on_conflict_do_nothing())


def kept_list(key: Key, sample: Application) -> PaperList:
    """What is kept of a list, made when it is first needed; locked, so that versions count one by one."""
    values = {
        "tenant_id": sample.tenant_id, "district_id": sample.district_id, "city_id": sample.city_id,
        "public_id": _list_number(key.year), "programme_year": key.year, "occupation": key.occupation,
        "level": key.level, "data_version": 0,
    }  # fmt: skip
    if list_of(key) is None:
        db.session.execute(insert(PaperList).values(**values).on_conflict_do_nothing())
    found = list_of(key)
    assert found is not None
    locked = select(PaperList).where(PaperList.id == found.id).with_for_update()
    return db.session.scalars(locked.execution_options(populate_existing=True)).one()


def _list_number(year: int) -> str:
    """汇总表编号 HZB-2022-XXXXX-XXXXX: random, as an application's number is."""
    return application_number(year).replace("JLL-", "HZB-", 1)


def note_list(paper_list: PaperList, people: list[Application]) -> Code:
    """Note what stands in an Annex 2 that will be sealed; other contents are the next version."""
    content, ring = packed(people_of(people, keyring())), keyring()
    code = code_for(CODED_2, paper_list.public_id, paper_list.data_version, content, ring)
    known = select(PaperIssue.id).where(
        PaperIssue.list_id == paper_list.id,
        PaperIssue.data_version == code.version,
        PaperIssue.mac == code.mac,
    )
    if db.session.scalar(known) is None:
        paper_list.data_version += 1
        code = code_for(CODED_2, paper_list.public_id, paper_list.data_version, content, ring)
        _note(ANNEX_2, code, content, paper_list, list_id=paper_list.id)
    return code


def sheet_of(key: Key, unit: str, actor: Actor) -> Sheet:
    """The Annex 2 of a list for `actor`, noted and audited in this transaction."""
    people, taker = people_on(key), taker_of(actor, key.tenant_id)
    subject = f"tenant:{actor.tenant.public_id}" if actor.tenant else "tenant:"
    if taker.coded:
        subject = f"paper_list:{kept_list(key, people[0]).public_id}"
    changes = {"list": [None, f"{key.occupation}・{key.level}"], "rows": [None, len(people)]}
    reason = PRINT if taker.full else None
    audit.record("paper.annex2", subject, changes, reason=reason, owner=people[0])
    return sheet_for(key, unit, people, taker)


def sheet_for(key: Key, unit: str, people: list[Application], taker: Taker) -> Sheet:
    """The Annex 2 of these people."""
    ring = keyring()
    code = note_list(kept_list(key, people[0]), people) if taker.coded else None
    rows = [row_of(person_of(one, ring, full=taker.full)) for one in people]
    return Sheet(
        unit,
        key.occupation,
        key.level,
        today(),
        rows,
        _committed(key, people[0]),
        code,
        taker.note,
        taker.mark,
    )


def _committed(key: Key, sample: Application) -> str | None:
    """Who gave the word of clause 六 and when; None where the setting asks for none."""
    if not commitment_wanted(sample.city_id, key.year):
        return None
    kept = list_of(key)
    if kept is None or kept.committed_at is None:
        return ""
    return committed_by(kept.committer or "", kept.committed_at.astimezone(SHANGHAI).date())
