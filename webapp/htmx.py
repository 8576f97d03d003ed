"""Same URL, page or block: an HTMX request that targets a block's element gets that block alone."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, current_app, flash, g, make_response, render_template, request


def asks_for_block() -> bool:
    """Whether the request wants a block; going back in history always gets the whole page."""
    headers = request.headers
    return headers.get("HX-Request") == "true" and headers.get("HX-History-Restore-Request") != "true"


def polls(block: str) -> bool:
    """Whether a block asks for itself again, as one does that shows how far a job is."""
    return asks_for_block() and request.headers.get("HX-Target") == block


def page(template: str, block: str | None = None, status: int = 200, **context: Any) -> Response:
    """The whole page, or `block` of it for an HTMX request (boosted requests get the page)."""
    if block and asks_for_block() and request.headers.get("HX-Boosted") != "true":
        answer = make_response(render_block(template, block, context), status)
    else:
        answer = make_response(render_template(template, **context), status)
    answer.headers.add("Vary", "HX-Request")
    if asks_for_block() and "toast" in g:
        answer.headers["HX-Trigger"] = json.dumps(g.pop("toast"))  # ASCII, as headers must be
    return answer


def say(message: str, kind: str = "success") -> None:
    """Tell what was done: a toast beside the block for HTMX, else a banner on the page that follows."""
    if asks_for_block():
        g.toast = {"toast": {"message": message, "kind": kind}}
    else:
        flash(message, kind)


def render_block(template: str, block: str, context: dict[str, Any]) -> str:
    """One named block of a template. A block imports the macros it uses, so that it stands alone."""
    found = current_app.jinja_env.get_or_select_template(template)
    values = dict(context)
    current_app.update_template_context(values)
    return "".join(found.blocks[block](found.new_context(values)))


def go(address: str) -> Response:
    """After a change: a 303 to the page to look at; HTMX is told to go there as well."""
    if asks_for_block():
        return Response(status=204, headers={"HX-Redirect": address})
    return Response(status=303, headers={"Location": address})
