"""A job's row, written in the transaction of its data, and the record of periodic work done."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Key, Model, TenantOwned, key, moment
from tenants.models import public_id


class JobState(StrEnum):
    QUEUED = "queued"  # 排队中
    RUNNING = "running"  # 进行中
    DONE = "done"  # 已完成
    CANCELLED = "cancelled"  # 已取消
    QUARANTINED = "quarantined"  # 已隔离: gave up after five attempts, or refused

    @property
    def final(self) -> bool:
        return self in (JobState.DONE, JobState.CANCELLED, JobState.QUARANTINED)


LIVE = "state in ('queued', 'running')"


class Job(TenantOwned, Model):
    """One piece of long work. Its effects, its cursor and its lease move in the same transaction;
    `fence` grows with every claim, so that a zombie's writes are refused."""

    __tablename__ = "job"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str]  # the name it is rung by, such as "rosters.check"
    queue: Mapped[str]
    subject_id: Mapped[int] = mapped_column(BigInteger)  # the row it works on; ids only, never data
    dedupe_key: Mapped[str | None]
    state: Mapped[str] = mapped_column(default=JobState.QUEUED.value)
    attempt: Mapped[int] = mapped_column(default=0)
    fence: Mapped[int] = mapped_column(BigInteger, default=0)
    lease_until: Mapped[datetime | None] = moment()
    cursor: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int | None]
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    error: Mapped[str | None]  # a code with a sentence of its own, never a trace
    cancel_requested_at: Mapped[datetime | None] = moment()
    created_at: Mapped[datetime] = moment(default_now=True)
    started_at: Mapped[datetime | None] = moment()
    finished_at: Mapped[datetime | None] = moment()
    rung_at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (
        CheckConstraint("attempt between 0 and 5", name="attempt"),
        CheckConstraint("state in (" + ", ".join(f"'{state}'" for state in JobState) + ")", name="state"),
        Index("ix_job_tenant_id", "tenant_id", text("id desc")),
        Index("ix_job_district_id", "district_id", text("id desc")),
        Index("ix_job_city_id", "city_id", text("id desc")),
        Index("ix_job_due", "rung_at", postgresql_where=text(LIVE)),
        Index("uq_job_dedupe", "tenant_id", "kind", "dedupe_key", unique=True, postgresql_where=text(LIVE)),
    )


class PeriodicRun(Model):
    """That a periodic task was begun for a period: two beats are harmless."""

    __tablename__ = "periodic_run"

    task: Mapped[str] = mapped_column(primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = moment(default_now=True)


class Heartbeat(Model):
    """The last round trip beat → queue → worker → database of each queue."""

    __tablename__ = "heartbeat"

    queue: Mapped[str] = mapped_column(primary_key=True)
    at: Mapped[datetime] = moment(default_now=True)
