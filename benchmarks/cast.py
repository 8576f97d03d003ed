"""Who acts in a benchmark: a city, its districts, a clerk's enterprise, and two thousand other units.

The acting ones are made by the product's own operations; the rest, whom nobody meets, by SQL.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, date, datetime

import psycopg
from stdnum.cn import uscc

from benchmarks.house import House
from tenants import passwords
from tenants.actor import ActingTenant, Actor
from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Tenant, User
from tenants.registry import NewTenant, create_tenant
from tenants.scope import Scope, acting_as
from tenants.staff import create_user
from webapp.catalogue.operations import load_occupations
from webapp.extensions import keyring
from webapp.policy.crosscheck import UNIT_HELD
from webapp.policy.load import policy_for
from webapp.policy.programme import programme_year
from webapp.policy.rules import Policy, Window
from webapp.programmes.keeping import Maker, create, publish
from webapp.programmes.shipped import shipped_notice
from webapp.sheets.samples import UNIT

UNITS = 2000
DISTRICTS = 8
PASSWORD = "".join(random.Random(5).choices("abcdefghjkmnpqrstuvwxyz", k=20))
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
_ROLES = {"tenant": "org_clerk", "district": "district_officer", "city": "city_filing"}


@dataclass(frozen=True)
class Cast:
    """The city, its first district, the clerk's enterprise; their actors by reach ("tenant", …)."""

    city: int
    districts: tuple[int, ...]
    enterprise: int
    actors: dict[str, Actor]


def build_cast(house: House, units: int = UNITS) -> Cast:
    """Make everybody; commits."""
    with house.app.app_context(), acting_as(Scope.of_system("the cast of a benchmark")):
        city = _tenant(Kind.CITY_BUREAU, "日照市人力资源和社会保障局", "371100", None, 0)
        districts = [
            _tenant(
                Kind.DISTRICT_BUREAU, f"第{number}区人力资源和社会保障局", f"3711{number:02d}", city, number
            )
            for number in range(1, DISTRICTS + 1)
        ]
        enterprise = _tenant(Kind.ENTERPRISE, UNIT, districts[0].reporting_unit, districts[0], DISTRICTS + 1)
        owners = {"tenant": enterprise, "district": districts[0], "city": city}
        actors = {reach: _actor(owner, reach) for reach, owner in owners.items()}
        _programme(city)
        load_occupations()
        db.session.commit()
        cast = Cast(city.id, tuple(one.id for one in districts), enterprise.id, actors)
    with house.admin() as connection:
        _more_units(connection, cast, units)
    return cast


def _programme(city: Tenant) -> None:
    """The city's programme of the year, open all year, so that what is confirmed is taken in (三(四)), and
    with no end to how many of a unit may be held up in a day."""
    year = programme_year()
    plain = policy_for(year).to_dict()
    plain["settings"][UNIT_HELD]["value"] = 10_000_000
    basis = Policy.from_dict(plain)
    window = Window(basis.window.clause, date(year, 1, 1), date(year, 12, 31))
    made = create(city.id, year, f"{year}", window, shipped_notice(year), basis, Maker(None, "bench"))
    publish(made)


def _tenant(kind: Kind, name: str, unit: str, superior: Tenant | None, number: int) -> Tenant:
    body = f"91371100MA{number:07d}"
    code = body + uscc.calc_check_digit(body)
    return create_tenant(NewTenant(kind, name, name.removeprefix("日照")[:6], unit, code), superior)


def _actor(tenant: Tenant, reach: str) -> Actor:
    role = _ROLES[reach]
    user: User = create_user(tenant, f"bench.{reach}", f"测评{reach}", [role]).user
    user.password_hash, user.must_change_password = passwords.hashed(PASSWORD), False
    user.totp_secret, user.totp_confirmed_at = keyring().seal(SECRET), datetime.now(UTC)
    acting = ActingTenant(
        tenant.id, tenant.public_id, Kind(tenant.kind), tenant.name, tenant.short_name,
        tenant.district_id, tenant.city_id, tenant.reporting_unit,
    )  # fmt: skip
    return Actor(
        user_id=user.id, user_public_id=user.public_id, name=user.name, login=user.login, locale=user.locale,
        tenant=acting, roles=(role,), has_second_factor=True, passed_second_factor=True,
    )  # fmt: skip


def _more_units(connection: psycopg.Connection, cast: Cast, units: int) -> None:
    """The units that only fill the tables, spread over the districts."""
    connection.execute(
        "insert into tenant (public_id, kind, name, short_name, parent_id, district_id, city_id,"
        " reporting_unit, is_public_institution)"
        " select 'bench-' || n, 'enterprise', '日照第' || n || '制造有限公司', '第' || n || '制造', d, d, %s,"
        " '371102', false"
        " from generate_series(1, %s) n,"
        " lateral (select (%s::bigint[])[1 + n %% %s] as d) district",
        [cast.city, units, list(cast.districts), len(cast.districts)],
    )
