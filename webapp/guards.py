"""`@allow`: what a route needs, per method. Deny by default: an undeclared route stops `create_app`."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug.wrappers import Response

from tenants.actor import Actor
from tenants.roles import Permission
from tenants.scope import Reach
from webapp.refusals import Elsewhere
from webapp.sessions import actor_or_none

ACTING_FIELD = "acting"
ACTING_HEADER = "X-Acting"
View = TypeVar("View", bound=Callable[..., Any])


class Open(Enum):
    """Needs that are not permissions."""

    PUBLIC = "anybody, signed in or not"
    SIGNED_IN = "anybody signed in, before the second factor or the password change"
    ACCOUNT = "anybody fully signed in, whatever the role"


PUBLIC, SIGNED_IN, ACCOUNT = Open.PUBLIC, Open.SIGNED_IN, Open.ACCOUNT
Need = Permission | Open


class Undeclared(RuntimeError):
    """A route, or a method of one, says nothing of who may call it."""


def allow(need: Need | None = None, **by_method: Need) -> Callable[[View], View]:
    """Declare who may call a view: `@allow(P.X)` for GET, or `@allow(GET=P.X, POST=P.Y)`.

    Refuses a `.read` permission for a method that changes something.
    """
    needs = {"GET": need, **by_method} if need is not None else dict(by_method)
    for method, what in needs.items():
        if method != "GET" and isinstance(what, Permission) and what.value.endswith((".read", ".read_all")):
            raise Undeclared(f"{method} can't hang on the reading permission {what}")

    def declare(view: View) -> View:
        view.needs = needs  # type: ignore[attr-defined]
        return view

    return declare


def reaching(reach: Reach) -> Callable[[View], View]:
    """Declare that a view looks through another reach than its actor's usual one (spec 4.1)."""

    def declare(view: View) -> View:
        view.reach = reach  # type: ignore[attr-defined]
        return view

    return declare


def reach_of(app: Flask, endpoint: str | None) -> Reach | None:
    """The reach that an endpoint asked for by `reaching`; None for the actor's usual one."""
    return getattr(app.view_functions.get(endpoint or ""), "reach", None)


def needs_of(app: Flask, endpoint: str) -> dict[str, Need]:
    """The declared needs of an endpoint by method; the static files are public."""
    if endpoint == "static" or endpoint.endswith(".static"):
        return {"GET": PUBLIC}
    needs: dict[str, Need] = getattr(app.view_functions[endpoint], "needs", {})
    return needs


def refuse_undeclared(app: Flask) -> None:
    """Raise Undeclared for the first route × method without a declaration."""
    for rule in app.url_map.iter_rules():
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        missing = methods - needs_of(app, rule.endpoint).keys()
        if missing:
            raise Undeclared(f"{rule.endpoint} {sorted(missing)}: say who may call it with @allow")


def enforce() -> Response | None:
    """Before each request: answer 404/405 as Flask does, send strangers to sign in, refuse with 403."""
    if request.endpoint is None:
        return None
    method = "GET" if request.method in ("HEAD", "OPTIONS") else request.method
    need = needs_of(current_app, request.endpoint).get(method)
    if need is None:
        abort(405)
    if need is PUBLIC:
        return None
    actor = actor_or_none()
    if actor is None:
        # An applicant has no login to type: their way in is the identity number and a code.
        own = need in (Permission.OWN_APPLICATION_READ, Permission.OWN_APPLICATION_ENTER)
        return _to("selfservice.sign_in") if own else _to("account.sign_in", next=_wanted())
    detour = None if need is SIGNED_IN else unfinished(actor)
    if detour is not None:
        return _to(detour, next=_wanted())
    return _acts(actor, need) if isinstance(need, Permission) else None


def _acts(actor: Actor, need: Permission) -> Response | None:
    """The tenant acted for must be there still, give the right, and be the one the form was made for.

    In this order: a form's field is had only by taking the whole body in, up to 2 GB of a file among it. Who
    may not do it at all, or has yet to choose a tenant, is told so before a byte of it is read.
    """
    if actor.tenant is None and current_user.memberships:
        return _to("account.choose_tenant")
    if not actor.can(need):
        abort(403)
    if request.method not in ("GET", "HEAD", "OPTIONS"):
        made_for = request.headers.get(ACTING_HEADER) or request.form.get(ACTING_FIELD)
        if made_for and made_for != acting_id():
            raise Elsewhere(_("您已在别的窗口切换了单位，这一步没有办理。请刷新页面，确认单位后再试。"))
    return None


def acting_id() -> str:
    """The public id of the tenant acted for: what forms carry, so that a switch elsewhere is noticed."""
    actor = actor_or_none()
    return actor.tenant.public_id if actor and actor.tenant else ""


def unfinished(actor: Actor) -> str | None:
    """The page that stands before everything else: the second factor, then a new password.

    A second factor that somebody set up of their own accord is asked for too, whatever the role.
    """
    if actor.has_second_factor and not actor.passed_second_factor:
        return "account.second_factor"
    if actor.needs_second_factor and not actor.passed_second_factor:
        return "account.enrol_second_factor"
    return "account.change_password" if actor.must_change_password else None


def _to(endpoint: str, **values: Any) -> Response:
    """Go there first. A block of a page can't show the sign-in: 401 has the page loaded anew, which goes."""
    if request.headers.get("HX-Request") == "true":
        return Response(status=401)
    return redirect(url_for(endpoint, **values))


def _wanted() -> str | None:
    """Where to go back to after signing in: only a page of ours that was asked for by GET."""
    return request.full_path.rstrip("?") if request.method == "GET" and request.path != "/" else None


def refuse_nul() -> None:
    """PostgreSQL's text can't hold NUL, and no field of a form can mean it: 400 rather than a fault below."""
    given = request.values
    if any("\0" in name or "\0" in value for name, values in given.lists() for value in values):
        abort(400)


def init_guards(app: Flask) -> None:
    app.before_request(enforce)
    app.jinja_env.globals["acting_id"] = acting_id
    app.before_request(refuse_nul)
