"""Words on screen: the language switch, dates, money and the labels that templates share."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from flask import Flask
from flask_babel import gettext

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


def init_language(app: Flask) -> None:
    app.jinja_env.filters.update(day=day, minute=minute, short_minute=short_minute, words=words)
