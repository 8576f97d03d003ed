"""The password, the open sessions and the tenant acted for (spec 4.5, 6.1)."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, request, url_for
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from tenants import accounts
from tenants.actor import Actor
from tenants.models import SignIn
from webapp.account import operations
from webapp.account.blueprint import account, onward, waiting_words
from webapp.account.forms import PasswordForm
from webapp.account.operations import Locked
from webapp.account.rules import browser, system
from webapp.guards import ACCOUNT, SIGNED_IN, allow
from webapp.htmx import go, page
from webapp.sessions import actor, remember


@account.route("/password", methods=["GET", "POST"])
@allow(SIGNED_IN, POST=SIGNED_IN)
def change_password() -> Response:
    """Change one's own password; the second factor comes first where there is one."""
    me = actor()
    if me.has_second_factor and not me.passed_second_factor:
        return go(url_for("account.second_factor", next=request.path))
    form = PasswordForm(me.login, me.name)
    if not form.validate_on_submit():
        return _password_page(form, me, 422 if form.is_submitted() else 200)
    try:
        token = operations.change_password(
            me, form.current.data, form.new.data, current_user.token, request.remote_addr or ""
        )
    except Locked as locked:
        form.current.errors = [waiting_words(locked)]
        return _password_page(form, me, 429)
    if token is None:
        form.current.errors = [_("原密码不对。")]
        return _password_page(form, me, 422)
    remember(token)
    flash(_("密码已修改，其他地方的登录都已退出。"), "success")
    return onward(request.args.get("next"))


def _password_page(form: PasswordForm, me: Actor, status: int) -> Response:
    return page("account/change_password.html", None, status, form=form, demanded=me.must_change_password)


@account.get("/sessions")
@allow(ACCOUNT)
def sessions() -> Response:
    """The person's open sessions."""
    shown = [_session_line(one) for one in operations.own_sessions(actor())]
    return page("account/sessions.html", "list", sessions=shown)


def _session_line(one: SignIn) -> dict[str, Any]:
    return {
        "handle": accounts.handle(one),
        "browser": browser(one.agent) or _("未知浏览器"),
        "system": system(one.agent),
        "address": one.address,
        "since": one.created_at,
        "seen": one.seen_at,
        "own": accounts.is_own(one, current_user.token),
    }


@account.post("/sessions/end")
@allow(POST=ACCOUNT)
def end_sessions() -> Response:
    """End the session named by `session`, or all but this one."""
    wanted = request.form.get("session")
    me = actor()
    if wanted is None:
        number = operations.end_others(me, current_user.token)
        flash(_("已退出其他 %(n)s 处登录。", n=number) if number else _("没有其他登录。"), "success")
    elif operations.end_one(me, wanted):
        flash(_("已退出这一处登录。"), "success")
    else:
        abort(404)
    return go(url_for("account.sessions"))


@account.get("/tenant")
@allow(SIGNED_IN)
def choose_tenant() -> Response:
    """Choose whom to act for, when the tenant acted for was closed or the role in it ended."""
    return page("account/choose_tenant.html")


@account.post("/tenant")
@allow(POST=SIGNED_IN)
def switch_tenant() -> Response:
    """Act for another of one's own tenants; what it demands (a second factor) is asked for next."""
    wanted = request.form.get("membership", "")
    if not operations.switch(actor(), current_user.memberships, wanted, current_user.token):
        abort(404)
    return onward(None)
