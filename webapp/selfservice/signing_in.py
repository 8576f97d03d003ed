"""Registration and sign-in by identity number, telephone and a one-time code: one flow, each step a
transaction of its own, counted before anything is looked at, so that no error un-counts a try.

Until the code is proved every answer is the same for a known and an unknown number.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import select, update

from tenants import accounts, applicants, audit
from tenants.applicants import Claim, CodeFault
from tenants.db import db
from tenants.models import User
from tenants.scope import Reach, Scope
from webapp.account.operations import Locked
from webapp.applicants.models import Application
from webapp.extensions import keyring
from webapp.notices.operations import send_sms
from webapp.transaction import separately

MINUTES = int(applicants.LASTS.total_seconds() // 60)


@dataclass(frozen=True, slots=True)
class Asked:
    """A code on its way: the browser's token. `code` is shown on the page in demo mode only."""

    token: str
    code: str


def ask(claim: Claim, address: str) -> Asked:
    """Send a code to the claim's telephone, whether or not anybody is registered; raises Locked."""
    now, ring = datetime.now(UTC), keyring()
    with separately(Scope(Reach.ACCOUNT)):
        wait = applicants.admit(claim, address, ring, now)
        if wait:
            raise Locked(wait)
    token = secrets.token_urlsafe(32)
    with separately(applicants.of_token(token)):
        code = applicants.new_code(claim, token, ring, now)
        send_sms(claim.phone, "account.code", {"code": code, "minutes": str(MINUTES)})
    return Asked(token, code)


def ask_again(token: str, address: str) -> Asked:
    """Another code for whoever asked with this token; raises Locked, LookupError when nobody did."""
    with separately(applicants.of_token(token).reading()):
        claim = applicants.claim_of(token, keyring())
    if claim is None:
        raise LookupError("nobody asked for a code with this token")
    return ask(claim, address)


def prove(token: str, typed: str, address: str, agent: str) -> str | CodeFault:
    """The token of a new session for the right code, else what is wrong; raises AnotherPhone, LookupError.

    A code serves once, for five minutes and five tries.
    """
    now, ring = datetime.now(UTC), keyring()
    with separately(applicants.of_token(token)):
        fault = applicants.take_try(token, now)
        if fault is not None:
            return fault
    with separately(applicants.of_token(token)):
        claim = applicants.claim_of(token, ring)
        fault = applicants.use_code(token, "".join(typed.split()), ring, now)
        if fault is not None or claim is None:
            audit.record("account.code_failed", "user:-")
            return fault or CodeFault.EXPIRED
        applicants.proved(claim, address, ring)
    with separately(applicants.of_claim(claim, ring)):
        user = applicants.account_of(claim, ring)
    _link(user, claim)
    with separately(Scope(Reach.ACCOUNT, user_id=user.id)):
        return accounts.begin_session(user, address, agent)


def _link(user: User, claim: Claim) -> None:
    """Make the person's own what a unit has entered with the same identity number and the same telephone."""
    ring = keyring()
    index = ring.index(claim.number)
    same = (
        Application.id_fingerprint == ring.fingerprint(index), Application.id_index == index,
        Application.phone_index == ring.index(claim.phone), Application.city_id == claim.city_id,
        Application.applicant_id.is_(None),
    )  # fmt: skip
    with separately(Scope.of_system("linking what units entered to the person signing in", user_id=user.id)):
        found = db.session.scalars(select(Application).where(*same).with_for_update()).all()
        for application in found:
            mine = update(Application).where(Application.id == application.id)
            db.session.execute(
                mine.values(applicant_id=user.id), execution_options={"synchronize_session": False}
            )
            audit.record("application.link", f"application:{application.public_id}", owner=application)
