"""The second factor: asked for at sign-in, and set up by scanning a code (spec 4.5).

A new secret is kept sealed in the browser's signed cookie until its first code confirms it, so that the one
in force is neither lost nor replaced by somebody who never had it.
"""

from __future__ import annotations

import base64

import segno
from cryptography.exceptions import InvalidTag
from flask import request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from tenants import passwords
from tenants.actor import Actor
from webapp.account import operations
from webapp.account.blueprint import account, onward, waiting_words
from webapp.account.forms import CodeForm
from webapp.account.operations import Locked
from webapp.extensions import keyring
from webapp.guards import SIGNED_IN, allow
from webapp.htmx import go, page
from webapp.sessions import actor, remember

PENDING = "pending_factor"


@account.route("/second-factor", methods=["GET", "POST"])
@allow(SIGNED_IN, POST=SIGNED_IN)
def second_factor() -> Response:
    """Ask for the code of the second factor that is in force."""
    me = actor()
    if not me.has_second_factor:
        return go(url_for("account.enrol_second_factor", next=request.args.get("next")))
    if me.passed_second_factor:
        return onward(request.args.get("next"))
    form = CodeForm()
    if not form.validate_on_submit():
        return page("account/second_factor.html", None, 422 if form.is_submitted() else 200, form=form)
    try:
        token = operations.pass_second_factor(
            me, form.code.data, current_user.token, request.remote_addr or ""
        )
    except Locked as locked:
        form.code.errors = [waiting_words(locked)]
        return page("account/second_factor.html", None, 429, form=form)
    if token is None:
        form.code.errors = [_("动态码不对，或者已经用过；请等下一个。")]
        return page("account/second_factor.html", None, 422, form=form)
    remember(token)
    return onward(request.args.get("next"))


@account.route("/second-factor/new", methods=["GET", "POST"])
@allow(SIGNED_IN, POST=SIGNED_IN)
def enrol_second_factor() -> Response:
    """Set up a second factor, or replace it after having passed the present one."""
    me = actor()
    if me.has_second_factor and not me.passed_second_factor:
        return go(url_for("account.second_factor", next=request.path))
    form, secret = CodeForm(), _pending()
    if not form.validate_on_submit():
        return _enrolment(me, form, secret, 422 if form.is_submitted() else 200)
    token = operations.enrol_second_factor(me, secret, form.code.data, current_user.token)
    if token is None:
        form.code.errors = [_("动态码不对。请确认手机时间准确，再输入当前显示的 6 位数字。")]
        return _enrolment(me, form, secret, 422)
    remember(token)
    return onward(request.args.get("next"))


def _pending() -> str:
    """The secret being set up in this browser; a new one when there is none."""
    kept = cookie.get(PENDING)
    if isinstance(kept, str):
        try:
            return keyring().open_text(base64.b64decode(kept))
        except (ValueError, LookupError, InvalidTag):
            cookie.pop(PENDING)  # sealed with a key that is no more
    secret = passwords.new_totp_secret()
    cookie[PENDING] = base64.b64encode(keyring().seal(secret)).decode()
    return secret


def _enrolment(me: Actor, form: CodeForm, secret: str, status: int) -> Response:
    address = passwords.totp_address(secret, me.login)
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=2, dark="#1d2939")
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    return page(
        "account/enrol_second_factor.html", None, status,
        form=form, picture=picture, secret=grouped, replacing=me.has_second_factor,
    )  # fmt: skip
