"""`create_app`: the web application, put together from its parts in one screen."""

from __future__ import annotations

from pathlib import Path

from flask import Flask

from tenants.db import db
from webapp.blueprints import register_blueprints
from webapp.config import Settings, read_settings
from webapp.database import engine_options
from webapp.errors import init_errors
from webapp.extensions import LOCALES, ZONE, babel, csrf, locale, migrate
from webapp.files.receiving import PrivateRequest
from webapp.frame import init_frame
from webapp.guards import init_guards
from webapp.language import init_language
from webapp.logs import init_logs
from webapp.look import set_table
from webapp.security import init_security
from webapp.sessions import init_sessions
from webapp.transaction import init_transactions

ROOT = Path(__file__).resolve().parent.parent
LARGEST_REQUEST = 64 * 1024 * 1024


def create_app(settings: Settings | None = None, *, pages: bool = True) -> Flask:
    """The application for `settings` (default: the environment's). `pages=False`: database only, for jobs."""
    found = settings or read_settings()
    app = Flask("jinlanling", root_path=str(ROOT))
    app.request_class = PrivateRequest
    app.config.update(_configuration(found))
    app.extensions["jinlanling"] = found
    db.init_app(app)
    migrate.init_app(app, db, directory=str(ROOT / "migrations"))
    babel.init_app(app, locale_selector=locale)
    if pages:
        _add_pages(app)
    return app


def _configuration(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(),
        "SESSION_COOKIE_NAME": "jinlanling",
        "SESSION_COOKIE_SECURE": settings.secure_cookies,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "WTF_CSRF_TIME_LIMIT": None,
        "MAX_CONTENT_LENGTH": LARGEST_REQUEST,
        "BABEL_DEFAULT_LOCALE": "zh_Hans_CN",
        "BABEL_DEFAULT_TIMEZONE": ZONE,
        "BABEL_TRANSLATION_DIRECTORIES": str(ROOT / "translations"),
        "LANGUAGES": LOCALES,
    }


def _add_pages(app: Flask) -> None:
    # The order is the order of a request: who is it, may they, in which transaction.
    init_logs(app)
    init_sessions(app)
    init_guards(app)
    csrf.init_app(app)
    init_transactions(app)
    init_language(app)
    init_frame(app)
    set_table(app.jinja_env)
    init_errors(app)
    init_security(app)
    register_blueprints(app)
