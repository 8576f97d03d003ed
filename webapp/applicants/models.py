"""Applications (报名), their moves, and the figures kept beside them (spec: requirements, 1.4 and 1.5)."""

from __future__ import annotations

import secrets
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Key, Model, TenantOwned, key, moment
from webapp.applicants.states import ENDED, NOT_LIVE, STATES
from webapp.people.models import PersonColumns

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_SIGNS = bytes(ord(ALPHABET[value % len(ALPHABET)]) for value in range(256))


def _outside(states: frozenset[str]) -> str:
    return "state not in (" + ", ".join(f"'{state}'" for state in sorted(states)) + ")"


LIVE = _outside(ENDED)
MARKED = "crosscheck in ('blocked', 'suspected')"


def application_number(year: int) -> str:
    """报名编号 JLL-2022-XXXXX-XXXXX: random, since a counter would tell how many others apply."""
    # Thirty-two signs: each byte gives one, all alike likely. A hundred thousand rows ask for one each.
    code = secrets.token_bytes(10).translate(_SIGNS).decode()
    return f"JLL-{year}-{code[:5]}-{code[5:]}"


class Application(PersonColumns, TenantOwned, Model):
    """One person's application in one programme year; nothing is ever deleted.

    `eligibility` is the decision as it was made, under `policy_version` and at `reference_date`.
    """

    __tablename__ = "application"

    id: Mapped[Key] = key()
    public_id: Mapped[str]  # the application number
    programme_year: Mapped[int]
    state: Mapped[str]
    version: Mapped[int] = mapped_column(default=1)
    name: Mapped[str] = mapped_column()
    name_pinyin: Mapped[str] = mapped_column(String(collation="C"))
    id_number: Mapped[bytes] = mapped_column(LargeBinary)
    id_index: Mapped[bytes] = mapped_column(LargeBinary)
    id_fingerprint: Mapped[int] = mapped_column(BigInteger)
    id_masked: Mapped[str] = mapped_column()
    target_occupation: Mapped[str]
    target_level: Mapped[str]
    eligibility: Mapped[dict[str, Any]] = mapped_column(JSONB)
    qualifies_on: Mapped[date | None]
    reference_date: Mapped[date]
    policy_version: Mapped[str]
    warnings: Mapped[list[Any]] = mapped_column(JSONB)  # what a reviewer must clear: {field, code, message}
    entered_by: Mapped[int | None] = mapped_column(BigInteger)
    applicant_id: Mapped[int | None] = mapped_column(BigInteger)  # the person's own user, once there is one
    # Who re-examines (三(四)): a college, or the own unit where its filed scope covers it. Set when the unit
    # approves; from then on the institution's reach sees the row.
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    # What Annex 1 asks beyond Annex 2 (1.4); a roster's row leaves them open.
    native_place: Mapped[str | None]  # 籍贯
    politics: Mapped[str | None]  # 政治面貌
    ethnicity: Mapped[str | None]  # 民族
    specialty: Mapped[str | None]  # 主要技术特长
    work_type: Mapped[str | None]  # 工种 under the occupation applied for
    category: Mapped[str | None]  # 一(三)(四): employee, teacher; see webapp.policy.categories
    stints: Mapped[list[Any] | None] = mapped_column(JSONB)  # [{start, end}] in the occupation, ISO dates
    attested: Mapped[bool | None]  # 三(一)2-3: the unit's word for knowledge and skill; None: not given yet
    key_unit: Mapped[bool] = mapped_column(server_default=text("false"))  # 一(三) 重点支持
    assigned_to: Mapped[int | None] = mapped_column(BigInteger)  # the reviewer whose desk it lies on
    data_version: Mapped[int] = mapped_column(server_default=text("1"))  # counts changes of the form's data
    roster_id: Mapped[int | None] = mapped_column(BigInteger)
    # 1.7: the verdict of the cross-check (None: not checked yet) and the rules that hold the application up,
    # written under the check's own reach alone; and whether it claims to be its person's only one this year.
    crosscheck: Mapped[str | None]
    crosscheck_rules: Mapped[list[int] | None] = mapped_column(ARRAY(SmallInteger))
    sole: Mapped[bool] = mapped_column(server_default=text("true"))
    # Since when it lies where it lies: the queues of both reviews run by it. A trigger keeps it.
    waiting_since: Mapped[datetime] = moment(default_now=True)
    created_at: Mapped[datetime] = moment(default_now=True)
    updated_at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (
        CheckConstraint("state in (" + ", ".join(f"'{state}'" for state in STATES) + ")", name="state"),
        UniqueConstraint("public_id"),
        UniqueConstraint("tenant_id", "id"),
        Index("ix_application_tenant_list", "tenant_id", "state", text("created_at desc"), text("id desc")),
        Index(
            "ix_application_district_list", "district_id", "state", text("created_at desc"), text("id desc")
        ),
        Index("ix_application_city_list", "city_id", "state", text("created_at desc"), text("id desc")),
        Index("ix_application_tenant_new", "tenant_id", text("created_at desc"), text("id desc")),
        Index("ix_application_district_new", "district_id", text("created_at desc"), text("id desc")),
        Index("ix_application_city_new", "city_id", text("created_at desc"), text("id desc")),
        Index("ix_application_tenant_name", "tenant_id", "name_pinyin", "id"),
        Index("ix_application_district_name", "district_id", "name_pinyin", "id"),
        Index("ix_application_city_name", "city_id", "name_pinyin", "id"),
        Index("ix_application_id_fingerprint", "id_fingerprint"),
        Index(
            "ix_application_institution_list", "institution_id", "state", text("created_at desc"),
            text("id desc"),
            postgresql_where=text("institution_id is not null"),
        ),
        Index(
            "ix_application_tenant_waiting", "tenant_id", "state", "waiting_since", "id",
            postgresql_where=text("state in ('submitted', 'unit_approved')"),
        ),
        Index(
            "ix_application_institution_waiting", "institution_id", "state", "waiting_since", "id",
            postgresql_where=text("institution_id is not null"),
        ),
        Index(
            "ix_application_applicant_id", "applicant_id", text("id desc"),
            postgresql_where=text("applicant_id is not null"),
        ),
        # One live application of a person in a programme year, within the tenant (1.7 rule 1).
        Index(
            "uq_application_live", "tenant_id", "programme_year", "id_index", unique=True,
            postgresql_where=text(LIVE),
        ),
        # And across all tenants of the city: of several the first to come in is live, the others are held.
        Index(
            "uq_application_sole", "city_id", "programme_year", "id_index", unique=True,
            postgresql_where=text(f"sole and {_outside(NOT_LIVE)}"),
        ),
        CheckConstraint(
            "crosscheck in ('clear', 'suspected', 'blocked', 'explained', 'confirmed')", name="crosscheck"
        ),
        Index("ix_application_crosscheck", "tenant_id", "crosscheck", postgresql_where=text(MARKED)),
        Index(
            "ix_application_institution_crosscheck", "institution_id", "crosscheck",
            postgresql_where=text(MARKED),
        ),
    )  # fmt: skip


