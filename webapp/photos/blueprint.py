"""The blueprint of photos: an application's own pictures, the zips under /photos; how a picture is given."""

from __future__ import annotations

from flask import Blueprint, Response

photos = Blueprint("photos", __name__)


def as_picture(content: bytes) -> Response:
    """A rendition of ours, a JPEG without metadata: shown in the page, kept by nobody on the way."""
    answer = Response(content, mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Disposition"] = "inline"
    return answer
