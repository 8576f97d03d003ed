"""The named cast of the tests: a city, two districts, and their units with a user for every role.

Passwords are the same for all, so that a test can sign anybody in; names are generated, not real people's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime

from argon2 import PasswordHasher
from flask.testing import FlaskClient
from sqlalchemy import select
from stdnum.cn import uscc

from tenants import passwords
from tenants.accounts import MembershipChoice
from tenants.actor import ActingTenant, Actor
from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Tenant, User
from tenants.registry import NewTenant, create_tenant
from tenants.roles import roles_for
from tenants.scope import Scope, acting_as
from tenants.staff import create_user
from tests.programmes.made import open_programme
from webapp.catalogue.operations import load_occupations
from webapp.extensions import keyring

# Hashing is slow on purpose; a cast of thirty would pay for it at every test.
passwords.HASHER = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
passwords.NOBODY = passwords.HASHER.hash("nobody's")
PASSWORD = "Riverstone-42-harbour"
HASHED = passwords.hashed(PASSWORD)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def credit_code(number: int) -> str:
    """A made-up unified social credit code with a right check character."""
    body = f"91371100MA{number:07d}"
    return body + uscc.calc_check_digit(body)


@dataclass
class Cast:
    """Tenants and actors by short English names: cast.tenants["steel"], cast.actors["steel.org_clerk"]."""

    tenants: dict[str, Tenant] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def sign_in(self, client: FlaskClient, who: str) -> FlaskClient:
        """Sign `who` in through the real page, with the second factor where the role wants one."""
        from tests.signing_in import sign_in

        return sign_in(client, self.users[who].login)


UNITS = (
    ("city", Kind.CITY_BUREAU, "日照市人力资源和社会保障局", None, "371100"),
    ("donggang", Kind.DISTRICT_BUREAU, "东港区人力资源和社会保障局", "city", "371102"),
    ("lanshan", Kind.DISTRICT_BUREAU, "岚山区人力资源和社会保障局", "city", "371103"),
    ("college", Kind.COLLEGE, "日照市技师学院", "city", "371100"),
    ("steel", Kind.ENTERPRISE, "日照海岳钢铁集团有限公司", "donggang", "371102"),
    ("port", Kind.ENTERPRISE, "日照望潮港务有限公司", "lanshan", "371103"),
    ("school", Kind.SCHOOL, "日照临港职业学校", "donggang", "371102"),
    ("archive", Kind.PUBLIC_BODY, "东港区档案服务中心", "donggang", "371102"),
)


def build_cast() -> None:
    """Make the cast and the city's programme, open all year; commits. Needs an application context."""
    tenants: dict[str, Tenant] = {}
    with acting_as(Scope.of_system("the cast of a test")):
        for number, (name, kind, title, superior, unit) in enumerate(UNITS):
            parent = tenants[superior] if superior else None
            new = NewTenant(kind, title, title.removeprefix("日照")[:6], unit, credit_code(number))
            tenants[name] = create_tenant(new, parent)
            _people(tenants[name], name, kind)
        open_programme(tenants["city"].id)
        load_occupations()
        db.session.commit()


def _people(tenant: Tenant, name: str, kind: Kind) -> None:
    for role in roles_for(kind):
        who = f"{name}.{role.value}"
        user = create_user(tenant, who, f"{tenant.short_name}{role.value}", [role.value]).user
        user.password_hash, user.must_change_password = HASHED, False
        user.totp_secret, user.totp_confirmed_at = keyring().seal(SECRET), datetime.now(UTC)


def read_cast() -> Cast:
    """The cast as it stands in a copy of the database in which it was built. Needs an application context."""
    cast = Cast()
    with acting_as(Scope.of_system("the cast of a test")):
        units = {tenant.name: tenant for tenant in db.session.scalars(select(Tenant))}
        users = {user.login: user for user in db.session.scalars(select(User))}
        db.session.commit()
    for name, kind, title, _, _ in UNITS:
        cast.tenants[name] = units[title]
        for role in roles_for(kind):
            who = f"{name}.{role.value}"
            cast.users[who] = users[who]
            cast.actors[who] = _actor(users[who], units[title], role.value)
    return cast


def _actor(user: User, tenant: Tenant, role: str) -> Actor:
    acting = ActingTenant(
        tenant.id, tenant.public_id, Kind(tenant.kind), tenant.name, tenant.short_name,
        tenant.district_id, tenant.city_id, tenant.reporting_unit,
    )  # fmt: skip
    choice = MembershipChoice(acting, (role,))
    return Actor(
        user_id=user.id, user_public_id=user.public_id, name=user.name, login=user.login, locale=user.locale,
        tenant=choice.tenant, roles=choice.roles, has_second_factor=True, passed_second_factor=True,
    )  # fmt: skip