class Move(TenantOwned, Model):
    """One move of an application (办理过程): who, when, from, to, why, under which policy."""

    __tablename__ = "application_move"

    id: Mapped[Key] = key()
    application_id: Mapped[int] = mapped_column(BigInteger)
    verb: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    actor: Mapped[str]  # the name and role as they were
    reason_code: Mapped[str | None]
    note: Mapped[str | None]
    policy_version: Mapped[str]
    cleared: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))  # codes of the W's cleared
    typed_by: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))  # whoever typed what was handed in
    at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "application_id"], ["application.tenant_id", "application.id"]),
        Index("ix_application_move_application_id", "application_id", "id"),
        Index("ix_application_move_tenant_id", "tenant_id"),
    )


class ApplicationFigure(TenantOwned, Model):
    """How many applications a tenant has by year, month, state and level: kept by triggers on
    `application`, so that no dashboard counts base rows."""

    __tablename__ = "application_figure"

    id: Mapped[Key] = key()
    programme_year: Mapped[int]
    month: Mapped[date]  # the first of the month of creation, Asia/Shanghai
    state: Mapped[str]
    level: Mapped[str]
    number: Mapped[int]

    __table_args__ = (
        UniqueConstraint("tenant_id", "programme_year", "month", "state", "level"),
        Index("ix_application_figure_district_id", "district_id", "programme_year"),
        Index("ix_application_figure_city_id", "city_id", "programme_year"),
    )
