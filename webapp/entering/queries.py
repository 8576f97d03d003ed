"""Reads of entering: drafts within reach, the unit that a form is for, what records say of its target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, select

from tenants.db import db
from tenants.models import Tenant
from tenants.scope import Reach, current_scope
from webapp.applicants.models import Application
from webapp.catalogue.queries import filed_scope_covers, trainable
from webapp.entering.models import ApplicationDraft
from webapp.entering.rules import Content, Known
from webapp.policy.categories import TEACHER
from webapp.policy.levels import TRAINED_LEVELS
from webapp.policy.rules import Policy

PAGE = 50


@dataclass(frozen=True, slots=True)
class Unit:
    """The employer that a form is handed in to, with its place in the tree."""

    tenant_id: int
    district_id: int | None
    city_id: int
    name: str
    kind: str
    public_institution: bool = False
    industry: str | None = None

    @property
    def territory(self) -> dict[str, int | None]:
        """The columns of a row that the unit owns."""
        return {"tenant_id": self.tenant_id, "district_id": self.district_id, "city_id": self.city_id}


def unit_of(tenant_id: int) -> Unit:
    """The unit of an id within reach."""
    row = db.session.get_one(Tenant, tenant_id)
    return as_unit(row)


def as_unit(row: Tenant) -> Unit:
    """A tenant as the employer that a form is handed in to."""
    return Unit(
        row.id, row.district_id, row.city_id, row.name, row.kind, row.is_public_institution, row.industry
    )


def known_of(unit: Unit, content: Content, reference: date, policy: Policy) -> Known:
    """What the catalogue and the filings say of the occupation and level applied for (一(二), 三(一)3).

    Trades of every industry, as 焊工, carry none of their own in the catalogue: there the unit's counts (一).
    """
    typed, level = str(content.get("target_occupation") or ""), content.get("target_level")
    found = trainable(unit.city_id, typed, level, reference) if typed and level in TRAINED_LEVELS else None
    taught = found.occupation if found is not None else None
    occupation = taught.name if taught else typed or None
    teacher = content.get("category") == TEACHER
    filed = None
    if occupation and level in TRAINED_LEVELS and policy.binds_scope(level, teacher=teacher):
        filed = filed_scope_covers(unit.tenant_id, occupation, level, reference)
    return Known(
        unit_name=unit.name,
        unit_kind=unit.kind,
        public_institution=unit.public_institution,
        occupation=occupation,
        code=taught.code if taught else None,
        trainable=found.allowed if found else None,
        not_trainable=found.reason if found and not found.allowed else None,
        industry_known=bool(taught.industry or unit.industry) if taught else None,
        scope_filed=filed,
        near=found.near if found else (),
    )


def _mine() -> list[ColumnElement[bool]]:
    """A unit's desk sees what its people typed; what applicants write by themselves stays theirs."""
    if current_scope().reach is Reach.APPLICANT:
        return []
    return [ApplicationDraft.applicant_id.is_(None)]


def draft_of(public_id: str, *, lock: bool = False) -> ApplicationDraft | None:
    """A draft within reach by its key, ended or not."""
    query = select(ApplicationDraft).where(ApplicationDraft.public_id == public_id, *_mine())
    query = query.with_for_update().execution_options(populate_existing=True) if lock else query
    return db.session.scalars(query).first()


def correction_of(application_id: int, *, lock: bool = False) -> ApplicationDraft | None:
    """The open correction of an application: the unit's, whichever clerk began it, or the applicant's own."""
    query = select(ApplicationDraft).where(
        ApplicationDraft.application_id == application_id, ApplicationDraft.ended_at.is_(None), *_mine()
    )
    query = query.with_for_update().execution_options(populate_existing=True) if lock else query
    return db.session.scalars(query).first()


def open_drafts() -> Sequence[ApplicationDraft]:
    """The drafts that wait to be finished, the latest first."""
    query = select(ApplicationDraft).where(ApplicationDraft.ended_at.is_(None), *_mine())
    return db.session.scalars(query.order_by(ApplicationDraft.updated_at.desc()).limit(PAGE)).all()


def first_submitted(application_id: int | None) -> datetime | None:
    """When the application that a form corrects was first handed in; None for a form of a new one."""
    if application_id is None:
        return None
    return db.session.scalar(select(Application.created_at).where(Application.id == application_id))
