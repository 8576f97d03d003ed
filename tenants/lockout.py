"""Lock-out with back-off, per login and per address, counted in the database: it fails closed, survives a
flushed queue, and can't be told apart for known and unknown logins.

A try is noted as failed before anything is verified, and locks the count while it does so: a hundred tries
at once get no more guesses than a hundred in a row. The keys are opaque, since people type passwords and
identity numbers into the field of the login.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select, text

from tenants.db import db
from tenants.models import SignInAttempt

FREE_TRIES = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=30)
WINDOW = timedelta(hours=1)
ADDRESS_TRIES = 60


def wait_after(failures: int) -> timedelta:
    """How long a login waits after so many failures in a row: none, then 1, 2, 4 … 30 minutes."""
    if failures < FREE_TRIES:
        return timedelta()
    return min(FIRST_WAIT * (1 << min(failures - FREE_TRIES, 10)), LONGEST_WAIT)


def admit(login: str, address: str, now: datetime) -> timedelta:
    """Zero, and one try is noted as failed until `succeeded` says otherwise; or how long is still to wait.

    Commit it before verifying anything. `login` and `address` are keys, not necessarily what was typed.
    """
    # The login first, then the address, always: nobody waits for a login while holding an address.
    for key in (login, address):
        db.session.execute(text("select pg_advisory_xact_lock(hashtextextended(:key, 0))"), {"key": key})
    wait = locked_for(login, address, now)
    if not wait:
        db.session.add(SignInAttempt(login=login, address=address, succeeded=False))
    return wait


def succeeded(login: str, address: str) -> None:
    """The try that was admitted came through: the login's failures are forgotten."""
    db.session.add(SignInAttempt(login=login, address=address, succeeded=True))


def locked_for(login: str, address: str, now: datetime) -> timedelta:
    """How long this login or address still has to wait; zero when it may try."""
    failures, last = _failures(SignInAttempt.login == login, now, since_success=True)
    wait = _remaining(wait_after(failures), last, now)
    failures, last = _failures(SignInAttempt.address == address, now, since_success=False)
    return max(wait, _remaining(LONGEST_WAIT if failures >= ADDRESS_TRIES else timedelta(), last, now))


def _remaining(wait: timedelta, last: datetime | None, now: datetime) -> timedelta:
    return max(last + wait - now, timedelta()) if last is not None and wait else timedelta()


def _failures(who: ColumnElement[bool], now: datetime, *, since_success: bool) -> tuple[int, datetime | None]:
    """Failures of the last hour: in a row (login), or less the successes (address: a whole unit's)."""
    recent = [who, SignInAttempt.at > now - WINDOW]
    failed = ~SignInAttempt.succeeded
    query = select(
        func.count().filter(failed), func.count().filter(~failed), func.max(SignInAttempt.at).filter(failed)
    ).where(*recent)
    if since_success:
        success = select(func.max(SignInAttempt.id)).where(*recent, SignInAttempt.succeeded).scalar_subquery()
        query = query.where(SignInAttempt.id > func.coalesce(success, 0))
    failures, successes, last = db.session.execute(query).one()
    return failures - successes, last
