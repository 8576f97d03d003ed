"""Words on screen: the language switch, dates, money and the labels that templates share."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, has_request_context, request
from flask_babel import get_translations, gettext

from webapp.extensions import ZONE

SHANGHAI = ZoneInfo(ZONE)


def day(value: date | datetime | None) -> str:
    """2022-04-20, in Shanghai."""
    if value is None:
        return "—"
    local = value.astimezone(SHANGHAI) if isinstance(value, datetime) else value
    return f"{local:%Y-%m-%d}"


def minute(value: datetime | None) -> str:
    """2022-04-20 09:41, in Shanghai."""
    return f"{value.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" if value else "—"


def short_minute(value: datetime | None) -> str:
    """04-20 09:41, in Shanghai: for timelines of one year."""
    return f"{value.astimezone(SHANGHAI):%m-%d %H:%M}" if value else "—"


def words(value: str) -> str:
    """A label that stands in a table of the code (a state, a role), in the reader's language."""
    return gettext(value) if value else ""


TEXTS = "jinlanling.texts"


def texts() -> Any:
    """The translations of this request, asked for once: a list's page has a hundred words to look up."""
    if not has_request_context():
        return get_translations()
    found = request.environ.get(TEXTS)
    if found is None:
        found = request.environ[TEXTS] = get_translations()
    return found


def init_language(app: Flask) -> None:
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: texts().ugettext(text),
        ngettext=lambda one, many, number: texts().ungettext(one, many, number),
        newstyle=True,
        pgettext=lambda context, text: texts().upgettext(context, text),
        npgettext=lambda context, one, many, number: texts().unpgettext(context, one, many, number),
    )
    app.jinja_env.filters.update(day=day, minute=minute, short_minute=short_minute, words=words)
