"""消息: the inbox with its bell, what comes by mail, and the outbox for who keeps the unit (spec 6.1)."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request, url_for
from flask_babel import gettext as _

from tenants.actor import APPLICANT
from tenants.roles import Permission
from webapp.guards import ACCOUNT, allow
from webapp.htmx import go, page, say
from webapp.notices import queries, reading
from webapp.notices.events import GROUPS, title_of
from webapp.notices.forms import SettingsForm
from webapp.notices.models import Sending
from webapp.notices.rules import is_own_path
from webapp.notices.words import CHANNELS, GROUNDS, STATES, trouble
from webapp.sessions import actor

notices = Blueprint("notices", __name__, url_prefix="/notices")


@notices.get("")
@allow(ACCOUNT)
def index() -> Response:
    """The inbox: the unread first."""
    only_unread = request.args.get("show") == "unread"
    found = queries.inbox(actor(), request.args.get("after", ""), only_unread=only_unread)
    kept: dict[str, Any] = {"show": "unread"} if only_unread else {}
    return page(
        "notices/index.html", "list", lines=found.lines, only_unread=only_unread,
        next=url_for("notices.index", **kept, after=found.next) if found.next else "",
        first=url_for("notices.index", **kept) if request.args.get("after") else "",
        may_see_outbox=actor().can(Permission.JOB_READ_ALL),
    )  # fmt: skip


@notices.post("/<public_id>")
@allow(POST=ACCOUNT)
def open(public_id: str) -> Response:
    """Read it, and go where it leads."""
    me = actor()
    link = reading.read(me, public_id)
    home = "selfservice.home" if APPLICANT in me.roles else "notices.index"
    return go(link if link and is_own_path(link) else url_for(home))


@notices.post("/read")
@allow(POST=ACCOUNT)
def read_all() -> Response:
    """Mark all read."""
    reading.read_all(actor())
    say(_("已全部标为已读"))
    return go(url_for("notices.index"))


@notices.route("/settings", methods=["GET", "POST"])
@allow(ACCOUNT, POST=ACCOUNT)
def settings() -> Response:
    """What comes by mail, and how."""
    me = actor()
    form = SettingsForm(data={group: way.value for group, way in queries.settled(me).items()})
    if form.validate_on_submit():
        reading.settle(me, form.wanted())
        say(_("已保存消息设置"))
        return go(url_for("notices.settings"))
    status = 422 if form.is_submitted() else 200
    return page("notices/settings.html", None, status, form=form, groups=GROUPS)


@notices.get("/outbox")
@allow(Permission.JOB_READ_ALL)
def outbox() -> Response:
    """Messages that went, wait or failed; neither addresses nor words."""
    state = request.args.get("state", "")
    state = state if state in set(Sending) else ""
    rows, last = queries.outbox(state, request.args.get("after", ""))
    kept: dict[str, Any] = {"state": state} if state else {}
    return page(
        "notices/outbox.html", "list", rows=rows, state=state, states=STATES.items(), words=STATES,
        grounds=GROUNDS, channels=CHANNELS, title_of=title_of, trouble=trouble,
        next=url_for("notices.outbox", **kept, after=last) if last else "",
        first=url_for("notices.outbox", **kept) if request.args.get("after") else "",
    )  # fmt: skip
