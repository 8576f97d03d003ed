"""What is stored of a person, and the person ledger: every known certificate and live application (1.7).

Identity numbers and phones are sealed; the blind index finds them and the mask shows them. Joins run on
the 8-byte fingerprint of the index, and equality of the index is verified on the few hits.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Computed,
    ForeignKey,
    Index,
    LargeBinary,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from tenants.db import Key, Model, key, moment


class PersonColumns:
    """The fields of Annex 2 as they are stored; nullable, since a roster's row may lack any of them.

    Dates keep the precision given ("1985-03", "2018-06-01"); experience is in months.
    """

    name: Mapped[str | None]
    # By byte: a search by the key's beginning is a range of the index, whatever the server's locale.
    name_pinyin: Mapped[str | None] = mapped_column(String(collation="C"))
    sex: Mapped[str | None]
    birth: Mapped[str | None]
    unit_name: Mapped[str | None]
    id_type: Mapped[str | None]
    id_number: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed
    id_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    id_fingerprint: Mapped[int | None] = mapped_column(BigInteger)
    id_masked: Mapped[str | None]
    work_start: Mapped[str | None]
    education: Mapped[str | None]
    occupation: Mapped[str | None]  # 现从事职业(工种)
    experience_months: Mapped[int | None]
    current_level: Mapped[str | None]
    certificate_date: Mapped[str | None]
    certificate_number: Mapped[str | None]
    phone: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_masked: Mapped[str | None]


# One name and month of birth: two numbers that are nearly alike are looked for among these alone.
KIN = (
    "case when length(birth) >= 7"
    " then hashtextextended(replace(name, ' ', '') || '|' || left(birth, 7), 0) end"
)


class LedgerColumns:
    """Who an entry of the ledger is about: by the number on it, and by the person that number counts for
    (`merged_index` after a merge, else `id_index` itself; `person_fingerprint` is of the one that counts)."""

    id_index: Mapped[bytes] = mapped_column(LargeBinary)
    merged_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    person_fingerprint: Mapped[int] = mapped_column(BigInteger)
    id_form: Mapped[int] = mapped_column(SmallInteger)  # how many characters the number on it has
    name: Mapped[str]
    birth: Mapped[str | None]
    kin: Mapped[int | None] = mapped_column(BigInteger, Computed(KIN, persisted=True))


class KnownCertificate(LedgerColumns, Model):
    """已知证书: a certificate known to the city, from an external list or issued here.

    `number` is in its standard writing; `contradicts` says in which its own level or year is another than the
    record's (1.7 rule 5), as JSON. `district_id`, `tenant_id` and `application_id` are those it was issued by
    and for.
    """

    __tablename__ = "known_certificate"

    id: Mapped[Key] = key()
    city_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    district_id: Mapped[int | None] = mapped_column(BigInteger)
    tenant_id: Mapped[int | None] = mapped_column(BigInteger)
    application_id: Mapped[int | None] = mapped_column(BigInteger)
    id_number: Mapped[bytes] = mapped_column(LargeBinary)  # sealed
    id_masked: Mapped[str]
    number: Mapped[str] = mapped_column(String(collation="C"))
    kind: Mapped[str | None]  # as its number shows: level, qualification, special
    occupation: Mapped[str]
    level: Mapped[int] = mapped_column(SmallInteger)  # 5 初级工 … 1 高级技师
    issued_on: Mapped[str | None]  # with the precision given: "2016", "2016-06", "2016-06-01"
    issued_year: Mapped[int | None] = mapped_column(SmallInteger)
    issuer: Mapped[str | None]
    contradicts: Mapped[str | None]
    source: Mapped[str]  # "list" | "issued"
    list_id: Mapped[int | None] = mapped_column(BigInteger)
    revoked_at: Mapped[datetime | None] = moment()
    struck_by: Mapped[str | None]  # "hand" | "list": with the last list that held it
    created_at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (
        UniqueConstraint("city_id", "number", "id_index"),
        CheckConstraint("level between 1 and 5", name="level"),
        CheckConstraint(
            "(revoked_at is null) = (struck_by is null) and struck_by in ('hand', 'list')", name="struck"
        ),
        Index("ix_known_certificate_person_fingerprint", "person_fingerprint"),
        Index("ix_known_certificate_kin", "kin"),
        Index("ix_known_certificate_short", "person_fingerprint", postgresql_where=text("id_form = 15")),
        Index(
            "ix_known_certificate_contradicts",
            "city_id",
            "id",
            postgresql_where=text("contradicts is not null"),
        ),
        Index(
            "ix_known_certificate_district_id", "district_id",
            postgresql_where=text("district_id is not null"),
        ),
        Index(
            "ix_known_certificate_list_id", "list_id", "id", postgresql_where=text("list_id is not null")
        ),
    )  # fmt: skip


class KnownApplication(LedgerColumns, Model):
    """在办报名: a live application as the ledger knows it, across all tenants of a city. Kept by triggers on
    `application`; read under the cross-check's reach alone. `number` is the certificate it claims."""

    __tablename__ = "known_application"

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    city_id: Mapped[int] = mapped_column(BigInteger)
    district_id: Mapped[int | None] = mapped_column(BigInteger)
    tenant_id: Mapped[int] = mapped_column(BigInteger)
    programme_year: Mapped[int]
    occupation: Mapped[str]
    level: Mapped[int | None] = mapped_column(SmallInteger)
    number: Mapped[str | None] = mapped_column(String(collation="C"))
    contradicts: Mapped[str | None]
    phone_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    phone_fingerprint: Mapped[int | None] = mapped_column(BigInteger)
    held: Mapped[bool]

    __table_args__ = (
        Index("ix_known_application_person_fingerprint", "person_fingerprint"),
        Index("ix_known_application_kin", "kin"),
        Index("ix_known_application_short", "person_fingerprint", postgresql_where=text("id_form = 15")),
        Index(
            "ix_known_application_contradicts", "city_id", "application_id",
            postgresql_where=text("contradicts is not null"),
        ),
        Index(
            "ix_known_application_number", "number", postgresql_where=text("number is not null")
        ),
        Index(
            "ix_known_application_phone_fingerprint", "phone_fingerprint", "programme_year", "application_id",
            postgresql_where=text("phone_fingerprint is not null"),
        ),
        Index("ix_known_application_held", "city_id", postgresql_where=text("held")),
    )  # fmt: skip


class PersonMerge(Model):
    """A person who was entered under two numbers (一人两号): what stands under `alias_index` counts for
    `person_index`, until it is undone."""

    __tablename__ = "person_merge"

    id: Mapped[Key] = key()
    city_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    alias_index: Mapped[bytes] = mapped_column(LargeBinary)
    person_index: Mapped[bytes] = mapped_column(LargeBinary)
    case_id: Mapped[int | None] = mapped_column(BigInteger)
    undone_at: Mapped[datetime | None] = moment()
    created_at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (
        CheckConstraint("alias_index <> person_index", name="two"),
        Index(
            "uq_person_merge_alias", "city_id", "alias_index", unique=True,
            postgresql_where=text("undone_at is null"),
        ),
    )  # fmt: skip


class CoveredSeries(Model):
    """An issuer's certificates of one year that the ledger holds whole (1.7 rule 7): what their numbers begin
    with, as the cross-check's SERIES says."""

    __tablename__ = "covered_series"

    id: Mapped[Key] = key()
    city_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    series: Mapped[str] = mapped_column(String(collation="C"))
    list_id: Mapped[int | None] = mapped_column(BigInteger)
    created_at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (UniqueConstraint("city_id", "series", "list_id"),)
