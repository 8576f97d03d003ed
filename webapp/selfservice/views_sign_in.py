"""An applicant signs in: who one is, then the code from the telephone (registration is the same way)."""

from __future__ import annotations

from flask import request, url_for
from flask import session as cookie
from flask_babel import gettext as _
from flask_login import current_user
from werkzeug import Response

from tenants.actor import APPLICANT
from tenants.applicants import AnotherPhone, Claim, CodeFault
from tenants.db import db
from webapp.account import operations as account
from webapp.account.operations import Locked
from webapp.extensions import settings
from webapp.guards import PUBLIC, SIGNED_IN, allow
from webapp.htmx import go, page
from webapp.policy.programme import programme_year
from webapp.programmes.queries import published_city
from webapp.selfservice import signing_in
from webapp.selfservice.blueprint import selfservice
from webapp.selfservice.forms import ClaimForm, CodeForm
from webapp.sessions import actor_or_none, forget, remember

ASKED = "asked_code"  # the browser's token of the code it asked for
SHOWN = "shown_code"  # demo mode: the code itself, since no telephone rings
FAULTS = {
    CodeFault.WRONG: lambda: _("验证码不对，请核对短信。"),
    CodeFault.EXPIRED: lambda: _("验证码已经过期或已经用过，请重新获取。"),
    CodeFault.SPENT: lambda: _("错误次数太多，这个验证码已作废，请重新获取。"),
}


@selfservice.route("/sign-in", methods=["GET", "POST"])
@allow(PUBLIC, POST=PUBLIC)
def sign_in() -> Response:
    """Step one: name, identity number, telephone; the answer tells nothing of who is registered."""
    if _is_applicant():
        return go(url_for("selfservice.home"))
    form, city = ClaimForm(), published_city(programme_year())
    if city is None:
        return page("selfservice/closed.html", None, 200)
    if not form.validate_on_submit():
        return page("selfservice/sign_in.html", None, 422 if form.is_submitted() else 200, form=form)
    claim = Claim(city, form.number.data, form.phone.data, form.name.data)
    _end_reading()
    try:
        _keep(signing_in.ask(claim, request.remote_addr or ""))
    except Locked as locked:
        form.phone.errors = [_wait(locked)]
        return page("selfservice/sign_in.html", None, 429, form=form)
    return go(url_for("selfservice.code"))


@selfservice.route("/code", methods=["GET", "POST"])
@allow(PUBLIC, POST=PUBLIC)
def code() -> Response:
    """Step two: the code; right, it opens the account, and registers it if there was none."""
    token, form = cookie.get(ASKED), CodeForm()
    if not isinstance(token, str):
        return go(url_for("selfservice.sign_in"))
    if not form.validate_on_submit():
        return _code_page(form, 422 if form.is_submitted() else 200)
    try:
        found = signing_in.prove(token, form.code.data, request.remote_addr or "", request.user_agent.string)
    except AnotherPhone:
        form.code.errors = [
            _(
                "这个身份证号码已用另一个手机号登记。请用原来的手机号登录；号码已停用或不是您本人登记的，"
                "请联系本单位经办人，由市人社局系统管理员核实身份后重新绑定。"
            )
        ]
        return _code_page(form, 409)
    except LookupError:
        form.code.errors = [_("这个账号已停用，请联系培训机构。")]
        return _code_page(form, 409)
    if isinstance(found, CodeFault):
        form.code.errors = [FAULTS[found]()]
        return _code_page(form, 422)
    remember(found)
    return go(url_for("selfservice.home"))


@selfservice.post("/code/again")
@allow(POST=PUBLIC)
def code_again() -> Response:
    """Another code to the same telephone, a minute after the last at the earliest."""
    token, form = cookie.get(ASKED), CodeForm(formdata=None)
    if not isinstance(token, str):
        return go(url_for("selfservice.sign_in"))
    try:
        _keep(signing_in.ask_again(token, request.remote_addr or ""))
    except Locked as locked:
        form.code.errors = [_wait(locked)]
        return _code_page(form, 429)
    except LookupError:
        return go(url_for("selfservice.sign_in"))
    return go(url_for("selfservice.code"))


@selfservice.post("/sign-out")
@allow(POST=SIGNED_IN)
def sign_out() -> Response:
    """End this browser's session."""
    account.sign_out(current_user.token)
    forget()
    return go(url_for("selfservice.sign_in"))


def _is_applicant() -> bool:
    actor = actor_or_none()
    return actor is not None and APPLICANT in actor.roles


def _end_reading() -> None:
    """What was read of the programme ends here: the steps of signing in are transactions of their own."""
    db.session.rollback()


def _keep(asked: signing_in.Asked) -> None:
    cookie[ASKED] = asked.token
    if settings().demo:
        cookie[SHOWN] = asked.code


def _code_page(form: CodeForm, status: int) -> Response:
    shown = cookie.get(SHOWN, "") if settings().demo else ""
    form.code.data = ""  # a wrong code is typed anew
    return page("selfservice/code.html", None, status, form=form, shown=shown, minutes=signing_in.MINUTES)


def _wait(locked: Locked) -> str:
    seconds = max(1, int(locked.wait.total_seconds()))
    if seconds <= 60:
        return str(_("请 %(n)s 秒后再获取验证码。", n=seconds))
    return str(_("获取太频繁，请 %(n)s 分钟后再试。", n=-(-seconds // 60)))
