"""`jinlanling tenant`, `user` and `applicant`: the operations of the pages, under the system reach.

Whatever changes something wants a reason, which the audit keeps. Tenants are named by their credit code,
their name or the id in their address; users by their login.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

import click
from flask import Flask
from sqlalchemy import or_, select

from tenants import accounts
from tenants.applicants import Claim
from tenants.db import db
from tenants.kinds import Kind
from tenants.models import Membership, Tenant, User
from tenants.registry import NewTenant
from tenants.roles import Role
from tenants.scope import Scope, acting_as
from webapp.admin import operations
from webapp.app import create_app
from webapp.local.commands import SettingsGroup
from webapp.people.identity import upgrade
from webapp.refusals import RuleBroken
from webapp.selfservice.rebinding import rebind

Command = TypeVar("Command", bound=Callable[..., Any])
ROLE = click.Choice([role.value for role in Role])
REASON = click.option("--reason", required=True, help="why; the audit keeps it")


def application() -> Flask:
    """The application of a command, with the words of the pages but without a request's actor."""
    return create_app(pages=False)


@contextmanager
def system(reason: str, *, reading: bool = False) -> Iterator[None]:
    """One transaction under the system reach; a refusal becomes the command's error."""
    with application().app_context(), acting_as(Scope.of_system(reason, read_only=reading)):
        try:
            yield
            db.session.commit()
        except RuleBroken as broken:
            raise click.ClickException(f"{broken.field}: {broken}") from broken
        finally:
            db.session.rollback()


def changing(command: Command) -> Command:
    """Run a command in one transaction with its --reason; an empty reason is refused."""

    @REASON
    @wraps(command)
    def run(*args: Any, reason: str, **values: Any) -> None:
        if not reason.strip():
            raise click.BadParameter("say why", param_hint="--reason")
        with system(reason):
            command(*args, reason=reason.strip(), **values)

    return run  # type: ignore[return-value]


def find_tenant(named: str) -> Tenant:
    """The tenant of this name, credit code or public id; refuses none and several."""
    query = select(Tenant).where(
        or_(Tenant.name == named, Tenant.credit_code == named.upper(), Tenant.public_id == named)
    )
    found = db.session.scalars(query.limit(2)).all()
    if len(found) != 1:
        raise click.ClickException(f"{'several tenants are' if found else 'no tenant is'} named {named}")
    return found[0]


def find_user(login: str) -> User:
    """The user of a login."""
    found = db.session.scalars(select(User).where(User.login == accounts.normal_login(login))).first()
    if found is None:
        raise click.ClickException(f"no user signs in as {login}")
    return found


@click.group(cls=SettingsGroup)
def tenant() -> None:
    """List, create and close tenants."""


@tenant.command("list")
@click.option("--closed", is_flag=True, help="the closed ones too")
def tenant_list(closed: bool) -> None:
    """Every tenant: id, kind, reporting unit, credit code, name."""
    with system("tenant list", reading=True):
        query = select(Tenant).order_by(Tenant.city_id, Tenant.reporting_unit, Tenant.id)
        for one in db.session.scalars(query if closed else query.where(Tenant.closed_at.is_(None))):
            state = "closed" if one.closed_at else "open"
            fields = (one.public_id, one.kind, one.reporting_unit, one.credit_code or "-", state, one.name)
            click.echo("\t".join(fields))


@tenant.command("create")
@click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
@click.argument("name")
@click.option("--short-name", required=True, help="as lists show it")
@click.option("--under", "superior", help="the superior; none for a city")
@click.option("--reporting-unit", help="a bureau's own unit, such as 371102; others take the superior's")
@click.option("--credit-code", help="unified social credit code (GB 32100)")
@click.option("--public-institution", is_flag=True)
@changing
def tenant_create(
    kind: str, name: str, short_name: str, superior: str | None, reporting_unit: str | None,
    credit_code: str | None, public_institution: bool, reason: str,
) -> None:  # fmt: skip
    """Create a tenant of KIND called NAME."""
    above = find_tenant(superior) if superior else None
    unit = reporting_unit or (above.reporting_unit if above else "")
    if not unit:
        raise click.BadParameter("a city has one of its own", param_hint="--reporting-unit")
    new = NewTenant(
        Kind(kind), name, short_name, unit, credit_code,
        is_public_institution=public_institution or kind == Kind.PUBLIC_BODY.value,
    )  # fmt: skip
    click.echo(operations.create_tenant(new, above).public_id)


