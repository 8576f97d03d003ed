"""The catalogue's changes: shipped occupations are loaded, self-evaluation scopes are filed (notice 二)."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from tenants import audit
from tenants.db import db
from tenants.models import Tenant
from webapp.catalogue.listed import listed
from webapp.catalogue.models import FiledScope, Occupation
from webapp.catalogue.spelling import spelling
from webapp.policy.levels import LEVELS
from webapp.refusals import RuleBroken


@dataclass(frozen=True, slots=True)
class NewScope:
    """What is filed: an occupation's code, the level's digit, both days included, and the filing document."""

    occupation_code: str
    level: int
    valid_from: date
    valid_to: date
    document: str


SHIPPED = ("name", "industry", "levels", "spelling", "tags", "work_types", "note")


def load_occupations() -> int:
    """Add the shipped occupations, or bring them up to date; answers how many. Needs the system reach."""
    rows = [
        {**asdict(one), "levels": list(one.levels), "tags": list(one.tags),
         "work_types": list(one.work_types), "spelling": spelling(one.name)}
        for one in listed()
    ]  # fmt: skip
    adding = insert(Occupation.__table__)
    values = {name: adding.excluded[name] for name in SHIPPED}
    db.session.execute(adding.on_conflict_do_update(index_elements=["code"], set_=values), rows)
    return len(rows)


def file_scope(tenant: Tenant, new: NewScope) -> FiledScope:
    """File one occupation and level for `tenant` (自主评价备案); needs the city's or the system's reach.

    Refuses an occupation that isn't listed, a level its standard lacks (一(二)), and days in the wrong order.
    """
    _check(new)
    scope = FiledScope(
        tenant_id=tenant.id, district_id=tenant.district_id, city_id=tenant.city_id, **asdict(new)
    )
    db.session.add(scope)
    change = f"{new.occupation_code} {LEVELS[5 - new.level]} {new.valid_from} … {new.valid_to}"
    audit.record("scope.file", f"tenant:{tenant.public_id}", {"scope": [None, change]}, owner=tenant)
    return scope


def _check(new: NewScope) -> None:
    if new.valid_from > new.valid_to:
        raise RuleBroken("valid_to", _("备案截止日期早于起始日期。"), "二")
    standard = db.session.scalars(
        select(Occupation.levels).where(Occupation.code == new.occupation_code)
    ).first()
    if standard is None:
        raise RuleBroken("occupation_code", _("职业目录中没有 %(code)s。", code=new.occupation_code), "二")
    if new.level not in standard:
        level = _(LEVELS[5 - new.level])
        raise RuleBroken("level", _("该职业的国家标准没有%(level)s等级。", level=level), "一(二)")
