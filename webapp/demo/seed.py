"""Put the demo city into an empty database, once, in one transaction; takes about a second.

After it some forms are begun, rosters, photos and an external list sent in, as their people would: the first
things that the worker does.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import text

from tenants.db import db
from tenants.models import Tenant
from tenants.registry import NewTenant, create_tenant
from tenants.scope import Scope, acting_as
from webapp.catalogue.operations import NewScope, file_scope, load_occupations
from webapp.demo.accounts import Tenants, add_people
from webapp.demo.applications import add_applications
from webapp.demo.catalogue import add_catalogue
from webapp.demo.city import UNITS, Unit, credit_code
from webapp.demo.crosscheck import cross_check
from webapp.demo.drafts import begin_drafts
from webapp.demo.marker import is_demo, mark, refuse_foreign
from webapp.demo.notices import add_notices
from webapp.demo.photos import add_photos, send_photos
from webapp.demo.programmes import add_programmes
from webapp.demo.reviews import add_reviews
from webapp.demo.rosters import send_rosters
from webapp.policy.programme import SHANGHAI


def seed() -> dict[str, int] | None:
    """Make the demo city and answer how much was made; None when it is there. Raises NotOurs.

    Needs an application context; commits.
    """
    with acting_as(Scope.of_system("建立演示城市")):
        # Two starts at once: the second waits, and then finds the city made.
        db.session.execute(text("select pg_advisory_xact_lock(hashtext('demo.seed'))"))
        refuse_foreign()
        made = None if is_demo() else _make(datetime.now(SHANGHAI).replace(second=0, microsecond=0))
        db.session.commit()
    if made is None:
        return None
    made |= {"drafts": begin_drafts(), "rosters": send_rosters(), "zips": send_photos()}
    return made | {"entered_twice": cross_check()}


def _make(now: datetime) -> dict[str, int]:
    load_occupations()
    tenants: Tenants = {}
    for number, unit in enumerate(UNITS):
        tenants[unit.key] = _tenant(number, unit, tenants)
        _scopes(unit, tenants[unit.key], now)
    add_catalogue(tenants, now)
    signers = add_people(tenants)
    add_programmes(tenants, signers, now)
    counts = {"tenants": len(tenants), "applications": add_applications(tenants, signers, now)}
    counts["photos"] = add_photos(tenants, signers, now)
    counts["sendings"] = add_reviews(tenants, signers, now)
    counts["notices"] = add_notices(tenants)
    mark(tenants["city"], counts)
    return counts


def _tenant(number: int, unit: Unit, tenants: Tenants) -> Tenant:
    new = NewTenant(
        unit.kind, unit.name, unit.short_name, unit.reporting_unit, industry=unit.industry,
        credit_code=credit_code(number, unit.public or number < 8), is_public_institution=unit.public,
    )  # fmt: skip
    return create_tenant(new, tenants[unit.superior] if unit.superior else None)


def _scopes(unit: Unit, tenant: Tenant, now: datetime) -> None:
    for code, level, since, left in unit.scopes:
        first, last = (now - timedelta(days=since)).date(), (now + timedelta(days=left)).date()
        file_scope(tenant, NewScope(code, level, first, last, f"日人社备〔{first.year}〕{int(code[-2:])}号"))
