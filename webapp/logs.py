"""Structured logs (spec 4.7): one JSON object a line with request id and tenant id, and no personal data.

Of an exception the type and the places are kept, not its words: a database error quotes the row it met.
Whatever still looks like an identity, bank or phone number is blotted out.
"""

from __future__ import annotations

import logging
import re
import sys
import time
import traceback
import uuid
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

import orjson
from flask import Flask, Response, g, has_request_context, request

from tenants.scope import scope_or_none

NUMBER = re.compile(r"(?<![0-9A-Za-z])(?:\d{17}[0-9Xx]|\d{15,19}|1[3-9]\d{9})(?![0-9A-Za-z])")
REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
log = logging.getLogger("jinlanling.request")


def blotted(words: str) -> str:
    """`words` without anything that has the form of a person's number."""
    return NUMBER.sub("***", words)


class JsonLines(logging.Formatter):
    """A record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": blotted(record.getMessage()),
        }
        line |= {name: value for name, value in _who().items() if value is not None}
        line |= getattr(record, "facts", {})
        if record.exc_info and record.exc_info[0]:
            line |= {"error": _type(record.exc_info[0]), "at_lines": places(record.exc_info[2])}
        return orjson.dumps(line, default=str).decode()


def _who() -> dict[str, Any]:
    scope = scope_or_none()
    found = {"tenant": scope.tenant_id if scope else None}
    if has_request_context():
        found["request"] = g.get("request_id")
    return found


def _type(kind: type[BaseException]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def places(trace: TracebackType | None) -> list[str]:
    """Where an exception passed, innermost last: file, line, function."""
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]


def log_to_stderr(level: int = logging.INFO) -> None:
    """Make the JSON lines this process's only log."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


def init_logs(app: Flask) -> None:
    """Give each request an id, and one line when it is answered; the line never has its address."""
    app.before_request(_begin)
    app.after_request(_end)


def _begin() -> None:
    given = request.headers.get("X-Request-ID", "")
    g.request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
    g.request_began = time.perf_counter()


def _end(response: Response) -> Response:
    number = g.get("request_id")
    if number is None:
        return response
    response.headers["X-Request-ID"] = number
    facts = {
        "method": request.method,
        "endpoint": request.endpoint,
        "status": response.status_code,
        "ms": round((time.perf_counter() - g.request_began) * 1000, 1),
    }
    log.info("answered", extra={"facts": facts})
    return response
