"""A list of certificates that the city loaded, and the lines of it that couldn't be taken."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Key, Model, key, moment
from tenants.models import public_id


class ListState(StrEnum):
    READING = "reading"  # 登记中
    REFUSED = "refused"  # 文件未受理
    STOPPED = "stopped"  # 已中止: what was taken until then stays
    DONE = "done"  # 已登记
    WITHDRAWING = "withdrawing"  # 撤下中
    WITHDRAWN = "withdrawn"  # 已撤下


class CertificateList(Model):
    """外部证书名单: one file of certificates issued elsewhere. `complete` says that it holds all that its
    issuers issued in the years it covers (1.7 rule 7). `counts`: added, renewed, same, refused."""

    __tablename__ = "certificate_list"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    city_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    user_id: Mapped[int] = mapped_column(BigInteger)
    actor: Mapped[str]
    title: Mapped[str]
    complete: Mapped[bool]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_file.id"))
    file_name: Mapped[str]
    digest: Mapped[str]
    state: Mapped[str] = mapped_column(default=ListState.READING.value)
    version: Mapped[int] = mapped_column(default=1)
    head: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    counts: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    refused: Mapped[str | None]  # why the whole file was refused
    reason: Mapped[str | None]  # why it was withdrawn
    job_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = moment(default_now=True)
    finished_at: Mapped[datetime | None] = moment()

    __table_args__ = (
        CheckConstraint("state in (" + ", ".join(f"'{s}'" for s in ListState) + ")", name="state"),
        Index("ix_certificate_list_city_id", "city_id", text("id desc")),
        # The same file is not registered twice at a time, nor again while it stands.
        Index(
            "uq_certificate_list_standing", "city_id", "digest", unique=True,
            postgresql_where=text("state in ('reading', 'done', 'withdrawing')"),
        ),
    )  # fmt: skip


class ListedCertificate(Model):
    """That a list holds a certificate: several may, and it stands while one of them does."""

    __tablename__ = "listed_certificate"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("known_certificate.id"), primary_key=True)
    list_id: Mapped[int] = mapped_column(ForeignKey("certificate_list.id"), primary_key=True)
    city_id: Mapped[int] = mapped_column(BigInteger)

    __table_args__ = (Index("ix_listed_certificate_list_id", "list_id", "certificate_id"),)


class RefusedLine(Model):
    """A line of a list that wasn't taken: where it stands, why, and, sealed, its cells as they were."""

    __tablename__ = "refused_line"

    id: Mapped[Key] = key()
    city_id: Mapped[int] = mapped_column(BigInteger)
    list_id: Mapped[int] = mapped_column(ForeignKey("certificate_list.id"))
    sheet: Mapped[int]  # which of the list's sheets, from 0
    row: Mapped[int]
    code: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)  # sealed: the problem's parameters and the cells

    __table_args__ = (UniqueConstraint("list_id", "sheet", "row"),)
