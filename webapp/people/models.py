"""What is stored of a person, and the ledger of the certificates known of them (已知证书).

Identity numbers and phones are sealed; the blind index finds them and the mask shows them. Joins run on
the 8-byte fingerprint of the index, and equality of the index is verified on the few hits.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, SmallInteger, String, UniqueConstraint
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


class KnownCertificate(Model):
    """A certificate known to the city. Empty until the cross-check loads and issues into it."""

    __tablename__ = "known_certificate"

    id: Mapped[Key] = key()
    city_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    id_index: Mapped[bytes] = mapped_column(LargeBinary)
    id_fingerprint: Mapped[int] = mapped_column(BigInteger)
    number: Mapped[str]
    occupation: Mapped[str]
    level: Mapped[int] = mapped_column(SmallInteger)  # 5 初级工 … 1 高级技师
    issued_on: Mapped[date | None]
    issuer: Mapped[str | None]
    source: Mapped[str]
    created_at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (Index("ix_known_certificate_city_id_id_fingerprint", "city_id", "id_fingerprint"),)


class KnownElsewhere(Model):
    """A person of a roster who already stands in the ledger or in another tenant's live application.

    Written by the import's look-up, read by the cross-check only: no tenant's reach sees this table.
    """

    __tablename__ = "known_elsewhere"

    id: Mapped[Key] = key()
    city_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    programme_year: Mapped[int]
    id_index: Mapped[bytes] = mapped_column(LargeBinary)
    where_found: Mapped[str]  # "application" | "certificate"
    found_at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (UniqueConstraint("tenant_id", "programme_year", "id_index", "where_found"),)
