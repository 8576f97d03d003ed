"""Occupations, what a city says of them, scarce additions, filed scopes, training institutions (一, 二)."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from tenants.db import Key, Model, TenantOwned, key, moment
from tenants.models import public_id

EMPTY = text("'{}'")


class Occupation(Model):
    """职业: a code of the 2022 classification, the same for all cities; `levels` are the digits of its
    national standard (5 … 1), none where no standard is known, `tags` the priorities of 一(一)."""

    __tablename__ = "occupation"

    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    industry: Mapped[str | None]
    levels: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))
    spelling: Mapped[str] = mapped_column(server_default="")  # "chegong cg"
    tags: Mapped[list[str]] = mapped_column(ARRAY(String), server_default=EMPTY)
    work_types: Mapped[list[str]] = mapped_column(ARRAY(String), server_default=EMPTY)  # 工种
    note: Mapped[str | None]  # where the levels are from


class CityOccupation(Model):
    """What a city says of an occupation in place of the shared list; an empty field leaves it as it is there.
    An industry of "" means that the city takes the tag away. `work_types` are added to the shared ones."""

    __tablename__ = "city_occupation"

    id: Mapped[Key] = key()
    city_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    occupation_code: Mapped[str] = mapped_column(ForeignKey("occupation.code"))
    industry: Mapped[str | None]
    levels: Mapped[list[int] | None] = mapped_column(ARRAY(SmallInteger))
    tags: Mapped[list[str] | None] = mapped_column(ARRAY(String))
    work_types: Mapped[list[str]] = mapped_column(ARRAY(String), server_default=EMPTY)
    version: Mapped[int] = mapped_column(server_default=text("1"))
    updated_at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (UniqueConstraint("city_id", "occupation_code"),)


class ScarceAddition(Model):
    """急需紧缺 (一(二)): a city takes in an occupation at a level that the standard lacks, by a document and
    for a time, both days included. Without a code it is an occupation that the classification lacks."""

    __tablename__ = "scarce_addition"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    city_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    occupation_code: Mapped[str | None] = mapped_column(ForeignKey("occupation.code"))
    name: Mapped[str]
    level: Mapped[int] = mapped_column(SmallInteger)
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    document: Mapped[str]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (
        CheckConstraint("valid_from <= valid_to", name="span"),
        CheckConstraint("level between 1 and 3", name="level"),
        Index("ix_scarce_addition_city_id", "city_id", "name"),
        Index("ix_scarce_addition_occupation_code", "occupation_code"),
    )


class FiledScope(TenantOwned, Model):
    """自主评价备案: a tenant may assess and certify an occupation at a level, from and to (both included)."""

    __tablename__ = "filed_scope"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    occupation_code: Mapped[str] = mapped_column(ForeignKey("occupation.code"))
    level: Mapped[int] = mapped_column(SmallInteger)
    valid_from: Mapped[date]
    valid_to: Mapped[date]
    document: Mapped[str]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    created_at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (
        CheckConstraint("valid_from <= valid_to", name="span"),
        CheckConstraint("level between 1 and 5", name="level"),
        Index("ix_filed_scope_tenant_id", "tenant_id", "occupation_code", "level"),
        Index("ix_filed_scope_district_id", "district_id"),
        Index("ix_filed_scope_city_id", "city_id"),
        Index("ix_filed_scope_valid_to", "valid_to"),
    )


class Institution(TenantOwned, Model):
    """培训机构 with its public contact block (二): everybody reads it, so nothing private stands here."""

    __tablename__ = "institution"

    id: Mapped[Key] = key()
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"), unique=True)
    city_id: Mapped[int] = mapped_column(BigInteger, index=True)
    public_id: Mapped[str] = mapped_column(unique=True)  # the tenant's own
    name: Mapped[str]
    kind: Mapped[str]
    address: Mapped[str | None]
    phones: Mapped[list[str]] = mapped_column(ARRAY(String), server_default=EMPTY)
    contact: Mapped[str | None]
    email: Mapped[str | None]
    website: Mapped[str | None]
    listed: Mapped[bool] = mapped_column(server_default=text("true"))  # not while the unit is closed
    version: Mapped[int] = mapped_column(server_default=text("1"))
    updated_at: Mapped[datetime] = moment(default_now=True)
