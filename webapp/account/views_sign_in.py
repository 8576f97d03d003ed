"""Signing in and out, and the language of a stranger's pages (spec 4.5)."""

from __future__ import annotations

import importlib
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from webapp.account import operations
from webapp.account.blueprint import account, onward, waiting_words
from webapp.account.forms import SignInForm
from webapp.account.operations import Locked
from webapp.extensions import LOCALES, settings
from webapp.guards import PUBLIC, SIGNED_IN, allow
from webapp.htmx import page
from webapp.sessions import actor_or_none, forget, remember

A_YEAR = 365 * 24 * 3600


@account.route("/sign-in", methods=["GET", "POST"])
@allow(PUBLIC, POST=PUBLIC)
def sign_in() -> Response:
    """The sign-in page; somebody signed in goes to their workbench."""
    if actor_or_none() is not None:
        return onward(request.args.get("next"))
    form = SignInForm()
    if form.validate_on_submit():
        token, status = _try(form)
        if token is not None:
            remember(token)
            return onward(request.args.get("next"))
    else:
        status = 422 if form.is_submitted() else 200
    return page("account/sign_in.html", None, status, form=form, demo=demo_sign_ins())


def _try(form: SignInForm) -> tuple[str | None, int]:
    """The token of a new session, or what to answer; the words don't tell whether the login exists."""
    agent = request.user_agent.string
    try:
        token = operations.sign_in(form.login.data, form.password.data, request.remote_addr or "", agent)
    except Locked as locked:
        form.password.errors = [waiting_words(locked)]
        return None, 429
    if token is None:
        form.password.errors = [_("登录名或密码不对。")]
    return token, 422


def demo_sign_ins() -> list[Any]:
    """The demo city's sign-ins with their current codes; nothing outside demo mode."""
    if not settings().demo:
        return []
    # Only demo mode loads the demo city: a real deployment never imports it.
    people = importlib.import_module("webapp.demo.people")
    return list(people.sign_ins())


@account.post("/sign-out")
@allow(POST=SIGNED_IN)
def sign_out() -> Response:
    """End this browser's session."""
    operations.sign_out(current_user.token)
    forget()
    return onward("/account/sign-in")


@account.post("/language")
@allow(POST=PUBLIC)
def language() -> Response:
    """The language of the pages: kept with the person, or in the browser of a stranger."""
    chosen = request.form.get("language", "")
    answer = onward(request.form.get("next") or "/")
    if chosen not in LOCALES:
        return answer
    actor = actor_or_none()
    if actor is not None:
        operations.speak(actor, chosen)
    answer.set_cookie(
        "locale", chosen, max_age=A_YEAR, httponly=True, samesite="Lax", secure=request.is_secure
    )
    return answer
