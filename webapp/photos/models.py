"""An application's photo, and a zip of photos on its way to being matched (三(三)3)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Key, Model, TenantOwned, key, moment
from tenants.models import public_id


class PictureColumns:
    """What is known of an accepted picture. The original lies in the store under `digest`, byte for byte;
    its renditions under theirs, addressed as the row's tenant's files are."""

    name: Mapped[str]  # the file's name as it was given
    size: Mapped[int]
    digest: Mapped[str | None]
    file_id: Mapped[int | None] = mapped_column(BigInteger)
    kind: Mapped[str | None]  # jpeg, png: by content
    width: Mapped[int | None]
    height: Mapped[int | None]
    blue: Mapped[int | None]  # percent of the border
    thumb_digest: Mapped[str | None]
    display_digest: Mapped[str | None]
    warnings: Mapped[list[Any]] = mapped_column(JSONB)  # [code, params]: see webapp.photos.words


class ApplicationPhoto(PictureColumns, TenantOwned, Model):
    """A photo of an application; the current one is the one that wasn't replaced. Nothing is deleted."""

    __tablename__ = "application_photo"

    id: Mapped[Key] = key()
    application_id: Mapped[int] = mapped_column(BigInteger)
    batch_id: Mapped[int | None] = mapped_column(BigInteger)  # the zip it came with
    policy_version: Mapped[str]
    uploaded_by: Mapped[int | None] = mapped_column(BigInteger)
    uploaded_by_name: Mapped[str]
    created_at: Mapped[datetime] = moment(default_now=True)
    replaced_at: Mapped[datetime | None] = moment()

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "application_id"], ["application.tenant_id", "application.id"]),
        CheckConstraint(
            "num_nulls(digest, file_id, kind, width, height, blue, thumb_digest, display_digest) = 0",
            name="whole",
        ),
        Index("ix_application_photo_application_id", "tenant_id", "application_id"),
        # One photo of an application is the current one.
        Index(
            "uq_application_photo_current", "tenant_id", "application_id", unique=True,
            postgresql_where=text("replaced_at is null"),
        ),
    )  # fmt: skip


class BatchState(StrEnum):
    READING = "reading"  # 读取中
    REFUSED = "refused"  # 文件未受理
    MATCHING = "matching"  # 待核对
    DONE = "done"  # 已完成
    CANCELLED = "cancelled"  # 已取消


class PhotoBatch(TenantOwned, Model):
    """One uploaded zip. While it is open, the same content is not taken in again."""

    __tablename__ = "photo_batch"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    user_id: Mapped[int] = mapped_column(BigInteger)
    file_id: Mapped[int] = mapped_column(BigInteger)
    file_name: Mapped[str]
    digest: Mapped[str]
    programme_year: Mapped[int]
    state: Mapped[str] = mapped_column(default=BatchState.READING.value)
    version: Mapped[int] = mapped_column(default=1)
    refused: Mapped[str | None]  # the sentence
    result: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    job_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = moment(default_now=True)
    finished_at: Mapped[datetime | None] = moment()

    __table_args__ = (
        CheckConstraint("state in (" + ", ".join(f"'{s}'" for s in BatchState) + ")", name="state"),
        UniqueConstraint("tenant_id", "id"),
        Index("ix_photo_batch_tenant_id", "tenant_id", text("id desc")),
        Index(
            "uq_photo_batch_open", "tenant_id", "digest", unique=True,
            postgresql_where=text("state in ('reading', 'matching')"),
        ),
    )  # fmt: skip


class Match(StrEnum):
    """How far a file's name told whose photo it is."""

    EXACT = "exact"  # 姓名+单位, one person
    LIKELY = "likely"  # one person, but the name isn't written as it should be
    SEVERAL = "several"  # people of the same name, or several photos of one
    NOBODY = "nobody"  # nobody of the unit
    CHOSEN = "chosen"  # said by hand
    REFUSED = "refused"  # no photo that could be taken


class PhotoRow(PictureColumns, TenantOwned, Model):
    """One file of a zip with whose photo it is; `application_id` is the one it will go to."""

    __tablename__ = "photo_row"

    id: Mapped[Key] = key()
    batch_id: Mapped[int] = mapped_column(BigInteger)
    place: Mapped[int]  # in the archive, from 0
    match: Mapped[str]
    offered: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), default=list)  # applications to choose of
    application_id: Mapped[int | None] = mapped_column(BigInteger)
    refused: Mapped[list[Any] | None] = mapped_column(JSONB)  # [code, params]
    left_out: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str | None]  # what confirming did: attached, replaced, locked, gone, elsewhere

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "batch_id"], ["photo_batch.tenant_id", "photo_batch.id"]),
        CheckConstraint("match in (" + ", ".join(f"'{m}'" for m in Match) + ")", name="match"),
        CheckConstraint("match <> 'refused' or application_id is null", name="refused"),
        UniqueConstraint("batch_id", "place"),
        Index("ix_photo_row_batch", "tenant_id", "batch_id", "place"),
    )
