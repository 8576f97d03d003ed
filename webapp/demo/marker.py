"""Is this database the demo city's own? The audit's first events say so, and they can't be taken back.

Demo mode refuses a database that has tenants and wasn't made by it: real people's data never meets
sign-ins that everybody knows.
"""

from __future__ import annotations

from sqlalchemy import exists, select

from tenants import audit
from tenants.audit import AuditEvent
from tenants.db import db
from tenants.models import Tenant

ACTION, SUBJECT = "demo.seed", "database:demo"


class NotOurs(RuntimeError):
    """The database holds tenants that no demo made."""


def is_demo() -> bool:
    """Whether the demo city was put into this database. Needs the system reach."""
    marked = select(exists().where(AuditEvent.subject == SUBJECT, AuditEvent.action == ACTION))
    return bool(db.session.scalar(marked))


def refuse_foreign() -> None:
    """Raise NotOurs when there are tenants and no mark of the demo. Needs the system reach."""
    if db.session.scalar(select(exists().where(Tenant.id > 0))) and not is_demo():
        raise NotOurs(
            "this database has tenants that the demo didn't make; start without JINLANLING_DEMO=1, "
            "or give the demo an empty database"
        )


def mark(city: Tenant, counts: dict[str, int]) -> None:
    """Write the mark, with how much was made."""
    audit.record(ACTION, SUBJECT, {name: [None, number] for name, number in counts.items()}, owner=city)
