"""What reviews keep beside the applications: sendings with their confirmations by phone, figures (三(四))."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Key, Model, TenantOwned, key, moment
from tenants.models import public_id


class Sending(TenantOwned, Model):
    """报送: one unit's papers at one institution in one programme year, from the first application sent on.

    The unit's name and telephone stand here as they were: the institution can't read the unit itself.
    """

    __tablename__ = "sending"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    institution_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    programme_year: Mapped[int]
    unit_name: Mapped[str]
    contact: Mapped[str | None]
    phone: Mapped[str | None]
    sent_at: Mapped[datetime] = moment(default_now=True)
    reminded_at: Mapped[datetime | None] = moment()

    __table_args__ = (
        UniqueConstraint("tenant_id", "institution_id", "programme_year"),
        UniqueConstraint("tenant_id", "id"),
        Index("ix_sending_institution_id", "institution_id", "programme_year", "sent_at", "id"),
        Index("ix_sending_district_id", "district_id"),
        Index("ix_sending_city_id", "city_id"),
    )


class PhoneConfirmation(TenantOwned, Model):
    """电话确认: who of the unit confirmed its papers, when, by which number. Undone with a reason, never
    deleted; one stands at a time."""

    __tablename__ = "phone_confirmation"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    sending_id: Mapped[int] = mapped_column(BigInteger)
    institution_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    person: Mapped[str]
    phone: Mapped[bytes] = mapped_column(LargeBinary)  # sealed
    phone_masked: Mapped[str]
    confirmed_at: Mapped[datetime] = moment()
    note: Mapped[str | None]
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    actor: Mapped[str]
    created_at: Mapped[datetime] = moment(default_now=True)
    undone_at: Mapped[datetime | None] = moment()
    undone_by: Mapped[str | None]
    undo_reason: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "sending_id"], ["sending.tenant_id", "sending.id"]),
        Index("ix_phone_confirmation_sending_id", "sending_id", "id"),
        Index(
            "uq_phone_confirmation_standing", "sending_id", unique=True,
            postgresql_where=text("undone_at is null"),
        ),
        Index("ix_phone_confirmation_institution_id", "institution_id"),
        Index("ix_phone_confirmation_tenant_id", "tenant_id"),
        Index("ix_phone_confirmation_district_id", "district_id"),
        Index("ix_phone_confirmation_city_id", "city_id"),
    )  # fmt: skip


class InstitutionFigure(Model):
    """How many applications of each unit lie with an institution, by year, state and level: kept by triggers
    on `application`, as `application_figure` is, so that no menu counts base rows."""

    __tablename__ = "institution_figure"

    id: Mapped[Key] = key()
    institution_id: Mapped[int] = mapped_column(BigInteger)
    unit_id: Mapped[int] = mapped_column(BigInteger)
    programme_year: Mapped[int]
    state: Mapped[str]
    level: Mapped[str]
    number: Mapped[int]

    __table_args__ = (UniqueConstraint("institution_id", "unit_id", "programme_year", "state", "level"),)
