"""The demo's sendings to the College, and the telephone confirmations of two thirds of them (三(四))."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, text, update

from tenants.db import db
from tenants.models import Tenant
from webapp.demo.accounts import Signers, Tenants
from webapp.extensions import keyring
from webapp.people.phones import mask_phone
from webapp.reviews.models import PhoneConfirmation, Sending

CONTACTS = ("郑怀远", "冯立秋", "褚长安", "卫思源", "蒋一诺", "沈知夏", "韩清和", "杨牧野")
# What a unit agreed to lies with the College from then on.
SENT = text(
    "update application a set institution_id = :college where a.state not in ('draft', 'submitted')"
    " and exists (select from application_move m where m.application_id = a.id and m.verb = 'approve')"
)
FIRST = text(
    "select a.tenant_id, a.district_id, a.city_id, a.programme_year, min(m.at) as sent_at"
    " from application a join application_move m on m.application_id = a.id and m.verb = 'approve'"
    " where a.institution_id = :college group by 1, 2, 3, 4 order by 5"
)


def add_reviews(tenants: Tenants, signers: Signers, now: datetime) -> int:
    """The units' contacts, what they sent to the College, who confirmed; answers how many sendings."""
    college = {"college": tenants["college"].id}
    names = _contacts(tenants)
    db.session.execute(SENT, college)
    rows = db.session.execute(FIRST, college).all()
    for number, row in enumerate(rows):
        name, contact, phone = names[row.tenant_id]
        place = {"tenant_id": row.tenant_id, "district_id": row.district_id, "city_id": row.city_id}
        sending = Sending(
            **place, institution_id=college["college"], programme_year=row.programme_year, unit_name=name,
            contact=contact, phone=phone, sent_at=row.sent_at,
            # Nobody has called these: their last reminder was a day ago, where their papers came before that.
            reminded_at=max(row.sent_at, now - timedelta(days=1)) if number % 3 == 2 else None,
        )  # fmt: skip
        db.session.add(sending)
        db.session.flush()
        if number % 3 != 2:
            values = _call(sending, contact, f"1390633{number:04d}", signers[("college", "registrar")], now)
            db.session.execute(insert(PhoneConfirmation).values(**place, **values))
    return len(rows)


def _contacts(tenants: Tenants) -> dict[int, tuple[str, str, str]]:
    """A made-up contact and telephone for every unit."""
    found = {}
    for number, tenant in enumerate(tenants.values()):
        contact, phone = CONTACTS[number % len(CONTACTS)], f"0633-55500{number:02d}"
        given = {"contact": tenant.contact or contact, "phone": tenant.phone or phone}
        db.session.execute(update(Tenant).where(Tenant.id == tenant.id).values(**given))
        found[tenant.id] = (tenant.name, given["contact"], given["phone"])
    return found


def _call(sending: Sending, person: str, phone: str, by: tuple[int, str], now: datetime) -> dict[str, Any]:
    at = min(sending.sent_at + timedelta(days=1, hours=1), now)
    return {
        "public_id": f"demo{sending.id:08d}", "sending_id": sending.id,
        "institution_id": sending.institution_id, "person": person, "phone": keyring().seal(phone),
        "phone_masked": mask_phone(phone), "confirmed_at": at, "note": "材料齐全，人数核对一致。",
        "user_id": by[0], "actor": by[1], "created_at": at,
    }  # fmt: skip
