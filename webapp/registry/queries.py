"""Reads of the registry: the lists, a list's refused lines, and what is known of a person or a number."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import orjson
from flask_babel import gettext as _
from sqlalchemy import Row, func, select

from tenants import audit
from tenants.actor import Actor
from tenants.db import db, looking_through
from tenants.scope import Scope
from webapp.applicants.models import Application
from webapp.applicants.recording import person_key
from webapp.crosscheck import quota
from webapp.extensions import keyring
from webapp.keyset import Leaf, leaf
from webapp.people.models import KnownApplication, KnownCertificate, PersonMerge
from webapp.refusals import NotFound
from webapp.registry.models import CertificateList, RefusedLine
from webapp.sheets.messages import sentence

SHOWN = 50  # refused lines on a list's page; the workbook has all
MOST = 200  # certificates of one person or number


def lists(place: str) -> Leaf:
    """A page of the lists, the latest first."""
    return leaf(select(CertificateList.id, CertificateList), (CertificateList.id,), place, falling=True)


def find(public_id: str) -> CertificateList:
    """One list; NotFound beyond reach."""
    query = select(CertificateList).where(CertificateList.public_id == public_id)
    found = db.session.scalars(query).first()
    if found is None:
        raise NotFound(public_id)
    return found


def certificate(certificate_id: int, *, locked: bool = False) -> KnownCertificate:
    """One certificate; NotFound beyond reach."""
    query = select(KnownCertificate).where(KnownCertificate.id == certificate_id)
    found = db.session.scalars(query.with_for_update() if locked else query).first()
    if found is None:
        raise NotFound(str(certificate_id))
    return found


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that wasn't taken, opened: its sheet's name, its row, what is wrong, its cells."""

    sheet: str
    row: int
    why: str
    cells: list[str]


def refused_lines(found: CertificateList, most: int | None = None) -> Iterator[Refused]:
    """The lines of a list that weren't taken, in the order of the file."""
    sheets, ring = found.head.get("sheets", []), keyring()
    query = select(RefusedLine).where(RefusedLine.list_id == found.id)
    query = query.order_by(RefusedLine.sheet, RefusedLine.row).limit(most)
    for line in db.session.scalars(query.execution_options(yield_per=500)):
        content = orjson.loads(ring.open(line.content))
        sheet = sheets[line.sheet]["sheet"] if line.sheet < len(sheets) else ""
        yield Refused(sheet, line.row, sentence(line.code, content["params"], _), content["cells"])


Listed = Row[KnownCertificate, str, str]  # the certificate; its list's title and id in addresses


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger knows: certificates, the newest first, and the person's live applications."""

    certificates: Sequence[Listed]
    applications: Sequence[Application]


def look_up(given: str, reason: str, actor: Actor) -> Known:
    """What is known of an identity number or of a certificate's number, written as `given`. Kept, audited
    with its reason, and refused with QuotaSpent after so many in a day (silence, 1.7)."""
    tenant = actor.tenant
    if tenant is None:
        raise NotFound("")
    quota.admit_look_up(tenant.id, tenant.city_id, actor)
    index = keyring().index(person_key(given))
    found = _certificates(tenant.city_id, index, given)
    applications = _applications(tenant.city_id, index)
    quota.note(quota.REGISTRY, tenant.id, tenant.city_id, actor, people=1)
    audit.record(
        "registry.look_up", f"tenant:{tenant.public_id}", {"found": [None, len(found)]}, reason=reason
    )
    return Known(found, applications)


def _certificates(city_id: int, index: bytes, number: str) -> Sequence[Listed]:
    """By the person's fingerprint, whoever they count for by now, or by the certificate's number."""
    person = _person(city_id, index)
    of_person = (KnownCertificate.person_fingerprint == keyring().fingerprint(person)) & (
        func.coalesce(KnownCertificate.merged_index, KnownCertificate.id_index) == person
    )
    query = (
        select(KnownCertificate, CertificateList.title, CertificateList.public_id)
        .outerjoin(CertificateList, CertificateList.id == KnownCertificate.list_id)
        .where(KnownCertificate.city_id == city_id, of_person | (KnownCertificate.number == number))
        .order_by(KnownCertificate.issued_on.desc().nulls_last(), KnownCertificate.id.desc())
    )
    return db.session.execute(query.limit(MOST)).all()


def _person(city_id: int, index: bytes) -> bytes:
    merge = (
        PersonMerge.city_id == city_id, PersonMerge.alias_index == index, PersonMerge.undone_at.is_(None)
    )  # fmt: skip
    return db.session.scalar(select(PersonMerge.person_index).where(*merge)) or index


def _applications(city_id: int, index: bytes) -> Sequence[Application]:
    """The person's live applications: the ledger names them, the actor's own reach shows them."""
    person = _person(city_id, index)
    with looking_through(Scope.of_crosscheck(city_id)):
        query = select(KnownApplication.application_id).where(
            KnownApplication.person_fingerprint == keyring().fingerprint(person),
            func.coalesce(KnownApplication.merged_index, KnownApplication.id_index) == person,
        )
        ids = db.session.scalars(query).all()
    own = select(Application).where(Application.id.in_(ids)).order_by(Application.id)
    return db.session.scalars(own).all() if ids else ()
