"""Tenants (a tree: city → districts → organisations), users, memberships and sign-in sessions."""

from __future__ import annotations

import secrets
from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import String

from tenants.db import Key, Model, TenantOwned, key, moment
from tenants.kinds import Kind

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def public_id() -> str:
    """A random id for addresses: it tells nothing and can't be counted up.

    Letters and figures alone: an id that ends in a dash would be cut by whoever sets a dash behind it.
    """
    return "".join(secrets.choice(LETTERS) for _ in range(12))


class Tenant(Model):
    """租户. A bureau's own territory columns name itself; a city-direct unit has no district."""

    __tablename__ = "tenant"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    kind: Mapped[str]
    name: Mapped[str]
    short_name: Mapped[str]
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    district_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    city_id: Mapped[int] = mapped_column(BigInteger)
    reporting_unit: Mapped[str]
    credit_code: Mapped[str | None]  # 统一社会信用代码, GB 32100
    industry: Mapped[str | None]
    contact: Mapped[str | None]
    phone: Mapped[str | None]
    address: Mapped[str | None]
    is_public_institution: Mapped[bool] = mapped_column(default=False)  # 公办院校亦属事业单位, 一(四)
    created_at: Mapped[datetime] = moment(default_now=True)
    closed_at: Mapped[datetime | None] = moment()

    __table_args__ = (
        CheckConstraint("kind in (" + ", ".join(f"'{kind}'" for kind in Kind) + ")", name="kind"),
        UniqueConstraint("city_id", "credit_code"),
        Index("ix_tenant_city_name", "city_id", "name"),
    )

    @property
    def sort(self) -> Kind:
        return Kind(self.kind)


class User(Model):
    """用户. `tenant_id` is the home tenant, whose administrators keep the account; an applicant (学员) has no
    home, and no keeper."""

    __tablename__ = "user_account"

    id: Mapped[Key] = key()
    public_id: Mapped[str] = mapped_column(unique=True, default=public_id)
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"), index=True)
    district_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    city_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    login: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    email: Mapped[str | None]
    # Deferred: no keeper may read a secret, so only the account's own reach asks for these two.
    password_hash: Mapped[str] = mapped_column(deferred=True)
    password_changed_at: Mapped[datetime] = moment(default_now=True)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    totp_secret: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)  # sealed
    totp_confirmed_at: Mapped[datetime | None] = moment()
    totp_last_step: Mapped[int | None] = mapped_column(BigInteger)  # a code serves once
    locale: Mapped[str] = mapped_column(default="zh_Hans_CN")
    created_at: Mapped[datetime] = moment(default_now=True)
    disabled_at: Mapped[datetime | None] = moment()

    memberships: Mapped[list[Membership]] = relationship(back_populates="user")


class Membership(TenantOwned, Model):
    """A user's roles in one tenant (任职). Ended, never deleted."""

    __tablename__ = "membership"

    id: Mapped[Key] = key()
    tenant_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    roles: Mapped[list[str]] = mapped_column(ARRAY(String))
    created_at: Mapped[datetime] = moment(default_now=True)
    ended_at: Mapped[datetime | None] = moment()

    user: Mapped[User] = relationship(back_populates="memberships")
    tenant: Mapped[Tenant] = relationship()

    __table_args__ = (
        UniqueConstraint("tenant_id", "user_id"),
        CheckConstraint("cardinality(roles) > 0", name="roles"),
        Index("ix_membership_district_id", "district_id"),
        Index("ix_membership_city_id", "city_id"),
    )


class SignIn(Model):
    """A session at one browser (登录会话): found by the hash of its token, ended by setting `ended_at`."""

    __tablename__ = "sign_in"

    id: Mapped[Key] = key()
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    tenant_id: Mapped[int | None] = mapped_column(ForeignKey("tenant.id"))
    address: Mapped[str]
    agent: Mapped[str]
    created_at: Mapped[datetime] = moment(default_now=True)
    seen_at: Mapped[datetime] = moment(default_now=True)
    second_factor_at: Mapped[datetime | None] = moment()
    ended_at: Mapped[datetime | None] = moment()


class SignInAttempt(Model):
    """One try to sign in, by login and address: what lock-out is counted from."""

    __tablename__ = "sign_in_attempt"

    id: Mapped[Key] = key()
    login: Mapped[str]
    address: Mapped[str]
    succeeded: Mapped[bool]
    at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (
        Index("ix_sign_in_attempt_login_at", "login", "at"),
        Index("ix_sign_in_attempt_address_at", "address", "at"),
    )


class ApplicantAccount(Model):
    """Who an applicant is (学员账号): one account for an identity number in a city, signed in to by a code
    that goes to its telephone. Both sealed, both found by their blind index."""

    __tablename__ = "applicant_account"

    id: Mapped[Key] = key()
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), unique=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("tenant.id"))
    name: Mapped[str]
    id_number: Mapped[bytes] = mapped_column(LargeBinary)  # sealed
    id_index: Mapped[bytes] = mapped_column(LargeBinary)
    phone: Mapped[bytes] = mapped_column(LargeBinary)  # sealed
    phone_index: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = moment(default_now=True)

    __table_args__ = (UniqueConstraint("city_id", "id_index"),)


class LoginCode(Model):
    """A one-time code on its way (验证码): found by the hash of the browser's token."""

    __tablename__ = "login_code"

    id: Mapped[Key] = key()
    token_hash: Mapped[str] = mapped_column(unique=True)
    claim: Mapped[bytes] = mapped_column(LargeBinary)  # sealed: who asks, as typed
    code_index: Mapped[bytes] = mapped_column(LargeBinary)  # keyed: six digits alone could be tried out
    tries: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = moment(default_now=True)
    expires_at: Mapped[datetime] = moment()
    used_at: Mapped[datetime | None] = moment()
