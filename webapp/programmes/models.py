"""A city's programme of a year with its notice, policy versions and late openings (三(四), 六, 1.11)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Key, Model, TenantOwned, key, moment
from tenants.models import public_id

DRAFT, PUBLISHED, CLOSED = "draft", "published", "closed"
STATES = (DRAFT, PUBLISHED, CLOSED)


class Programme(Model):
    """年度项目: one a city and year. A draft takes no applications, whatever its window says."""

    __tablename__ = "programme"

    id: Mapped[Key] = key()
    city_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    year: Mapped[int]
    title: Mapped[str]
    state: Mapped[str]
    created_at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (
        UniqueConstraint("city_id", "year"),
        CheckConstraint("state in (" + ", ".join(f"'{state}'" for state in STATES) + ")", name="state"),
    )


class ProgrammeNotice(Model):
    """通知: the document of a programme as it was issued; a correction is another version (六, heading)."""

    __tablename__ = "programme_notice"

    id: Mapped[Key] = key()
    city_id: Mapped[int] = mapped_column(BigInteger)
    year: Mapped[int]
    number: Mapped[int]
    title: Mapped[str]
    document_number: Mapped[str]  # 文号; empty where the notice bears none
    issuer: Mapped[str]
    issued: Mapped[date]
    body: Mapped[str]  # the text, its annexes below lines "附件 n"
    reason: Mapped[str]
    made_by: Mapped[int | None] = mapped_column(BigInteger)
    made_by_name: Mapped[str]
    created_at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (
        ForeignKeyConstraint(["city_id", "year"], ["programme.city_id", "programme.year"]),
        UniqueConstraint("city_id", "year", "number"),
    )


class PolicyVersion(Model):
    """政策版本: a year's numbers and settings as they stood; only ever added. Decisions store `label`."""

    __tablename__ = "policy_version"

    id: Mapped[Key] = key()
    city_id: Mapped[int] = mapped_column(BigInteger)
    year: Mapped[int]
    number: Mapped[int]
    label: Mapped[str]  # "2026.2"
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)  # Policy.to_dict()
    based_on: Mapped[str]  # the version it was made from: a label, or the shipped notice's year
    reason: Mapped[str]
    made_by: Mapped[int | None] = mapped_column(BigInteger)
    made_by_name: Mapped[str]
    created_at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (
        ForeignKeyConstraint(["city_id", "year"], ["programme.city_id", "programme.year"]),
        UniqueConstraint("city_id", "year", "number"),
        UniqueConstraint("city_id", "label"),
        CheckConstraint("label = year || '.' || number and label = content->>'version'", name="label"),
    )


class LateOpening(TenantOwned, Model):
    """延期开放: one unit may hand in from one day to another, both included, for a reason (三(四))."""

    __tablename__ = "late_opening"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(default=public_id)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    year: Mapped[int]
    from_day: Mapped[date]
    to_day: Mapped[date]
    reason: Mapped[str]
    made_by: Mapped[int | None] = mapped_column(BigInteger)
    made_by_name: Mapped[str]
    created_at: Mapped[datetime] = moment(default_now=True)
    ended_at: Mapped[datetime | None] = moment()
    ended_by_name: Mapped[str | None]
    end_reason: Mapped[str | None]

    __table_args__ = (
        ForeignKeyConstraint(["city_id", "year"], ["programme.city_id", "programme.year"]),
        UniqueConstraint("tenant_id", "public_id"),
        CheckConstraint("from_day <= to_day", name="span"),
        Index("ix_late_opening_tenant_id", "tenant_id", "to_day"),
        Index("ix_late_opening_district_id", "district_id", "to_day"),
        Index("ix_late_opening_city_id", "city_id", "year", "to_day"),
    )
