"""The Flask extensions, made once and bound to an application in `create_app`."""

from __future__ import annotations

from flask import current_app, has_request_context, request
from flask_babel import Babel
from flask_login import current_user
from flask_migrate import Migrate
from flask_wtf.csrf import CSRFProtect

from tenants.sealing import Keyring
from webapp.config import Settings

LOCALES = {"zh_Hans_CN": "中文", "en": "English"}
ZONE = "Asia/Shanghai"

babel = Babel()
csrf = CSRFProtect()
migrate = Migrate()


def settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.extensions["jinlanling"]
    return found


def keyring() -> Keyring:
    return settings().keyring


def locale() -> str:
    """The signed-in person's language, else the one chosen in this browser, else Chinese."""
    if not has_request_context():  # a job or a command speaks Chinese
        return "zh_Hans_CN"
    if current_user and current_user.is_authenticated:
        chosen = current_user.actor.locale
    else:
        chosen = request.cookies.get("locale", "")
    return chosen if chosen in LOCALES else "zh_Hans_CN"
