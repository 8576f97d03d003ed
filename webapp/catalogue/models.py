"""Occupations of the national list with the levels of their standards, and filed self-evaluation scopes."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Key, Model, TenantOwned, key, moment


class Occupation(Model):
    """职业: a code of the 2022 classification; `levels` are the digits of its standard (3, 2, 1)."""

    __tablename__ = "occupation"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    industry: Mapped[str | None]
    levels: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))


class FiledScope(TenantOwned, Model):
    """自主评价备案: a tenant may assess and certify an occupation at a level, from and to (both included)."""

    __tablename__ = "filed_scope"

    id: Mapped[Key] = key()
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    occupation_code: Mapped[str] = mapped_column(ForeignKey("occupation.code"))
    level: Mapped[int] = mapped_column(SmallInteger)
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    document: Mapped[str]
    created_at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (
        CheckConstraint("valid_from <= valid_to", name="span"),
        CheckConstraint("level between 1 and 5", name="level"),
        Index("ix_filed_scope_tenant_id", "tenant_id", "occupation_code", "level"),
        Index("ix_filed_scope_district_id", "district_id"),
        Index("ix_filed_scope_city_id", "city_id"),
    )
