"""Lock-out with back-off, per login and per address, counted in the database: it fails closed, survives a
flushed queue, and can't be told apart for known and unknown logins."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select

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
    return min(FIRST_WAIT * 2 ** min(failures - FREE_TRIES, 10), LONGEST_WAIT)


def locked_for(login: str, address: str, now: datetime) -> timedelta:
    """How long this login or address still has to wait; zero when it may try."""
    wait = _remaining(SignInAttempt.login == login, now, login_rule=True)
    return max(wait, _remaining(SignInAttempt.address == address, now, login_rule=False))


def _remaining(who: ColumnElement[bool], now: datetime, *, login_rule: bool) -> timedelta:
    failures, last = _failures(who, now, since_success=login_rule)
    if last is None:
        return timedelta()
    wait = (
        wait_after(failures) if login_rule else (LONGEST_WAIT if failures >= ADDRESS_TRIES else timedelta())
    )
    return max(last + wait - now, timedelta())


def _failures(who: ColumnElement[bool], now: datetime, *, since_success: bool) -> tuple[int, datetime | None]:
    recent = [who, SignInAttempt.at > now - WINDOW]
    query = select(func.count(), func.max(SignInAttempt.at)).where(*recent, ~SignInAttempt.succeeded)
    if since_success:
        success = select(func.max(SignInAttempt.id)).where(*recent, SignInAttempt.succeeded).scalar_subquery()
        query = query.where(SignInAttempt.id > func.coalesce(success, 0))
    number, last = db.session.execute(query).one()
    return number, last


def note_attempt(login: str, address: str, *, succeeded: bool) -> None:
    """Keep one try; commit it whatever the answer."""
    db.session.add(SignInAttempt(login=login, address=address, succeeded=succeeded))
