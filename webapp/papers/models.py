"""What is kept of papers: lists, every copy printed to be sealed, the sealed scans, batch prints."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Key, Model, TenantOwned, key, moment
from tenants.models import public_id

ANNEX_1, ANNEX_2 = "annex1", "annex2"
ONE_OF = (
    "kind = 'annex1' and application_id is not null and list_id is null"
    " or kind = 'annex2' and list_id is not null and application_id is null"
)
STANDING = "ended_at is null"


class PaperList(TenantOwned, Model):
    """One Annex 2: a unit's people of one year, occupation and level (三(三)2), and its word of clause 六."""

    __tablename__ = "paper_list"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(unique=True)  # HZB-2022-XXXXX-XXXXX
    programme_year: Mapped[int]
    occupation: Mapped[str]
    level: Mapped[str]
    data_version: Mapped[int] = mapped_column(default=0)  # counts the contents that were printed
    committed_at: Mapped[datetime | None] = moment()
    committed_by: Mapped[int | None] = mapped_column(BigInteger)
    committer: Mapped[str | None]  # the name as it was

    __table_args__ = (
        UniqueConstraint("tenant_id", "programme_year", "occupation", "level"),
        UniqueConstraint("tenant_id", "id"),
        Index("ix_paper_list_district_id", "district_id"),
        Index("ix_paper_list_city_id", "city_id"),
    )


class PaperIssue(TenantOwned, Model):
    """A copy printed with a code: what stood in it, so that the seal on it can be told from later data."""

    __tablename__ = "paper_issue"

    id: Mapped[Key] = key()
    kind: Mapped[str]
    application_id: Mapped[int | None] = mapped_column(BigInteger)
    list_id: Mapped[int | None] = mapped_column(BigInteger)
    data_version: Mapped[int]
    mac: Mapped[str]  # the keyed part of the code: of number, version and content
    content: Mapped[bytes] = mapped_column(LargeBinary)  # sealed, see webapp.papers.contents
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (
        CheckConstraint(ONE_OF, name="one_of"),
        ForeignKeyConstraint(["tenant_id", "application_id"], ["application.tenant_id", "application.id"]),
        ForeignKeyConstraint(["tenant_id", "list_id"], ["paper_list.tenant_id", "paper_list.id"]),
        Index(
            "uq_paper_issue_application", "application_id", "data_version", "mac", unique=True,
            postgresql_where=text("application_id is not null"),
        ),
        Index(
            "uq_paper_issue_list", "list_id", "data_version", "mac", unique=True,
            postgresql_where=text("list_id is not null"),
        ),
        Index("ix_paper_issue_tenant_id", "tenant_id"),
    )  # fmt: skip


class SealedPaper(TenantOwned, Model):
    """盖章件: the scan of a sealed Annex 1 or 2 with what it seals. A later one takes its place; none is
    ever deleted."""

    __tablename__ = "sealed_paper"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    kind: Mapped[str]
    application_id: Mapped[int | None] = mapped_column(BigInteger)
    list_id: Mapped[int | None] = mapped_column(BigInteger)
    data_version: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)  # sealed: the form's data as they were sealed
    file_id: Mapped[int] = mapped_column(BigInteger)
    # Of the stored file, so that whoever may read the paper needs no sight of the unit's other files.
    digest: Mapped[str]
    file_name: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    pages: Mapped[int]
    tied_by: Mapped[str]
    user_id: Mapped[int | None] = mapped_column(BigInteger)
    actor: Mapped[str]
    created_at: Mapped[datetime] = moment(default_now=True)
    ended_at: Mapped[datetime | None] = moment()
    looked_at: Mapped[datetime | None] = moment()  # of a list: what changed before was compared already
    told_version: Mapped[int | None]  # the data version whose difference the unit was told of

    __table_args__ = (
        CheckConstraint(ONE_OF, name="one_of"),
        CheckConstraint("tied_by in ('qr', 'hand')", name="tied_by"),
        ForeignKeyConstraint(["tenant_id", "application_id"], ["application.tenant_id", "application.id"]),
        ForeignKeyConstraint(["tenant_id", "list_id"], ["paper_list.tenant_id", "paper_list.id"]),
        Index("ix_sealed_paper_application_id", "application_id", text("id desc")),
        Index("ix_sealed_paper_list_id", "list_id", text("id desc")),
        Index(
            "uq_sealed_paper_application", "application_id", unique=True,
            postgresql_where=text(f"{STANDING} and application_id is not null"),
        ),
        Index(
            "uq_sealed_paper_list", "list_id", unique=True,
            postgresql_where=text(f"{STANDING} and list_id is not null"),
        ),
        Index("ix_sealed_paper_tenant_id", "tenant_id", text("id desc")),
        Index("ix_sealed_paper_district_id", "district_id", text("id desc")),
        Index("ix_sealed_paper_city_id", "city_id", text("id desc")),
    )  # fmt: skip


class PaperPrint(TenantOwned, Model):
    """A batch print: all Annex 1 of a list and its Annex 2 in one PDF, for whoever asked for it alone."""

    __tablename__ = "paper_print"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    user_id: Mapped[int] = mapped_column(BigInteger)
    list_id: Mapped[int] = mapped_column(BigInteger)
    people: Mapped[int]
    file_id: Mapped[int | None] = mapped_column(BigInteger)
    job_id: Mapped[int | None] = mapped_column(BigInteger)
    stopped_at: Mapped[datetime | None] = moment()
    created_at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "list_id"], ["paper_list.tenant_id", "paper_list.id"]),
        Index("ix_paper_print_list_id", "list_id", text("id desc")),
        Index("ix_paper_print_tenant_id", "tenant_id", text("id desc")),
    )
