"""What an operation may refuse, and the answer each refusal gets: 403, 404, 409, 422; never a bare 500."""

from __future__ import annotations

import uuid

from flask import Flask, Response, current_app, make_response, render_template, request
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, OperationalError
from werkzeug.exceptions import HTTPException, InternalServerError

from webapp.htmx import asks_for_block
from webapp.refusals import Elsewhere, IllegalMove, NotAllowed, NotFound, Refusal, RuleBroken, Stale

STATUS = {NotAllowed: 403, Elsewhere: 409, IllegalMove: 409, Stale: 409, RuleBroken: 422}
SHOWN_IN_PLACE = {409, 422}  # a stale page or a broken rule: the person goes on where they are
# Two at the same rows at once (serialization failure, deadlock): one of them is told to try again.
CONTENDED = {"40001", "40P01", "55P03"}  # a conflict, a deadlock, a lock waited for too long
PAGES = {403, 404, 405, 409, 413, 422, 429, 500}


def init_errors(app: Flask) -> None:
    """Give every refusal and every HTTP error a page in words, as a block for HTMX requests."""
    for kind, status in STATUS.items():
        app.register_error_handler(kind, lambda error, status=status: _refused(status, error))
    # The same bytes whether it is somebody else's or nobody's: what was asked for isn't repeated.
    app.register_error_handler(NotFound, lambda _error: _page(404, ""))
    app.register_error_handler(CSRFError, lambda error: _page(422, _("页面已过期，请刷新后重试。")))
    # A value that no column can hold (a NUL, a number beyond all bounds) belongs to no row of ours.
    app.register_error_handler(DataError, lambda _error: _page(404, ""))
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _contended)
    app.register_error_handler(Exception, _unexpected)


def _refused(status: int, error: Refusal) -> Response:
    """Another tenant is no changed row: the page's own heading would say something that didn't happen."""
    return _page(status, str(error), _("没有办理") if isinstance(error, Elsewhere) else "")


def _http(error: HTTPException) -> HTTPException | Response:
    if error.code is None or error.code < 400:
        return error
    return _page(error.code, "")


def _contended(error: OperationalError) -> Response:
    """Nothing was changed and nothing is broken; any other failure of the database is."""
    if getattr(error.orig, "sqlstate", None) not in CONTENDED:
        return _unexpected(error)
    return _page(409, _("别人正在改动同一处，这一步没有办理，请重试。"), _("没有办理"))


def _unexpected(error: Exception) -> Response:
    """Keep the trace under a number that the page shows, so that a report can be followed up."""
    number = uuid.uuid4().hex[:8]
    current_app.logger.exception("unexpected error %s at %s", number, request.endpoint)
    if current_app.testing and not current_app.config.get("SHOW_ERROR_PAGES"):
        raise error
    return _page(InternalServerError.code, number)


def _page(status: int, message: str, heading: str = "") -> Response:
    """The page of a status; for an HTMX request a banner above the block that stays as it was."""
    if asks_for_block() and status in SHOWN_IN_PLACE:
        banner = make_response(render_template("errors/banner.html", message=message, status=status), status)
        banner.headers.update({"HX-Retarget": "#notices", "HX-Reswap": "innerHTML"})
        return banner
    number = status if status in PAGES else 500 if status >= 500 else 404
    words = {"message": message, "status": status, "heading": heading}
    return make_response(render_template(f"errors/{number}.html", **words), status)
