"""What was typed into Annex 1 and not handed in yet (草稿): sealed, kept, found again by its unit."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Key, Model, TenantOwned, key, moment

CORRECTING = "ended_at is null and application_id is not null"


class ApplicationDraft(TenantOwned, Model):
    """One form on its way. `public_id` is drawn when the form is first shown, so that the same form posted
    twice is one draft and one application. `application_id` is the one it corrects, or became."""

    __tablename__ = "application_draft"

    id: Mapped[Key] = key()
    public_id: Mapped[str]
    entered_by: Mapped[int] = mapped_column(BigInteger)
    saved_by: Mapped[int] = mapped_column(BigInteger)
    # Everybody who saved it: whoever types a form doesn't review it, whoever hands it in (三(二)).
    typed_by: Mapped[list[int]] = mapped_column(ARRAY(BigInteger), server_default=text("'{}'"))
    applicant_id: Mapped[int | None] = mapped_column(BigInteger)  # the person's own user, from self-service
    application_id: Mapped[int | None] = mapped_column(BigInteger)
    base_version: Mapped[int | None]  # the application's, when the correction began
    content: Mapped[bytes] = mapped_column(LargeBinary)  # sealed JSON: what was typed, by field
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = moment(default_now=True)
    updated_at: Mapped[datetime] = moment(default_now=True)
    ended_at: Mapped[datetime | None] = moment()
    ended_as: Mapped[str | None]

    __table_args__ = (
        # Led by the tenant: a key that another unit drew tells nothing here.
        UniqueConstraint("tenant_id", "public_id"),
        CheckConstraint("ended_as in ('submitted', 'deleted')", name="ended_as"),
        CheckConstraint("(ended_at is null) = (ended_as is null)", name="ended"),
        Index("ix_application_draft_tenant_id", "tenant_id", text("updated_at desc")),
        Index(
            "ix_application_draft_applicant_id", "applicant_id", text("id desc"),
            postgresql_where=text("applicant_id is not null"),
        ),
        # One open correction of an application: two clerks work on the same, the applicant on their own.
        Index(
            "uq_application_draft_correcting", "tenant_id", "application_id", unique=True,
            postgresql_where=text(f"{CORRECTING} and applicant_id is null"),
        ),
        Index(
            "uq_application_draft_own_correcting", "tenant_id", "application_id", unique=True,
            postgresql_where=text(f"{CORRECTING} and applicant_id is not null"),
        ),
    )  # fmt: skip
