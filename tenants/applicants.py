"""Applicants (学员): one account for an identity number in a city, and the one-time codes that open it.

Registration and sign-in are one: whoever proves the telephone by its code is signed in, and registered if the
number was nobody's. Until then nothing tells a known number from an unknown one. All of it runs under the
account reach, bound to one browser's token or to one number's login.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import orjson
from sqlalchemy import func, insert, select, text, update

from tenants import audit, lockout
from tenants.db import db
from tenants.models import ApplicantAccount, LoginCode, SignInAttempt, User
from tenants.scope import Reach, Scope
from tenants.sealing import Keyring

LASTS = timedelta(minutes=5)
TRIES = 5
RESEND = timedelta(seconds=60)
UNUSABLE = "!"  # no password opens an applicant's account


class CodeFault(StrEnum):
    """Why a code opened nothing."""

    WRONG = "wrong"
    EXPIRED = "expired"  # too late, used, or none was asked for
    SPENT = "spent"  # five tries


class AnotherPhone(Exception):
    """The number is registered with another telephone; told only to whoever proved the typed one."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody says they are: an 18-digit identity number, a telephone, a name, in a city."""

    city_id: int
    number: str
    phone: str
    name: str

    def __repr__(self) -> str:
        return f"Claim(city {self.city_id})"


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def of_token(token: str) -> Scope:
    """The account reach that sees the code asked for with this token."""
    return Scope(Reach.ACCOUNT, token=hashed(token))


def of_claim(claim: Claim, ring: Keyring) -> Scope:
    """The account reach that sees the account of this number in its city, and may register it."""
    return Scope(Reach.ACCOUNT, login=login_of(claim, ring))


def login_of(claim: Claim, ring: Keyring) -> str:
    """The login that stands for a number in a city: its blind index, which nobody can type."""
    return "applicant-" + ring.index(f"applicant:{claim.city_id}:{claim.number}").hex()


def admit(claim: Claim, address: str, ring: Keyring, now: datetime) -> timedelta:
    """Zero, and the request for a code is counted; or how long is still to wait. Commit it before sending.

    Counted per number with the address, and per telephone; one telephone gets a code a minute at most.
    """
    phone = ring.index(f"code to:{claim.phone}").hex()
    wait = lockout.admit(ring.index(f"code for:{claim.city_id}:{claim.number}").hex(), address, now)
    if wait:
        return wait
    db.session.execute(text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": phone})
    latest = select(func.max(SignInAttempt.at)).where(SignInAttempt.login == phone, ~SignInAttempt.succeeded)
    last = db.session.scalar(latest)
    if last is not None and now - last < RESEND:
        return RESEND - (now - last)
    # The telephone stands for its address too: what it gets doesn't depend on where it is asked from.
    return lockout.admit(phone, phone, now)


def proved(claim: Claim, address: str, ring: Keyring) -> None:
    """The telephone was proved: what was counted against it and the number is forgotten."""
    phone = ring.index(f"code to:{claim.phone}").hex()
    lockout.succeeded(ring.index(f"code for:{claim.city_id}:{claim.number}").hex(), address)
    lockout.succeeded(phone, phone)


def new_code(claim: Claim, token: str, ring: Keyring, now: datetime) -> str:
    """Draw and keep the code for a token; answers its six digits, which are kept nowhere."""
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = {
        "token_hash": hashed(token), "claim": ring.seal(orjson.dumps(asdict(claim))),
        "code_index": _code_index(token, code, ring), "expires_at": now + LASTS,
    }  # fmt: skip
    db.session.execute(insert(LoginCode).inline().values(**row))
    return code


def _code_index(token: str, code: str, ring: Keyring) -> bytes:
    return ring.index(f"one-time code:{hashed(token)}:{code}")


def claim_of(token: str, ring: Keyring) -> Claim | None:
    """Who asked for the code of this token; None when nobody did."""
    sealed = db.session.scalar(select(LoginCode.claim).where(LoginCode.token_hash == hashed(token)))
    return Claim(**orjson.loads(ring.open(sealed))) if sealed is not None else None


def take_try(token: str, now: datetime) -> CodeFault | None:
    """Use up one try of the token's code; commit it before looking at what was typed."""
    mine = (LoginCode.token_hash == hashed(token), LoginCode.used_at.is_(None), LoginCode.expires_at > now)
    taken = update(LoginCode).where(*mine, LoginCode.tries < TRIES).values(tries=LoginCode.tries + 1)
    done: Any = db.session.execute(taken, execution_options={"synchronize_session": False})
    if done.rowcount:
        return None
    return CodeFault.SPENT if db.session.scalar(select(LoginCode.id).where(*mine)) else CodeFault.EXPIRED


def use_code(token: str, typed: str, ring: Keyring, now: datetime) -> CodeFault | None:
    """Use the code up if it is the one that was sent; a second use finds it gone."""
    kept = (LoginCode.token_hash == hashed(token), LoginCode.code_index == _code_index(token, typed, ring))
    used = update(LoginCode).where(*kept, LoginCode.used_at.is_(None)).values(used_at=now)
    done: Any = db.session.execute(used, execution_options={"synchronize_session": False})
    return None if done.rowcount else CodeFault.WRONG


def account_of(claim: Claim, ring: Keyring) -> User:
    """The account of a proved claim, registered now if there was none; under `of_claim`.

    Raises AnotherPhone when it is registered with another telephone, LookupError when it was disabled.
    """
    # Two browsers at once: the second waits here and finds the account made.
    key = {"key": login_of(claim, ring)}
    db.session.execute(text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), key)
    own = select(User, ApplicantAccount).join(ApplicantAccount, ApplicantAccount.user_id == User.id)
    found = db.session.execute(own).first()
    if found is None:
        return _register(claim, ring)
    if found.ApplicantAccount.phone_index != ring.index(claim.phone):
        raise AnotherPhone(found.User.public_id)
    if found.User.disabled_at is not None:
        raise LookupError(found.User.public_id)
    user: User = found.User
    return user


def _register(claim: Claim, ring: Keyring) -> User:
    new = insert(User).values(login=login_of(claim, ring), name=claim.name, password_hash=UNUSABLE)
    user_id = db.session.scalars(new.returning(User.id)).one()
    account = {
        "user_id": user_id, "city_id": claim.city_id, "name": claim.name,
        "id_number": ring.seal(claim.number), "id_index": ring.index(claim.number),
        "phone": ring.seal(claim.phone), "phone_index": ring.index(claim.phone),
    }  # fmt: skip
    db.session.execute(insert(ApplicantAccount).inline().values(**account))
    user = db.session.get_one(User, user_id)
    audit.record("account.register", f"user:{user.public_id}", owner=user)
    return user
