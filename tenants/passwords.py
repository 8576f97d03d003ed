"""Passwords (argon2) and the second factor (TOTP): pure checks, no database (spec: sessions, passwords)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 12
LONGEST = 128  # hashing is made to be slow, so its input is bounded
KINDS_WANTED = 2  # of: lower case, upper case, digit, other (MLPS 2.0, password complexity)
KINDS: tuple[Callable[[str], bool], ...] = (
    str.islower,
    str.isupper,
    str.isdigit,
    lambda sign: not sign.isalnum(),
)
STEP = 30
HASHER = PasswordHasher()
# Verified when the login is unknown, so that the answer takes as long as for a known one.
NOBODY = HASHER.hash(secrets.token_urlsafe(16))


def weakness(password: str, login: str, name: str) -> str | None:
    """Why a password is refused: "short", "simple" or "personal"; None when it is good enough."""
    if len(password) < SHORTEST:
        return "short"
    kinds: list[Callable[[str], bool]] = [
        str.islower,
        str.isupper,
        str.isdigit,
        lambda sign: not sign.isalnum(),
    ]
    if sum(any(kind(sign) for sign in password) for kind in kinds) < KINDS_WANTED or len(set(password)) < 6:
        return "simple"
    lowered = password.lower()
    if login.lower() in lowered or (len(name) > 1 and name.lower() in lowered):
        return "personal"
    return None


def hashed(password: str) -> str:
    return HASHER.hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password fits; takes the same time when there is no such user."""
    try:
        return HASHER.verify(password_hash or NOBODY, password) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def new_totp_secret() -> str:
    return pyotp.random_base32()


def totp_step(secret: str, code: str, last_step: int | None, now: float | None = None) -> int | None:
    """The time step a code belongs to (one step of drift allowed), or None; a used step serves no more."""
    moment = time.time() if now is None else now
    for drift in (0, -1, 1):
        step = int(moment // STEP) + drift
        fits = pyotp.TOTP(secret).verify("".join(code.split()), for_time=step * STEP)
        if fits and (last_step is None or step > last_step):
            return step
    return None


def totp_address(secret: str, login: str) -> str:
    """The otpauth address that an authenticator reads from the QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name="金蓝领")
