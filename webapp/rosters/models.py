"""An upload of a roster and its checked rows, waiting for the clerk's confirmation."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from tenants.db import Key, Model, TenantOwned, key, moment
from tenants.models import public_id
from webapp.people.models import PersonColumns


class RosterState(StrEnum):
    CHECKING = "checking"  # 检查中
    REFUSED = "refused"  # 文件未受理
    PREVIEW = "preview"  # 待确认
    IMPORTING = "importing"  # 导入中
    DONE = "done"  # 已导入
    CANCELLED = "cancelled"  # 已取消


class Effect(StrEnum):
    """What confirming a row would do."""

    NEW = "new"
    UPDATE = "update"
    SAME = "same"
    REPEATED = "repeated"  # the same row stands earlier in the list (case 17)
    LOCKED = "locked"  # the person's application is already under review and can't change


class Roster(TenantOwned, Model):
    """One uploaded Annex 2. Found again by content and target: the same file twice is no second import."""

    __tablename__ = "roster"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    user_id: Mapped[int] = mapped_column(BigInteger)
    file_id: Mapped[int] = mapped_column(BigInteger)
    file_name: Mapped[str]
    digest: Mapped[str]
    programme_year: Mapped[int]
    state: Mapped[str] = mapped_column(default=RosterState.CHECKING.value)
    version: Mapped[int] = mapped_column(default=1)
    level: Mapped[str | None]  # replaces the heading's when given
    occupation: Mapped[str | None]
    reference_date: Mapped[date]
    policy_version: Mapped[str]
    sheet: Mapped[str | None]
    header_row: Mapped[int | None]
    heading: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    columns: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    questions: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    skipped: Mapped[list[Any]] = mapped_column(JSONB, default=list)
    refused: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    answers: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)  # to questions, by code
    result: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    replaces_id: Mapped[int | None] = mapped_column(BigInteger)  # the upload that this one corrects
    job_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = moment(default_now=True)
    checked_at: Mapped[datetime | None] = moment()
    confirmed_at: Mapped[datetime | None] = moment()
    finished_at: Mapped[datetime | None] = moment()

    __table_args__ = (
        CheckConstraint("state in (" + ", ".join(f"'{s}'" for s in RosterState) + ")", name="state"),
        UniqueConstraint("tenant_id", "id"),
        Index("ix_roster_tenant_id", "tenant_id", text("id desc")),
        Index("ix_roster_district_id", "district_id", text("id desc")),
        Index("ix_roster_city_id", "city_id", text("id desc")),
        # While one is on its way, the same content for the same target is not taken in again (case 63).
        Index(
            "uq_roster_open", "tenant_id", "programme_year", "digest",
            text("coalesce(level, '')"), text("coalesce(occupation, '')"),
            unique=True, postgresql_where=text("state in ('checking', 'preview', 'importing')"),
        ),
    )  # fmt: skip


class RosterRow(PersonColumns, TenantOwned, Model):
    """One row of a roster as checked: the person's columns ready to become an application, and, sealed,
    what stood in the cells with every problem's value, suggestion and choices."""

    __tablename__ = "roster_row"

    id: Mapped[Key] = key()
    roster_id: Mapped[int] = mapped_column(BigInteger)
    row: Mapped[int]  # the number that Excel shows
    outcome: Mapped[int] = mapped_column(SmallInteger)
    codes: Mapped[list[str]] = mapped_column(ARRAY(String))  # "<field>.<code>"
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # see webapp.rosters.staging
    content: Mapped[bytes] = mapped_column(LargeBinary)  # keyed digest of the record: has it changed?
    target_occupation: Mapped[str | None]
    target_level: Mapped[str | None]
    eligibility: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    qualifies_on: Mapped[date | None]
    warnings: Mapped[list[Any]] = mapped_column(JSONB)
    application_number: Mapped[str]  # the number it will get
    hidden: Mapped[bool] = mapped_column(default=False)
    accepted: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)  # codes the clerk has taken
    dropped: Mapped[bool] = mapped_column(default=False)  # the clerk left it out
    effect: Mapped[str] = mapped_column(default=Effect.NEW.value)
    application_id: Mapped[int | None] = mapped_column(BigInteger)  # the one it changes, or became
    imported: Mapped[bool] = mapped_column(default=False)
    answered: Mapped[bool] = mapped_column(default=False)  # the clerk typed or chose something

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "roster_id"], ["roster.tenant_id", "roster.id"]),
        UniqueConstraint("roster_id", "row"),
        # Nobody without a name and a number is ever fit to go in, whatever was answered.
        CheckConstraint("outcome > 1 or (name is not null and id_index is not null)", name="fit"),
        # Only rows with a problem: an ordinary row of a long list pays nothing for the preview's first view.
        Index("ix_roster_row_problems", "roster_id", "row", postgresql_where=text("outcome > 0")),
        Index(
            "ix_roster_row_tenant_qualifies", "tenant_id", "qualifies_on",
            postgresql_where=text("qualifies_on is not null"),
        ),
        # Importing marks each row once: with room on its page that touches no index.
        {"postgresql_with": {"fillfactor": 50}},
    )  # fmt: skip
