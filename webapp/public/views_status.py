"""申报进度查询: status without an account, by the application's number and four digits."""

from __future__ import annotations

from flask import Response, request
from flask_babel import gettext as _

from webapp.guards import PUBLIC, allow
from webapp.htmx import page
from webapp.public import operations
from webapp.public.blueprint import public
from webapp.public.forms import StatusForm
from webapp.public.menu import public_menu
from webapp.public.operations import TooOften
from webapp.public.progress import Progress


@public.route("/status", methods=["GET", "POST"])
@allow(PUBLIC, POST=PUBLIC)
def status() -> Response:
    """The form, and the progress of the application that fits it."""
    form, found, answered = StatusForm(), None, 200
    if form.validate_on_submit():
        found, answered = _look_up(form)
    elif form.is_submitted():
        answered = 422
    if form.is_submitted():
        form.last_four.data = ""  # it stands in no page either
    return page("public/status.html", None, answered, form=form, found=found, public_menu=public_menu())


def _look_up(form: StatusForm) -> tuple[Progress | None, int]:
    """What was found, or what to answer; the words don't tell which of the two was wrong."""
    try:
        found = operations.look_up(form.number.data, form.last_four.data, request.remote_addr or "")
    except TooOften as often:
        minutes = max(1, -(-int(often.wait.total_seconds()) // 60))
        form.last_four.errors = [_("查询次数太多，请 %(n)s 分钟后再试。", n=minutes)]
        return None, 429
    if found is None:
        form.last_four.errors = [_("报名编号与证件号码后四位不一致，请核对后再查。")]
        return None, 422
    return found, 200
