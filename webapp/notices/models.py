"""A notice in the inboxes, who has read it, what each person wants by mail, and the outbox (spec 4.3)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import String

from tenants.db import Key, Model, key, moment
from tenants.models import public_id


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"


class Sending(StrEnum):
    QUEUED = "queued"  # 待发送
    SENT = "sent"  # 已发送
    FAILED = "failed"  # 发送失败: refused for good, or five attempts


class ByMail(StrEnum):
    NOW = "now"  # 每条即时发邮件
    DAILY = "daily"  # 每日摘要
    NONE = "none"  # 只在站内


class Notice(Model):
    """One event told to everybody who holds one of `roles` in a tenant, or to one user."""

    __tablename__ = "notice"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    roles: Mapped[list[str]] = mapped_column(ARRAY(String))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    event: Mapped[str]
    params: Mapped[dict[str, str]] = mapped_column(JSONB)  # no personal data beyond a name
    link: Mapped[str | None]
    sender_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = moment(default_now=True)
    expanded_at: Mapped[datetime | None] = moment()  # when the worker had written its e-mails
    digested_at: Mapped[datetime | None] = moment()  # when a morning's digests had looked at it

    __table_args__ = (
        CheckConstraint("(tenant_id is not null and cardinality(roles) > 0) <> (user_id is not null)",
                        name="recipient"),
        Index("ix_notice_tenant_id", "tenant_id", text("id desc")),
        Index("ix_notice_user_id", "user_id", text("id desc"), postgresql_where=text("user_id is not null")),
        Index("ix_notice_unexpanded", "id", postgresql_where=text("expanded_at is null")),
        Index("ix_notice_undigested", "id", postgresql_where=text("digested_at is null")),
    )  # fmt: skip


class NoticeRead(Model):
    """That a person has read a notice."""

    __tablename__ = "notice_read"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    at: Mapped[datetime] = moment(default_now=True)


class NoticeSetting(Model):
    """What a person wants by mail of one group of events; without a row, the group's default."""

    __tablename__ = "notice_setting"

    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    event_group: Mapped[str] = mapped_column(primary_key=True)
    by_mail: Mapped[str]

    __table_args__ = (
        CheckConstraint("by_mail in (" + ", ".join(f"'{way}'" for way in ByMail) + ")", name="by_mail"),
    )


class OutgoingMessage(Model):
    """One message to one address. `key` is what the receiver tells a repetition by (Message-ID): a worker
    killed between sending and noting it sends the same message again, never another one."""

    __tablename__ = "outgoing_message"

    id: Mapped[Key] = key()
    key: Mapped[str] = mapped_column(unique=True)
    tenant_id: Mapped[int | None] = mapped_column(BigInteger)
    district_id: Mapped[int | None] = mapped_column(BigInteger)
    city_id: Mapped[int | None] = mapped_column(BigInteger)
    channel: Mapped[str]
    event: Mapped[str]
    address: Mapped[bytes] = mapped_column(LargeBinary)  # sealed
    body: Mapped[bytes] = mapped_column(
        LargeBinary
    )  # sealed subject, text and HTML as JSON; empty at the end
    state: Mapped[str] = mapped_column(default=Sending.QUEUED.value)
    attempts: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime] = moment(default_now=True)
    lease_until: Mapped[datetime | None] = moment()
    error: Mapped[str | None]  # a code, never the server's words: they quote the address
    created_at: Mapped[datetime] = moment(default_now=True)
    sent_at: Mapped[datetime | None] = moment()

    __table_args__ = (
        CheckConstraint("channel in (" + ", ".join(f"'{way}'" for way in Channel) + ")", name="channel"),
        CheckConstraint("state in (" + ", ".join(f"'{state}'" for state in Sending) + ")", name="state"),
        CheckConstraint("attempts between 0 and 5", name="attempts"),
        Index("ix_outgoing_message_due", "channel", "next_try_at", postgresql_where=text("state = 'queued'")),
        Index("ix_outgoing_message_tenant_id", "tenant_id", text("id desc")),
        Index("ix_outgoing_message_district_id", "district_id", text("id desc")),
        Index("ix_outgoing_message_city_id", "city_id", text("id desc")),
    )
