"""The account's blueprint; `views` puts its pages on it."""

from __future__ import annotations

from flask import Blueprint, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from webapp.account.operations import Locked
from webapp.account.rules import own_path
from webapp.htmx import go

account = Blueprint("account", __name__, url_prefix="/account")


def onward(wanted: str | None) -> Response:
    """To the page of ours that was wanted, else to the workbench."""
    return go(own_path(wanted) or url_for("dashboards.workbench"))


def waiting_words(locked: Locked) -> str:
    """How long to wait, for the person; the same for known and unknown logins."""
    minutes = max(1, -(-int(locked.wait.total_seconds()) // 60))
    return str(_("错误次数太多，请 %(n)s 分钟后再试。", n=minutes))
