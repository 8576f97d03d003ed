"""A stored file's row. The bytes lie in the store, sealed, under a keyed hash of their content."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Key, Model, TenantOwned, key, moment
from tenants.models import public_id


class StoredFile(TenantOwned, Model):
    """One accepted upload. `digest` is the keyed hash of the content (hex): equal content, equal digest."""

    __tablename__ = "stored_file"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    digest: Mapped[str]
    media_type: Mapped[str]
    created_at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (
        Index("ix_stored_file_tenant_id_digest", "tenant_id", "digest"),
        Index("ix_stored_file_tenant_id", "tenant_id", text("id desc")),
    )
