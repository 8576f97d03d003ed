"""What a message says: subject, plain text and simple HTML of a mail, or the sentence of a short message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson
from flask import current_app
from flask_babel import force_locale, gettext

from webapp.extensions import settings
from webapp.notices.events import EVENTS, Given, sentence_of, title_of
from webapp.notices.models import Channel


def letter_of(
    channel: Channel,
    event: str,
    params: Mapping[str, str],
    link: str | None = None,
    *,
    locale: str | None = None,
    lines: Sequence[tuple[str, str]] = (),
) -> bytes:
    """The message as JSON bytes {subject, text, html}, in `locale` or the language in force.

    `lines` are a digest's (title, sentence) pairs.
    """
    if locale is not None:
        with force_locale(locale):
            return letter_of(channel, event, params, link, lines=lines)
    if channel is Channel.SMS:
        return orjson.dumps({"text": str(EVENTS[event].sms) % Given(params)})
    facts = {
        "title": title_of(event), "sentence": sentence_of(event, params), "lines": list(lines),
        "link": _address(link), "name": params.get("to", ""),
    }  # fmt: skip
    # The templates alone: what the frame of a page needs is neither here nor in a worker.
    stem, templates = EVENTS[event].mail, current_app.jinja_env
    return orjson.dumps({
        "subject": gettext("【金蓝领】%(title)s", title=facts["title"]),
        "text": templates.get_template(f"{stem}.txt").render(**facts),
        "html": templates.get_template(f"{stem}.html").render(**facts),
    })  # fmt: skip


def _address(link: str | None) -> str:
    """The whole address of a path, when the deployment says its own (JINLANLING_PUBLIC_URL)."""
    base = settings().public_url
    return base.rstrip("/") + (link or "/notices") if base else ""
