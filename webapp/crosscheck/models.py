"""Cases with their findings, the runs of the check, who looked up how many, and units' statements (1.7).

No tenant's reach sees a case or a finding: a unit reads the verdict on its own application, nothing else.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    SmallInteger,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Key, Model, TenantOwned, key, moment
from tenants.models import public_id


class CaseState(StrEnum):
    OPEN = "open"  # 待核查
    DECIDED = "decided"  # 已核查
    LAPSED = "lapsed"  # 自动了结: nothing of it is found any more


class Outcome(StrEnum):
    """What became of a finding: nothing yet, its case's verdict, or that it isn't found any more."""

    OPEN = "open"
    CONFIRMED = "confirmed"  # 属实
    EXPLAINED = "explained"  # 情况已说明
    DISMISSED = "dismissed"  # 不成立
    LAPSED = "lapsed"


VERDICTS = (Outcome.CONFIRMED, Outcome.EXPLAINED, Outcome.DISMISSED)
SIDES = ("application_id", "certificate_id", "other_application_id", "other_certificate_id")


def _one_of(column: str, values: type[StrEnum]) -> CheckConstraint:
    return CheckConstraint(f"{column} in (" + ", ".join(f"'{one}'" for one in values) + ")", name=column)


class Case(Model):
    """查重线索: two sides that findings hold against each other, or one side alone.

    `district_id` decides where both sides lie in it; none: the city, their nearest common superior. One side
    is `application_id` or `certificate_id`, the other's columns begin with `other_`; of two alike the later
    entered is the first side.
    """

    __tablename__ = "crosscheck_case"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    city_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    district_id: Mapped[int | None] = mapped_column(BigInteger)
    programme_year: Mapped[int | None]  # of its application; none where only certificates are meant
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("known_certificate.id"))
    other_application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    other_certificate_id: Mapped[int | None] = mapped_column(ForeignKey("known_certificate.id"))
    state: Mapped[str]
    verdict: Mapped[str | None]
    blocks: Mapped[bool]  # whether an open finding of it holds an application up
    rules: Mapped[list[int]] = mapped_column(ARRAY(SmallInteger))  # of its findings that stand
    version: Mapped[int] = mapped_column(server_default=text("1"))
    assigned_to: Mapped[int | None] = mapped_column(BigInteger)
    ground: Mapped[str | None]  # the verdict's coded reason
    opinion: Mapped[str | None]
    decided_by: Mapped[int | None] = mapped_column(BigInteger)
    decided_at: Mapped[datetime | None] = moment()
    opened_at: Mapped[datetime] = moment(default_now=True)
    waiting_since: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (
        _one_of("state", CaseState),
        CheckConstraint(
            "num_nonnulls(application_id, certificate_id) = 1"
            " and num_nonnulls(other_application_id, other_certificate_id) < 2",
            name="sides",
        ),
        CheckConstraint("(state = 'decided') = (verdict is not null)", name="verdict"),
        Index("uq_crosscheck_case_sides", *SIDES, unique=True, postgresql_nulls_not_distinct=True),
        Index("ix_crosscheck_case_district_id", "district_id", "state", "waiting_since", "id"),
        Index("ix_crosscheck_case_city_id", "city_id", "state", "waiting_since", "id"),
        *(
            Index(f"ix_crosscheck_case_{side}", side, postgresql_where=text(f"{side} is not null"))
            for side in SIDES[1:]
        ),
    )


class Finding(Model):
    """What one rule found of a case: `compared` is the hash of the fields it looked at; decided, it comes
    back only when they change. `concerned_id` is the application that it holds up or warns of; `stands` says
    whether it is found still, `holds` whether, confirmed, it holds the application up until it is mended."""

    __tablename__ = "finding"

    id: Mapped[Key] = key()
    city_id: Mapped[int] = mapped_column(BigInteger)
    district_id: Mapped[int | None] = mapped_column(BigInteger)
    case_id: Mapped[int] = mapped_column(ForeignKey("crosscheck_case.id"))
    rule: Mapped[int] = mapped_column(SmallInteger)
    ground: Mapped[str]  # in which way, where a rule has several
    level: Mapped[str]  # "block" | "warn"
    compared: Mapped[int] = mapped_column(BigInteger)
    concerned_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    outcome: Mapped[str]
    stands: Mapped[bool] = mapped_column(server_default=text("true"))
    holds: Mapped[bool] = mapped_column(server_default=text("false"))
    found_at: Mapped[datetime] = moment(default_now=True)
    changed_at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (
        _one_of("outcome", Outcome),
        CheckConstraint("rule between 1 and 7", name="rule"),
        CheckConstraint("level in ('block', 'warn')", name="level"),
        UniqueConstraint("case_id", "rule", "ground"),
        Index("ix_finding_concerned_id", "concerned_id", postgresql_where=text("concerned_id is not null")),
        Index("ix_finding_rule", "city_id", "rule", "case_id", postgresql_where=text("stands")),
    )


class CaseEvent(Model):
    """办理过程 of a case: what happened, by whom, with which words and evidence. Only ever added."""

    __tablename__ = "case_event"

    id: Mapped[Key] = key()
    city_id: Mapped[int] = mapped_column(BigInteger)
    district_id: Mapped[int | None] = mapped_column(BigInteger)
    case_id: Mapped[int] = mapped_column(ForeignKey("crosscheck_case.id"))
    verb: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    actor: Mapped[str | None]  # none: the check itself
    ground: Mapped[str | None]
    note: Mapped[str | None]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    details: Mapped[dict[str, Any]] = mapped_column(JSONB, server_default=text("'{}'::jsonb"))
    at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (Index("ix_case_event_case_id", "case_id", "id"),)


class Statement(TenantOwned, Model):
    """情况说明: what a unit or the applicant says to whoever decides about their application."""

    __tablename__ = "application_statement"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    application_id: Mapped[int] = mapped_column(BigInteger)
    words: Mapped[str]
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    user_id: Mapped[int] = mapped_column(BigInteger)
    actor: Mapped[str]
    at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "application_id"], ["application.tenant_id", "application.id"]),
        Index("ix_application_statement_application_id", "application_id", "id"),
        Index("ix_application_statement_tenant_id", "tenant_id"),
        Index("ix_application_statement_district_id", "district_id"),
        Index("ix_application_statement_city_id", "city_id"),
    )


class Run(Model):
    """全量查重: one pass of every rule over the whole ledger of a city."""

    __tablename__ = "crosscheck_run"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    city_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    state: Mapped[str]  # "running" | "done" | "stopped"
    policy_version: Mapped[str]
    asked_by: Mapped[str | None]  # none: the clock
    applications: Mapped[int]  # the ledger's size as the run began
    certificates: Mapped[int]
    found: Mapped[dict[str, Any]] = mapped_column(JSONB)  # rule → {"put": n, "gone": n}
    job_id: Mapped[int | None] = mapped_column(BigInteger)
    started_at: Mapped[datetime] = moment(default_now=True)
    finished_at: Mapped[datetime | None] = moment()

    __table_args__ = (
        Index("ix_crosscheck_run_city_id", "city_id", text("id desc")),
        Index("uq_crosscheck_run_open", "city_id", unique=True, postgresql_where=text("state = 'running'")),
    )


class LookUp(Model):
    """查重次数: that somebody had so many people checked, and how many of them are held up by it. Only ever
    added; the quotas count it."""

    __tablename__ = "look_up"

    id: Mapped[Key] = key()
    city_id: Mapped[int] = mapped_column(BigInteger)
    tenant_id: Mapped[int] = mapped_column(BigInteger)
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str]  # "form" | "own" | "roster" | "registry"
    people: Mapped[int]
    held: Mapped[int]
    at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (Index("ix_look_up_tenant_id", "tenant_id", "at"),)


class Figure(Model):
    """How many findings of a rule came to which outcome, by who decides: kept by triggers on `finding`."""

    __tablename__ = "finding_figure"

    id: Mapped[Key] = key()
    city_id: Mapped[int] = mapped_column(BigInteger)
    district_id: Mapped[int | None] = mapped_column(BigInteger)
    rule: Mapped[int] = mapped_column(SmallInteger)
    outcome: Mapped[str]
    number: Mapped[int]

    __table_args__ = (
        UniqueConstraint("city_id", "district_id", "rule", "outcome", postgresql_nulls_not_distinct=True),
        Index("ix_finding_figure_district_id", "district_id"),
    )