@tenant.command("close")
@click.argument("named")
@changing
def tenant_close(named: str, reason: str) -> None:
    """Close a tenant: nobody acts for it from the next request on."""
    operations.close_tenant(None, find_tenant(named), reason)


@tenant.command("reopen")
@click.argument("named")
@changing
def tenant_reopen(named: str, reason: str) -> None:
    """Take a closing back."""
    operations.reopen_tenant(find_tenant(named), reason)


@click.group(cls=SettingsGroup)
def user() -> None:
    """List, create, lock and re-key users."""


@user.command("list")
@click.option("--tenant", "named", help="only those with a role there")
def user_list(named: str | None) -> None:
    """Every user with the roles held: login, state, name, tenant, roles."""
    with system("user list", reading=True):
        query = (
            select(User, Membership, Tenant)
            .outerjoin(Membership, (Membership.user_id == User.id) & Membership.ended_at.is_(None))
            .outerjoin(Tenant, Tenant.id == Membership.tenant_id)
            .order_by(User.login, Membership.id)
        )
        if named:
            query = query.where(Tenant.id == find_tenant(named).id)
        for person, membership, at in db.session.execute(query):
            state = "disabled" if person.disabled_at else "open"
            roles = ",".join(membership.roles) if membership else "-"
            click.echo("\t".join((person.login, state, person.name, at.short_name if at else "-", roles)))


@user.command("create")
@click.argument("login")
@click.argument("name")
@click.option("--tenant", "named", required=True, help="the home tenant, which keeps the account")
@click.option(
    "--role", "roles", multiple=True, required=True, type=click.Choice([role.value for role in Role])
)
@click.option("--email")
@changing
def user_create(
    login: str, name: str, named: str, roles: tuple[str, ...], email: str | None, reason: str
) -> None:
    """Create a user; prints the first password, once."""
    click.echo(operations.create_user(find_tenant(named), login, name, roles, email).password)


@user.command("roles")
@click.argument("login")
@click.option("--tenant", "named", required=True)
@click.option("--role", "roles", multiple=True, type=ROLE)
@changing
def user_roles(login: str, named: str, roles: tuple[str, ...], reason: str) -> None:
    """Set a user's roles in a tenant; without --role the membership ends."""
    operations.set_roles(None, find_tenant(named), find_user(login), roles, reason)


def _verb(name: str, verb: str, words: str) -> None:
    """One command for a verb of the user page."""

    @user.command(name, help=words)
    @click.argument("login")
    @changing
    def run(login: str, reason: str) -> None:
        answer = operations.act_on_user(None, find_user(login), verb, reason)
        if verb == "reset_password":
            click.echo(answer)


for _name, _word, _help in (
    ("disable", "disable", "Disable an account and end its sessions."),
    ("enable", "enable", "Take a disabling back."),
    ("reset-password", "reset_password", "A new first password, printed once; ends the sessions."),
    ("reset-second-factor", "reset_second_factor", "Forget a lost second factor; ends the sessions."),
    ("end-sessions", "end_sessions", "End all of a user's sessions."),
):
    _verb(_name, _word, _help)


@click.group(cls=SettingsGroup)
def applicant() -> None:
    """Give an applicant's account another telephone."""


@applicant.command("rebind")
@click.option("--city", "named", required=True, help="the city's bureau")
@click.option("--name", default="", help="the name on the card, where somebody else's was registered")
@changing
def applicant_rebind(named: str, name: str, reason: str) -> None:
    """Bind an identity number to another telephone (a lost or a stranger's one), once the person's card was
    looked at; ends the sessions. Both numbers are asked for, so that no shell keeps them."""
    number = "".join(click.prompt("identity number", hide_input=True).split()).upper()
    phone = click.prompt("new telephone number").strip()
    city = find_tenant(named)
    whole = upgrade(number) if len(number) == 15 else number
    click.echo(rebind(city, Claim(city.id, whole, phone, name.strip()), reason).public_id)
