"""申报进度查询: an application's progress by its number and the last four of the identity number (6.1).

A try is counted in the database before anything is looked up, by number and by address, as for signing in
(tenants.lockout). An unknown number and wrong digits get the same answer after the same work: one look-up,
one opening of a sealed number, one comparison.
"""

from __future__ import annotations

import hmac
import re
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from tenants import lockout
from tenants.db import db
from tenants.scope import Reach, Scope
from tenants.sealing import Keyring
from webapp.applicants.models import Application, Move
from webapp.extensions import keyring
from webapp.public.progress import Progress, progress_of
from webapp.transaction import separately

NUMBER = re.compile(r"[^0-9A-Z-]")
NOBODY = "00000000000000----"  # as long as a real number, and fitting no four digits


class TooOften(Exception):
    """Too many tries for this number or from this address: nothing was looked up."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__(str(wait))
        self.wait = wait


def look_up(number: str, last_four: str, address: str) -> Progress | None:
    """The progress of an application, or None when number and digits don't go together; raises TooOften.

    Reads under the system reach, since a stranger has none; only what `progress_of` makes of it leaves.
    """
    wanted = NUMBER.sub("", number.upper())[:40]
    ring = keyring()
    keys = ring.index(f"status:{wanted}").hex(), f"status {address}"
    with separately(Scope(Reach.ACCOUNT)):
        wait = lockout.admit(*keys, datetime.now(UTC))
    if wait:
        raise TooOften(wait)
    found = _read(wanted, last_four.strip().upper(), ring)
    if found is not None:
        with separately(Scope(Reach.ACCOUNT)):
            lockout.succeeded(*keys)
    return found


def _read(number: str, last_four: str, ring: Keyring) -> Progress | None:
    with separately(Scope.of_system("a stranger's question how an application stands", read_only=True)):
        row = db.session.scalars(select(Application).where(Application.public_id == number)).first()
        nobody = ring.seal(NOBODY)
        sealed = row.id_number if row is not None else nobody
        fits = hmac.compare_digest(ring.open_text(sealed)[-4:].encode(), last_four.encode())
        if row is None or not fits:
            return None
        moves = select(Move).where(Move.application_id == row.id, Move.tenant_id == row.tenant_id)
        return progress_of(row, db.session.scalars(moves.order_by(Move.id)).all())
