"""The public pages' blueprint; `views` puts its pages on it."""

from __future__ import annotations

from flask import Blueprint

public = Blueprint("public", __name__, url_prefix="/welcome")
